"""The story of a ticket: facts and words in the order in which they happened, as far as one may see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from okno.access import Actor
from okno.db import fetch, fetch_value, in_list
from okno.events import Fact
from okno.events.log import read_stream, read_stream_after
from okno.tickets import approval, emergency, task_facts
from okno.tickets.beside import LINKED, MERGED, told
from okno.tickets.comment import Comment
from okno.tickets.merged import APART, TOGETHER, Source, sources_of
from okno.tickets.thread import visibility_of
from okno.tickets.ticket import Ticket
from okno.tickets.untold import untold
from okno.tickets.visible import Sight

RETOLD = ("TicketReclassified", "TicketWatched")
"""What a ticket became, and who follows it."""
# TicketDone, TicketClosed and TicketReopened say by meaning what the TicketMoved before them says by state.
_WHO_AND_WHERE = ("TicketAssigned", "TicketLineChanged", "TicketMoved")
_CLOCK = ("SlaWarned", "SlaBreached", "PriorityRaised", "PromiseChanged")
_OWN = ("TicketCreated", *_WHO_AND_WHERE, "TicketCommented", "EmergencyOpened", "RuleTold", *_CLOCK)
SHOWN = (*_OWN, *RETOLD, *LINKED, *MERGED, *task_facts.KINDS, *approval.KINDS)
_TOLD_ALWAYS = {"ApprovalBypassed"}
CHANGES = frozenset(
    {*_WHO_AND_WHERE, *_CLOCK, *RETOLD, *LINKED, *MERGED, *task_facts.KINDS, *approval.KINDS} - _TOLD_ALWAYS
)
"""What only those are told who may read the history."""
BROUGHT = frozenset({"TicketCreated", "TicketCommented"})
"""What the story of a ticket tells of those that go on as it."""
LONGEST = 1000


@dataclass(frozen=True)
class Entry:
    """One step of the story: a fact, with the words when it is a comment, the reason when it is an emergency.

    `origin`: it happened in another ticket, which goes on as this one.
    """

    fact: Fact
    comment: Comment | None = None
    reason: str = ""
    origin: Source | None = None


async def timeline(ticket: Ticket, seen: Sight, *, history: bool = True, actor: Actor | None = None) -> Sequence[Entry]:
    """The last LONGEST entries, oldest first. Internal notes and reasons are for staff alone.

    Without `history` there are the words only, and what nobody may hide: that somebody read it in an emergency. The
    `actor` who reads is told of other tickets too, as far as he may know of them, and reads what was merged into this.
    """
    facts = [fact for fact in await read_stream("ticket", ticket.id, LONGEST) if _is_shown(fact, seen, history=history)]
    facts = task_facts.told(seen, await told(actor, seen, facts))
    sources = await sources_of(actor, ticket, seen) if actor is not None else []
    words = await comments_of(ticket.id, internal=seen is Sight.STAFF, sources=sources)
    why = await _reasons(facts) if seen is Sight.STAFF else {}
    entries = [_entry(fact, words, why) for fact in facts]
    entries = [await _bypassed(entry) if entry is not None else None for entry in entries]
    for source in sources:
        brought = await read_stream("ticket", source.ticket.id, LONGEST)
        entries += [_entry(fact, words, why, source) for fact in brought if fact.kind in BROUGHT]
    found = [entry for entry in entries if entry is not None]
    if sources:
        found.sort(key=lambda entry: (entry.fact.at, entry.fact.id))
    return found[-LONGEST:]


def _is_shown(fact: Fact, seen: Sight, *, history: bool) -> bool:
    # What only follows from a merge, or from another line or team: the fact beside it tells of that.
    cause = fact.payload.get("cause")
    follows = cause in (TOGETHER, APART, "line") or (fact.kind == "TicketLineChanged" and cause == "team")
    return fact.kind in SHOWN and not follows and (history or fact.kind not in CHANGES) and not untold(seen, fact)


async def _reasons(facts: Sequence[Fact]) -> dict[int, str]:
    ids = [fact.payload["emergency_id"] for fact in facts if fact.kind == "EmergencyOpened"]
    return await emergency.reasons(ids) if ids else {}


async def _bypassed(entry: Entry) -> Entry:
    """An approval that was gone without is told with its reason: all who are asked next time read it."""
    fact = entry.fact
    if fact.kind != "ApprovalBypassed":
        return entry
    return replace(entry, reason=await approval.reason_of(fact.stream_id, fact.actor_id, fact.at))


def _entry(fact: Fact, words: dict[int, Comment], why: dict[int, str], origin: Source | None = None) -> Entry | None:
    if fact.kind != "TicketCommented":
        return Entry(fact, reason=why.get(fact.payload.get("emergency_id", 0), ""), origin=origin)
    said = words.get(fact.payload["comment_id"])
    return Entry(fact, said, origin=origin) if said is not None else None


async def facts_after(
    actor: Actor, ticket: Ticket, seen: Sight, kinds: Collection[str], *, after: int, limit: int
) -> tuple[Sequence[Fact], int | None]:
    """A page of facts of these kinds that come after the one with the id `after`, and the id to go on from (None at
    the end).

    Internal notes are for staff alone, facts about another ticket for who may know of that. A page is full without
    what is left out: a gap would tell that there is some.
    """
    shown: list[Fact] = []
    while len(shown) <= limit:
        facts = await read_stream_after("ticket", ticket.id, after=after, limit=limit + 1)
        shown += [
            fact
            for fact in task_facts.told(seen, await told(actor, seen, facts))
            if fact.kind in kinds and not untold(seen, fact)
        ]
        if len(facts) <= limit:
            break
        after = facts[-1].id
    page = shown[:limit]
    return page, page[-1].id if len(shown) > limit else None


async def comments_of(
    ticket_id: int, *, internal: bool, after: int = 0, limit: int | None = None, sources: Sequence[Source] = ()
) -> dict[int, Comment]:
    """The comments of a ticket by id, with those of its `sources`.

    Notes of the staff, and what is said with outsiders, only when `internal`.
    """
    everywhere, args = in_list([ticket_id, *(one.ticket.id for one in sources)], start=2)
    noted = [*([ticket_id] if internal else []), *(one.ticket.id for one in sources if one.internal)]
    notes, more = in_list(noted, start=2 + len(args))
    most = "" if limit is None else f" LIMIT {limit}"
    rows = await fetch(
        "SELECT c.id, c.ticket_id, c.author_id, c.at, c.text, c.source, h.audience, h.principal_id AS outsider_id"
        f" FROM comment c JOIN thread h ON h.id = c.thread_id WHERE c.ticket_id IN {everywhere} AND c.id > $1"
        f" AND (h.audience = 'public' OR c.ticket_id IN {notes}) ORDER BY c.id{most}",
        after,
        *args,
        *more,
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
    audience = str(row.pop("audience"))
    return Comment(**row, visibility=visibility_of(audience))  # type: ignore[arg-type]


async def last_moves(ticket_ids: Sequence[int]) -> dict[int, int]:
    """When each of these tickets was moved last, in microseconds UTC; the caller has chosen them by right."""
    if not ticket_ids:
        return {}
    places, args = in_list(ticket_ids)
    rows = await fetch(
        "SELECT stream_id, max(at) AS at FROM event"
        f" WHERE stream = 'ticket' AND kind = 'TicketMoved' AND stream_id IN {places} GROUP BY stream_id",
        *args,
    )
    return {row["stream_id"]: row["at"] for row in rows}
