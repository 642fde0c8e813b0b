"""Filling the index in the background: with what was there before it, after a rename, after an erasure.

The newest tickets come first, in batches that hold nobody up; where it stands is in the table `search_fill`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okno.db import dialect, execute, fetch, fetch_one, fetch_value, tx
from okno.jobs import enqueue, job
from okno.log import get
from okno.tickets.search.index import PERSON_JOB, TICKETS_JOB, later, put

FILL_JOB = "search.fill"
TIDY_JOB = "search.tidy"
BATCH = 50
"""Tickets of one transaction: on SQLite others write in between."""
BATCHES = 200
"""Batches of one run of the job; the next run goes on."""

log = get(__name__)


@dataclass(frozen=True)
class Progress:
    """How far the filling is: tickets from `next_id` down to 1 are still to come, of `first_id` in all."""

    first_id: int
    next_id: int

    @property
    def done(self) -> bool:
        """Whether every ticket can be found."""
        return self.next_id <= 0

    @property
    def percent(self) -> int:
        """How much is done."""
        return 100 if self.done else 100 * (self.first_id - self.next_id) // max(self.first_id, 1)


async def progress() -> Progress:
    """How far the filling is."""
    row = await fetch_one("SELECT first_id, next_id FROM search_fill WHERE id = 1")
    return Progress(row["first_id"], row["next_id"]) if row is not None else Progress(0, 0)


async def rebuild() -> int:
    """Has the documents of all tickets looked at again in the background; returns how many numbers that are."""
    async with tx():
        newest = int(await fetch_value("SELECT coalesce(max(id), 0) AS id FROM ticket"))
        await execute("UPDATE search_fill SET first_id = $1, next_id = $1 WHERE id = 1", newest)
        await enqueue(FILL_JOB, key=f"{FILL_JOB}:{newest}")
    return newest


@job(FILL_JOB, at_once=1, timeout=3600)
async def fill(_: Mapping[str, Any]) -> None:
    """Makes documents for some batches of tickets, then leaves the rest to the next run."""
    for _batch in range(BATCHES):
        if not await step():
            return
        # Others have their turn.
        await asyncio.sleep(0)
    now = await progress()
    log.info("the index of the search is being filled", percent=now.percent, next=now.next_id)
    async with tx():
        await enqueue(FILL_JOB, key=f"{FILL_JOB}:{now.next_id}")


async def step() -> bool:
    """One batch; False when there was nothing left to do."""
    async with tx():
        suffix = " FOR UPDATE" if dialect() == "postgres" else ""
        row = await fetch_one(f"SELECT next_id FROM search_fill WHERE id = 1{suffix}")
        if row is None or row["next_id"] <= 0:
            return False
        rows = await fetch(f"SELECT id FROM ticket WHERE id <= $1 ORDER BY id DESC LIMIT {BATCH}", row["next_id"])
        if rows:
            await put([one["id"] for one in rows])
        left = rows[-1]["id"] - 1 if len(rows) == BATCH else 0
        await execute("UPDATE search_fill SET next_id = $1 WHERE id = 1", left)
    if left == 0:
        log.info("the index of the search is full")
    return left > 0


@job(TICKETS_JOB, at_once=1)
async def _tickets(payload: Mapping[str, Any]) -> None:
    ids = [int(one) for one in payload["tickets"]]
    for at in range(0, len(ids), BATCH):
        async with tx():
            await put(ids[at : at + BATCH])


@job(PERSON_JOB, at_once=1)
async def _person(payload: Mapping[str, Any]) -> None:
    """After a rename: what he ordered, what was ordered for him, and where he is an answer."""
    person_id = int(payload["person"])
    rows = await fetch(
        "SELECT id FROM ticket WHERE requester_id = $1 UNION SELECT ticket_id FROM ticket_search"
        " WHERE customer_id = $1 UNION SELECT ticket_id FROM ticket_value WHERE value = $2 ORDER BY 1",
        person_id,
        str(person_id),
    )
    async with tx():
        await later([row["id"] for row in rows])


@job(TIDY_JOB, at_once=1)
async def _tidy(_: Mapping[str, Any]) -> None:
    """Takes words that nothing holds any more out of the pages of SQLite; PostgreSQL's vacuum does so by itself."""
    if dialect() == "sqlite":
        async with tx():
            await execute("INSERT INTO ticket_words (ticket_words) VALUES ('optimize')")
