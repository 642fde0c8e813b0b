"""Opening a desk in a home folder: the application, a clock that stands, letters that stay here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from okno import app, notify
from okno.hooks import failures
from okno.testing.desk import Desk
from okno.testing.frozen import Frozen
from okno.testing.letters import Letters, Postbox
from okno.testing.template import loaded, settings_of


@asynccontextmanager
async def opened(plugin: Path, home: Path, monkeypatch: Any) -> AsyncIterator[Desk]:
    """A desk with the plugin in a folder, for one test."""
    settings = settings_of(home)
    clock, letters = Frozen(), Letters()
    clock.hang(monkeypatch)
    with loaded(settings, plugin) as name:
        application = app.create_app(settings)
        async with application.router.lifespan_context(application), AsyncExitStack() as held:
            notify.settle(settings, Postbox(letters))
            yield Desk(name, application, settings, clock, letters, held)
    failures.forget()
