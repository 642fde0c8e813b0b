"""How much work there is: open tickets counted by team, state, priority and assignee, and what came and went by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from okno.access import Actor
from okno.catalog import registry
from okno.clock import from_us, now_us, to_us
from okno.db import fetch, fetch_value
from okno.tickets.burning import condition
from okno.tickets.visible import assigned, of_teams

MOST_GROUPS = 5000
DAYS = 14
LAST_NUMBERS = 100_000
"""Of how many of the newest tickets the days are counted: so the answer takes as long in a desk of a million."""


@dataclass(frozen=True)
class Group:
    """Open tickets that are alike, and how many of them are overdue, burn, or wait for a word of the staff."""

    team_id: int
    lifecycle: str
    state: str
    priority: int
    assignee_id: int | None
    open: int
    late: int
    burning: int
    unanswered: int

    @property
    def phase(self) -> str:
        """The stage of its state; open when the lifecycle does not know it any more."""
        known = registry.lifecycle(self.lifecycle).state(self.state)
        return known.phase if known is not None else "open"


@dataclass(frozen=True)
class Sum:
    """Several groups together."""

    open: int = 0
    late: int = 0
    burning: int = 0
    unanswered: int = 0
    nobody: int = 0
    waiting: int = 0
    done: int = 0

    @classmethod
    def of(cls, groups: Iterable[Group]) -> Sum:
        """Adds them up."""
        found = list(groups)

        def add(fits: Callable[[Group], bool]) -> int:
            return sum(one.open for one in found if fits(one))

        return cls(
            open=add(lambda _: True),
            late=sum(one.late for one in found),
            burning=sum(one.burning for one in found),
            unanswered=sum(one.unanswered for one in found),
            nobody=add(lambda one: one.assignee_id is None and one.phase == "open"),
            waiting=add(lambda one: one.phase == "paused"),
            done=add(lambda one: one.phase == "done"),
        )


@dataclass(frozen=True)
class Day:
    """How many tickets came on a day, and how many were done."""

    day: date
    came: int
    went: int


async def groups(actor: Actor, teams: Sequence[int]) -> list[Group]:
    """The open tickets of these teams, as far as the actor sees them as staff."""
    if not teams:
        return []
    now = now_us()
    branch = of_teams(actor, teams)
    start = len(branch.args) + 1
    burns, more = await condition(actor, teams, now, start=start + 1)
    rows = await fetch(
        "SELECT t.team_id, t.lifecycle, t.state, t.priority, t.assignee_id, count(*) AS open,"
        f" sum(CASE WHEN t.due_sort < ${start} THEN 1 ELSE 0 END) AS late,"
        f" sum(CASE WHEN {burns} THEN 1 ELSE 0 END) AS burning,"
        " sum(CASE WHEN t.unanswered_since IS NOT NULL THEN 1 ELSE 0 END) AS unanswered"
        f" FROM {branch.source} WHERE {branch.where} AND t.open = true"
        f" GROUP BY t.team_id, t.lifecycle, t.state, t.priority, t.assignee_id LIMIT {MOST_GROUPS}",
        *branch.args,
        now,
        *more,
    )
    counts = ("open", "late", "burning", "unanswered")
    return [Group(**{**row, **{name: int(row[name]) for name in counts}}) for row in rows]


async def days(actor: Actor, teams: Sequence[int], zone: str) -> list[Day]:
    """What came and what was done in the last DAYS days of the time zone `zone`, oldest first."""
    edges = _midnights(zone)
    if not teams:
        return [Day(one, 0, 0) for one, _, _ in edges]
    branch = of_teams(actor, teams)
    last = int(await fetch_value("SELECT coalesce(max(id), 0) AS n FROM ticket"))
    args = [*branch.args, last - LAST_NUMBERS]
    sums = []
    for n, (_, start, end) in enumerate(edges):
        first = len(args) + 1
        args += [start, end]
        sums += [
            f"sum(CASE WHEN t.{column} >= ${first} AND t.{column} < ${first + 1} THEN 1 ELSE 0 END) AS {name}{n}"
            for column, name in (("created_at", "came"), ("done_at", "went"))
        ]
    rows = await fetch(
        f"SELECT {', '.join(sums)} FROM {branch.source} WHERE {branch.where} AND t.id > ${len(branch.args) + 1}", *args
    )
    found = rows[0]
    return [Day(day, int(found[f"came{n}"] or 0), int(found[f"went{n}"] or 0)) for n, (day, _, _) in enumerate(edges)]


def _midnights(zone: str) -> list[tuple[date, int, int]]:
    """The last days with their beginnings and ends, in microseconds UTC; a day of clock change is longer or shorter."""
    tz = ZoneInfo(zone)
    today = from_us(now_us()).astimezone(tz).date()

    def begin(day: date) -> int:
        return to_us(datetime(day.year, day.month, day.day, tzinfo=tz))

    span = [today - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    return [(day, begin(day), begin(day + timedelta(days=1))) for day in span]


async def done_by(actor: Actor, since: int) -> int:
    """How many tickets that the actor works on were done since an instant; what was sent back is not among them."""
    branch = assigned(actor)
    last = int(await fetch_value("SELECT coalesce(max(id), 0) AS n FROM ticket"))
    at = len(branch.args) + 1
    return int(
        await fetch_value(
            f"SELECT count(*) AS n FROM {branch.source} WHERE {branch.where}"
            f" AND t.done_at >= ${at} AND t.id > ${at + 1}",
            *branch.args,
            since,
            last - LAST_NUMBERS,
        )
    )
