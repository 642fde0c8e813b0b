"""The whole house put together: start-up, the web application, the worker for jobs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette

from okno import (
    clock,
    db,
    events,
    extend,
    files,
    jobs,
    log,
    notify,
    outbound,
    plugins,
    rest,
    settings as okno_settings,
    web,
)
from okno.audit import witness as _witness  # noqa: F401  registers itself
from okno.catalog import registry
from okno.channels import working as channels
from okno.db import migrate as runner
from okno.db.wake import bell
from okno.events.dispatch import deliver_due
from okno.events.origin import coming
from okno.holders import HOLDERS as _HOLDERS  # noqa: F401  register themselves
from okno.http import cleaning as _cleaning, compose  # noqa: F401  registers its job
from okno.jobs.worker import Worker
from okno.live import Hub
from okno.nodes import beat
from okno.owners import OWNERS
from okno.people import personal
from okno.secret import sign
from okno.settings import Settings
from okno.text import Phrase
from okno.tickets import (
    approval_clock,
    clock_scanner,
    recompute as _recompute,  # noqa: F401  listens
    rule_clock,
    task_scanner,
)
from okno.tickets.clock_alarm import JOB as CLOCK, Alarm
from okno.tickets.search import terms

CLOCK_EVERY = timedelta(seconds=30)
"""How often it is looked what is due by the clock, besides what the alarm tells."""
RULES_EVERY = timedelta(minutes=1)
"""How often it is looked for rules whose hour has come."""
BATCHES = 10
"""How much one job does at most; the alarm rings again for the rest."""


@jobs.job(CLOCK)
async def _tickets_clock(_: object) -> None:
    """Does the steps of service levels that are due, tells of the terms of tasks, closes what nobody objects to."""
    for _batch in range(BATCHES):
        if not await clock_scanner.look() + await task_scanner.look():
            return


jobs.schedule(CLOCK, every=CLOCK_EVERY)


@jobs.job("tickets.approvals")
async def _tickets_approvals(_: object) -> None:
    """Reminds those who must agree, does what deadlines ask for, asks who stands in by now and instead of who left."""
    while await approval_clock.look():
        pass
    await approval_clock.ask_substitutes()
    await approval_clock.ask_instead()


jobs.schedule("tickets.approvals", every=CLOCK_EVERY)


@jobs.job("tickets.rules")
async def _tickets_rules(_: object) -> None:
    """Lets rules by time act whose hour has come."""
    while await rule_clock.look():
        pass


jobs.schedule("tickets.rules", every=RULES_EVERY)


def load_settings(home: Path, **override: object) -> Settings:
    """The settings of a home folder, with the environment of this process."""
    return okno_settings.load(home, os.environ, **override)


def _unheard(_: Phrase) -> None:
    """Nobody wants to hear of plugins that fail; their state tells it."""


async def migrate(settings: Settings, complain: plugins.Complain = _unheard) -> list[str]:
    """Brings the database up to date and returns the names of the applied migrations, those of plugins last.

    A plugin whose migration fails is told by `complain` and does not run; everything else does.
    """
    return [*await runner.migrate(settings, OWNERS), *await plugins.migrate(settings, complain)]


async def pending(settings: Settings) -> list[str]:
    """The names of the migrations of the core that wait: those of plugins keep nothing but their plugin back."""
    return await runner.pending(settings, OWNERS)


async def start(settings: Settings, *, listening: bool = True) -> None:
    """Connects this process: database, bell, catalog. Without `listening` it rings the others but does not hear."""
    events.seal()
    personal.seal()
    jobs.seal()
    clock.settle(settings.time_zone)
    files.settle(settings.home, settings.files_folder)
    terms.settle(settings.phone_region)
    outbound.settle(_outward(settings))
    notify.settle(settings)
    channels.settle(settings)
    extend.load(settings)
    await plugins.sift(settings)
    await db.connect(settings, plugins.owners())
    try:
        if listening:
            await bell.start(settings)
            await registry.start()
        else:
            bell.aim(settings)
            await registry.refresh()
        await plugins.start(settings, listening=listening)
    except BaseException:
        await stop()
        raise


def _outward(settings: Settings) -> outbound.Way:
    """How addresses are called that people have typed: this server itself only when it is named as inside."""
    own = urlsplit(settings.own_url).hostname or ""
    return outbound.Way(
        proxy=settings.outbound.proxy,
        direct=True,
        inside=settings.outbound.inside,
        plain=settings.outbound.plain,
        authorities=settings.outbound.authorities,
        own=(own, *settings.allowed_hosts),
    )


async def stop() -> None:
    """Ends what `start` began."""
    await plugins.stop()
    await channels.stop()
    await registry.stop()
    await bell.stop()
    await db.disconnect()


def create_app(settings: Settings) -> Starlette:
    """The web application. Its lifespan connects the process; without it the process must be connected already."""
    extend.load(settings)
    hub = Hub(lambda text: sign(settings.home, "live", text))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await start(settings)
        try:
            await hub.start()
            yield
        finally:
            await hub.stop()
            await stop()

    pages = web.routes(settings, hub, lambda: pending(settings))
    app = compose([*pages, *rest.routes(settings)], settings=settings, show=web.show, lifespan=lifespan)
    app.state.hub = hub
    return app


def web_app(home: Path) -> Starlette:
    """The web application of a home folder: what a worker serves."""
    settings = load_settings(home)
    log.setup(settings.log_level, json=settings.log_json)
    return create_app(settings)


async def jobs_main(home: Path, stop_asked: asyncio.Event) -> None:
    """The worker for jobs: delivers facts, runs jobs, keeps schedules until it is asked to stop."""
    settings = load_settings(home)
    log.setup(settings.log_level, json=settings.log_json)
    await start(settings)
    try:
        alarm = Alarm()
        worker = Worker([deliver_due, alarm.ring], inside=lambda: coming("job"), alarm=alarm.seconds)
        keeping = db.spawn(plugins.keep_services(stop_asked), "services")
        beating = db.spawn(beat.keep(settings, stop_asked), "beat")
        await worker.run(stop_asked)
        await keeping
        await beating
    finally:
        await stop()


async def service_main(home: Path, stop_asked: asyncio.Event, name: str) -> None:
    """The process of one service of a plugin, plugin/service."""
    settings = load_settings(home)
    log.setup(settings.log_level, json=settings.log_json)
    await start(settings)
    try:
        await plugins.keep_service(name, stop_asked)
    finally:
        await stop()
