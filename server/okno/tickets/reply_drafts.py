"""Drafts of replies: what somebody has typed into the box of a ticket and not sent, for the team and for all apart.

A draft is its writer's alone. It is there again at any browser of his, and goes when it is sent or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from okno.access import Actor
from okno.clock import now_us
from okno.db import execute, fetch, fetch_value, in_list, tx
from okno.errors import TooLarge, TooMany
from okno.jobs import job, schedule
from okno.text import N_, clean
from okno.tickets.comment import LIMIT, require_may_comment
from okno.tickets.outside import require_may_tell, thread_in
from okno.tickets.thread import VISIBILITIES

KEPT = timedelta(days=60)
MOST = 300
"""How many drafts a person may have."""


@dataclass(frozen=True)
class ReplyDraft:
    """Words that were not sent. `at` is when they were kept, in microseconds UTC."""

    text: str
    at: int


async def save(actor: Actor, ticket_id: int, visibility: str, text: str) -> ReplyDraft | None:
    """Keeps words in place of those kept before; empty ones throw the draft away.

    `visibility` may name the thread of an outsider too, as `outside.word_of` does.

    Whoever may not write here keeps nothing: NotFound, Forbidden or Conflict. Raises TooLarge and TooMany.
    """
    body = clean(text)
    thread_id = thread_in(visibility)
    if (visibility not in VISIBILITIES and thread_id is None) or not body.strip():
        await drop(actor.id, ticket_id, visibility)
        return None
    if len(body) > LIMIT:
        raise TooLarge(N_("This is too long for a draft. Put the rest into a file."))
    if thread_id is not None:
        await require_may_tell(actor, ticket_id, thread_id)
    else:
        await require_may_comment(actor, ticket_id, visibility)
    at = now_us()
    async with tx():
        others = "SELECT count(*) FROM reply_draft WHERE person_id = $1 AND ticket_id <> $2"
        if int(await fetch_value(others, actor.id, ticket_id)) >= MOST:
            raise TooMany(N_("You have too many drafts. Send one of them or begin it anew."))
        await execute(
            "INSERT INTO reply_draft (person_id, ticket_id, visibility, text, at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (person_id, ticket_id, visibility) DO UPDATE SET text = excluded.text, at = excluded.at",
            actor.id,
            ticket_id,
            visibility,
            body,
            at,
        )
    return ReplyDraft(body, at)


async def of(person_id: int, ticket_id: int) -> Mapping[str, ReplyDraft]:
    """What a person has typed in a ticket, by visibility."""
    rows = await fetch(
        "SELECT visibility, text, at FROM reply_draft WHERE person_id = $1 AND ticket_id = $2 AND at >= $3",
        person_id,
        ticket_id,
        _edge(),
    )
    return {row["visibility"]: ReplyDraft(row["text"], row["at"]) for row in rows}


async def begun(person_id: int, ticket_ids: Iterable[int]) -> set[int]:
    """In which of these tickets a person has typed something: one query for a whole list."""
    places, args = in_list(sorted(set(ticket_ids)), start=3)
    rows = await fetch(
        f"SELECT DISTINCT ticket_id FROM reply_draft WHERE person_id = $1 AND at >= $2 AND ticket_id IN {places}",
        person_id,
        _edge(),
        *args,
    )
    return {row["ticket_id"] for row in rows}


async def drop(person_id: int, ticket_id: int, visibility: str) -> str:
    """Throws a draft away and returns its words; "" when there is none."""
    rows = await fetch(
        "DELETE FROM reply_draft WHERE person_id = $1 AND ticket_id = $2 AND visibility = $3 RETURNING text",
        person_id,
        ticket_id,
        visibility,
    )
    return str(rows[0]["text"]) if rows else ""


@job("tickets.reply_drafts")
async def clean_up(_: object) -> None:
    """Throws away what has grown too old."""
    await execute("DELETE FROM reply_draft WHERE at < $1", _edge())


schedule("tickets.reply_drafts", every=timedelta(hours=6))


def _edge() -> int:
    return now_us() - KEPT // timedelta(microseconds=1)
