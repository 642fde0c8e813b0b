"""The home folder that a command works on, and a process that is connected to its database for the command."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from okno import app, log
from okno.errors import Refused
from okno.events.origin import coming
from okno.i18n import LOCALES
from okno.nodes import mark
from okno.settings import Settings
from okno.text import N_

T = TypeVar("T")

DEFAULT = "var"


class _Chosen:
    folder = Path(DEFAULT)


def choose(folder: str) -> None:
    """Remembers the home folder of this command."""
    _Chosen.folder = Path(folder or os.environ.get("OKNO_HOME") or DEFAULT)


def folder() -> Path:
    """The home folder of this command."""
    return _Chosen.folder


def in_front(arguments: Sequence[str]) -> list[str]:
    """The arguments with --home moved before the command, so that it may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--home":
            front = [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word.startswith("--home="):
            front = [word]
        elif word == "--":
            rest += [word, *words]
        else:
            rest.append(word)
    return front + rest


def locale() -> str:
    """The language of the person at the terminal: LC_ALL, LC_MESSAGES or LANG, else Russian."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        language = os.environ.get(name, "").partition("_")[0].lower()
        if language in LOCALES:
            return language
    return LOCALES[0]


def settings(**override: object) -> Settings:
    """The settings of the home folder; `override` comes from the command line."""
    return app.load_settings(folder(), **override)


def connected(work: Callable[[Settings], Awaitable[T]]) -> T:
    """Runs `work` with the database connected. Refused when the home folder is not migrated yet."""
    chosen = settings()
    log.setup("WARNING")

    async def run() -> T:
        if await app.pending(chosen):
            raise Refused(N_("%(home)s is not ready: run `okno --home %(home)s migrate` first.", home=str(folder())))
        await app.start(chosen, listening=False)
        try:
            await mark.fit(chosen)
            with coming("cli"):
                return await work(chosen)
        finally:
            await app.stop()

    return asyncio.run(run())
