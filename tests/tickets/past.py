"""Tickets that began earlier than they did."""

from __future__ import annotations

from okno.catalog import registry
from okno.db import execute
from okno.tickets import Ticket, clock, store


async def begun_at(ticket: Ticket, since: int) -> Ticket:
    """Makes a ticket begin at an instant, with all that has happened to it; its clock is told by its facts anew."""
    due = registry.calendar(ticket.calendar).add(since, clock.answer_work(ticket))
    await execute("UPDATE ticket SET created_at = $2, respond_by = $3 WHERE id = $1", ticket.id, since, due)
    if ticket.running_since is not None:
        await execute("UPDATE ticket SET running_since = $2, worked = 0 WHERE id = $1", ticket.id, since)
    await execute("UPDATE event SET at = $2 WHERE stream = 'ticket' AND stream_id = $1", ticket.id, since)
    await execute("DELETE FROM clock_story WHERE ticket_id = $1", ticket.id)
    return await store.load(ticket.id)
