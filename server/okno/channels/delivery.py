"""What became of the messages of a ticket: for its page. Whoever asks has seen the ticket as staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from okno.access import Actor
from okno.channels.events import MessageReleased
from okno.channels.outgoing import send_again
from okno.db import fetch, fetch_one, in_list, tx
from okno.errors import NotFound
from okno.events import record
from okno.tickets import Sight, get, store

ORDER = ("failed", "queued", "sent", "delivered", "read")
"""Of several messages of one comment the first of these states is told."""


@dataclass(frozen=True)
class Delivery:
    """How far the message of a comment has come; `id` is that of the outgoing message."""

    id: int
    channel: str
    state: str
    error: str


@dataclass(frozen=True)
class Guest:
    """Somebody outside with whom there is a conversation, and by which way he came."""

    channel: str
    address: str


async def deliveries(comment_ids: Iterable[int]) -> dict[int, Delivery]:
    """What became of the messages of these comments, by the id of the comment."""
    places, args = in_list(sorted(set(comment_ids)))
    rows = await fetch(
        "SELECT id, comment_id, channel, state, error FROM channel_outgoing"
        f" WHERE comment_id IN {places} AND state <> 'dropped' ORDER BY id",
        *args,
    )
    found: dict[int, Delivery] = {}
    for row in rows:
        one = Delivery(row["id"], row["channel"], row["state"], row["error"])
        known = found.get(row["comment_id"])
        if known is None or ORDER.index(one.state) < ORDER.index(known.state):
            found[row["comment_id"]] = one
    return found


async def ways_of(principal_ids: Iterable[int]) -> dict[int, Guest]:
    """By which channel and address outsiders are reached, by id."""
    places, args = in_list(sorted(set(principal_ids)))
    rows = await fetch(
        f"SELECT principal_id, channel, address FROM channel_address WHERE principal_id IN {places} ORDER BY id DESC",
        *args,
    )
    return {row["principal_id"]: Guest(row["channel"], row["address"]) for row in rows}


async def repeat(actor: Actor, number: str | int, message_id: int) -> bool:
    """Sends a message of this ticket again that failed, as one of the staff who may answer; False when it has not."""
    ticket, seen = await get(actor, number)
    row = await fetch_one("SELECT channel, ticket_id FROM channel_outgoing WHERE id = $1", message_id)
    if row is None or row["ticket_id"] != ticket.id or seen is not Sight.STAFF:
        raise NotFound
    await store.changing_sight(actor, ticket)
    store.require_of_staff(actor, "ticket.handle", ticket)
    async with tx():
        done = await send_again(message_id)
        if done:
            await record(
                MessageReleased(stream_id=message_id, actor_id=actor.id, channel=row["channel"], direction="out"),
                [f"staff:{ticket.id}"],
            )
    return done
