"""Moving the history of a ticket into the past, for demonstrations and imports.

Elsewhere facts are never changed: this is for tickets that nobody has been told of yet.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate

from okno.catalog import registry
from okno.clock import FAR_US, WorkCalendar, now_us
from okno.db import execute, tx
from okno.events import Fact
from okno.events.log import read_stream
from okno.tickets import clock, store
from okno.tickets.segments import segments
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
    service = await registry.service_item(ticket.service_item_id)
    assert service is not None
    begun = clock.started(service, ticket.calendar, start, priority=ticket.priority)
    changes: dict[str, object] = {"created_at": start, "respond_by": begun["respond_by"]}
    if ticket.responded_at is not None:
        changes["responded_at"] = next((at for fact, at in times if fact.actor_id != ticket.requester_id), start)
    for column, kind in (("done_at", "TicketDone"), ("closed_at", "TicketClosed")):
        if getattr(ticket, column) is not None:
            changes[column] = next((at for fact, at in reversed(times) if fact.kind == kind), start)
    told = await segments(ticket, now_us())
    before = sum(one.counted for one in told if one.end is not None)
    if ticket.running_since is None:
        return changes | {"worked": before, "due_sort": FAR_US}
    since = told[-1].start
    resolve_by = registry.calendar(ticket.calendar).add(since, max(ticket.resolve_work - before, 0))
    due = resolve_by if ticket.responded_at is not None else min(resolve_by, begun["respond_by"] or resolve_by)
    return changes | {"worked": before, "running_since": since, "resolve_by": resolve_by, "due_sort": due}
