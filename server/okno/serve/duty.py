"""What a worker does, and how it follows the orders of the supervisor."""

from __future__ import annotations

import asyncio
import gc
import importlib
import signal
from typing import Any, Protocol

from okno import log as logs
from okno.serve.control import Control
from okno.serve.orphan import leave_now

log = logs.get("okno.serve")

LEFT, FAILED = 0, 1


class Duty(Protocol):
    """The work of one worker process. `failed` is set when it cannot go on by itself."""

    failed: asyncio.Event

    async def start(self) -> None:
        """Prepares everything; the worker is ready when this returns."""

    async def accept(self) -> None:
        """Begins, or begins again after a drain."""

    async def drain(self) -> None:
        """Takes nothing new, and returns when all that was begun is finished."""

    def resign(self) -> None:
        """Gives up what only another `accept` would need: none comes any more."""

    async def close(self) -> None:
        """Lets go of everything; the process ends after it."""


class Post:
    """A worker at its post: hears orders, carries them out, reports."""

    def __init__(self, duty: Duty, control: Control) -> None:
        self._duty = duty
        self._control = control
        self._leave = asyncio.Event()
        self._draining: asyncio.Task[None] | None = None

    async def stand(self) -> int:
        """Serves until told to leave; returns the exit code of the process."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._leave.set)
        listening = asyncio.create_task(self._listen())
        await self._duty.start()
        settle()
        self._control.say("ready")
        await _first(self._leave.wait(), self._duty.failed.wait())
        if self._duty.failed.is_set():
            return FAILED
        self._duty.resign()
        # A drain that has begun is never cut by the order to leave: its answers would be lost.
        await self._drain()
        await self._duty.close()
        listening.cancel()
        return LEFT

    async def _listen(self) -> None:
        while (word := await self._control.hear()) is not None:
            if word == "accept":
                await self._accept()
            elif word == "drain":
                self._drain()
            elif word == "exit":
                self._leave.set()
        leave_now()

    async def _accept(self) -> None:
        if self._draining is not None:
            self._draining.cancel()
            self._draining = None
        await self._duty.accept()

    def _drain(self) -> asyncio.Task[None]:
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain_and_report())
        return self._draining

    async def _drain_and_report(self) -> None:
        await self._duty.drain()
        self._control.say("drained")


def settle() -> None:
    """Takes what a started worker holds for good out of the garbage collector's rounds.

    Half a million objects of models, templates and catalog would be walked anew in every full round, in the middle
    of somebody's request.
    """
    gc.collect()
    gc.freeze()


async def _first(*waits: Any) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def find(name: str) -> Any:
    """The object that "module:name" names; an error of the import is the caller's."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
