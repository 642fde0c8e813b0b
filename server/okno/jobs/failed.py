"""Jobs that failed: what waits for its next try or for a person, without a word of what they were about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from okno.clock import now_us
from okno.db import execute, fetch, in_list
from okno.db.wake import bell
from okno.errors import class_of


@dataclass(frozen=True)
class FailedJob:
    """A job that failed at least once. `over`: it is not tried again by itself. `next_at` is in microseconds UTC."""

    id: int
    name: str
    attempts: int
    next_at: int
    error: str
    over: bool


async def failed_jobs(*, limit: int, but: Collection[str] = ()) -> list[FailedJob]:
    """Jobs that failed: first those that wait for a person. Those named in `but` only when they are given up."""
    places, args = in_list(sorted({"", *but}), start=2)
    rows = await fetch(
        "SELECT id, name, attempts, run_at, error, failed_at FROM job"
        f" WHERE failed_at IS NOT NULL OR (error IS NOT NULL AND name NOT IN {places})"
        " ORDER BY CASE WHEN failed_at IS NULL THEN 1 ELSE 0 END, id LIMIT $1",
        limit,
        *args,
    )
    return [
        FailedJob(
            row["id"],
            row["name"],
            row["attempts"],
            row["run_at"],
            class_of(row["error"]),
            row["failed_at"] is not None,
        )
        for row in rows
    ]


async def retry_job(job_id: int) -> bool:
    """Has a failed job tried once more at once, in the current transaction; False when it runs or is done."""
    now = now_us()
    changed = await execute(
        "UPDATE job SET run_at = $1, failed_at = NULL WHERE id = $2 AND lease_until <= $1 AND error IS NOT NULL",
        now,
        job_id,
    )
    await bell.ring("j")
    return changed == 1


async def due_at(keys: Iterable[str]) -> dict[str, int]:
    """When the jobs of these keys run next, in microseconds UTC."""
    places, args = in_list(keys)
    rows = await fetch(f"SELECT key, run_at FROM job WHERE key IN {places}", *args)
    return {row["key"]: row["run_at"] for row in rows}


async def hurry_job(key: str) -> None:
    """Has the job of this key tried at once, in the current transaction, unless it runs."""
    await execute("UPDATE job SET run_at = $1 WHERE key = $2 AND lease_until <= $1", now_us(), key)
    await bell.ring("j")


async def drop_job(job_id: int) -> bool:
    """Forgets a failed job in the current transaction; False when it runs or is done."""
    return (
        await execute("DELETE FROM job WHERE id = $1 AND lease_until <= $2 AND error IS NOT NULL", job_id, now_us())
        == 1
    )
