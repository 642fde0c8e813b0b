"""Services: one reads a folder on one node at a time, one shows in a process of its own that it lives."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from okno.api import Context, context_of, tx
from okno_sample import channels, tally

LOOK_SECONDS = 0.5


async def reader(ctx: Context, stop: asyncio.Event) -> None:
    """Hands in the files of the folder until it is told to stop; the folder may be changed meanwhile."""
    while not await _over(stop):
        folder = context_of(ctx.plugin).settings["folder"]
        if folder:
            await channels.take_all(Path(folder))


async def beat(ctx: Context, stop: asyncio.Event) -> None:
    """Writes down every half second that it lives."""
    while not await _over(stop):
        async with tx():
            await tally.beat("beat")


async def _over(stop: asyncio.Event) -> bool:
    """Waits a moment; whether it is time to end."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
    return stop.is_set()
