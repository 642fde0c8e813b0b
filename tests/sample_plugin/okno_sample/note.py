"""Notes: each is about a request that its author may see, and nobody else reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okno.api import (
    N_,
    Actor,
    Invalid,
    Row,
    clean,
    enqueue,
    execute,
    fetch,
    fetch_value,
    now_us,
    record,
    search_key,
    tickets,
    tx,
)
from okno_sample.events import NoteAdded

LENGTH = 500
COUNT = "x.sample.count"


@dataclass(frozen=True)
class Note:
    """One note."""

    id: int
    ticket_id: int
    text: str


async def add(actor: Actor, number: str, text: str) -> int:
    """Writes a note. Raises NotFound for a request that the actor may not know of, Invalid by field."""
    ticket, _ = await tickets.get(actor, number)
    text = clean(text).strip()
    if not text:
        raise Invalid({"text": N_("Write a note.")})
    if len(text) > LENGTH:
        raise Invalid({"text": N_("A note has at most %(n)s characters.", n=LENGTH)})
    async with tx():
        note_id = int(
            await fetch_value(
                "INSERT INTO x_sample_note (ticket_id, author_id, text, search_key, at)"
                " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                ticket.id,
                actor.id,
                text,
                search_key(text),
                now_us(),
            )
        )
        await record(NoteAdded(actor_id=actor.id, stream_id=ticket.id, note_id=note_id))
        await enqueue(COUNT, {"ticket": ticket.id}, key=f"{COUNT}:{ticket.id}")
    return note_id


async def of_author(author_id: int, *, q: str = "", limit: int = 50) -> Sequence[Note]:
    """The notes of one author, the newest first; those with `q` in them."""
    rows = await fetch(
        "SELECT id, ticket_id, text FROM x_sample_note WHERE author_id = $1 AND search_key LIKE $2 ESCAPE '!'"
        " ORDER BY id DESC LIMIT $3",
        author_id,
        f"%{_literal(search_key(q))}%",
        limit,
    )
    return [_note(row) for row in rows]


def _literal(text: str) -> str:
    """The text with the signs of LIKE made ordinary letters."""
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    return text


def _note(row: Row) -> Note:
    return Note(row["id"], row["ticket_id"], row["text"])


async def number_of(ticket_id: int, author_id: int) -> int:
    """How many notes somebody has about a request."""
    sql = "SELECT count(*) FROM x_sample_note WHERE ticket_id = $1 AND author_id = $2"
    return int(await fetch_value(sql, ticket_id, author_id))


async def number() -> int:
    """How many notes there are."""
    return int(await fetch_value("SELECT count(*) FROM x_sample_note"))


async def forget(author_id: int) -> None:
    """Removes the notes of a person, in the current transaction."""
    await execute("DELETE FROM x_sample_note WHERE author_id = $1", author_id)
