"""What a plugin has left behind: tables, settings, work that waits or failed. It is told before it is removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.db import fetch_value
from okno.extend.keeping import tables_of


@dataclass(frozen=True)
class Left:
    """Tables with the number of their rows, and how many settings, jobs and deliveries there are."""

    tables: Mapping[str, int]
    settings: int
    jobs: int
    deliveries: int


async def left_by(name: str) -> Left:
    """What there is of a plugin in the database."""
    own = f"x.{name}.%"
    return Left(
        tables=await tables_of(name),
        settings=await _count("SELECT count(*) FROM plugin_setting WHERE plugin = $1", name),
        jobs=await _count("SELECT count(*) FROM job WHERE name LIKE $1", own),
        deliveries=await _count("SELECT count(*) FROM delivery WHERE listener LIKE $1", own),
    )


async def _count(sql: str, value: str) -> int:
    return int(await fetch_value(sql, value) or 0)
