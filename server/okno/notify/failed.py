"""Letters that failed: by their numbers, without addresses, subjects and texts."""

from __future__ import annotations

from dataclasses import dataclass

from okno.db import execute, fetch, fetch_value
from okno.errors import class_of
from okno.jobs.failed import due_at, hurry_job
from okno.notify.outbox import job_key, queue


@dataclass(frozen=True)
class FailedLetter:
    """A letter that could not be sent. `over`: it is not tried again by itself; else `next_at`, microseconds UTC."""

    id: int
    channel: str
    attempts: int
    next_at: int | None
    error: str
    over: bool
    kept: bool
    """Whether its text is still there: that of a letter about somebody's account goes when it is given up."""


async def failed_letters(*, limit: int) -> list[FailedLetter]:
    """Letters that failed at least once: first those that are given up."""
    rows = await fetch(
        "SELECT id, channel, attempts, error, state, CASE WHEN text = '' THEN 0 ELSE 1 END AS kept FROM message"
        " WHERE state = 'failed' OR (state = 'waiting' AND attempts > 0)"
        " ORDER BY CASE WHEN state = 'failed' THEN 0 ELSE 1 END, id LIMIT $1",
        limit,
    )
    due = await due_at(job_key(row["id"], row["channel"]) for row in rows)
    return [
        FailedLetter(
            row["id"],
            row["channel"].partition(":")[0],
            row["attempts"],
            due.get(job_key(row["id"], row["channel"])),
            class_of(row["error"]),
            row["state"] == "failed",
            bool(row["kept"]),
        )
        for row in rows
    ]


async def retry_letter(letter_id: int) -> bool:
    """Has a failed letter sent at once, in the current transaction; False when it has left, is dropped or is empty."""
    channel = await fetch_value(
        "UPDATE message SET state = 'waiting' WHERE id = $1 AND text <> ''"
        " AND (state = 'failed' OR (state = 'waiting' AND attempts > 0)) RETURNING channel",
        letter_id,
    )
    if channel is not None:
        await queue(letter_id, channel)
        await hurry_job(job_key(letter_id, channel))
    return channel is not None


async def drop_letter(letter_id: int) -> bool:
    """Gives a failed letter up for good, in the current transaction; False when it has left or is dropped."""
    dropped = await execute(
        "UPDATE message SET state = 'dropped' WHERE id = $1"
        " AND (state = 'failed' OR (state = 'waiting' AND attempts > 0))",
        letter_id,
    )
    return dropped == 1
