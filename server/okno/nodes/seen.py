"""Which nodes were seen lately, and what each told of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.clock import SECOND_US, now_us
from okno.db import dialect, dump_json, execute, fetch, fetch_value, load_json, tx
from okno.settings import Settings

LATELY_US = 60 * SECOND_US
"""A node that was not seen for longer does not run, or does not reach the database."""
KEPT_US = 7 * 24 * 3600 * SECOND_US
"""For how long it is told of one that has gone without a word."""
SKEW_US = 2 * SECOND_US
"""By how much the clock of a node may differ from that of the database: leases last fifteen seconds."""
_CLOCK = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now"
_SAY = """
INSERT INTO node (name, started_at, seen_at, skew, revision, shape) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, seen_at = excluded.seen_at,
  skew = excluded.skew, revision = excluded.revision, shape = excluded.shape
"""


@dataclass(frozen=True)
class Node:
    """A node. `age`: how long ago it was seen; `skew`: by how much its clock is ahead; both in microseconds.

    `revision`: of the catalog that it works with.
    """

    name: str
    age: int
    skew: int
    revision: int
    shape: Mapping[str, str]

    @property
    def runs(self) -> bool:
        """Whether it was seen lately."""
        return self.age <= LATELY_US

    @property
    def clock_is_off(self) -> bool:
        """Whether its clock differs so much that leases suffer."""
        return abs(self.skew) > SKEW_US


async def say(settings: Settings, started_at: int, *, shape: Mapping[str, str], revision: int) -> None:
    """Writes down that this node lives, and forgets those that have been gone for long."""
    now, skew = await clock()
    async with tx():
        await execute(_SAY, settings.node_name, started_at, now, skew, revision, dump_json(shape))
        await execute("DELETE FROM node WHERE seen_at < $1", now - KEPT_US)


async def leave(settings: Settings, started_at: int) -> None:
    """Takes this node off the list, unless another tree of the same home has come by now."""
    await execute("DELETE FROM node WHERE name = $1 AND started_at = $2", settings.node_name, started_at)


async def nodes() -> list[Node]:
    """All nodes that were not forgotten, by name."""
    now, _ = await clock()
    rows = await fetch("SELECT name, seen_at, skew, revision, shape FROM node ORDER BY name")
    return [
        Node(row["name"], max(now - row["seen_at"], 0), row["skew"], row["revision"], load_json(row["shape"]))
        for row in rows
    ]


async def clock() -> tuple[int, int]:
    """The time by the clock of the database, and by how much ours is ahead; microseconds UTC."""
    before = now_us()
    if dialect() == "sqlite":
        return before, 0
    theirs = int(await fetch_value(_CLOCK))
    return theirs, (before + now_us()) // 2 - theirs
