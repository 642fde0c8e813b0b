"""The migration runner: one process at a time, one transaction a migration, each owner within its own tables.

What tortoise-orm's own runner lacks, and why it matters, is in docs/decisions/0002.
"""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import asyncpg
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, PlanStep
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterModelOptions,
    CreateModel,
    Operation,
    RunPython,
)
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.transactions import in_transaction

from okno.clock import now
from okno.db.connection import NAME, SQLITE_FILE, Owner, config, postgres_credentials
from okno.db.lint import check
from okno.errors import ConfigError, Refused
from okno.settings import Settings
from okno.text import N_

LOCK_SECONDS = 60
"""How long a second process waits for the first one to finish migrating."""
LOCK_KEY = 0x6F6B6E6F
BACKUPS_KEPT = 5
HISTORY = "tortoise_migrations"

Progress = Callable[[str], None]


def _quiet(_: str) -> None:
    """Nobody wants to hear of the progress."""


async def migrate(settings: Settings, owners: Sequence[Owner], progress: Progress = _quiet) -> list[str]:
    """Applies what is missing and returns the names of the applied migrations, "owner.name" each.

    Raises Refused when a migration touches what its owner does not own or leaves broken references; that migration
    is rolled back, those before it stay.
    """
    problems = [problem for owner in owners for problem in check(owner)]
    if problems:
        raise Refused(N_("The migrations cannot be run: %(why)s", why="; ".join(problems)))
    settings.home.mkdir(parents=True, exist_ok=True)
    async with _one_at_a_time(settings), _session(settings, owners) as executor:
        plan = await executor.plan()
        if not plan:
            return []
        if settings.database == "sqlite":
            _back_up(settings.home)
        await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
        by_name = {owner.name: owner for owner in owners}
        # Carried on from step to step: to play it from the beginning for each takes longer than the steps themselves.
        state = await _state_of(executor, set(await executor.recorder.applied_migrations()))
        for step in plan:
            await _apply(executor, step, by_name[step.migration.app_label], state)
            progress(f"{step.migration.app_label}.{step.migration.name}")
        return [f"{step.migration.app_label}.{step.migration.name}" for step in plan]


async def pending(settings: Settings, owners: Sequence[Owner]) -> list[str]:
    """The names of the migrations that wait to be applied. Changes nothing."""
    if settings.database == "sqlite" and not (settings.home / SQLITE_FILE).exists():
        return ["core"]
    async with _session(settings, owners) as executor:
        return [f"{step.migration.app_label}.{step.migration.name}" for step in await executor.plan()]


@asynccontextmanager
async def _session(settings: Settings, owners: Sequence[Owner]) -> AsyncIterator[MigrationExecutor]:
    """A connection of its own, whatever else this process is connected to."""
    cfg = config(settings, owners, migrating=True)
    async with TortoiseContext() as context:
        await context.init(config=cfg)
        connection = context.connections.get(NAME)
        await connection.create_connection(with_db=True)
        yield MigrationExecutor(connection, cfg["apps"])


async def _apply(executor: MigrationExecutor, step: PlanStep, owner: Owner, state: State) -> None:
    """One migration, its checks and its record in one transaction."""
    key = MigrationKey(app_label=step.migration.app_label, name=step.migration.name)
    async with in_transaction(NAME) as client:
        before = await _schema(client)
        editor = executor._schema_editor(atomic=True)
        editor.client = client
        for operation in step.migration.operations:
            await _run(operation, key.app_label, state, editor)
        state.validate_relations_initialized()
        _check_own(owner, before, await _schema(client))
        await _check_references(client, owner)
        executor.recorder.connection = client
        try:
            await executor.recorder.record_applied(key.app_label, key.name)
        finally:
            executor.recorder.connection = executor.connection


# The state of the models -------------------------------------------------------------------------------------


class _Models(StateApps):
    """The models as they were at a migration, made ready for queries only where somebody asks for them.

    tortoise-orm prepares every model anew after each operation, which is most of the time of a migration.
    """

    def _build_initial_querysets(self) -> None:
        """Left to `ready`."""

    def ready(self) -> None:
        """Prepares all models for queries."""
        super()._build_initial_querysets()


_ADDING = (CreateModel, AddField, AddIndex, AddConstraint, AlterModelOptions)
"""Operations that look at the state after them alone: theirs before them need not be copied."""


async def _state_of(executor: MigrationExecutor, applied: set[MigrationKey]) -> State:
    """The models after the migrations `applied`."""
    apps = {label: app.get("default_connection", NAME) for label, app in executor.loader.apps_config.items()}
    state = State(models={}, apps=_Models(default_connections=apps))
    for key in executor._full_plan():
        if key in applied:
            migration = executor.loader.graph.nodes[key]
            if migration is None:
                raise LookupError(f"the migration {key} was applied, and its file is not here")
            await migration.apply(state, dry_run=True)
    return state


async def _run(operation: Operation, app: str, state: State, editor: Any) -> None:
    """One operation on the database, and on the state that goes along."""
    if isinstance(operation, RunPython):
        cast(_Models, state.apps).ready()
    before = state if isinstance(operation, (RunPython, *_ADDING)) else state.clone()
    operation.state_forward(app, state)
    await operation.database_forward(app, before, state, editor)


# What an owner may touch --------------------------------------------------------------------------------------


async def _schema(client: Any) -> Mapping[str, str]:
    """Each table with a text that changes when its definition does."""
    if client.capabilities.dialect == "sqlite":
        rows = await client.execute_query_dict(
            "SELECT tbl_name AS name, group_concat(sql, ';') AS shape FROM (SELECT * FROM sqlite_master ORDER BY name)"
            " WHERE tbl_name NOT LIKE 'sqlite_%' GROUP BY tbl_name"
        )
    else:
        rows = await client.execute_query_dict(_POSTGRES_SHAPES)
    return {row["name"]: row["shape"] or "" for row in rows if row["name"] != HISTORY}


# Columns, indexes and triggers; constraints show as indexes or do not belong to the table that is pointed at.
_POSTGRES_SHAPES = """
SELECT c.relname AS name,
  (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull::text, ','
                     ORDER BY attnum)
     FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
  || coalesce((SELECT string_agg(indexdef, ',' ORDER BY indexname) FROM pg_indexes i
       WHERE i.schemaname = current_schema() AND i.tablename = c.relname), '')
  || coalesce((SELECT string_agg(t.tgname, ',' ORDER BY tgname) FROM pg_trigger t
       WHERE t.tgrelid = c.oid AND NOT t.tgisinternal), '') AS shape
FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
"""


def _check_own(owner: Owner, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    touched = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    foreign = sorted(name for name in touched if not _owns(owner, name))
    if foreign:
        raise Refused(
            N_(
                "The migration of %(owner)s touches tables that are not its own: %(tables)s.",
                owner=owner.name,
                tables=", ".join(foreign),
            )
        )


def _owns(owner: Owner, table: str) -> bool:
    return table.startswith(owner.prefix) if owner.prefix else not table.startswith("x_")


async def _check_references(client: Any, owner: Owner) -> None:
    if client.capabilities.dialect != "sqlite":
        return
    broken = await client.execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        tables = sorted({row["table"] for row in broken})
        raise Refused(
            N_(
                "The migration of %(owner)s leaves references to missing rows in: %(tables)s.",
                owner=owner.name,
                tables=", ".join(tables),
            )
        )


# One at a time ------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _one_at_a_time(settings: Settings) -> AsyncIterator[None]:
    if settings.database == "sqlite":
        async with _file_lock(settings.home / "run" / "migrate.lock"):
            yield
    else:
        async with _advisory_lock(settings.database):
            yield


@asynccontextmanager
async def _file_lock(path: Path) -> AsyncIterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + LOCK_SECONDS
    with path.open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise _busy() from None
                await asyncio.sleep(0.05)
        yield


@asynccontextmanager
async def _advisory_lock(url: str) -> AsyncIterator[None]:
    wanted = ("user", "password", "host", "port", "database")
    where = {key: value for key, value in postgres_credentials(url).items() if key in wanted}
    connection: asyncpg.Connection = await asyncpg.connect(**where, timeout=10)
    try:
        await connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
        except asyncpg.LockNotAvailableError:
            raise _busy() from None
        yield
    finally:
        await connection.close(timeout=5)


def _busy() -> ConfigError:
    return ConfigError(N_("Another process has been migrating this database for a long time. Try again later."))


# Backup -------------------------------------------------------------------------------------------------------


def _back_up(home: Path) -> None:
    """A copy of the SQLite file before its first change, made in one step so that no writer can stretch it."""
    source = home / SQLITE_FILE
    if not source.exists() or source.stat().st_size == 0:
        return
    folder = home / "backups"
    folder.mkdir(exist_ok=True)
    target = folder / f"before-migration-{now():%Y%m%dT%H%M%S%f}.sqlite3"
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    live.close()
    copy.close()
    for old in sorted(folder.glob("before-migration-*.sqlite3"))[:-BACKUPS_KEPT]:
        old.unlink()
