"""Tallies and beats: what jobs, listeners and services leave behind."""

from __future__ import annotations

import os

from okno.api import execute, fetch_value, now_us


async def count(ticket_id: int) -> None:
    """Counts the notes of a request anew, in the current transaction."""
    await execute(
        "INSERT INTO x_sample_tally (ticket_id, notes, done) VALUES ($1, 0, 0) ON CONFLICT (ticket_id) DO NOTHING",
        ticket_id,
    )
    await execute(
        "UPDATE x_sample_tally SET notes = (SELECT count(*) FROM x_sample_note n WHERE n.ticket_id = $1)"
        " WHERE ticket_id = $1",
        ticket_id,
    )


async def done(ticket_id: int) -> None:
    """One more time done, in the current transaction."""
    await execute(
        "INSERT INTO x_sample_tally (ticket_id, notes, done) VALUES ($1, 0, 1)"
        " ON CONFLICT (ticket_id) DO UPDATE SET done = x_sample_tally.done + 1",
        ticket_id,
    )


async def of(ticket_id: int) -> tuple[int, int]:
    """The number of notes of a request, and how often it was done."""
    notes = await fetch_value("SELECT notes FROM x_sample_tally WHERE ticket_id = $1", ticket_id)
    times = await fetch_value("SELECT done FROM x_sample_tally WHERE ticket_id = $1", ticket_id)
    return int(notes or 0), int(times or 0)


async def beat(name: str) -> None:
    """Writes down that something runs in this process now, in the current transaction."""
    await execute(
        "INSERT INTO x_sample_beat (name, pid, at) VALUES ($1, $2, $3)"
        " ON CONFLICT (name) DO UPDATE SET pid = excluded.pid, at = excluded.at",
        name,
        os.getpid(),
        now_us(),
    )
