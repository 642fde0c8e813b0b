"""Plugins put into the house: their tables beside the core's, their migrations, their life in a process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tortoise.context import TortoiseContext

from okno import db, extend, i18n
from okno.db import execute, tx
from okno.db.connection import Owner, config
from okno.db.migrate import migrate as run_migrations
from okno.errors import OknoError, in_words
from okno.extend import Plugin, State, faults, services, suspension, switches
from okno.hooks.isolation import watch_tasks
from okno.hooks.watchdog import Watchdog
from okno.i18n import say
from okno.log import get
from okno.owners import CORE, OWNERS
from okno.settings import Settings
from okno.text import N_, Phrase

Complain = Callable[[Phrase], None]

log = get(__name__)
_watchdog = Watchdog()


def owners() -> list[Owner]:
    """Who owns tables: the core, and the plugins that were loaded."""
    return [*OWNERS, *(owner for _, owner in _owning())]


def _owning() -> list[tuple[Plugin, Owner]]:
    return [(plugin, owner) for plugin in extend.plugins() if plugin.loaded and (owner := plugin.owner) is not None]


async def sift(settings: Settings) -> None:
    """Fails those plugins whose tables the ORM does not take, so that the others and the core can be connected."""
    for plugin, owner in _owning():
        try:
            async with TortoiseContext() as context:
                await context.init(config=config(settings, [CORE, owner]), init_connections=False)
        except Exception as error:
            log.exception("the tables of a plugin are not right", plugin=plugin.name)
            plugin.fail(State.FAILED, N_("Its tables.py is not right: %(why)s", why=in_words(error)[:200]))


async def migrate(settings: Settings, complain: Complain) -> list[str]:
    """Brings the tables of all plugins up to date, each by itself, and returns the names of applied migrations.

    One that fails is rolled back and told by `complain`; the others and the core go on.
    """
    extend.load(settings)
    await sift(settings)
    applied: list[str] = []
    troubles: dict[str, str] = {}
    for plugin, owner in _owning():
        troubles[plugin.name] = ""
        try:
            applied += await run_migrations(settings, [CORE, owner])
        except Exception as error:
            log.exception("a migration of a plugin failed", plugin=plugin.name)
            phrase = error.phrase if isinstance(error, OknoError) else N_("%(why)s", why=_why(error))
            troubles[plugin.name] = say(phrase, settings.locale)
            complain(N_("The plugin %(name)s does not run: %(why)s", name=plugin.name, why=phrase))
    if troubles:
        await _write(settings, troubles)
    return applied


def _why(error: Exception) -> str:
    return in_words(error)[:300]


async def _write(settings: Settings, troubles: dict[str, str]) -> None:
    """Keeps why a migration failed for the page of the plugin."""
    await db.connect(settings, OWNERS)
    try:
        for name, trouble in troubles.items():
            async with tx():
                if trouble:
                    await execute("INSERT INTO plugin (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", name)
                await execute("UPDATE plugin SET trouble = $2 WHERE name = $1", name, trouble)
    finally:
        await db.disconnect()


async def start(settings: Settings, *, listening: bool) -> None:
    """Begins the life of plugins in this connected process."""
    found = extend.plugins()
    await switches.start(settings.home, found, listening=listening)
    if listening and any(plugin.loaded for plugin in found):
        watch_tasks(asyncio.get_running_loop())
        # Whoever asked for the first word would be blamed for the second that this takes.
        i18n.warm()
        _watchdog.start()
        suspension.watch()
    for plugin in found:
        if plugin.fault not in (None, State.LEFT_OUT):
            log.warning("a plugin does not run", plugin=plugin.name, why=str(plugin.reason))


async def stop() -> None:
    """Ends what `start` began."""
    suspension.unwatch()
    _watchdog.stop()
    await switches.stop()


async def keep_services(stop_asked: asyncio.Event) -> None:
    """Keeps the services of the worker for jobs, once administrators are told of what does not start."""
    await _tell_faults()
    await services.run_here(stop_asked)


async def _tell_faults() -> None:
    try:
        await faults.tell()
    except Exception:
        # The page of plugins shows them all the same.
        log.exception("nobody was told of the plugins that do not start")


async def keep_service(name: str, stop_asked: asyncio.Event) -> None:
    """Keeps one service, plugin/service, in a process of its own."""
    await services.run_one(name, stop_asked)
