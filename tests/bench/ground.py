"""The ground that a long bench stands on: a home folder and a database of its own, gone after it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from okno import app, settings as okno_settings
from okno.settings import Settings
from tests.stands import postgres
from tests.stands.server import okno

WORKERS = 2


def told(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Ground:
    """A migrated home folder and the address of its database."""

    home: Path
    url: str

    @property
    def env(self) -> dict[str, str]:
        """What servers and commands of this ground have in their environment."""
        return {"OKNO_DATABASE": self.url, "OKNO_WORKERS": str(WORKERS), "OKNO_LOG_LEVEL": "WARNING"}

    @property
    def settings(self) -> Settings:
        """The settings of a process on this ground, without plugins."""
        return okno_settings.load(self.home, {**self.env, "OKNO_PLUGINS": "none"})


@contextmanager
def laid(database: str) -> Iterator[Ground]:
    """A new ground on "sqlite" or "postgres"; a PostgreSQL server is started unless OKNO_TEST_POSTGRES names one."""
    folder = Path(tempfile.mkdtemp(prefix="okno-bench-"))
    server = postgres.start() if database == "postgres" else None
    name = f"okno_bench_{folder.name[-8:]}"
    try:
        made = Ground(folder / "home", server.create(name) if server else "sqlite")
        made.home.mkdir()
        okno(made.home, "migrate", env=made.env)
        yield made
    finally:
        if server is not None:
            server.drop(name)
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def standing(settings: Settings) -> AsyncIterator[None]:
    """This process connected as a command of Okno is: it rings the others and does not hear."""
    await app.start(settings, listening=False)
    try:
        yield
    finally:
        await app.stop()
