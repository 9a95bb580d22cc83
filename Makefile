# Everything a person or a machine starts here; `make` alone lists it.
# The first Python from 3.11 on, one that can make environments if there is a choice.
NAMES := python3 python3.13 python3.12 python3.11 python3.14
ASK = $(shell for name in $(NAMES); do $$name -c 'import sys, $(1); sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
ifndef PYTHON
PYTHON := $(or $(call ASK,ensurepip),$(call ASK,venv))
endif
BIN := .venv/bin
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help install install-test demo demo-berka test test-all check bench clean

help:
	@echo "make demo        a demonstration bank at http://127.0.0.1:$(PORT)/ (PORT=8001 for another port)"
	@echo "make demo-berka  the same with the Berka bank of 1993; needs ZHIKE_REAL_DATA"
	@echo "make test        checks and tests;  make test-all  the long proof as well"
	@echo "make check       format, types, imports, templates, sizes, migrations, secrets, translations"
	@echo "make bench       the measurements the README names"
	@echo "make clean       remove everything made here, the demonstration bank included"

install:
	@test -n "$(PYTHON)" || { echo "Error: Python 3.11 or newer is needed (Debian, Ubuntu: apt install python3 python3-venv)"; exit 1; }
	@$(PYTHON) tools/install.py run

install-test:
	@test -n "$(PYTHON)" || { echo "Error: Python 3.11 or newer is needed (Debian, Ubuntu: apt install python3 python3-venv)"; exit 1; }
	@$(PYTHON) tools/install.py test

demo: install
	@$(BIN)/zhike demo --port $(PORT)

demo-berka: install
	@$(BIN)/zhike demo --bank berka --port $(PORT)

check: install-test
	@$(BIN)/python tools/check.py

test: check
	@$(BIN)/python -m pytest -n 2

test-all: check
	@$(BIN)/python -m pytest -n 2 --long
	@$(BIN)/python tools/record_long_proof.py

bench: install-test
	@for file in benchmarks/bench_*.py; do echo "· $$file"; $(BIN)/python $$file || exit 1; done

clean:
	@python=$(BIN)/python; [ -x $$python ] || python=$(PYTHON); \
	for bank in var var/test var/berka; do if [ -d $$bank/postgres ]; then \
	  PYTHONPATH=src $$python -m zhike.foundation.postgres.embedded remove $$bank || exit 1; fi; done
	@rm -rf var .venv node_modules test-output build dist src/zhike.egg-info src/zhike/interfaces/web/vendor .hypothesis
	@find src -name '*.mo' -delete
	@find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
	@echo "removed the environment, the browser libraries, the banks below var/ and what tests left"
