"""Changing what is stored about plugins: switched on and off, suspended, set, removed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from tortoise.exceptions import IntegrityError

from okno.clock import now_us
from okno.db import beforehand, dialect, execute, fetch, fetch_value, in_list, on_commit, tx
from okno.db.wake import bell
from okno.errors import Conflict, Invalid, NotFound, Refused
from okno.events import record
from okno.extend import hooks as questions, ledger, switches
from okno.extend.events import (
    PluginDataRemoved,
    PluginDisabled,
    PluginEnabled,
    PluginSettingsChanged,
    PluginSuspended,
)
from okno.extend.loader import plugin_of
from okno.extend.plugin import Plugin
from okno.extend.values import all_checked
from okno.hooks import failures
from okno.secret import seal
from okno.settings import Settings
from okno.text import N_


def required(name: str) -> Plugin:
    """The plugin with this name. Raises NotFound."""
    plugin = plugin_of(name)
    if plugin is None:
        raise NotFound(N_("There is no plugin “%(name)s”.", name=name[:40]))
    return plugin


async def enable(name: str, *, actor_id: int | None) -> None:
    """Switches a plugin on, also one that the server has suspended; its failures count anew."""
    required(name)
    async with tx():
        await _put(name, "enabled = $2, suspended_at = NULL, fault = ''", True)
        await ledger.clear(name)
        await record(PluginEnabled(actor_id=actor_id, plugin=name))
    failures.forget(name)
    await switches.refresh()


async def disable(name: str, *, actor_id: int | None) -> None:
    """Switches a plugin off at once, in all processes; what it would have been told waits for it."""
    required(name)
    async with tx():
        await _put(name, "enabled = $2", False)
        await record(PluginDisabled(actor_id=actor_id, plugin=name))
    await switches.refresh()


async def suspend(name: str, *, what: str, fault: str) -> bool:
    """Switches a plugin off because it fails; False when that has been done already."""
    async with tx():
        await _put(name, "enabled = plugin.enabled")
        mine = await execute(
            "UPDATE plugin SET suspended_at = $2, fault = $3, version = version + 1"
            " WHERE name = $1 AND suspended_at IS NULL",
            name,
            now_us(),
            f"{fault} ({what})"[:255],
        )
        if mine:
            await record(PluginSuspended(actor_id=None, plugin=name, what=what[:64], fault=fault[:64]))
            await bell.ring("j")
    await switches.refresh()
    return mine == 1


async def put_settings(
    settings: Settings, name: str, given: Mapping[str, Any], *, actor_id: int | None, version: int | None = None
) -> None:
    """Stores settings of a plugin; those that are not given stay as they are, None puts back the default.

    Raises Invalid by key, Conflict when somebody else has changed them since `version`.
    """
    plugin = required(name)
    values = all_checked(plugin.manifest, {key: value for key, value in given.items() if value is not None})
    present = switches.values(name)
    given = {key: value for key, value in given.items() if value is None or values[key] != present.get(key)}
    if not given:
        return
    # A digest, for there are secrets among them and a question may be logged.
    question = ("settings_check", name, sha256(json.dumps(values, sort_keys=True).encode()).hexdigest())
    await beforehand(question, lambda: _ask(plugin, {**present, **values}))
    secret = {setting.key for setting in plugin.manifest.setting if setting.type == "secret"}
    async with tx():
        await _check_version(name, version)
        for key in given:
            await execute("DELETE FROM plugin_setting WHERE plugin = $1 AND key = $2", name, key)
            if values.get(key) is not None:
                raw = seal(settings.home, switches.purpose(name, key), values[key]) if key in secret else values[key]
                sql = "INSERT INTO plugin_setting (plugin, key, value) VALUES ($1, $2, $3)"
                await execute(sql, name, key, json.dumps(raw, ensure_ascii=False))
        await _put(name, "enabled = plugin.enabled")
        await record(PluginSettingsChanged(actor_id=actor_id, plugin=name, keys=tuple(sorted(given))))
    await switches.refresh()


async def _ask(plugin: Plugin, values: Mapping[str, Any]) -> None:
    problems = await questions.settings_check.of(plugin.name, values=values)
    if problems:
        raise Invalid(problems)


async def _check_version(name: str, version: int | None) -> None:
    """Nobody's change is written over unseen. A plugin without a row has version 0."""
    locked = " FOR UPDATE" if dialect() == "postgres" else ""
    stored = await fetch_value(f"SELECT version FROM plugin WHERE name = $1{locked}", name)
    if version is not None and int(stored or 0) != version:
        raise Conflict(N_("Somebody else has changed this plugin meanwhile. Look at it again."))


async def _put(name: str, change: str, *args: object) -> None:
    await execute("INSERT INTO plugin (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", name)
    await execute(f"UPDATE plugin SET {change}, version = version + 1 WHERE name = $1", name, *args)
    await bell.ring(switches.RING)


# Removal ------------------------------------------------------------------------------------------------------


async def tables_of(name: str) -> dict[str, int]:
    """The tables of a plugin that are in the database, each with its number of rows."""
    sql = (
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE $1 ORDER BY 1"
        if dialect() == "postgres"
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE $1 ORDER BY 1"
    )
    prefix = f"x_{name}_"
    # An underscore of LIKE is any letter, so what was found is looked at once more.
    names = [row["name"] for row in await fetch(sql, f"{prefix}%") if row["name"].startswith(prefix)]
    return {table: int(await fetch_value(f'SELECT count(*) FROM "{table}"')) for table in names}


async def remove_data(name: str, *, actor_id: int | None) -> dict[str, int]:
    """Removes all that a plugin has kept and tells how many rows each table had. It must be switched off.

    Raises Refused while it runs, or when its manifest says that its data are kept.
    """
    plugin = plugin_of(name)
    if plugin is not None and switches.active(name):
        raise Refused(N_("Switch the plugin off first."))
    if plugin is not None and plugin.has_manifest and plugin.manifest.data.removable == "keep":
        raise Refused(N_("This plugin keeps what must not be lost, so its tables are not removed here."))
    async with tx():
        tables = await tables_of(name)
        await _drop(list(tables))
        await _forget_work(name)
        await execute("DELETE FROM tortoise_migrations WHERE app = $1", name)
        await execute("DELETE FROM plugin_setting WHERE plugin = $1", name)
        await ledger.clear(name)
        await record(PluginDataRemoved(actor_id=actor_id, plugin=name))
        on_commit(lambda: failures.forget(name))
        await bell.ring(switches.RING)
    await switches.refresh()
    return tables


async def _drop(tables: list[str]) -> None:
    """Drops tables, those that others refer to last."""
    if dialect() == "postgres":
        for table in tables:
            await execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
        return
    waiting = tables
    while waiting:
        left = [table for table in waiting if not await _dropped(table)]
        if len(left) == len(waiting):
            raise Refused(N_("Other tables refer to these: %(tables)s.", tables=", ".join(left)))
        waiting = left


async def _dropped(table: str) -> bool:
    try:
        async with tx():
            await execute(f'DROP TABLE "{table}"')
    except IntegrityError:
        return False
    return True


async def _forget_work(name: str) -> None:
    for table, column in (("delivery", "listener"), ("job", "name"), ("schedule", "name")):
        found = [row["name"] for row in await fetch(f"SELECT DISTINCT {column} AS name FROM {table}")]
        places, args = in_list([one for one in found if one.startswith(f"x.{name}.")])
        await execute(f"DELETE FROM {table} WHERE {column} IN {places}", *args)
