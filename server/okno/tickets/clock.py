"""The working-time clock of a ticket: when the answer and the solution are due, and when it stands."""

from __future__ import annotations

from datetime import timedelta

from okno.catalog.model import WORKING_DAY, Phase, Service
from okno.catalog.registry import calendar, terms
from okno.clock import FAR_US
from okno.tickets.ticket import Ticket

_MICROSECOND = timedelta(microseconds=1)


def started(service: Service, calendar_key: str, now: int, *, priority: int) -> dict[str, int | None]:
    """The columns of the clock of a new ticket."""
    work = calendar(calendar_key)
    promised = terms(service, priority)
    resolve = promised.resolve // _MICROSECOND
    respond_by = work.add(now, promised.respond // _MICROSECOND)
    resolve_by = work.add(now, resolve)
    return {
        "respond_by": respond_by,
        "resolve_by": resolve_by,
        "resolve_work": resolve,
        "worked": 0,
        "running_since": now,
        "due_sort": min(respond_by, resolve_by),
        "next_clock_at": FAR_US,
    }


def responded(ticket: Ticket, now: int) -> dict[str, int | None]:
    """What changes when the requester has got his first answer; nothing when he had it."""
    if ticket.responded_at is not None:
        return {}
    running = ticket.running_since is not None and ticket.resolve_by is not None
    return {"responded_at": now, "due_sort": ticket.resolve_by if running else FAR_US}


def entered(ticket: Ticket, phase: Phase, now: int, auto_close_days: int) -> dict[str, int | None]:
    """What changes in the clock when the ticket enters a state of this phase."""
    changes = _resumed(ticket, now) if phase == "open" else _stopped(ticket, now)
    changes["next_clock_at"] = FAR_US
    if phase == "done":
        wait = auto_close_days * WORKING_DAY // _MICROSECOND
        changes |= {"done_at": now, "next_clock_at": calendar(ticket.calendar).add(now, wait)}
    if phase == "closed":
        changes["closed_at"] = now
    if phase == "open":
        changes |= {"done_at": None, "closed_at": None}
    return changes


def _resumed(ticket: Ticket, now: int) -> dict[str, int | None]:
    if ticket.running_since is not None:
        return {}
    left = max(ticket.resolve_work - ticket.worked, 0)
    resolve_by = calendar(ticket.calendar).add(now, left)
    waits_for_answer = ticket.responded_at is None and ticket.respond_by is not None
    due = min(resolve_by, ticket.respond_by) if waits_for_answer and ticket.respond_by is not None else resolve_by
    return {"running_since": now, "resolve_by": resolve_by, "due_sort": due}


def _stopped(ticket: Ticket, now: int) -> dict[str, int | None]:
    changes: dict[str, int | None] = {"due_sort": FAR_US, "resolve_by": None}
    if ticket.running_since is not None:
        changes |= {"worked": ticket.worked + worked_since(ticket, now), "running_since": None}
    return changes


def worked_since(ticket: Ticket, now: int) -> int:
    """Working microseconds since the clock was last set going (0 when it stands)."""
    if ticket.running_since is None:
        return 0
    return max(calendar(ticket.calendar).between(ticket.running_since, now), 0)


def promised_anew(
    ticket: Ticket, service: Service, calendar_key: str, now: int, *, priority: int, waited: int = 0
) -> dict[str, object]:
    """What changes when a ticket gets another service, priority or calendar.

    The promise is counted from the beginning by the new terms; the time that was worked stays, and a clock that stands
    goes on standing. `waited` are the working microseconds in which nobody could answer, as before an approval.
    """
    before, work = calendar(ticket.calendar), calendar(calendar_key)
    promised = terms(service, priority)
    resolve = promised.resolve // _MICROSECOND
    changes: dict[str, object] = {"calendar": calendar_key, "resolve_work": resolve}
    answer = ticket.respond_by
    if ticket.responded_at is None and answer is not None:
        answer = changes["respond_by"] = work.add(ticket.created_at, promised.respond // _MICROSECOND + waited)
    if ticket.running_since is None:
        return changes
    since, worked = ticket.running_since, ticket.worked
    if work is not before:
        # What was worked so far was counted by the former hours.
        since, worked = now, worked + max(before.between(since, now), 0)
        changes |= {"running_since": since, "worked": worked}
    resolve_by = work.add(since, max(resolve - worked, 0))
    waits = ticket.responded_at is None and answer is not None
    return changes | {"resolve_by": resolve_by, "due_sort": min(resolve_by, answer) if waits and answer else resolve_by}


def left(ticket: Ticket, now: int) -> int:
    """Working microseconds that are left for the solution; negative when it is overdue."""
    return ticket.resolve_work - ticket.worked - worked_since(ticket, now)
