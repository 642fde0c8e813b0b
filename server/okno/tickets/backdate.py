"""Moving the history of a ticket into the past, for demonstrations and imports.

Elsewhere facts are never changed: this is for tickets that nobody has been told of yet.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import accumulate
from typing import Any

from okno.catalog import registry
from okno.clock import WorkCalendar, now_us
from okno.db import execute, tx
from okno.events import Fact
from okno.events.log import read_stream
from okno.tickets import clock, clock_fold, clock_story, store
from okno.tickets.ticket import Ticket

_RESULTS = ("TicketDone", "TicketReopened", "TicketClosed")
"""Facts that are recorded together with the move that they follow from."""


async def backdate(ticket_id: int, by: timedelta) -> None:
    """Makes a ticket begin `by` of working time earlier and spreads what happened since evenly until now."""
    async with tx():
        ticket = await store.locked(ticket_id)
        work = registry.calendar(ticket.calendar)
        start = work.back(now_us(), by // timedelta(microseconds=1))
        times = await _spread(ticket_id, start, work)
        await store.touch(ticket, await _clock(ticket, start, times))


async def _spread(ticket_id: int, start: int, work: WorkCalendar) -> list[tuple[Fact, int]]:
    """Facts get times in working hours, evenly from `start` on, the last one before now. Words go with their facts."""
    facts = await read_stream("ticket", ticket_id)
    ranks = list(accumulate(int(rank > 0 and fact.kind not in _RESULTS) for rank, fact in enumerate(facts)))
    step = work.between(start, now_us()) // (ranks[-1] + 2)
    times = [(fact, work.add(start, rank * step)) for rank, fact in zip(ranks, facts, strict=True)]
    for fact, at in times:
        await execute("UPDATE event SET at = $1 WHERE id = $2", at, fact.id)
        if fact.kind == "TicketCommented":
            await execute("UPDATE comment SET at = $1 WHERE id = $2", at, fact.payload["comment_id"])
    return times


async def _clock(ticket: Ticket, start: int, times: list[tuple[Fact, int]]) -> dict[str, object]:
    moved: dict[str, Any] = {"created_at": start, "respond_waited": 0}
    moved["respond_by"] = registry.calendar(ticket.calendar).add(start, clock.answer_work(ticket))
    if ticket.responded_at is not None:
        moved["responded_at"] = next((at for fact, at in times if fact.actor_id != ticket.requester_id), start)
    for column, kind in (("done_at", "TicketDone"), ("closed_at", "TicketClosed")):
        if getattr(ticket, column) is not None:
            moved[column] = next((at for fact, at in reversed(times) if fact.kind == kind), start)
    if ticket.unanswered_since is not None:
        moved["unanswered_since"] = _last_asked(ticket, start, times)
    then = replace(ticket, **moved)
    told = clock_fold.folded(then, await read_stream("ticket", ticket.id))
    await clock_story.keep(ticket.id, told)
    return {**moved, **clock.recounted(then, told, now_us())}


def _last_asked(ticket: Ticket, start: int, times: list[tuple[Fact, int]]) -> int:
    """Since when the customer waits: from his first words after those of the staff, or from the beginning."""
    since = start
    for fact, at in reversed(times):
        if fact.kind == "TicketCommented" and fact.payload["visibility"] == "public":
            if fact.actor_id not in (ticket.requester_id, ticket.customer_id):
                break
            since = at
    return since
