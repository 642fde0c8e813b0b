"""References: what leads an answer back to the thread that it answers, and whether its sender may write there."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from okno.access import actor_of
from okno.channels import store
from okno.channels.contract import Parsed
from okno.channels.sender import Sender
from okno.db import Row, fetch, in_list
from okno.errors import Forbidden, NotFound
from okno.secret import sign
from okno.tickets import store as tickets
from okno.tickets.thread import Thread, own_place, thread as thread_of
from okno.tickets.visible import Sight

PURPOSE = "channel.reference"
_SIGNED = re.compile(r"(\d{1,18})-(\d{1,18})-([0-9a-f]{32})")
_NUMBER = re.compile(r"\d{1,18}")
SIGNATURE = 32


@dataclass(frozen=True)
class Place:
    """Where an answer belongs. `thread` None: into the public words of the ticket. `strong`: nobody can guess it."""

    ticket_id: int
    thread: Thread | None = None
    strong: bool = True


def reference_of(ticket_id: int, thread_id: int | None = None) -> str:
    """A word for the address of answers that leads to this ticket and thread; nobody else can make one."""
    return f"{ticket_id}-{thread_id or 0}-{_signature(ticket_id, thread_id or 0)}"


def _signature(ticket: object, thread: object) -> str:
    return sign(store.home(), PURPOSE, f"{ticket}-{thread}")[:SIGNATURE]


async def place_of(row: Row, parsed: Parsed) -> Place | None:
    """Where the message says that it belongs: by a signed reference, by what it answers, by a number."""
    if (found := _SIGNED.fullmatch(parsed.reference)) and hmac.compare_digest(_signature(found[1], found[2]), found[3]):
        return await _place(int(found[1]), int(found[2]) or None)
    by_answer = await _answered(row, parsed)
    if by_answer is not None:
        return by_answer
    if _NUMBER.fullmatch(parsed.reference):
        return Place(int(parsed.reference), strong=False)
    return None


async def _place(ticket_id: int, thread_id: int | None) -> Place | None:
    found = await thread_of(thread_id)
    return Place(ticket_id, found if found is not None and found.ticket_id == ticket_id else None)


async def _answered(row: Row, parsed: Parsed) -> Place | None:
    """The thread of the message that it answers, the nearest first; only messages of the same channel count."""
    named = [one for one in (parsed.in_reply_to, *reversed(parsed.references)) if one]
    places, args = in_list(dict.fromkeys(named), start=2)
    known: dict[str, Row] = {}
    for table in ("channel_incoming", "channel_outgoing"):
        sql = (
            f"SELECT external_id, ticket_id, thread_id FROM {table}"
            f" WHERE channel = $1 AND external_id IN {places} AND ticket_id IS NOT NULL"
        )
        known |= {one["external_id"]: one for one in await fetch(sql, row["channel"], *args)}
    nearest = next((known[one] for one in named if one in known), None)
    return await _place(nearest["ticket_id"], nearest["thread_id"]) if nearest is not None else None


async def may_write(sender: Sender, place: Place) -> bool:
    """Whether the sender takes part there: an outsider in his own thread, a person as a reader of it."""
    if sender.outsider_id is not None:
        own = await own_place(place.ticket_id, sender.outsider_id)
        return own is not None and (place.thread is None or place.thread.id == own.id)
    if sender.person is None:
        return False
    try:
        ticket = await tickets.load(place.ticket_id)
        seen = await tickets.changing_sight(await actor_of(sender.person), ticket)
    except (NotFound, Forbidden):
        return False
    return seen is Sight.STAFF or place.thread is None or place.thread.audience == "public"
