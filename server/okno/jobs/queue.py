"""The table of jobs as a queue: put in, take with a lease, done, put off."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from okno.clock import SECOND_US, now_us, to_us
from okno.db import Row, dialect, dump_json, execute, fetch, fetch_value, in_list, in_tx, tx
from okno.db.wake import bell
from okno.errors import in_words

LEASE_US = 15 * SECOND_US
"""How long a taken job is safe from other workers. The worker that runs it prolongs this in time; a job of a killed
worker comes back after it."""
FIRST_PAUSE_SECONDS = 2
LONGEST_PAUSE_SECONDS = 3600

_DUE = "SELECT id FROM job WHERE run_at <= $1 AND lease_until <= $1 AND failed_at IS NULL AND name IN {names} LIMIT 1"
_CLAIM = """
UPDATE job SET lease_until = $1, attempts = attempts + 1 WHERE id IN (
  SELECT id FROM job WHERE run_at <= $2 AND lease_until <= $2 AND failed_at IS NULL AND name IN {names}
  ORDER BY run_at, id LIMIT $3 {skip})
RETURNING id, name, payload, attempts
"""
# Each taking counts up `attempts`: whoever names the number of his own is refused when another worker has the job.
_MINE = "id = $1 AND attempts = $2"


class Later(Exception):
    """Raised by a job whose time has not come: it runs again at `at`, microseconds UTC, and that was no failure."""

    def __init__(self, at: int) -> None:
        super().__init__(f"not before {at}")
        self.at = at


async def enqueue(
    name: str, payload: Mapping[str, Any] | None = None, *, run_at: datetime | None = None, key: str | None = None
) -> None:
    """Puts a job into the current transaction. With `key`, a second one is not added while the first waits or runs."""
    if not in_tx():
        raise RuntimeError("a job is written in the transaction that wants it")
    await execute(
        "INSERT INTO job (name, key, payload, run_at, lease_until, attempts) VALUES ($1, $2, $3, $4, 0, 0)"
        " ON CONFLICT (key) DO NOTHING",
        name,
        key,
        dump_json(payload or {}),
        to_us(run_at) if run_at is not None else now_us(),
    )
    await bell.ring("j")


async def claim(names: Iterable[str], limit: int) -> list[Row]:
    """Takes due jobs for this worker. A job of a killed worker comes back when its lease is over."""
    now = now_us()
    if limit <= 0:
        return []
    wanted = sorted(names)
    places, args = in_list(wanted, start=2)
    # Looking first keeps an idle worker from taking the write lock of SQLite again and again: what waits for a plugin
    # that is off is not due.
    if await fetch_value(_DUE.format(names=places), now, *args) is None:
        return []
    places, args = in_list(wanted, start=4)
    sql = _CLAIM.format(names=places, skip="FOR UPDATE SKIP LOCKED" if dialect() == "postgres" else "")
    async with tx():
        return await fetch(sql, now + LEASE_US, now, limit, *args)


async def prolong(row: Row) -> bool:
    """Renews the lease; False when another worker has the job by now."""
    until = now_us() + LEASE_US
    return await execute(f"UPDATE job SET lease_until = $3 WHERE {_MINE}", row["id"], row["attempts"], until) == 1


async def done(row: Row) -> None:
    """Forgets a job that has succeeded."""
    await execute(f"DELETE FROM job WHERE {_MINE}", row["id"], row["attempts"])


async def postpone(row: Row, at: int) -> None:
    """Has a job run again at `at`; this run counts for nothing."""
    await execute(
        f"UPDATE job SET lease_until = 0, run_at = $3, attempts = attempts - 1 WHERE {_MINE}",
        row["id"],
        row["attempts"],
        at,
    )


async def put_off(row: Row, error: BaseException, attempts: int) -> None:
    """Tries a failed job again later, twice as late each time; after `attempts` tries it waits for a person.

    One that waits for a person gives its key back, so that the next of its kind may run.
    """
    pause = min(FIRST_PAUSE_SECONDS * 2 ** (row["attempts"] - 1), LONGEST_PAUSE_SECONDS) * random.uniform(0.8, 1.2)
    now = now_us()
    over = row["attempts"] >= attempts
    kept = "NULL" if over else "key"
    await execute(
        f"UPDATE job SET lease_until = 0, run_at = $3, error = $4, failed_at = $5, key = {kept} WHERE {_MINE}",
        row["id"],
        row["attempts"],
        now + int(pause * SECOND_US),
        in_words(error)[:500],
        now if over else None,
    )
