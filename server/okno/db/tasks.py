"""Background tasks that are safe beside transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

from okno.log import get

log = get(__name__)

_running: set[asyncio.Task[Any]] = set()


def spawn(coro: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
    """Starts a task with fresh context variables, keeps it alive and logs its failure.

    A task that inherited the context of an open transaction would go on using the transaction's connection after it
    has gone back to the pool: an error on PostgreSQL, silence and wrong isolation on SQLite.
    """
    task = asyncio.get_running_loop().create_task(coro, name=name, context=Context())
    _running.add(task)
    task.add_done_callback(_done)
    return task


def _done(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("task failed", task=task.get_name(), exc_info=error)


async def cancel(task: asyncio.Task[Any] | None) -> None:
    """Ends a task and waits until it has ended."""
    if task is None or task.done():
        return
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
