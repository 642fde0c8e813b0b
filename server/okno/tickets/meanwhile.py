"""What colleagues have answered since somebody looked: two who answer one question show it to each other first."""

from __future__ import annotations

from collections.abc import Sequence

from okno.db import fetch
from okno.tickets.comment import Comment
from okno.tickets.ticket import Ticket

MOST = 5


async def answered_since(ticket: Ticket, seen: int, person_id: int) -> Sequence[Comment]:
    """The public words of others of the staff after the comment `seen`, the oldest first."""
    rows = await fetch(
        "SELECT c.id, c.ticket_id, c.author_id, c.at, c.text, c.source"
        " FROM comment c JOIN thread h ON h.id = c.thread_id"
        " WHERE c.ticket_id = $1 AND c.id > $2 AND h.audience = 'public' AND c.author_id IS NOT NULL"
        f" AND c.author_id NOT IN ($3, $4, $5) ORDER BY c.id LIMIT {MOST}",
        ticket.id,
        seen,
        person_id,
        ticket.requester_id,
        ticket.customer_id,
    )
    return [Comment(**row, visibility="public") for row in rows]
