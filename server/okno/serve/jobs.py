"""The worker for jobs and services: one coroutine that runs until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from okno import log as logs
from okno.drain import drain
from okno.serve.duty import find
from okno.serve.options import Options

log = logs.get("okno.serve")


class Jobs:
    """The duty of the worker for jobs and services, or of one that runs a single `service`."""

    def __init__(self, options: Options, *, service: str = "") -> None:
        self.failed = asyncio.Event()
        self._options = options
        self._service = service
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._main: Callable[[Path, asyncio.Event], Awaitable[None]] | None = None

    async def start(self) -> None:
        """Loads the code; nothing runs yet."""
        if not self._service:
            self._main = find(self._options.jobs_main)
            return
        run, name = find(self._options.service_main), self._service
        self._main = lambda home, stop: run(home, stop, name)

    async def accept(self) -> None:
        """Begins to work, also after a drain."""
        drain.clear()
        self._stop = asyncio.Event()
        self._running = asyncio.create_task(self._run(self._stop))

    async def drain(self) -> None:
        """Asks the work to stop and waits; what does not stop in time is cut, its lease brings it back later."""
        drain.set()
        self._stop.set()
        if self._running is None:
            return
        _, late = await asyncio.wait([self._running], timeout=self._options.drain_seconds)
        for task in late:
            log.warning("cut jobs that did not end in time", seconds=self._options.drain_seconds)
            task.cancel()
            await asyncio.wait([task], timeout=1)

    def resign(self) -> None:
        """Has nothing to give up."""

    async def close(self) -> None:
        """Has nothing to let go of."""

    async def _run(self, stop: asyncio.Event) -> None:
        assert self._main is not None
        try:
            await self._main(self._options.home, stop)
        except Exception:
            log.exception("the worker for jobs broke")
            self.failed.set()
        if not stop.is_set():
            self.failed.set()
