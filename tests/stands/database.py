"""A migrated database, made once and copied for each test: a folder on SQLite, a template on PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from okno import settings as okno_settings
from okno.db import migrate
from okno.owners import OWNERS
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
        name = f"okno_template_{uuid4().hex[:8]}" if server else ""
        url = server.create(name) if server else "sqlite"
        home.mkdir(parents=True)
        asyncio.run(migrate.migrate(okno_settings.load(home, {"OKNO_DATABASE": url}), OWNERS))
        return cls(home, name, server)

    def copy_to(self, home: Path) -> None:
        """Lays the migrated SQLite file, and nothing that belongs to a running process, into `home`."""
        shutil.copytree(self.home, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("run", "backups"))

    def drop(self) -> None:
        """Removes the database."""
        if self.server:
            self.server.drop(self.name)
