"""What the staff says goes back by the channel: to the outsider of a thread, to a customer who came by it."""

from __future__ import annotations

from okno.channels import address, registry
from okno.channels.outgoing import Wanted, write
from okno.db import Row
from okno.events import Fact, listener
from okno.people import get_many
from okno.people.outsider import outsiders
from okno.tickets import outside, store
from okno.tickets.comment import Comment
from okno.tickets.events import TicketCommented
from okno.tickets.thread import Thread
from okno.tickets.ticket import Ticket


@listener("channels", TicketCommented)
async def reply(fact: Fact) -> None:
    """Writes the messages that follow from a comment, in the transaction that deletes its delivery: exactly once."""
    if fact.payload["visibility"] == "internal":
        return
    found = await outside.comment_with(fact.payload["comment_id"])
    if found is None:
        return
    said, thread = found
    ticket = await store.load(said.ticket_id)
    if thread.visibility == "outside":
        await _to_outsider(ticket, said, thread)
    elif thread.visibility == "public":
        await _to_customers(ticket, said)


async def _to_outsider(ticket: Ticket, said: Comment, thread: Thread) -> None:
    if thread.principal_id is None or said.author_id == thread.principal_id:
        return
    way = await address.last_way(thread.principal_id, thread_id=thread.id) or await _linked(thread.principal_id)
    if way is not None and _speaks(way["channel"]):
        await _send(ticket, said, way, thread.principal_id, thread.id)


async def _linked(principal_id: int) -> Row | None:
    """An address that an outsider has, when he has not written in this thread yet."""
    for one in (await address.addresses_of([principal_id])).get(principal_id, []):
        if _speaks(one.channel):
            return {"channel": one.channel, "endpoint": one.endpoint, "sender": one.address, "external_id": ""}
    return None


async def _to_customers(ticket: Ticket, said: Comment) -> None:
    """To those for whom it is and who came into it by a channel; what they say themselves needs no answer.

    Who is switched off reads nothing here any more, so nothing is sent after him either.
    """
    customers = {ticket.requester_id, ticket.customer_id}
    if said.author_id is None or said.author_id in customers or said.author_id in await outsiders([said.author_id]):
        return
    here = [person.id for person in (await get_many(customers)).values() if person.active]
    for person_id in sorted(here):
        way = await address.last_way(person_id, ticket_id=ticket.id)
        if way is not None and _speaks(way["channel"], public=True):
            await _send(ticket, said, way, person_id, None)


def _speaks(channel: str, *, public: bool = False) -> bool:
    """Whether words leave by this channel. Those of one that is switched off are written all the same: they wait."""
    found = registry.find(channel)
    if found is None:
        return not public
    return found.channel.send is not None and (found.channel.answers or not public)


async def _send(ticket: Ticket, said: Comment, way: Row, principal_id: int, thread_id: int | None) -> None:
    await write(
        Wanted(
            channel=way["channel"],
            to=way["sender"],
            endpoint=way["endpoint"],
            principal_id=principal_id,
            ticket_id=ticket.id,
            thread_id=thread_id,
            comment_id=said.id,
            answers="" if str(way["external_id"]).startswith("sha256:") else way["external_id"],
        )
    )
