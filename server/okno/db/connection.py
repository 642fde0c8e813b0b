"""Connecting to the database that the settings name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tortoise.context import TortoiseContext, get_current_context

from okno.db import condition
from okno.db.postgres import PlainConnection
from okno.errors import ConfigError
from okno.settings import Settings
from okno.text import N_

NAME = "default"
SQLITE_FILE = "okno.sqlite3"
BUSY_MS = 15_000
"""How long a SQLite writer waits for the writers of other processes."""
CONNECT_SECONDS = 10
"""How long PostgreSQL may take to let a connection in."""


@dataclass(frozen=True)
class Owner:
    """Who owns tables: the core, or a plugin. `prefix` is that of all its table names ("" for the core)."""

    name: str
    models: tuple[str, ...]
    migrations: str
    prefix: str = ""


class _Process:
    """What this process is connected to."""

    context: TortoiseContext | None = None
    dialect: str | None = None


def config(settings: Settings, owners: Iterable[Owner], *, migrating: bool = False) -> dict[str, Any]:
    """The configuration of tortoise-orm. A connection that migrates has foreign keys off on SQLite."""
    apps = {
        owner.name: {"models": list(owner.models), "default_connection": NAME, "migrations": owner.migrations}
        for owner in owners
    }
    return {"connections": {NAME: _credentials(settings, migrating=migrating)}, "apps": apps, "use_tz": True}


def _credentials(settings: Settings, *, migrating: bool) -> dict[str, Any]:
    if settings.database == "sqlite":
        return {
            "engine": "okno.db.sqlite",
            "credentials": {
                "file_path": str(settings.home / SQLITE_FILE),
                # busy_timeout first: switching the journal mode already needs the lock.
                "busy_timeout": BUSY_MS,
                "journal_mode": "WAL",
                "synchronous": "FULL",
                # A table is rebuilt by dropping the old one; with foreign keys on, that empties its children.
                "foreign_keys": "OFF" if migrating else "ON",
            },
        }
    return {"engine": "okno.db.postgres", "credentials": postgres_credentials(settings.database)}


def postgres_credentials(url: str) -> dict[str, Any]:
    """User, password, host (a folder for a Unix socket, as ?host=), port and database of a postgres:// address."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "user": unquote(parts.username) if parts.username else query.get("user"),
        "password": unquote(parts.password) if parts.password else None,
        "host": query.get("host") or parts.hostname or "127.0.0.1",
        "port": int(query.get("port") or parts.port or 5432),
        "database": parts.path.lstrip("/"),
        "minsize": 1,
        "maxsize": int(query.get("maxsize", 10)),
        "application_name": "okno",
        "timeout": CONNECT_SECONDS,
        "connection_class": PlainConnection,
    }


async def connect(settings: Settings, owners: Iterable[Owner], *, migrating: bool = False) -> None:
    """Connects this process. A process speaks to one kind of database in its life.

    tortoise-orm keeps compiled statements of a model without their dialect: after SQLite, PostgreSQL would get
    SQLite's statements. So the second dialect is refused.
    """
    wanted = "sqlite" if settings.database == "sqlite" else "postgres"
    if _Process.dialect not in (None, wanted):
        raise ConfigError(N_("This process already works with another kind of database. Start a new one."))
    if _Process.context is not None:
        raise ConfigError(N_("This process is connected already."))
    _Process.dialect = wanted
    context = TortoiseContext()
    try:
        with context:
            await context.init(
                config=config(settings, owners, migrating=migrating),
                # Tasks start with a fresh context (see tasks.py) and find the connection by this fallback.
                _enable_global_fallback=True,
            )
        await context.connections.get(NAME).create_connection(with_db=True)
    except BaseException:
        await context.close_connections()
        raise
    _Process.context = context
    # What was met before was met with another database, or is over.
    condition.forget()


async def disconnect() -> None:
    """Closes the connection of this process, if there is one."""
    context, _Process.context = _Process.context, None
    if context is not None:
        await context.close_connections()


def connected() -> bool:
    """Whether this process has a connection."""
    return _Process.context is not None


def client() -> Any:
    """The client to run a statement on: that of the current transaction, else the connection of the process."""
    context = get_current_context()
    if context is None:
        raise ConfigError(N_("The database is not connected."))
    return context.connections.get(NAME)


def dialect() -> str:
    """ "sqlite" or "postgres"."""
    if _Process.dialect is None:
        raise ConfigError(N_("The database is not connected."))
    return _Process.dialect
