"""Services of plugins: functions that run on and on, kept alive, one node at a time where they ask for it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from okno.db import spawn
from okno.db.tasks import cancel
from okno.extend import switches
from okno.extend.found import installed
from okno.extend.loader import judged, plugin_of, plugins
from okno.extend.manifest import ServiceSpec
from okno.extend.plugin import Plugin
from okno.hooks import Context, failures, guest_of
from okno.jobs import lease
from okno.log import get
from okno.settings import Settings

STOP_SECONDS = 5.0
"""How long a service may take to end when it is told so; then it is cut."""
LOOK_SECONDS = 1.0
RENEW_SECONDS = 4.0
"""How often a lease is renewed: several times before it ends."""
LONGEST_PAUSE_SECONDS = 60.0

Run = Callable[[Context, asyncio.Event], Coroutine[Any, Any, None]]

log = get(__name__)


def here() -> list[tuple[Plugin, ServiceSpec]]:
    """The services that run inside the worker for jobs."""
    return [
        (plugin, spec) for plugin in plugins() if plugin.loaded for spec in plugin.manifest.service if not spec.process
    ]


def apart(settings: Settings) -> list[str]:
    """The services that have a process of their own, as plugin/service. Known from the manifests: no code is run."""
    there = [plugin for plugin in judged(settings, installed()) if plugin.fault is None]
    return [f"{plugin.name}/{spec.name}" for plugin in there for spec in plugin.manifest.service if spec.process]


async def run_here(stop: asyncio.Event) -> None:
    """Keeps all services of the worker for jobs until `stop`."""
    await _run(here(), stop)


async def run_one(name: str, stop: asyncio.Event) -> None:
    """Keeps one service, plugin/service, in the process that it has for itself."""
    owner, _, service = name.partition("/")
    plugin = plugin_of(owner)
    found = [spec for spec in plugin.manifest.service if spec.name == service] if plugin and plugin.loaded else []
    if plugin is None or not found:
        log.error("there is no such service; its plugin was not loaded", service=name)
        await stop.wait()
        return
    await _run([(plugin, found[0])], stop)


async def _run(chosen: Sequence[tuple[Plugin, ServiceSpec]], stop: asyncio.Event) -> None:
    keepers = [Keeper(plugin, spec) for plugin, spec in chosen]
    tasks = [spawn(keeper.keep(stop), f"service-{keeper.name}") for keeper in keepers]
    await stop.wait()
    if tasks:
        await asyncio.wait(tasks, timeout=STOP_SECONDS + 1)
    for task in tasks:
        await cancel(task)


class Keeper:
    """Keeps one service running while its plugin is switched on and, where there may be but one, it has the lease."""

    def __init__(self, plugin: Plugin, spec: ServiceSpec) -> None:
        self.name = f"x.{plugin.name}.{spec.name}"
        self._plugin, self._spec = plugin, spec
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"[-64:]
        self._running: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()
        self._given: Mapping[str, Any] = {}
        self._pause = LOOK_SECONDS
        self._renewed = 0.0

    async def keep(self, stop: asyncio.Event) -> None:
        """Runs it until `stop`."""
        try:
            while not stop.is_set():
                await self._look()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._pause if self._running is None else LOOK_SECONDS)
        finally:
            await self._end()

    async def _look(self) -> None:
        wanted = switches.active(self._plugin.name) and await self._mine()
        if self._running is not None and self._running.done():
            self._settle(self._running)
            self._running = None
        elif self._running is not None and (not wanted or self._given != switches.values(self._plugin.name)):
            # It has its settings from its beginning, so with others it begins anew.
            await self._end()
        elif self._running is None and wanted:
            self._begin()

    async def _mine(self) -> bool:
        if not self._spec.once:
            return True
        renewed = asyncio.get_running_loop().time()
        if self._running is not None and renewed - self._renewed < RENEW_SECONDS:
            return True
        self._renewed = renewed
        try:
            return await lease.take(f"service:{self.name}", self._holder)
        except Exception:
            # Without the database nobody can tell that we still have it, so we have it no more.
            log.exception("a lease could not be taken", service=self.name)
            return False

    def _begin(self) -> None:
        guest = guest_of(self._plugin.name)
        if guest is None:
            return
        run: Run = getattr(self._plugin.modules["services"], self._spec.name)
        self._stop = asyncio.Event()
        log.info("a service starts", service=self.name)
        ctx = guest.context()
        self._given = ctx.settings
        self._running = spawn(self._guarded(run, ctx), self.name)

    async def _guarded(self, run: Run, ctx: Context) -> None:
        try:
            await run(ctx, self._stop)
        except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001  noted with its trace
            failures.failed(self._plugin.name, f"service {self._spec.name}", error, counts=False)
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        else:
            self._pause = LOOK_SECONDS

    def _settle(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and not self._stop.is_set():
            log.warning("a service has ended and is started again", service=self.name, pause=self._pause)

    async def _end(self) -> None:
        task, self._running = self._running, None
        if task is None:
            return
        self._stop.set()
        done, _ = await asyncio.wait([task], timeout=STOP_SECONDS)
        if not done:
            log.warning("a service did not end in time and was cut", service=self.name)
            task.cancel()
            done, _ = await asyncio.wait([task], timeout=STOP_SECONDS)
        if not done:
            # Nobody waits for it any more, but while it goes on it keeps its place: there must not be two.
            self._running = task
            return
        if self._spec.once:
            with contextlib.suppress(Exception):
                await lease.give_back(f"service:{self.name}", self._holder)
