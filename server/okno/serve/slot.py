"""A place in the tree of processes that is always filled by one living worker."""

from __future__ import annotations

import asyncio
import socket

from okno import log as logs
from okno.serve.backoff import Backoff
from okno.serve.child import Child
from okno.serve.options import Options

log = logs.get("okno.serve")


class Slot:
    """Keeps one worker alive, and replaces it without a gap. `family` is the set of all living workers of the tree."""

    def __init__(self, kind: str, options: Options, *, listener: socket.socket | None, family: set[Child]) -> None:
        self.kind = kind
        self.child: Child | None = None
        self.filled = asyncio.Event()
        self._options = options
        self._listener = listener if kind == "web" else None
        self._family = family
        self._backoff = Backoff(options.respawn_first, options.respawn_cap)

    async def keep(self) -> None:
        """Fills the place again each time it is empty, until cancelled."""
        while True:
            if self.child is None:
                fresh = await self.prepare()
                if fresh is None:
                    await asyncio.sleep(self._pause(served=0))
                else:
                    self.install(fresh)
                continue
            child = self.child
            code = await child.ended()
            # A worker that was replaced may end; the place is filled.
            if self.child is child:
                self.child = None
                log.warning("a worker died and is replaced", worker=self.kind, pid=child.pid, code=code)
                await asyncio.sleep(self._pause(served=child.served()))

    async def prepare(self) -> Child | None:
        """A new worker that is ready but has not begun; None when it did not come up."""
        try:
            child = await Child.spawn(self.kind, self._options, self._listener)
        except OSError:
            log.exception("a worker could not be started", worker=self.kind)
            return None
        self._family.add(child)
        child.on_end(self._family.discard)
        if await child.get_ready(self._options.start_seconds):
            return child
        child.kill()
        log.warning("a worker did not start", worker=self.kind, pid=child.pid, code=await child.ended())
        return None

    def install(self, fresh: Child) -> None:
        """Lets a ready worker begin, and after that the one before it finish."""
        before, self.child = self.child, fresh
        fresh.accept()
        self.filled.set()
        if before is not None:
            before.retire(self._options.kill_seconds)

    def _pause(self, *, served: float) -> float:
        pause = self._backoff.died(served)
        if self._backoff.alarming():
            log.error(
                "a worker dies again and again; the reason is in the lines above, and it is still tried",
                worker=self.kind,
                deaths=self._backoff.deaths,
            )
        return pause
