"""Migrations are in step with the models, and each is named by what it does."""

import io
import sys

import django
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from sources import report


def main() -> int:
    django.setup()
    return report([*missing(), *badly_named()])


def missing() -> list[str]:
    """What makemigrations would write now."""
    output = io.StringIO()
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1, stdout=output, no_color=True)
    except SystemExit:
        return ["models and migrations differ; makemigrations would write:", output.getvalue().rstrip()]
    return []


def badly_named() -> list[str]:
    """Migrations that kept the name Django suggests."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("zhike.")}
    loader = MigrationLoader(None)
    problems = []
    for (label, name), migration in sorted(loader.disk_migrations.items()):
        given = name.partition("_")[2]
        if label in ours and (given in ("initial", migration.suggest_name()) or given.startswith("auto_")):
            problems.append(f"{label}/migrations/{name}.py: name it by what it does")
    return problems


if __name__ == "__main__":
    sys.exit(main())
