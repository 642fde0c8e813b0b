"""Which tickets burn: three quarters of what was promised are used, and it is not due yet."""

from __future__ import annotations

from collections.abc import Sequence

from okno.access import Actor
from okno.catalog import registry
from okno.clock import FAR_US
from okno.db import fetch
from okno.tickets.visible import of_teams

SHARE = 75
"""Per cent of the promised working time that are used when a clock begins to burn."""
MOST = 200
"""Different promises that are told apart."""

_PROMISE = "CASE WHEN t.responded_at IS NULL AND t.due_sort = t.respond_by THEN t.respond_work ELSE t.resolve_work END"
_RUNS = f"t.running_since IS NOT NULL AND t.due_sort < {FAR_US}"


async def condition(actor: Actor, teams: Sequence[int], now: int, *, start: int) -> tuple[str, list[object]]:
    """The condition on a ticket `t` of these teams, and its arguments, whose places count from `start`.

    The promises that are running are read first: with them it is a comparison of instants, not of working times.
    """
    branch = of_teams(actor, teams)
    rows = await fetch(
        f"SELECT DISTINCT t.calendar, {_PROMISE} AS work FROM {branch.source}"
        f" WHERE {branch.where} AND t.open = true AND {_RUNS} LIMIT {MOST}",
        *branch.args,
    )
    args: list[object] = [now]
    parts = []
    for row in rows:
        edge = _edge(row["calendar"], int(row["work"]), now)
        at = start + len(args)
        parts.append(f"(t.calendar = ${at} AND {_PROMISE} = ${at + 1} AND t.due_sort <= ${at + 2})")
        args += [row["calendar"], row["work"], edge]
    return f"({_RUNS} AND t.due_sort > ${start} AND ({' OR '.join(parts) or 'false'}))", args


def _edge(calendar: str, work: int, now: int) -> int:
    """Until when something burns that is due then: so much working time is left at the most."""
    try:
        return registry.calendar(calendar).add(now, work * (100 - SHARE) // 100)
    except ValueError:
        return FAR_US
