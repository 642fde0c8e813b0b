"""Sweeping takes only what belongs to nothing."""

from __future__ import annotations

import asyncio

from okno import db as database, files
from okno.db import dialect, execute, fetch_value, tx
from okno.files import attach, sweep
from okno.settings import Settings
from tests.stands.wait import soon

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def test_what_is_attached_in_the_last_moment_stays(db: Settings) -> None:
    """Whether the sweep waits for whoever is attaching the file or passes by: it leaves the file alone."""
    files.settle(db.home)
    file = await files.save(1, "a.txt", b"x", limit=100)
    await execute("UPDATE file SET created_at = 1")
    attached, sweeping = asyncio.Event(), asyncio.Event()

    async def attaching() -> None:
        async with tx():
            await attach([file.public_id], ticket_id=10001, owner_id=1)
            attached.set()
            if dialect() == "postgres":
                await sweeping.wait()

    holder = database.spawn(attaching(), "attaching")
    await attached.wait()
    sweeper = database.spawn(sweep(), "sweeping")
    if dialect() == "postgres":
        waiting = 0

        async def look() -> None:
            nonlocal waiting
            while not waiting and not sweeper.done():
                waiting = int(await fetch_value(WAITING))

        database.spawn(look(), "looking")
        await soon(lambda: waiting or sweeper.done(), "the sweep waits or has passed by")
    sweeping.set()
    await asyncio.gather(holder, sweeper)
    assert await files.get(file.public_id) is not None
    assert await fetch_value("SELECT count(*) FROM file_use") == 1
