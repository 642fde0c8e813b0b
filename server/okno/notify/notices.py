"""Notices: written once for each fact and hearer, read in the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.clock import now_us
from okno.db import Row, dump_json, execute, fetch, fetch_value, in_list, load_json
from okno.events import Fact, listener, record
from okno.notify import outbox
from okno.notify.events import NoticesWritten
from okno.notify.hearers import WORDS, Hearer, hearers, words
from okno.people import get_many
from okno.text import Phrase
from okno.tickets import store
from okno.tickets.events import (
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketCreated,
    TicketDone,
    TicketMoved,
    TicketReopened,
)
from okno.tickets.reading import seen_among
from okno.tickets.ticket import Ticket

PAGE = 30


@dataclass(frozen=True)
class Notice:
    """A notice as its person sees it. `at` in microseconds UTC."""

    id: int
    ticket_id: int
    kind: str
    phrase: Phrase
    subject: str
    actor_id: int | None
    actor_name: str
    comment_id: int | None
    at: int
    is_read: bool


# Writing ------------------------------------------------------------------------------------------------------


@listener(
    "notify",
    TicketCreated,
    TicketAssigned,
    TicketMoved,
    TicketCommented,
    TicketDone,
    TicketReopened,
    TicketClosed,
)
async def tell(fact: Fact) -> None:
    """Writes the notices and the letters of a fact, in the transaction that deletes its delivery: exactly once."""
    ticket = await store.load(fact.stream_id)
    elsewhere = await _told_by_move(fact, ticket)
    told = [one for one in await hearers(fact, ticket) if one.person.id not in elsewhere]
    if not told:
        return
    comment_id = await _comment_of(fact)
    said = await _said(comment_id)
    name = await _name(fact.actor_id)
    for one in told:
        if await _write(fact, one, comment_id) and one.mail:
            await outbox.put(fact.id, one, ticket, name, said)
    topics = [f"person:{one.person.id}" for one in told]
    await record(NoticesWritten(stream_id=ticket.id, actor_id=fact.actor_id, about=fact.id), topics)


async def _write(fact: Fact, hearer: Hearer, comment_id: int | None) -> int:
    return await execute(
        "INSERT INTO notice (person_id, event_id, ticket_id, kind, payload, at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (person_id, event_id) DO NOTHING",
        hearer.person.id,
        fact.id,
        fact.stream_id,
        hearer.says,
        dump_json({"actor": fact.actor_id, "comment": comment_id}),
        fact.at,
    )


async def _told_by_move(fact: Fact, ticket: Ticket) -> set[int]:
    """Words that came with a move are told with the move: one letter, not two."""
    if fact.kind != TicketCommented.kind():
        return set()
    after = await _neighbours(fact, "id > $2 ORDER BY id LIMIT 2")
    if not after or after[0].kind != TicketMoved.kind():
        return set()
    if after[0].payload.get("comment_id") != fact.payload["comment_id"]:
        return set()
    meaning = [one for one in after[1:] if one.kind in (TicketDone.kind(), TicketReopened.kind())]
    return {one.person.id for twin in (after[0], *meaning) for one in await hearers(twin, ticket)}


async def _comment_of(fact: Fact) -> int | None:
    """The words that belong to a fact: its own, or those of the move that it is the meaning of."""
    if fact.kind in (TicketDone.kind(), TicketReopened.kind(), TicketClosed.kind()):
        before = await _neighbours(fact, "id < $2 ORDER BY id DESC LIMIT 1")
        fact = before[0] if before and before[0].kind == TicketMoved.kind() else fact
    found = fact.payload.get("comment_id")
    return None if found is None else int(found)


async def _neighbours(fact: Fact, which: str) -> Sequence[Fact]:
    rows = await fetch(
        "SELECT id, stream, stream_id, kind, actor_id, at, payload, topics FROM event"
        f" WHERE stream = 'ticket' AND stream_id = $1 AND {which}",
        fact.stream_id,
        fact.id,
    )
    return [Fact.of(row) for row in rows]


async def _said(comment_id: int | None) -> str:
    """What was written, for letters. Notes of the team never go into one."""
    text = await fetch_value(
        "SELECT c.text FROM comment c JOIN thread t ON t.id = c.thread_id WHERE c.id = $1 AND t.audience = 'public'",
        comment_id,
    )
    return str(text or "")


async def _name(person_id: int | None) -> str:
    found = await get_many([person_id])
    return found[person_id].name if person_id in found else outbox.current().company


# Reading ------------------------------------------------------------------------------------------------------


async def page(actor: Actor, *, cursor: int | None = None, limit: int = PAGE) -> tuple[list[Notice], int | None]:
    """A page of the actor's notices, newest first, and the cursor to go on with, or None at the end.

    What he may not see any more is left out.
    """
    rows = await fetch(
        "SELECT id, ticket_id, kind, payload, at, read_at FROM notice"
        " WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        actor.id,
        cursor if cursor is not None else 2**62,
        limit + 1,
    )
    shown = rows[:limit]
    seen = await seen_among(actor, (row["ticket_id"] for row in shown))
    people = await get_many(load_json(row["payload"]).get("actor") for row in shown)
    names = {person_id: person.name for person_id, person in people.items()}
    notices = [
        _notice(row, seen[row["ticket_id"]], names)
        for row in shown
        if row["ticket_id"] in seen and row["kind"] in WORDS
    ]
    return notices, shown[-1]["id"] if len(rows) > limit else None


async def unread_count(person_id: int) -> int:
    """How many notices a person has not read."""
    return int(await fetch_value("SELECT count(*) FROM notice WHERE person_id = $1 AND read_at IS NULL", person_id))


async def read(
    person_id: int, ids: Iterable[int] | None = None, *, upto: int | None = None, ticket_id: int | None = None
) -> int:
    """Marks notices of a person as read: these, those up to an id, those of a ticket; without any, all."""
    where, args = ["person_id = $2", "read_at IS NULL"], [now_us(), person_id]
    if upto is not None:
        where.append(f"id <= ${len(args) + 1}")
        args.append(upto)
    if ticket_id is not None:
        where.append(f"ticket_id = ${len(args) + 1}")
        args.append(ticket_id)
    more: list[object] = []
    if ids is not None:
        places, more = in_list(ids, start=len(args) + 1)
        where.append(f"id IN {places}")
    return await execute(f"UPDATE notice SET read_at = $1 WHERE {' AND '.join(where)}", *args, *more)


def _notice(row: Row, ticket: Ticket, names: dict[int, str]) -> Notice:
    payload = load_json(row["payload"])
    actor_id = payload.get("actor")
    name = names.get(actor_id) or outbox.current().company
    return Notice(
        id=row["id"],
        ticket_id=row["ticket_id"],
        kind=row["kind"],
        phrase=words(row["kind"], name),
        subject=ticket.subject,
        actor_id=actor_id,
        actor_name=name,
        comment_id=payload.get("comment"),
        at=row["at"],
        is_read=row["read_at"] is not None,
    )
