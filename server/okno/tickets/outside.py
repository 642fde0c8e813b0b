"""Words with outsiders: the staff writes into their thread, they through their channel."""

from __future__ import annotations

from collections.abc import Sequence

from okno.access import Actor, actor_of
from okno.db import asking, execute, fetch, fetch_one, tx
from okno.errors import Conflict, NotFound
from okno.people import get as get_person
from okno.text import N_
from okno.tickets import answer, store
from okno.tickets.comment import Comment, add_to, checked
from okno.tickets.move import go
from okno.tickets.thread import GUEST, Thread, open_thread, thread, thread_of_comment
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

_WORD = "to-"


def word_of(thread_id: int) -> str:
    """How a form names a thread of an outsider, where it otherwise says public or internal."""
    return f"{_WORD}{thread_id}"


def thread_in(word: str) -> int | None:
    """The thread that a form names; None when it says something else."""
    number = word.removeprefix(_WORD)
    named = number != word and number.isascii() and number.isdigit() and len(number) < 13
    return int(number) if named else None


@asking
async def invite(actor: Actor, number: str | int, principal_id: int) -> int:
    """Opens a conversation with an outsider, as one of the staff who may answer. NotFound, Forbidden, Conflict."""
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, None, action="ticket.comment")
        _require_staff(actor, ticket, seen)
        return await open_thread(ticket.id, principal_id)


async def comment_with(comment_id: int) -> tuple[Comment, Thread] | None:
    """A comment and its thread, whoever asks: only for what the server does by itself."""
    found = await thread_of_comment(comment_id)
    row = await fetch_one("SELECT id, ticket_id, author_id, at, text, source FROM comment WHERE id = $1", comment_id)
    if found is None or row is None:
        return None
    return Comment(**row, visibility=found.visibility, outsider_id=found.principal_id), found


async def require_may_tell(actor: Actor, number: str | int, thread_id: int) -> None:
    """Raises what `tell` would for whoever may say nothing there."""
    ticket = await store.load(number)
    _require_staff(actor, ticket, await store.changing_sight(actor, ticket))
    await _thread_in(ticket, thread_id)


@asking
async def tell(
    actor: Actor, number: str | int, thread_id: int, *, text: str, files: Sequence[str] = (), source: str = "portal"
) -> Comment:
    """One of the staff writes to the outsider of a thread. Raises NotFound, Forbidden, Conflict, Invalid."""
    body = checked(text, files)
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, None, action="ticket.comment")
        _require_staff(actor, ticket, seen)
        goal = await _thread_in(ticket, thread_id)
        return await add_to(goal, ticket, actor.id, body, files, source=source, staff=True)


def _require_staff(actor: Actor, ticket: Ticket, seen: Sight) -> None:
    store.staff_only(seen)
    store.require_of_staff(actor, "ticket.handle", ticket)


async def _thread_in(ticket: Ticket, thread_id: int) -> Thread:
    found = await thread(thread_id)
    if found is None or found.ticket_id != ticket.id or found.visibility != "outside":
        raise NotFound(N_("This request has no such conversation."))
    return found


async def hear(thread_id: int, principal_id: int, *, text: str, files: Sequence[str], source: str) -> Comment:
    """What the outsider of a thread has written through his channel, in the current transaction.

    Raises NotFound when the thread is not his, Conflict when the ticket is closed. What waits for its requester goes
    on with the words of its guest.
    """
    found = await thread(thread_id)
    if found is None or found.visibility != "outside" or found.principal_id != principal_id:
        raise NotFound(N_("This request has no such conversation."))
    ticket = await store.locked(found.ticket_id)
    if not ticket.open:
        raise Conflict(N_("This request is closed. Order anew, or ask to open it again."))
    said = await add_to(found, ticket, principal_id, checked(text, files), files, source=source, staff=False)
    if found.audience == GUEST:
        await _go_on(ticket, said)
    return said


async def _go_on(ticket: Ticket, said: Comment) -> None:
    """The account that stands in for a guest goes the way that a requester goes by his answer."""
    person = await get_person(ticket.requester_id)
    if person is None:
        return
    way = answer.going_on(await actor_of(person), ticket, Sight.READER)
    if way is not None:
        await go(ticket, way.to, actor_id=None, comment_id=said.id, by_rule=True)


async def said_in(thread_id: int) -> tuple[Thread, Sequence[Comment]] | None:
    """The conversation of an outsider and all words in it, oldest first; None when it is no such conversation.

    Whoever asks knows that it is the outsider who looks.
    """
    found = await thread(thread_id)
    if found is None or found.visibility != "outside":
        return None
    rows = await fetch(
        "SELECT id, ticket_id, author_id, at, text, source FROM comment WHERE thread_id = $1 ORDER BY id", thread_id
    )
    return found, [Comment(**row, visibility="outside", outsider_id=found.principal_id) for row in rows]


async def forget_words(principal_id: int, text: str) -> None:
    """Takes the words of an outsider away, in the current transaction."""
    await execute("UPDATE comment SET text = $2 WHERE author_id = $1 AND text <> ''", principal_id, text)
