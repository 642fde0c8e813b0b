"""Requests that went wrong before anybody gave a mark: too late, or sent back again and again."""

from __future__ import annotations

from okno.api import read_stream
from okno.api.events import TicketReopened
from okno.api.tickets import load
from okno_feedback.interview import LATE, REOPENED, REOPENED_LEAST, note


async def went_late(ticket_id: int) -> None:
    """Puts the customer on the list of talks, in the current transaction."""
    ticket = await load(ticket_id)
    await note(ticket.customer_id, ticket.id, ticket.team_id, LATE)


async def came_back(ticket_id: int) -> None:
    """The same for a request that was sent back often enough."""
    story = await read_stream("ticket", ticket_id)
    if sum(fact.kind == TicketReopened.kind() for fact in story) >= REOPENED_LEAST:
        ticket = await load(ticket_id)
        await note(ticket.customer_id, ticket.id, ticket.team_id, REOPENED)
