"""What a migration must not do because tortoise-orm would do it wrongly. Found by reading, before anything runs."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import RunSQL

from okno.db.connection import Owner


def check(owner: Owner) -> list[str]:
    """The problems of all migrations of an owner, each a sentence that says what to do."""
    migrations = list(_load(owner))
    problems = [problem for migration in migrations for problem in _check_one(owner, migration)]
    return problems + _check_root(owner, migrations)


def migrations_of(owner: Owner) -> list[str]:
    """The names of an owner's migrations, in their order."""
    package = import_module(owner.migrations)
    found = (name for _, name, is_package in pkgutil.iter_modules(package.__path__) if not is_package)
    return sorted(name for name in found if name[0] not in "_~")


def _load(owner: Owner) -> Iterator[Migration]:
    for name in migrations_of(owner):
        yield import_module(f"{owner.migrations}.{name}").Migration(name, owner.name)


def _check_one(owner: Owner, migration: Migration) -> Iterator[str]:
    where = f"{owner.name}.{migration.name}"
    named = {label for label, _ in migration.dependencies}
    for operation in migration.operations:
        for label in sorted(_foreign_apps(operation) - named - {owner.name}):
            yield f"{where}: refers to {label}, so name one of its migrations in `dependencies`"
        if isinstance(operation, RunSQL) and "trigger" in _sql(operation).lower():
            yield f"{where}: RunSQL splits a trigger at its semicolons on SQLite; use RunPython with execute_query"
        if ";" in _description(operation):
            yield f"{where}: a semicolon in the docstring of a model splits its statement on SQLite; write a comma"
        table = _table(operation)
        if owner.prefix and table and not table.startswith(owner.prefix):
            yield f"{where}: the table {table} must be called {owner.prefix}..."


def _check_root(owner: Owner, migrations: list[Migration]) -> list[str]:
    """A root with a parent in another app is not found as a root, so its downgrade silently does nothing."""
    for migration in migrations:
        own = [name for label, name in migration.dependencies if label == owner.name]
        others = [label for label, _ in migration.dependencies if label != owner.name]
        if others and not own:
            return [
                f"{owner.name}.{migration.name}: begin with an empty migration 0000_root and depend on it,"
                " otherwise the tables can never be removed"
            ]
    return []


def _foreign_apps(operation: Any) -> set[str]:
    fields = dict(getattr(operation, "fields", None) or [])
    if getattr(operation, "field", None) is not None:
        fields["field"] = operation.field
    names = (getattr(field, "model_name", None) for field in fields.values())
    return {name.split(".", 1)[0] for name in names if isinstance(name, str) and "." in name}


def _sql(operation: RunSQL) -> str:
    return " ".join(str(part) for part in (operation.sql, getattr(operation, "reverse_sql", "")))


def _description(operation: Any) -> str:
    options = getattr(operation, "options", None)
    return str(options.get("table_description") or "") if isinstance(options, dict) else ""


def _table(operation: Any) -> str | None:
    options = getattr(operation, "options", None)
    return options.get("table") if isinstance(options, dict) else None
