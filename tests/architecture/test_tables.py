"""Tables: foreign keys point down, and only contexts and the foundation own any.

That migrations are in step with the models and named by what they do is tools/check_migrations.py's business.
"""

from django.apps import apps
from django.db.models import Field

from architecture.source_tree import SOURCE, context_layers, shown

BELOW_ALL = 0
"""The height of foundation and of what Django brings."""


def height_of(app_label: str) -> int:
    """The layer an app's tables stand on; journeys and interfaces own none."""
    return context_layers().get(app_label, BELOW_ALL)


def points_up(from_app: str, to_app: str) -> bool:
    """Whether a foreign key from one app to another breaks the order: up, or across to a sibling."""
    return from_app != to_app and to_app in context_layers() and height_of(to_app) >= height_of(from_app)


def foreign_keys() -> list[tuple[str, str, str]]:
    """(model and field, its app, the app it points to) of every relation that is a column or a join table."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            if isinstance(field, Field) and field.remote_field is not None and field.related_model is not None:
                name = f"{model._meta.label}.{field.name}"
                found.append((name, model._meta.app_label, field.related_model._meta.app_label))
    return found


def test_foreign_keys_point_down() -> None:
    found = [f"{name} points to `{to}`" for name, own, to in foreign_keys() if points_up(own, to)]
    assert not found, "\n".join(found)


def test_the_walk_sees_our_keys() -> None:
    """Had the walk gone blind, the test above would pass whatever stood in the models."""
    assert ("customers.Customer.owner", "customers", "org") in foreign_keys()


def test_a_key_that_points_up_or_across_is_refused() -> None:
    assert points_up("org", "customers")
    assert points_up("work", "accounts")
    assert points_up("foundation", "org")
    assert not points_up("care", "work")
    assert not points_up("work", "foundation")


def test_only_contexts_and_the_foundation_own_tables() -> None:
    owners = {model._meta.app_label for model in apps.get_models() if model.__module__.startswith("zhike.")}
    assert owners <= {"foundation", *context_layers()}


def test_migration_numbers_are_one_line() -> None:
    for folder in SOURCE.rglob("migrations"):
        numbers = [int(path.stem[:4]) for path in sorted(folder.glob("0*.py"))]
        assert numbers == list(range(1, len(numbers) + 1)), f"{shown(folder)}: two with one number, or a gap"
