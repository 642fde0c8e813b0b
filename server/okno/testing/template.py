"""The home folder that each test gets a copy of, and the plugin in this process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from okno import app, db, extend, settings as okno_settings
from okno.catalog import store
from okno.extend import Found
from okno.owners import OWNERS
from okno.settings import Settings
from okno.testing import small_catalog
from okno.testing.frozen import Frozen
from okno.text import Phrase


def prepare(home: Path, folder: Path) -> None:
    """Makes all tables, those of the plugin in a folder too, and puts the small catalog in force."""
    settings = settings_of(home)
    with loaded(settings, folder), pytest.MonkeyPatch.context() as patch:
        Frozen().hang(patch)
        complaints: list[Phrase] = []
        asyncio.run(app.migrate(settings, complaints.append))
        assert not complaints, "\n".join(str(phrase) for phrase in complaints)
        asyncio.run(_stock(settings))


@contextmanager
def loaded(settings: Settings, folder: Path) -> Iterator[str]:
    """Inside of it the plugin in a folder, with those that it requires, is loaded into this process. Gives its name."""
    found = _found(folder)
    plugins = extend.load(settings, found=found)
    try:
        wrong = [f"{plugin.name}: {plugin.reason}" for plugin in plugins if not plugin.loaded]
        assert not wrong, "\n".join(wrong)
        yield found[0].name
    finally:
        extend.load(settings, found=())


def settings_of(home: Path) -> Settings:
    """The settings of a desk: SQLite in its home folder, English, no environment of whoever runs the tests."""
    return okno_settings.load(home, {}, locale="en", session_hours=24 * 365)


def _found(folder: Path) -> list[Found]:
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    chosen = extend.in_folder(folder)
    there = {one.name: one for one in extend.installed() if one.name != chosen.name}
    found, waiting = [chosen], [chosen]
    while waiting:
        manifest = waiting.pop().manifest
        for name in manifest.needed if manifest is not None else ():
            if name in there:
                found.append(there[name])
                waiting.append(there.pop(name))
    return found


async def _stock(settings: Settings) -> None:
    await db.connect(settings, OWNERS)
    try:
        await store.apply(small_catalog.first(), actor_id=None)
    finally:
        await db.disconnect()
