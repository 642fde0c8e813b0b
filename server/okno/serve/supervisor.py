"""The parent of all processes: owns the socket, keeps the workers alive, replaces them without a lost request."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress

from okno import log as logs
from okno.errors import ConfigError
from okno.i18n import say
from okno.serve.child import Child
from okno.serve.listener import listen, url_of
from okno.serve.lock import home_lock
from okno.serve.options import SERVICE, Options
from okno.serve.slot import Slot

log = logs.get("okno.serve")


def run(options: Options) -> int:
    """Serves until told to stop.

    Returns 0 after a stop in which every worker ended by itself, 1 when the start was refused (the sentence is on
    standard error) or when a worker had to be killed.
    """
    logs.setup(options.log_level, json=options.log_json)
    try:
        with home_lock(options.home):
            listener = listen(options.host, options.port) if options.workers else None
            return asyncio.run(Supervisor(options, listener).serve())
    except ConfigError as error:
        sys.stderr.write(say(error.phrase, options.locale) + "\n")
        return 1


class _Stopped(Exception):
    """Ends the keeping of workers."""


class Supervisor:
    """The tree of processes of one home folder."""

    def __init__(self, options: Options, listener: socket.socket | None) -> None:
        self._options = options
        self._listener = listener
        self._family: set[Child] = set()
        kinds = ["web"] * options.workers + ["jobs", *(f"{SERVICE}{name}" for name in options.services)]
        self._slots = [Slot(kind, options, listener=listener, family=self._family) for kind in kinds]
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()
        self._roll = asyncio.Event()
        self._terminal = _has_terminal()

    async def serve(self) -> int:
        """Runs the tree; returns the exit code."""
        self._hear_signals()
        if self._listener is not None:
            log.info("listening", url=url_of(self._listener), pid=os.getpid())
        try:
            async with asyncio.TaskGroup() as group:
                for work in (self._announce(), self._roll_when_asked(), *(slot.keep() for slot in self._slots)):
                    group.create_task(work)
                await self._stop.wait()
                raise _Stopped
        except* _Stopped:
            pass
        return await self._end()

    def _hear_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ask_to_stop)
        loop.add_signal_handler(signal.SIGHUP, self._hang_up)

    def _ask_to_stop(self) -> None:
        (self._hurry if self._stop.is_set() else self._stop).set()

    def _hang_up(self) -> None:
        # The same signal says "start afresh" to a service and "your window was closed" to a program in a terminal.
        (self._stop if self._terminal and not _has_terminal() else self._roll).set()

    async def _announce(self) -> None:
        for slot in self._slots:
            await slot.filled.wait()
        log.info("ready", workers=self._options.workers)

    async def _roll_when_asked(self) -> None:
        while True:
            await self._roll.wait()
            self._roll.clear()
            await self._replace_all()

    async def _replace_all(self) -> None:
        """Replaces every worker, or none when a new one does not come up."""
        log.info("replacing all workers")
        fresh = await asyncio.gather(*(slot.prepare() for slot in self._slots))
        ready = [child for child in fresh if child is not None]
        if len(ready) < len(fresh):
            for child in ready:
                child.kill()
            log.error("new workers did not start, the old ones go on")
            return
        for slot, child in zip(self._slots, ready, strict=True):
            slot.install(child)
        log.info("replaced all workers")

    async def _end(self) -> int:
        """Drains all workers; kills them at the second signal or when they take too long."""
        log.info("stopping")
        if self._listener is not None:
            self._listener.close()
        for child in self._family:
            child.leave()
        if await self._all_ended(self._options.kill_seconds):
            log.info("stopped")
            return 0
        log.warning("killed workers that did not end", pids=[child.pid for child in self._family])
        for child in self._family:
            child.kill()
        await self._wait_for_all()
        return 1

    async def _all_ended(self, seconds: float) -> bool:
        ends = asyncio.create_task(self._wait_for_all())
        hurry = asyncio.create_task(self._hurry.wait())
        await asyncio.wait([ends, hurry], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()
        done = ends.done()
        ends.cancel()
        return done

    async def _wait_for_all(self) -> None:
        await asyncio.gather(*(child.ended() for child in self._family))


def _has_terminal() -> bool:
    with suppress(OSError):
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
        return True
    return False
