"""What a worker and an administrator do, by hand: settings, deliveries, jobs."""

from __future__ import annotations

from typing import Any

from okno import extend
from okno.db import execute
from okno.events.dispatch import deliver_due
from okno.jobs import queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.notify import outbox


async def put(plugin: str = "sample", **values: Any) -> None:
    """Sets a plugin."""
    await extend.put_settings(outbox.current(), plugin, values, actor_id=None)


async def deliver() -> int:
    """Delivers all facts that are due, and tells how many deliveries that were."""
    number = 0
    while now := await deliver_due():
        number += now
    return number


async def work(*names: str) -> int:
    """Runs jobs of plugins that are due now, those that they begin too; how many that were."""
    number = 0
    while rows := await queue.claim(names or [name for name in jobs() if name.startswith("x.")], 100):
        for row in rows:
            await run_job(row, jobs()[row["name"]])
            number += 1
    return number


async def at_once(name: str) -> None:
    """Has a waiting job run now."""
    await execute("UPDATE job SET run_at = 0 WHERE name = $1", name)
    await work(name)
