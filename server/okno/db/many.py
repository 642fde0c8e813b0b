"""Changing many rows by one statement, each by its own values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from okno.db.connection import dialect
from okno.db.sql import execute

MOST_VALUES = 30_000
"""Values that a statement may carry on both databases."""


async def update_many(table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]) -> int:
    """Writes rows of values into rows of a table; returns how many were changed.

    `columns` names them with their types (BIGINT, JSON, ...); the first is the key by which a row is found. The caller
    writes both himself: neither comes from outside.
    """
    size = max(MOST_VALUES // len(columns), 1)
    changed = 0
    for start in range(0, len(rows), size):
        some = rows[start : start + size]
        sql = _statement(table, tuple(columns.items()), len(some), dialect())
        changed += await execute(sql, *(value for row in some for value in row))
    return changed


@lru_cache(maxsize=64)
def _statement(table: str, columns: tuple[tuple[str, str], ...], count: int, spoken: str) -> str:
    names = [name for name, _ in columns]
    width = len(names)
    # The first row says of which types the others are.
    places = [
        ", ".join(
            _place(1 + row * width + at, kind if row == 0 else "", spoken) for at, (_, kind) in enumerate(columns)
        )
        for row in range(count)
    ]
    values = ", ".join(f"({one})" for one in places)
    sets = ", ".join(f"{name} = v.{name}" for name in names[1:])
    found = f"{table}.{names[0]} = v.{names[0]}"
    return f"WITH v({', '.join(names)}) AS (VALUES {values}) UPDATE {table} SET {sets} FROM v WHERE {found}"


def _place(number: int, kind: str, spoken: str) -> str:
    if not kind or spoken == "sqlite":
        return f"${number}"
    return f"CAST(${number} AS {'JSONB' if kind == 'JSON' else kind})"
