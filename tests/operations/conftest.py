"""A small bank made once, for the tests that start and kill what serves it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import product_environment, zhike
from operations.demonstration import Demonstration
from zhike.foundation.postgres import embedded


@pytest.fixture(scope="module")
def small_bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a bank of a hundred customers, with its last nights run."""
    data_dir = tmp_path_factory.mktemp("bank")
    for arguments in (["migrate", "--json"], ["seed", "--customers", "100", "--days", "3", "--json"]):
        made = subprocess.run(zhike(*arguments), env=product_environment(data_dir), capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
    yield data_dir
    embedded.remove(data_dir)


@pytest.fixture
def demonstration(small_bank: Path) -> Iterator[Demonstration]:
    """`zhike demo` over the small bank, serving."""
    started = Demonstration.start(small_bank)
    try:
        started.wait_ready()
        yield started
    finally:
        started.clean_up()
