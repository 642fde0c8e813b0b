"""Words of people in a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.clock import now_us
from okno.db import fetch_value
from okno.errors import Conflict, Invalid
from okno.events import record
from okno.files import attach
from okno.text import N_, clean
from okno.tickets import clock, mentions, store
from okno.tickets.events import TicketCommented
from okno.tickets.merged import present
from okno.tickets.thread import GUEST, Thread, own_thread
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

LIMIT = 20_000


@dataclass(frozen=True)
class Comment:
    """What somebody wrote. `author_id` None is the server.

    `visibility` is "public", "internal", or "outside": then the staff and the outsider `outsider_id` read it.
    """

    id: int
    ticket_id: int
    author_id: int | None
    at: int
    text: str
    visibility: str
    source: str
    outsider_id: int | None = None


async def require_may_comment(actor: Actor, number: str | int, visibility: str = "public") -> None:
    """Raises what `comment` would for whoever may say nothing here: asked before his files are taken in."""
    ticket = await store.load(await present(actor, number))
    require(actor, ticket, await store.changing_sight(actor, ticket), visibility)


def require(actor: Actor, ticket: Ticket, seen: Sight, visibility: str) -> None:
    """Raises Forbidden or Conflict for who may not write here."""
    if visibility == "internal":
        store.staff_only(seen)
    if seen is Sight.STAFF:
        store.require_of_staff(actor, "ticket.note" if visibility == "internal" else "ticket.handle", ticket)
    if not ticket.open and seen is Sight.READER:
        raise Conflict(N_("This request is closed. Order anew, or ask to open it again."))


def checked(text: str, files: Sequence[str] = ()) -> str:
    """The text cleaned; Invalid when there is nothing to say or too much."""
    body = clean(text).strip()
    if not body and not files:
        raise Invalid({"text": N_("Write something first.")})
    if len(body) > LIMIT:
        raise Invalid({"text": N_("At most %(n)s characters. Put the rest into a file.", n=LIMIT)})
    return body


async def add(
    ticket: Ticket,
    author_id: int | None,
    body: str,
    visibility: str,
    files: Sequence[str] = (),
    *,
    source: str,
    staff: bool,
) -> Comment:
    """Writes a checked comment in the current transaction: row, files, first answer, fact.

    Without an author a rule says it: that is no answer of a person, and nobody waits for one because of it.
    """
    thread = await own_thread(ticket.id, visibility)
    said = await add_to(thread, ticket, author_id, body, files, source=source, staff=staff)
    await mentions.call(ticket, author_id, said.id, body, visibility)
    return said


async def add_to(
    thread: Thread,
    ticket: Ticket,
    author_id: int | None,
    body: str,
    files: Sequence[str] = (),
    *,
    source: str,
    staff: bool,
) -> Comment:
    """The same into a thread that is known, and nobody is called by it."""
    now, visibility = now_us(), thread.visibility
    comment_id = int(
        await fetch_value(
            "INSERT INTO comment (ticket_id, thread_id, author_id, at, text, source)"
            " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            ticket.id,
            thread.id,
            author_id,
            now,
            body,
            source,
        )
    )
    hidden = visibility != "public"
    if files and author_id is not None:
        seen = "internal" if hidden else "public"
        await attach(files, ticket_id=ticket.id, comment_id=comment_id, visibility=seen, owner_id=author_id)
    if not hidden or thread.audience == GUEST:
        # A note leaves the ticket as it is: when it was changed last is no secret.
        await store.touch(ticket, _heard(ticket, thread, author_id, now, staff=staff))
    event = TicketCommented(stream_id=ticket.id, actor_id=author_id, comment_id=comment_id, visibility=visibility)
    await record(event, await store.topics(ticket, internal=hidden))
    return Comment(comment_id, ticket.id, author_id, now, body, visibility, source, thread.principal_id)


def _heard(ticket: Ticket, thread: Thread, author_id: int | None, now: int, *, staff: bool) -> clock.Columns:
    """What words change: those of the staff answer, those of the customer or the guest wait for an answer."""
    if author_id is None:
        return {}
    if staff:
        return clock.answered(ticket, now)
    asks = author_id in (ticket.requester_id, ticket.customer_id, thread.principal_id)
    return clock.asked(ticket, now) if asks else {}
