"""Keeping the index: the documents of a ticket are made anew at the end of the transaction that changes it.

So what was saved is found at once, and what was rolled back never. Whoever changes a ticket records a fact; the facts
that change no word are left out below, so one that is new is not forgotten. The index is no reason to lose a change:
if it cannot be made, the change stays, and a job tries again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from okno.db import at_end, dialect, execute, fetch, in_list, tx
from okno.events import Event, Fact
from okno.events.registry import witness
from okno.jobs import enqueue
from okno.log import get
from okno.tickets.search.document import Document, documents
from okno.tickets.search.vectors import line, parts, vector

TICKETS_JOB = "search.tickets"
PERSON_JOB = "search.person"
AT_ONCE = 200
"""Tickets whose documents are made in one transaction of somebody's change; more are a matter of the job."""
VERSION = 1
"""Goes up when the same texts make other terms."""
_LOCK = 0x5EA2C
_WORDLESS = frozenset({
    "TicketDone", "TicketClosed", "TicketReopened", "TicketMoved", "TicketWatched", "PersonMentioned",
    "EmergencyOpened", "EmergencyEnded", "ApprovalPassed", "ApprovalFinished", "TasksFinished", "TicketLinked",
    "TicketUnlinked", "TicketsMerged", "TicketsUnmerged", "SlaWarned", "SlaBreached", "PriorityRaised", "LineChanged",
})  # fmt: skip
_NAMED = frozenset({"name", "login"})

log = get(__name__)


@witness
async def see(event: Event, fact: Fact) -> None:
    """Notes which tickets, or whose, have other words after this transaction."""
    if event.stream == "ticket" and fact.kind not in _WORDLESS:
        at_end(renew, event.stream_id)
    elif fact.kind == "PersonChanged" and not _NAMED.isdisjoint(fact.payload["fields"]):
        await enqueue(PERSON_JOB, {"person": event.stream_id})


async def renew(ticket_ids: Iterable[int]) -> None:
    """Makes the documents of tickets anew in the current transaction; many, or what fails, by a job after it."""
    ids = sorted(ticket_ids)
    if len(ids) > AT_ONCE:
        await later(ids)
        return
    try:
        async with tx():
            await put(ids)
    except Exception:
        log.exception("the index of the search waits for its job", tickets=ids[:10])
        await later(ids)


async def later(ticket_ids: Sequence[int]) -> None:
    """Leaves tickets to the job, which the current transaction starts."""
    for at in range(0, len(ticket_ids), AT_ONCE):
        await enqueue(TICKETS_JOB, {"tickets": list(ticket_ids[at : at + AT_ONCE])})


async def put(ticket_ids: Sequence[int]) -> None:
    """Writes the documents of tickets as the tickets are now; of those that are not there nothing stays."""
    await _lock(ticket_ids)
    found = await documents(ticket_ids)
    known = await _known(ticket_ids)
    gone = [one for one in ticket_ids if one not in found and one in known]
    if gone:
        await drop(gone)
    write = _write_postgres if dialect() == "postgres" else _write_sqlite
    for ticket_id, one in found.items():
        digest = _digest(one)
        if known.get(ticket_id) != digest:
            await write(one, digest, known=ticket_id in known)


async def drop(ticket_ids: Sequence[int]) -> None:
    """Takes the documents of tickets out of the index."""
    places, args = in_list(ticket_ids)
    if dialect() == "sqlite":
        # The words go out of the lists of FTS5 by telling what they were.
        await execute(
            "INSERT INTO ticket_words (ticket_words, rowid, public, staff)"
            f" SELECT 'delete', ticket_id, public, staff FROM ticket_search WHERE ticket_id IN {places}",
            *args,
        )
    await execute(f"DELETE FROM ticket_search WHERE ticket_id IN {places}", *args)


async def _lock(ticket_ids: Sequence[int]) -> None:
    """Two who change one ticket at once make its documents one after the other, each with what the one before wrote.

    The lock is the last one that a transaction takes, in the order of ids, so nobody waits in a circle.
    """
    if dialect() == "postgres":
        for ticket_id in sorted(ticket_ids):
            await fetch("SELECT pg_advisory_xact_lock($1, $2)", _LOCK, ticket_id & 0x7FFFFFFF)


async def _known(ticket_ids: Sequence[int]) -> Mapping[int, str]:
    places, args = in_list(ticket_ids)
    rows = await fetch(f"SELECT ticket_id, digest FROM ticket_search WHERE ticket_id IN {places}", *args)
    return {row["ticket_id"]: row["digest"] for row in rows}


def _digest(one: Document) -> str:
    told = repr((VERSION, one.team_id, one.customer_id, one.public, one.staff))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


async def _write_postgres(one: Document, digest: str, *, known: bool) -> None:  # noqa: ARG001  as on SQLite
    public = parts(one.public)
    await execute(
        "INSERT INTO ticket_search (ticket_id, team_id, customer_id, digest, public, whole)"
        " VALUES ($1, $2, $3, $4, CAST($5::text AS tsvector), CAST($6::text AS tsvector))"
        " ON CONFLICT (ticket_id) DO UPDATE SET team_id = excluded.team_id, customer_id = excluded.customer_id,"
        " digest = excluded.digest, public = excluded.public, whole = excluded.whole",
        one.ticket_id,
        one.team_id,
        one.customer_id,
        digest,
        vector(public),
        vector([*public, *parts(one.staff)]),
    )


async def _write_sqlite(one: Document, digest: str, *, known: bool) -> None:
    if known:
        await drop([one.ticket_id])
    words = (line(parts(one.public)), line(parts(one.staff)))
    await execute(
        "INSERT INTO ticket_search (ticket_id, team_id, customer_id, digest, public, staff)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        one.ticket_id,
        one.team_id,
        one.customer_id,
        digest,
        *words,
    )
    await execute("INSERT INTO ticket_words (rowid, public, staff) VALUES ($1, $2, $3)", one.ticket_id, *words)
