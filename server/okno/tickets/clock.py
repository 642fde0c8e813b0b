"""The working-time clock of a ticket: when the answer and the solution are due, and when it stands.

Pure arithmetic: each function gives the columns that change. The story of the clock, from which they follow, is kept
by clock_story.py, through which tickets are changed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from okno.catalog.model import WORKING_DAY, State
from okno.catalog.registry import calendar
from okno.catalog.terms import Promise
from okno.clock import FAR_US
from okno.tickets import clock_steps, segment
from okno.tickets.segment import Segment, Told
from okno.tickets.ticket import Ticket

Columns = dict[str, Any]
"""Columns of a ticket that change, by name."""
_MICROSECOND = timedelta(microseconds=1)


class Promised(Protocol):
    """What the times of a ticket follow from, besides its story."""

    @property
    def created_at(self) -> int:
        """When it was ordered."""

    @property
    def calendar(self) -> str:
        """In whose hours it is answered."""

    @property
    def respond_work(self) -> int:
        """The working time to the first answer; 0 in what was ordered before it was kept."""

    @property
    def respond_by(self) -> int | None:
        """When the answer is due."""

    @property
    def responded_at(self) -> int | None:
        """When it was given."""


def work_of(term: timedelta) -> int:
    """Working time in microseconds."""
    return term // _MICROSECOND


def started(promise: Promise, calendar_key: str, now: int) -> Columns:
    """The columns of the clock of a new ticket. Its steps are looked at once it has a story."""
    work = calendar(calendar_key)
    respond, resolve = work_of(promise.terms.respond), work_of(promise.terms.resolve)
    respond_by, resolve_by = work.add(now, respond), work.add(now, resolve)
    return {
        "calendar": calendar_key,
        "sla": promise.level,
        "policy": promise.policy,
        "respond_work": respond,
        "respond_waited": 0,
        "respond_by": respond_by,
        "resolve_by": resolve_by,
        "resolve_work": resolve,
        "worked": 0,
        "running_since": now,
        "due_sort": min(respond_by, resolve_by),
        "next_clock_at": now,
        "unanswered_since": now,
    }


def responded(ticket: Ticket, now: int) -> Columns:
    """What changes when the requester has got his first answer; nothing when he had it."""
    if ticket.responded_at is not None:
        return {}
    running = ticket.running_since is not None and ticket.resolve_by is not None
    return {"responded_at": now, "due_sort": ticket.resolve_by if running else FAR_US, "unanswered_since": None}


def answered(ticket: Ticket, now: int) -> Columns:
    """What changes when the staff says something to the requester, or takes his ticket: he waits for a word no more."""
    waits = {"unanswered_since": None} if ticket.unanswered_since is not None else {}
    return {**waits, **responded(ticket, now)}


def asked(ticket: Ticket, now: int) -> Columns:
    """What changes when the customer says something: from then on he waits for a word, if he did not already."""
    return {"unanswered_since": now} if ticket.unanswered_since is None and ticket.open else {}


# What follows from the story ------------------------------------------------------------------------------------


def entered(ticket: Ticket, told: Told, state: State, auto_close_days: int, *, ended: Segment | None) -> Columns:
    """What changes when a ticket has entered a state.

    `told` is its story, of which the last segment begins with the state; `ended` is the one that is over by that.
    """
    now = told[-1].start
    changes = {**_answer_put_off(ticket, ended), **standing(told)}
    answer = changes.get("respond_by", ticket.respond_by) if ticket.responded_at is None else None
    changes["due_sort"] = _nearer(changes["resolve_by"], answer)
    if state.phase == "done":
        changes |= {"done_at": now, "next_clock_at": closes_at(ticket, now, auto_close_days)}
    elif state.phase == "closed":
        changes |= {"closed_at": now, "next_clock_at": FAR_US}
    else:
        # One that was closed is open from now on.
        look_at = clock_steps.look_at(ticket, {**changes, "open": True}, now)
        changes |= {"done_at": None, "closed_at": None, "next_clock_at": look_at}
    return changes


def closes_at(one: Promised, done_at: int, auto_close_days: int) -> int:
    """When what is done closes by itself; far when its lifecycle leaves that to people, by naming no days."""
    if auto_close_days <= 0:
        return FAR_US
    return calendar(one.calendar).add(done_at, auto_close_days * WORKING_DAY // _MICROSECOND)


def promised_anew(ticket: Ticket, told: Told, promise: Promise) -> Columns:
    """What changes when a ticket is promised something else.

    `told` is its story, of which the last segment is under the new promise. The promise counts from the beginning of
    the ticket: the time that was worked stays, and a clock that stands goes on standing.
    """
    last = told[-1]
    changes: Columns = {"calendar": last.calendar, "sla": promise.level, "policy": promise.policy}
    # What was promised for an answer that was given stays: by that it was in time or late.
    respond = work_of(promise.terms.respond) if ticket.responded_at is None else ticket.respond_work
    changes |= {"respond_work": respond, "resolve_work": last.work}
    return changes | recounted(replace(ticket, **changes), told, last.start)


def recounted(ticket: Ticket, told: Told, now: int) -> Columns:
    """All columns of the clock as they follow from a story that was counted anew."""
    changes = times(ticket, told)
    if told[-1].pause in segment.OVER:
        return changes
    return changes | {"next_clock_at": clock_steps.look_at(ticket, changes, now)}


def times(one: Promised, told: Told, *, answer: bool = True) -> Columns:
    """The due times, and by what the ticket is sorted, as they follow from its story; that of the `answer` too."""
    changes = standing(told)
    if answer and one.responded_at is None and one.respond_by is not None and one.respond_work:
        changes |= _answer_recounted(one, told)
    respond_by = changes.get("respond_by", one.respond_by) if one.responded_at is None else None
    return changes | {"due_sort": _nearer(changes["resolve_by"], respond_by)}


def due_sort(ticket: Ticket) -> int:
    """By what a ticket is sorted."""
    answer = ticket.respond_by if ticket.responded_at is None else None
    return _nearer(ticket.resolve_by if ticket.running_since is not None else None, answer)


def _nearer(resolve_by: int | None, respond_by: int | None) -> int:
    """By what a ticket is sorted: the nearer of its due times, far while the clock stands."""
    if resolve_by is None:
        return FAR_US
    return resolve_by if respond_by is None else min(resolve_by, respond_by)


def _answer_recounted(one: Promised, told: Told) -> Columns:
    """The first answer is due after the promised time and all that the clock stood before it was late."""
    work, waited = calendar(one.calendar), 0
    due = work.add(one.created_at, one.respond_work)
    for part in told:
        if part.end is not None and not part.runs and part.start < due:
            waited += max(calendar(part.calendar).between(part.start, part.end), 0)
            due = work.add(one.created_at, one.respond_work + waited)
    return {"respond_waited": waited, "respond_by": due}


def standing(told: Told) -> Columns:
    """The columns of the solution that follow from a story: what was worked, and where the clock stands."""
    last = told[-1]
    return {
        "worked": segment.worked(told),
        "running_since": last.start if last.runs else None,
        "resolve_by": segment.due(told, last.work) if last.runs else None,
    }


def _answer_put_off(ticket: Ticket, ended: Segment | None) -> Columns:
    """The first answer is due later by what the clock stood in the segment that is over: nobody could work on it."""
    if ended is None or ended.end is None or ended.runs:
        return {}
    if ticket.responded_at is not None or ticket.respond_by is None or ticket.respond_by <= ended.start:
        # What was late already before the wait stays as late as it was.
        return {}
    work = calendar(ended.calendar)
    return {
        "respond_waited": ticket.respond_waited + max(work.between(ended.start, ended.end), 0),
        "respond_by": work.add(ended.end, work.between(ended.start, ticket.respond_by)),
    }


def waiting(ticket: Ticket, state: State, now: int) -> Columns:
    """Who is asked himself, waits for an approval or for nothing more does not wait for a word of the staff."""
    if state.phase != "open":
        return {"unanswered_since": None}
    if ticket.responded_at is None and ticket.unanswered_since is None:
        return {"unanswered_since": now}
    return {}


# What is left ---------------------------------------------------------------------------------------------------


def worked_since(ticket: Ticket, now: int) -> int:
    """Working microseconds since the clock was last set going (0 when it stands)."""
    if ticket.running_since is None:
        return 0
    return max(calendar(ticket.calendar).between(ticket.running_since, now), 0)


def left(ticket: Ticket, now: int) -> int:
    """Working microseconds that are left for the solution; negative when it is overdue."""
    return ticket.resolve_work - ticket.worked - worked_since(ticket, now)


def answer_work(ticket: Ticket) -> int:
    """Working microseconds that were promised for the first answer."""
    if ticket.respond_work or ticket.respond_by is None:
        return ticket.respond_work
    # A ticket of former days does not keep it.
    whole = calendar(ticket.calendar).between(ticket.created_at, ticket.respond_by)
    return max(whole - ticket.respond_waited, 0)


def answer_left(ticket: Ticket, told: Told, now: int) -> int:
    """Working microseconds that are, or were, left when the first answer was given; negative when it was late.

    What was waited while nobody could answer does not count, the wait that goes on neither.
    """
    if ticket.respond_by is None:
        return 0
    at = ticket.responded_at if ticket.responded_at is not None else now
    if ticket.responded_at is None and told and not told[-1].runs:
        at = min(at, told[-1].start)
    return calendar(ticket.calendar).between(at, ticket.respond_by)
