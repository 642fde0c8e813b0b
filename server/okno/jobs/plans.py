"""When schedules ran last and run next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from okno.db import fetch, in_list


@dataclass(frozen=True)
class Plan:
    """The times of a schedule, in microseconds UTC; `last_at` is None before the first time."""

    name: str
    next_at: int
    last_at: int | None


async def plans_of(names: Iterable[str]) -> dict[str, Plan]:
    """The times of the schedules of these names, as far as a worker has written them down."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    places, args = in_list(wanted)
    rows = await fetch(f"SELECT name, next_at, last_at FROM schedule WHERE name IN {places}", *args)
    return {row["name"]: Plan(row["name"], row["next_at"], row["last_at"]) for row in rows}
