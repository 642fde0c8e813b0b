"""Statements written by hand, for both databases.

Places are $1, $2 ... on both. Instants are whole microseconds (see okno.clock), JSON travels as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from tortoise.exceptions import IntegrityError

from okno.db import recall
from okno.db.connection import client, dialect
from okno.db.trouble import door

Row = dict[str, Any]

_PLACE = re.compile(r"\$(\d+)")


@lru_cache(maxsize=2048)
def _for_sqlite(sql: str) -> str:
    return _PLACE.sub(r"?\1", sql)


def _native(sql: str) -> str:
    return _for_sqlite(sql) if dialect() == "sqlite" else sql


async def fetch(sql: str, /, *args: object) -> list[Row]:
    """All rows of a query, or of a statement with RETURNING."""

    async def ask() -> list[Row]:
        with door:
            rows: list[Row] = await client().execute_query_dict(_native(sql), list(args))
        return rows

    return await recall.rows(sql, args, ask)


async def fetch_one(sql: str, /, *args: object) -> Row | None:
    """The first row, or None."""
    rows = await fetch(sql, *args)
    return rows[0] if rows else None


async def fetch_value(sql: str, /, *args: object) -> Any:
    """The first column of the first row, or None."""
    row = await fetch_one(sql, *args)
    return None if row is None else next(iter(row.values()))


async def execute(sql: str, /, *args: object) -> int:
    """Runs a statement and gives the number of rows that it changed."""
    try:
        with door:
            if dialect() == "postgres":
                return await _execute_postgres(sql, args)
            changed, _ = await client().execute_query(_native(sql), list(args))
        return int(changed)
    finally:
        recall.forget()


async def _execute_postgres(sql: str, args: Sequence[object]) -> int:
    # tortoise-orm reads the count from the wrong word of "INSERT 0 1", so the tag is read here.
    current = client()
    async with current.acquire_connection() as connection:
        try:
            tag: str = await connection.execute(sql, *args)
        except Exception as error:
            if type(error).__name__.endswith("ViolationError"):
                raise IntegrityError(error) from error
            raise
    last = tag.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else 0


def in_list(values: Iterable[object], start: int = 1) -> tuple[str, list[object]]:
    """The text and the arguments of `IN (...)` with places from `start` on; an empty list matches nothing."""
    args = list(values)
    if not args:
        return "(NULL)", []
    return "(" + ", ".join(f"${start + n}" for n in range(len(args))) + ")", args


def dump_json(value: object) -> str:
    """JSON text for a column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load_json(value: Any) -> Any:
    """The value of a JSON column of a row (text on both databases; already read by some drivers)."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def unique_violation(error: BaseException) -> bool:
    """Whether the error says that such a row exists already."""
    text = str(error).lower()
    return isinstance(error, IntegrityError) and ("unique" in text or "duplicate" in text)
