"""What the index holds of a person: the words of his tickets and his own words elsewhere, again."""

from __future__ import annotations

from typing import Any

from okno.db import at_end, fetch
from okno.jobs import enqueue
from okno.people.personal import Erasure, holder
from okno.tickets.search.filling import TIDY_JOB
from okno.tickets.search.index import AT_ONCE, drop, renew

_TOUCHED = (
    "SELECT id FROM ticket WHERE requester_id = $1 OR on_behalf_of_id = $1",
    "SELECT ticket_id FROM comment WHERE author_id = $1",
    "SELECT u.ticket_id FROM file_use u JOIN file f ON f.id = u.file_id WHERE f.owner_id = $1",
    "SELECT ticket_id FROM task WHERE author_id = $1 OR assignee_id = $1 OR done_by_id = $1",
    "SELECT ticket_id FROM check_line WHERE author_id = $1",
    "SELECT ticket_id FROM approval WHERE person_id = $1 OR decided_by_id = $1",
)
_NAMED = "SELECT ticket_id FROM ticket_value WHERE value = $1"


async def export(_: int) -> dict[str, Any]:
    """Nothing: every word of the index stands in the tickets too."""
    return {}


async def forget(erasure: Erasure) -> None:
    """Takes all documents that may hold his words out now, and makes them anew when his words are gone."""
    person_id = erasure.person.id
    rows = [row for sql in _TOUCHED for row in await fetch(sql, person_id)]
    rows += await fetch(_NAMED, str(person_id))
    found = sorted({next(iter(row.values())) for row in rows})
    for at in range(0, len(found), AT_ONCE):
        await drop(found[at : at + AT_ONCE])
    if found:
        # Other holders erase the words later in this transaction.
        at_end(renew, *found)
        await enqueue(TIDY_JOB, key=TIDY_JOB)


holder("search", export=export, forget=forget, content=True)
