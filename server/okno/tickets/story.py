"""The story of a ticket: facts and words in the order in which they happened, as far as one may see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from okno.db import fetch, fetch_value, in_list
from okno.events import Fact
from okno.events.log import read_stream, read_stream_after
from okno.tickets import emergency
from okno.tickets.comment import Comment
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

# TicketDone, TicketClosed and TicketReopened say by meaning what the TicketMoved before them says by state.
SHOWN = ("TicketCreated", "TicketAssigned", "TicketMoved", "TicketCommented", "EmergencyOpened")
CHANGES = frozenset({"TicketAssigned", "TicketMoved"})
"""What only those are told who may read the history."""
LONGEST = 1000


@dataclass(frozen=True)
class Entry:
    """One step of the story: a fact, with the words when it is a comment, the reason when it is an emergency."""

    fact: Fact
    comment: Comment | None = None
    reason: str = ""


async def timeline(ticket: Ticket, seen: Sight, *, history: bool = True) -> Sequence[Entry]:
    """The last LONGEST entries, oldest first. Internal notes and reasons are for staff alone.

    Without `history` there are the words only, and what nobody may hide: that somebody read it in an emergency.
    """
    facts = [
        fact
        for fact in await read_stream("ticket", ticket.id, LONGEST)
        if fact.kind in SHOWN and (history or fact.kind not in CHANGES)
    ]
    words = await comments_of(ticket.id, internal=seen is Sight.STAFF)
    why = await _reasons(facts) if seen is Sight.STAFF else {}
    entries = [_entry(fact, words, why) for fact in facts]
    return [entry for entry in entries if entry is not None]


async def _reasons(facts: Sequence[Fact]) -> dict[int, str]:
    ids = [fact.payload["emergency_id"] for fact in facts if fact.kind == "EmergencyOpened"]
    return await emergency.reasons(ids) if ids else {}


def _entry(fact: Fact, words: dict[int, Comment], why: dict[int, str]) -> Entry | None:
    if fact.kind != "TicketCommented":
        return Entry(fact, reason=why.get(fact.payload.get("emergency_id", 0), ""))
    said = words.get(fact.payload["comment_id"])
    return Entry(fact, said) if said is not None else None


async def facts_after(
    ticket: Ticket, seen: Sight, kinds: Collection[str], *, after: int, limit: int
) -> tuple[Sequence[Fact], int | None]:
    """A page of facts of these kinds that come after the one with the id `after`, and the id to go on from (None at
    the end).

    Internal notes are for staff alone. A page is full without what is left out: a gap would tell that there is some.
    """
    shown: list[Fact] = []
    while len(shown) <= limit:
        facts = await read_stream_after("ticket", ticket.id, after=after, limit=limit + 1)
        shown += [
            fact
            for fact in facts
            if fact.kind in kinds and (seen is Sight.STAFF or fact.payload.get("visibility") != "internal")
        ]
        if len(facts) <= limit:
            break
        after = facts[-1].id
    page = shown[:limit]
    return page, page[-1].id if len(shown) > limit else None


async def comments_of(
    ticket_id: int, *, internal: bool, after: int = 0, limit: int | None = None
) -> dict[int, Comment]:
    """The comments of a ticket by id; those of the staff only when `internal`."""
    audiences, args = in_list(["public", "staff"] if internal else ["public"], start=3)
    most = "" if limit is None else f" LIMIT {limit}"
    rows = await fetch(
        "SELECT c.id, c.ticket_id, c.author_id, c.at, c.text, c.source, h.audience FROM comment c"
        f" JOIN thread h ON h.id = c.thread_id WHERE c.ticket_id = $1 AND c.id > $2 AND h.audience IN {audiences}"
        f" ORDER BY c.id{most}",
        ticket_id,
        after,
        *args,
    )
    return {row["id"]: _comment(row) for row in rows}


async def public_text(comment_id: int | None) -> str:
    """The words of a comment that its requester reads, for letters; "" for a note of the team."""
    text = await fetch_value(
        "SELECT c.text FROM comment c JOIN thread t ON t.id = c.thread_id WHERE c.id = $1 AND t.audience = 'public'",
        comment_id,
    )
    return str(text or "")


def _comment(row: dict[str, object]) -> Comment:
    audience = row.pop("audience")
    return Comment(**row, visibility="internal" if audience == "staff" else "public")  # type: ignore[arg-type]


async def last_moves(ticket_ids: Sequence[int]) -> dict[int, int]:
    """When each of these tickets was moved last, in microseconds UTC; the caller has chosen them by right."""
    places, args = in_list(ticket_ids)
    rows = await fetch(
        "SELECT stream_id, max(at) AS at FROM event"
        f" WHERE stream = 'ticket' AND kind = 'TicketMoved' AND stream_id IN {places} GROUP BY stream_id",
        *args,
    )
    return {row["stream_id"]: row["at"] for row in rows}
