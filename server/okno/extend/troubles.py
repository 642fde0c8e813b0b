"""What went wrong in a plugin lately: in its code, in its jobs, in what it was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from okno.db import fetch, fetch_value
from okno.errors import class_of
from okno.extend import ledger, switches

MOST = 20
"""How many sorts of each are told."""


@dataclass(frozen=True)
class Trouble:
    """Failures of one sort: of code that was called, of jobs, of deliveries; the class of the error, never its words.

    `times` is how often it happened, of jobs and deliveries how many of them are there. `last_at` is None where only
    the number of `tries` is known.
    """

    of: Literal["call", "job", "delivery"]
    what: str
    error: str
    times: int
    place: str = ""
    last_at: int | None = None
    tries: int = 0


@dataclass(frozen=True)
class Waiting:
    """Work that waits until the plugin is switched on, and jobs that are given up."""

    events: int
    jobs: int
    given_up: int


async def troubles_of(name: str) -> list[Trouble]:
    """All sorts of failures of a plugin, those of code that was called first."""
    return [*await _calls(name), *await _jobs(name), *await _deliveries(name)]


async def waiting_for(name: str) -> Waiting:
    """What waits for a plugin; nothing but what is given up while it runs."""
    own, runs = f"x.{name}.%", switches.active(name)
    given_up = await _count("SELECT count(*) FROM job WHERE name LIKE $1 AND failed_at IS NOT NULL", own)
    if runs:
        return Waiting(0, 0, given_up)
    return Waiting(
        events=await _count("SELECT count(*) FROM delivery WHERE listener LIKE $1", own),
        jobs=await _count("SELECT count(*) FROM job WHERE name LIKE $1 AND failed_at IS NULL", own),
        given_up=given_up,
    )


async def _calls(name: str) -> list[Trouble]:
    """Failures in all processes, the newest sort first."""
    return [
        Trouble("call", one.what, one.error, times, one.place, one.at)
        for one, times in await ledger.kept(name, limit=MOST)
    ]


async def _jobs(name: str) -> list[Trouble]:
    rows = await fetch(
        "SELECT name, error, max(attempts) AS tries, count(*) AS n FROM job"
        " WHERE name LIKE $1 AND error IS NOT NULL GROUP BY name, error ORDER BY name, error LIMIT $2",
        f"x.{name}.%",
        MOST,
    )
    return [
        Trouble("job", _own(row["name"]), class_of(row["error"]), int(row["n"]), tries=int(row["tries"]))
        for row in rows
    ]


async def _deliveries(name: str) -> list[Trouble]:
    rows = await fetch(
        "SELECT d.listener, e.kind, max(d.error) AS error, max(d.attempts) AS tries, count(*) AS n FROM delivery d"
        " JOIN event e ON e.id = d.event_id WHERE d.listener LIKE $1 AND d.attempts > 0"
        " GROUP BY d.listener, e.kind ORDER BY d.listener, e.kind LIMIT $2",
        f"x.{name}.%",
        MOST,
    )
    return [
        Trouble(
            "delivery",
            f"{row['kind']} → {_own(row['listener'])}",
            class_of(row["error"]),
            int(row["n"]),
            tries=int(row["tries"]),
        )
        for row in rows
    ]


def _own(name: str) -> str:
    return name.rpartition(".")[2]


async def _count(sql: str, value: str) -> int:
    return int(await fetch_value(sql, value) or 0)
