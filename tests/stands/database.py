"""A migrated database, made once and copied for each test: a folder on SQLite, a template on PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from okno import db as okno_db, plugins, settings as okno_settings
from okno.catalog import store
from okno.catalog.model import Catalog
from okno.db import migrate
from okno.owners import OWNERS
from okno.settings import Settings
from okno.text import Phrase
from tests.stands.postgres import Databases


@dataclass(frozen=True)
class Template:
    """The home folder and, on PostgreSQL, the database that tests get copies of."""

    home: Path
    name: str = ""
    server: Databases | None = None

    @classmethod
    def make(cls, home: Path, server: Databases | None) -> Template:
        """Applies all migrations to a new database of `server`, or to a new SQLite file in `home`."""
        made, settings = cls._new(home, server)
        asyncio.run(migrate.migrate(settings, OWNERS))
        return made

    def stocked(self, home: Path, catalog: Catalog) -> Template:
        """The same with a catalog in force."""
        made, settings = self._new(home, self.server, like=self)

        async def stock() -> None:
            await okno_db.connect(settings, OWNERS)
            try:
                await store.apply(catalog, actor_id=None)
            finally:
                await okno_db.disconnect()

        asyncio.run(stock())
        return made

    def extended(self, home: Path) -> Template:
        """The same with the tables of the plugins that this process has loaded."""
        made, settings = self._new(home, self.server, like=self)
        complaints: list[Phrase] = []
        asyncio.run(plugins.migrate(settings, complaints.append))
        assert not complaints, [str(phrase) for phrase in complaints]
        return made

    @classmethod
    def _new(cls, home: Path, server: Databases | None, *, like: Template | None = None) -> tuple[Template, Settings]:
        made = cls(home, f"okno_template_{uuid4().hex[:8]}" if server else "", server)
        if like is not None:
            like.copy_to(home)
        home.mkdir(parents=True, exist_ok=True)
        url = server.create(made.name, template=like.name if like else "template0") if server else "sqlite"
        return made, okno_settings.load(home, {"OKNO_DATABASE": url})

    def copy_to(self, home: Path) -> None:
        """Lays the migrated SQLite file, and nothing that belongs to a running process, into `home`."""
        shutil.copytree(self.home, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("run", "backups"))

    def drop(self) -> None:
        """Removes the database."""
        if self.server:
            self.server.drop(self.name)
