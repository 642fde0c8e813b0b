"""A worker as the supervisor sees it: a process and the line to it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from okno.serve.control import Control
from okno.serve.options import Options

_ORPHAN_SECONDS = 5.0


class Child:
    """One worker process. Made by `spawn`."""

    def __init__(self, kind: str, process: asyncio.subprocess.Process, control: Control) -> None:
        self.kind = kind
        self.pid = process.pid
        self.ready = asyncio.Event()
        self.accepted_at: float | None = None
        self._process = process
        self._control = control
        self._ending = asyncio.create_task(process.wait())
        self._hearing = asyncio.create_task(self._hear())

    @classmethod
    async def spawn(cls, kind: str, options: Options, listener: socket.socket | None) -> Child:
        """Starts a process of this kind; it inherits the listening socket and one end of a new line."""
        ours, theirs = socket.socketpair()
        shared = -1 if listener is None else listener.fileno()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-m", "okno.serve.worker", kind),
                *(str(os.getpid()), str(theirs.fileno()), str(shared), options.dump()),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=[number for number in (theirs.fileno(), shared) if number >= 0],
            )
        return cls(kind, process, await Control.open(ours))

    def accept(self) -> None:
        """Lets it begin."""
        self.accepted_at = time.monotonic()
        self._control.say("accept")

    def retire(self, seconds: float) -> None:
        """Lets it finish what it has begun and leave after that; kills it if it is still there after `seconds`."""
        self._control.say("drain")
        asyncio.get_running_loop().call_later(seconds, self.kill)

    def leave(self) -> None:
        """Makes it drain and leave; one that has not begun yet is simply ended."""
        if self.ready.is_set():
            self._control.say("exit")
        else:
            self.kill()

    def kill(self) -> None:
        """Ends it at once."""
        if not self._ending.done():
            with suppress(ProcessLookupError):
                self._process.kill()

    async def get_ready(self, seconds: float) -> bool:
        """Waits until it is ready; False when it died or took longer than `seconds`."""
        waiting = asyncio.create_task(self.ready.wait())
        await asyncio.wait([waiting, self._ending], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        return self.ready.is_set()

    async def ended(self) -> int:
        """Waits for its end; returns the exit code, negative for a signal."""
        return await asyncio.shield(self._ending)

    def on_end(self, told: Callable[[Child], object]) -> None:
        """Calls `told` with this worker when it has ended."""
        self._ending.add_done_callback(lambda _: told(self))

    def served(self) -> float:
        """For how many seconds it has been serving; 0 when it never began."""
        return 0.0 if self.accepted_at is None else time.monotonic() - self.accepted_at

    async def _hear(self) -> None:
        while (word := await self._control.hear()) is not None:
            if word == "ready":
                self.ready.set()
            elif word == "drained":
                self._control.say("exit")
        self._control.close()
        # It should end now; one that closed its line and stays would serve unseen.
        await asyncio.wait([self._ending], timeout=_ORPHAN_SECONDS)
        self.kill()
