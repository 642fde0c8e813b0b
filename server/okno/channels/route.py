"""Where a message goes: into words of a ticket, into the thread of an outsider, or into a new ticket."""

from __future__ import annotations

from dataclasses import dataclass

from okno import tickets
from okno.access import Actor, actor_of
from okno.channels import address, duplicates, reasons
from okno.channels.contract import Channel, Parsed, Policy
from okno.channels.events import MessageReceived
from okno.channels.reference import Place, may_write
from okno.channels.sender import Sender
from okno.channels.words import Words
from okno.clock import now_us
from okno.db import Row, execute, tx
from okno.events import record
from okno.people import Person, by_login
from okno.text import one_line
from okno.tickets import Comment, Order, Ticket, links, outside, store as ticket_store
from okno.tickets.follow_up import FOLLOWS
from okno.tickets.thread import Thread, open_thread, own_place


class Held(Exception):
    """The message goes nowhere; `reason` is one of okno.channels.reasons."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Repeated(Exception):
    """The message came before; `of` is the id of that one."""

    def __init__(self, of: int) -> None:
        super().__init__(str(of))
        self.of = of


class Settled(Exception):
    """Somebody else has dealt with the message meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where it goes and as whom. Without `ticket` a new one is made, by `actor`; `former` is closed and followed."""

    actor: Actor | None
    owner_id: int
    ticket: Ticket | None = None
    thread: Thread | None = None
    former: Ticket | None = None
    guest: bool = False


@dataclass(frozen=True, kw_only=True)
class Case:
    """A message with all that is known of it."""

    row: Row
    channel: Channel
    policy: Policy
    parsed: Parsed
    sender: Sender
    text_hash: str


async def way_of(case: Case, place: Place | None) -> Way:
    """Where the message goes. Raises Held when it goes nowhere, with the same words for all that one may not know."""
    if place is not None and await may_write(case.sender, place):
        return await _into(case, place)
    if place is not None and place.strong and not case.row["released"]:
        raise Held(reasons.REFERENCE)
    return await _new(case)


async def _into(case: Case, place: Place) -> Way:
    ticket = await ticket_store.load(place.ticket_id)
    person, outsider_id = case.sender.person, case.sender.outsider_id
    if outsider_id is not None:
        if not ticket.open:
            return await _new(case, former=ticket)
        return Way(actor=None, owner_id=outsider_id, ticket=ticket, thread=await own_place(ticket.id, outsider_id))
    assert person is not None
    actor = await actor_of(person)
    staff = await ticket_store.changing_sight(actor, ticket) is tickets.Sight.STAFF
    if not ticket.open and not staff:
        return await _new(case, former=ticket)
    thread = place.thread if staff and place.thread is not None and place.thread.audience != "public" else None
    return Way(actor=actor, owner_id=actor.id, ticket=ticket, thread=thread)


async def _new(case: Case, *, former: Ticket | None = None) -> Way:
    if not case.policy.opens and not case.row["released"]:
        raise Held(reasons.CLOSED_TO)
    if case.sender.person is not None:
        actor = await actor_of(case.sender.person)
        return Way(actor=actor, owner_id=actor.id, former=former)
    if case.policy.strangers != "guest":
        raise Held(reasons.STRANGER)
    stand_in = await _stand_in(case.policy)
    return Way(actor=await actor_of(stand_in), owner_id=stand_in.id, former=former, guest=True)


async def _stand_in(policy: Policy) -> Person:
    found = await by_login(policy.stand_in) if policy.stand_in else None
    if found is None or not found.active:
        raise Held(reasons.STAND_IN)
    return found


# Going there --------------------------------------------------------------------------------------------------


async def go(case: Case, way: Way, words: Words, *, service: str | None) -> None:
    """Writes it where it goes and marks it, in one transaction. Raises what the tickets raise, and Repeated."""
    async with tx():
        earlier = await duplicates.earlier(case.row, case.sender.principal_id, case.text_hash)
        if earlier is not None:
            raise Repeated(earlier)
        if way.ticket is None:
            await _order(case, way, words, service)
        else:
            said = await _say(case, way, way.ticket, words)
            thread_id = way.thread.id if way.thread is not None else None
            await _delivered(case, case.sender.principal_id, said.ticket_id, said.id, thread_id)


async def _say(case: Case, way: Way, ticket: Ticket, words: Words) -> Comment:
    text, files, source = words.text, words.files, case.channel.key
    if way.actor is None:
        assert way.thread is not None
        return await outside.hear(way.thread.id, way.owner_id, text=text, files=files, source=source)
    if way.thread is not None and way.thread.visibility == "outside":
        return await outside.tell(way.actor, ticket.id, way.thread.id, text=text, files=files, source=source)
    seen = way.thread.visibility if way.thread is not None else "public"
    return await tickets.comment(way.actor, ticket.id, text=text, visibility=seen, files=files, source=source)


async def _order(case: Case, way: Way, words: Words, service: str | None) -> None:
    assert way.actor is not None
    parsed = case.parsed
    subject = parsed.subject or (one_line(parsed.files[0].name) if parsed.files and not words.text else "")
    wish = Order(
        service=service,
        subject=subject or None,
        text=words.text,
        answers={**parsed.answers, **words.answers},
        files=words.files,
        source=case.channel.key,
    )
    ticket = await tickets.order(way.actor, wish)
    principal_id, thread_id = case.sender.principal_id, None
    if way.guest:
        principal_id = await _outsider(case)
        thread_id = await open_thread(ticket.id, principal_id, guest=True)
    if way.former is not None:
        await links.add_link(ticket.id, way.former.id, FOLLOWS, None)
    await _delivered(case, principal_id, ticket.id, None, thread_id)


async def _outsider(case: Case) -> int:
    known = case.sender.outsider_id
    if known is not None:
        return known
    parsed = case.parsed
    return await address.outsider(
        case.channel.key, parsed.sender, parsed.sender_name, endpoint=str(case.row["endpoint"])
    )


async def _delivered(
    case: Case, principal_id: int | None, ticket_id: int, comment_id: int | None, thread_id: int | None
) -> None:
    mine = await execute(
        "UPDATE channel_incoming SET state = 'delivered', reason = '', error = '', principal_id = $2, ticket_id = $3,"
        " comment_id = $4, thread_id = $5, done_at = $6, next_at = NULL"
        " WHERE id = $1 AND state IN ('stored', 'parsed')",
        case.row["id"],
        principal_id,
        ticket_id,
        comment_id,
        thread_id,
        now_us(),
    )
    if not mine:
        raise Settled
    await record(
        MessageReceived(
            stream_id=case.row["id"],
            actor_id=principal_id,
            channel=case.channel.key,
            ticket_id=ticket_id,
            comment_id=comment_id,
        )
    )
