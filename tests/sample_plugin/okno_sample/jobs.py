"""Jobs: one that a note asks for, one by the hour, one by the calendar. Each may be run twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.api import Context, execute, tx
from okno_sample import note, tally


async def count(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Counts the notes of a request."""
    async with tx():
        await tally.count(int(payload["ticket"]))


async def tidy(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Removes the notes of requests that are closed."""
    async with tx():
        await execute(
            "DELETE FROM x_sample_note WHERE ticket_id IN (SELECT id FROM ticket WHERE closed_at IS NOT NULL)"
        )
        await tally.beat("tidy")


async def digest(ctx: Context, payload: Mapping[str, Any]) -> None:
    """Says in the log how many notes there are."""
    ctx.log.info("notes of the week", number=await note.number())
    async with tx():
        await tally.beat("digest")
