"""The steps of a service level on the way of a ticket to its due times: which come, when, and which have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from okno.catalog import registry
from okno.catalog.levels import USUAL_STEPS, ClockStep, Goal
from okno.catalog.points import DUE, WHOLE, Point, point
from okno.clock import FAR_US
from okno.tickets.ticket import Ticket

KEPT = 200
"""How many steps that have come are remembered for a ticket."""


@dataclass(frozen=True)
class Promise:
    """A due time that a clock runs to. Instants and times are microseconds.

    `work`: the promised working time. `since`: since when the clock runs without a break, `used`: what of the working
    time was used by then; for the first answer the promise itself says it.
    """

    of: Goal
    due: int
    work: int
    calendar: str
    made: int
    since: int | None = None
    used: int = 0

    def reached(self, step: Point) -> int:
        """The instant of a point; one that was used up before the clock was set going anew is the instant of that."""
        work = registry.calendar(self.calendar)
        if step.kind == "before":
            return self.due - step.amount
        if step == DUE:
            return self.due
        if step.kind == "after":
            return self._after(self.work + step.amount)
        return work.back(self.due, self.work - self.work * step.amount // WHOLE)

    def _after(self, work: int) -> int:
        """When this much working time is used, more than was promised."""
        calendar = registry.calendar(self.calendar)
        if self.since is None:
            return calendar.add(self.due, work - self.work)
        return calendar.add(self.since, work - self.used)

    def used_up(self, step: Point) -> bool:
        """Whether the working time of a point was used before the clock was set going the last time."""
        goal = self.work * step.amount // WHOLE if step.kind == "share" else self.work + step.amount
        return self.used >= goal


@dataclass(frozen=True)
class Come:
    """A step that has come: when, and to which promise it belonged."""

    at: str
    of: str
    moment: int
    due: int
    work: int


@dataclass(frozen=True)
class Coming:
    """A step that is to come, or that is due: its instant and its promise."""

    step: ClockStep
    moment: int
    promise: Promise


# What is promised and what stands on the way ---------------------------------------------------------------------


def level_steps(sla: str) -> tuple[ClockStep, ...]:
    """The steps of a service level; the due times themselves are among them, though nobody be told."""
    level = registry.level(sla)
    steps = level.steps if level is not None and level.steps else USUAL_STEPS
    own = {(step.of, point(step.at)) for step in steps}
    goals: tuple[Goal, ...] = ("respond", "resolve")
    return (*steps, *(ClockStep(at=f"{WHOLE}%", of=goal) for goal in goals if (goal, DUE) not in own))


def promises(ticket: Ticket) -> list[Promise]:
    """What the clock of a ticket runs to now; a clock that stands runs to nothing."""
    if not ticket.open or ticket.running_since is None or ticket.resolve_by is None:
        return []
    found = [
        Promise(
            "resolve",
            ticket.resolve_by,
            ticket.resolve_work,
            ticket.calendar,
            ticket.created_at,
            ticket.running_since,
            ticket.worked,
        )
    ]
    if ticket.responded_at is None and ticket.respond_by is not None:
        work = ticket.respond_work or _measured(ticket, ticket.respond_by)
        found.append(Promise("respond", ticket.respond_by, work, ticket.calendar, ticket.created_at))
    return found


def _measured(ticket: Ticket, respond_by: int) -> int:
    """The time to answer of a ticket of former days, which does not keep it."""
    return max(registry.calendar(ticket.calendar).between(ticket.created_at, respond_by), 0)


def ahead(ticket: Ticket, come: Sequence[Come]) -> list[Coming]:
    """The steps that have not come yet for what is promised now, the nearest first; some of them may be due."""
    steps = level_steps(ticket.sla)
    found = [
        Coming(step, promise.reached(point(step.at)), promise)
        for promise in promises(ticket)
        for step in steps
        if step.of == promise.of
    ]
    return sorted((one for one in found if _comes(one, come)), key=lambda one: one.moment)


def _comes(one: Coming, come: Sequence[Come]) -> bool:
    where = point(one.step.at)
    if where.kind == "before" and one.moment <= one.promise.made:
        # Less was promised than the time before its end at which it warns.
        return False
    return not any(_same(one, where, former) for former in come)


def _same(one: Coming, where: Point, former: Come) -> bool:
    """Whether a step has come for this very promise."""
    if (former.at, former.of) != (one.step.at, one.step.of):
        return False
    if where.kind == "before":
        # A pause has moved the end on: it is told again only when what was told is over.
        return one.moment <= former.due
    if former.work != one.promise.work:
        return False
    # Where a change of the calendar has given time back, it comes again.
    return one.promise.of == "respond" or one.promise.used_up(where) or one.moment <= former.moment


def next_at(ticket: Ticket, come: Sequence[Come]) -> int:
    """The instant at which the next step comes; far when none does."""
    return min((one.moment for one in ahead(ticket, come)), default=FAR_US)


def look_at(ticket: Ticket, changes: dict[str, Any], now: int) -> int:
    """When the clock of a ticket that is changed so must be looked at, whatever has come by now.

    What may have come already is looked at once: only the story knows.
    """
    known = {key: value for key, value in changes.items() if hasattr(ticket, key)}
    return max(next_at(replace(ticket, **known), ()), now)


# What has come ---------------------------------------------------------------------------------------------------


def read(rows: Sequence[Sequence[Any]]) -> list[Come]:
    """The steps that a story of the clock keeps."""
    return [Come(*row) for row in rows]


def kept(come: Sequence[Come]) -> list[list[Any]]:
    """The steps as a story of the clock keeps them."""
    return [[one.at, one.of, one.moment, one.due, one.work] for one in come[-KEPT:]]


def carried(come: Sequence[Come], before: Sequence[Promise], after: Sequence[Promise]) -> list[Come]:
    """What has come for a promise counts for the one that the clock itself puts in its place.

    So a priority that is raised on the way starts nothing anew that has come.
    """
    works: dict[str, int] = {one.of: one.work for one in before}
    new: dict[str, Promise] = {one.of: one for one in after}
    return [
        replace(one, due=new[one.of].due, work=new[one.of].work)
        if one.of in new and one.work == works.get(one.of)
        else one
        for one in come
    ]
