"""Conversations of a ticket and who hears them: all its readers, its staff, or one outsider.

An outsider reads and writes the one thread whose principal he is, and nothing else of the ticket: he is no reader of
it. Its requester and other outsiders know nothing of such a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.db import Row, execute, fetch, fetch_one, fetch_value
from okno.tickets.store import locked

OUTSIDE, GUEST = "outside", "guest"
"""Audiences: an outsider whom the staff asks, and the one for whom the ticket was opened."""
VISIBILITIES = {"public": "public", "internal": "staff"}
"""What a comment may be to those who see the ticket, and the audience of its thread."""


@dataclass(frozen=True)
class Thread:
    """A conversation. `principal_id` is the outsider of an "outside" or "guest" one, else None."""

    id: int
    ticket_id: int
    audience: str
    principal_id: int | None

    @property
    def visibility(self) -> str:
        """What its comments are to their readers: public, internal or outside."""
        return visibility_of(self.audience)


def visibility_of(audience: str) -> str:
    """What the comments of a thread with this audience are: public, internal or outside."""
    return {"public": "public", "staff": "internal"}.get(audience, "outside")


_SELECT = "SELECT id, ticket_id, audience, principal_id FROM thread"
_OUTER = f"audience IN ('{OUTSIDE}', '{GUEST}')"


async def own_thread(ticket_id: int, visibility: str) -> Thread:
    """The public thread of a locked ticket, or that of its staff; made when there is none."""
    audience = VISIBILITIES[visibility]
    row = await fetch_one(f"{_SELECT} WHERE ticket_id = $1 AND audience = $2", ticket_id, audience)
    if row is not None:
        return _thread(row)
    # The ticket is locked by the caller, so nobody adds the same thread meanwhile.
    await execute("INSERT INTO thread (ticket_id, audience) VALUES ($1, $2)", ticket_id, audience)
    return await own_thread(ticket_id, visibility)


async def open_thread(ticket_id: int, principal_id: int, *, guest: bool = False) -> int:
    """The thread of an outsider in a ticket, made in the current transaction when there is none.

    Of a `guest` the ticket is: his words wait for an answer, and what is written to him is one.
    """
    await locked(ticket_id)
    found = f"SELECT id FROM thread WHERE ticket_id = $1 AND principal_id = $2 AND {_OUTER}"
    thread_id = await fetch_value(found, ticket_id, principal_id)
    if thread_id is None:
        thread_id = await fetch_value(
            "INSERT INTO thread (ticket_id, audience, principal_id) VALUES ($1, $2, $3) RETURNING id",
            ticket_id,
            GUEST if guest else OUTSIDE,
            principal_id,
        )
    return int(thread_id)


async def thread(thread_id: int | None) -> Thread | None:
    """The thread with this id, whoever asks: only for what the server does by itself."""
    row = await fetch_one(f"{_SELECT} WHERE id = $1", thread_id)
    return _thread(row) if row is not None else None


async def thread_of_comment(comment_id: int) -> Thread | None:
    """The thread of a comment, whoever asks."""
    row = await fetch_one(f"{_SELECT} WHERE id = (SELECT thread_id FROM comment WHERE id = $1)", comment_id)
    return _thread(row) if row is not None else None


async def own_place(ticket_id: int, principal_id: int) -> Thread | None:
    """The thread of this outsider in a ticket."""
    sql = f"{_SELECT} WHERE ticket_id = $1 AND principal_id = $2 AND {_OUTER}"
    row = await fetch_one(sql, ticket_id, principal_id)
    return _thread(row) if row is not None else None


async def outside_of(ticket_id: int) -> Sequence[Thread]:
    """The conversations of a ticket with outsiders, for its staff; that of the guest comes first."""
    rows = await fetch(f"{_SELECT} WHERE ticket_id = $1 AND {_OUTER} ORDER BY audience, id", ticket_id)
    return [_thread(row) for row in rows]


def _thread(row: Row) -> Thread:
    return Thread(row["id"], row["ticket_id"], row["audience"], row["principal_id"])
