"""Failures of plugins of all processes, kept in the database by sorts: an administrator looks from one of them."""

from __future__ import annotations

from okno.clock import SECOND_US
from okno.db import execute, fetch, fetch_value, tx
from okno.hooks.failures import Failure

SORTS = 50
"""How many sorts of failures of a plugin are kept."""
EVERY_US = 5 * SECOND_US
"""One sort is written no more often than this by a process; what comes in between is counted with the next."""


class _Seen:
    """Since when each sort was not written, and how many came since."""

    def __init__(self) -> None:
        self.written: dict[tuple[str, str, str, str], int] = {}
        self.since: dict[tuple[str, str, str, str], int] = {}


_seen = _Seen()


def due(failure: Failure) -> int:
    """How many failures of this sort are to be written now; 0 when it was written a moment ago."""
    sort = (failure.plugin, failure.what, failure.error, failure.place)
    _seen.since[sort] = _seen.since.get(sort, 0) + 1
    if failure.at - _seen.written.get(sort, 0) < EVERY_US:
        return 0
    _seen.written[sort] = failure.at
    return _seen.since.pop(sort)


async def keep(failure: Failure, times: int) -> None:
    """Writes failures of one sort; of too many sorts the oldest are forgotten."""
    async with tx():
        await execute(
            "INSERT INTO plugin_failure (plugin, what, error, place, times, last_at) VALUES ($1, $2, $3, $4, $5, $6)"
            " ON CONFLICT (plugin, what, error, place) DO UPDATE"
            " SET times = plugin_failure.times + excluded.times, last_at = excluded.last_at",
            failure.plugin[:24],
            failure.what[:64],
            failure.error[:64],
            failure.place[:128],
            times,
            failure.at,
        )
        last = await fetch_value(
            "SELECT last_at FROM plugin_failure WHERE plugin = $1 ORDER BY last_at DESC LIMIT 1 OFFSET $2",
            failure.plugin[:24],
            SORTS,
        )
        if last is not None:
            sql = "DELETE FROM plugin_failure WHERE plugin = $1 AND last_at <= $2"
            await execute(sql, failure.plugin[:24], last)


async def kept(plugin: str, *, limit: int = SORTS) -> list[tuple[Failure, int]]:
    """The sorts of failures of a plugin, each as it was the last time and how often; the newest first."""
    rows = await fetch(
        "SELECT what, error, place, times, last_at FROM plugin_failure WHERE plugin = $1"
        " ORDER BY last_at DESC, id LIMIT $2",
        plugin,
        limit,
    )
    return [(Failure(plugin, row["what"], row["error"], row["place"], row["last_at"]), row["times"]) for row in rows]


async def clear(plugin: str) -> None:
    """Forgets the failures of a plugin, in the current transaction: somebody has put it right."""
    await execute("DELETE FROM plugin_failure WHERE plugin = $1", plugin)
