"""Which plugins are switched on and with which settings, as this process knows it; renewed when another changes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from okno.db import fetch, in_list, spawn
from okno.db.lint import migrations_of
from okno.db.migrate import HISTORY
from okno.db.tasks import cancel
from okno.db.wake import bell
from okno.errors import Invalid
from okno.extend import values as setting_values
from okno.extend.manifest import Setting
from okno.extend.plugin import Plugin, State
from okno.hooks import failures
from okno.log import get
from okno.secret import Unsealable, unseal
from okno.text import N_, Phrase

RING = "p"
"""What is rung when a plugin was switched or set."""
LOOK_SECONDS = 30

log = get(__name__)


@dataclass(frozen=True)
class Switch:
    """What is stored about a plugin."""

    enabled: bool = True
    suspended_at: int | None = None
    fault: str = ""
    trouble: str = ""
    version: int = 0

    @property
    def on(self) -> bool:
        """Whether nobody has switched it off."""
        return self.enabled and self.suspended_at is None


@dataclass
class _Board:
    """All that is known; without `known` nothing is switched on."""

    known: bool = False
    begun: int = 0
    read: int = 0
    """Which of the readings that were begun is the one that is known."""
    home: Path | None = None
    plugins: Mapping[str, Plugin] = field(default_factory=dict)
    switches: dict[str, Switch] = field(default_factory=dict)
    values: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    unmigrated: frozenset[str] = frozenset()
    task: asyncio.Task[None] | None = None
    silence: Callable[[], None] | None = None
    heard: list[Callable[[], None]] = field(default_factory=list)


_board = _Board()


async def start(home: Path, plugins: Sequence[Plugin], *, listening: bool) -> None:
    """Reads the switches of these plugins and, when `listening`, keeps them fresh until `stop`."""
    _board.home = home
    _board.plugins = {plugin.name: plugin for plugin in reversed(plugins)}
    await refresh()
    if listening and plugins:
        _board.silence = bell.subscribe(_ring)
        _board.task = spawn(_look(), "plugins")


async def stop() -> None:
    """Ends what `start` began: nothing is switched on any more."""
    await cancel(_board.task)
    if _board.silence is not None:
        _board.silence()
    _board.task, _board.silence, _board.known = None, None, False
    _board.switches, _board.values = {}, {}


def on_change(call: Callable[[], None]) -> None:
    """Calls `call` each time the switches were read anew."""
    _board.heard.append(call)


async def refresh() -> None:
    """Reads all switches and settings."""
    _board.begun += 1
    mine = _board.begun
    if _board.plugins:
        rows = await fetch("SELECT name, enabled, suspended_at, fault, trouble, version FROM plugin")
        switches = {
            row["name"]: Switch(bool(row["enabled"]), row["suspended_at"], row["fault"], row["trouble"], row["version"])
            for row in rows
        }
        unmigrated = await _unmigrated(_board.plugins.values())
        stored = await fetch("SELECT plugin, key, value FROM plugin_setting")
        if mine < _board.read:
            # Another one, begun later, knows more.
            return
        _forget_failures(switches)
        _board.read, _board.switches, _board.unmigrated = mine, switches, unmigrated
        for name, plugin in _board.plugins.items():
            own = {row["key"]: row["value"] for row in stored if row["plugin"] == name}
            _board.values[name] = _values(plugin, own)
    _board.known = True
    for call in _board.heard:
        call()


def _forget_failures(switches: Mapping[str, Switch]) -> None:
    """Of what was switched on again, here or by another process, failures are counted anew."""
    for name, fresh in switches.items():
        before = _board.switches.get(name)
        if before is not None and fresh.on and not before.on:
            failures.forget(name)


async def _unmigrated(plugins: Iterable[Plugin]) -> frozenset[str]:
    """The plugins some of whose migrations were not run."""
    owners = {plugin.name: owner for plugin in plugins if plugin.loaded and (owner := plugin.owner) is not None}
    if not owners:
        return frozenset()
    places, args = in_list(sorted(owners))
    rows = await fetch(f"SELECT app, name FROM {HISTORY} WHERE app IN {places}", *args)
    done = {(row["app"], row["name"]) for row in rows}
    return frozenset(
        name for name, owner in owners.items() if any((name, one) not in done for one in migrations_of(owner))
    )


def _values(plugin: Plugin, stored: Mapping[str, str]) -> Mapping[str, Any]:
    if not plugin.has_manifest:
        return {}
    known = plugin.manifest.setting
    # One reading is shared by all calls of a plugin: none of them changes it for the others.
    return MappingProxyType({one.key: _value(plugin.name, one, stored.get(one.key)) for one in known})


def _value(name: str, setting: Setting, stored: str | None) -> Any:
    """The stored value, else the default; what does not fit any more counts as not set."""
    try:
        if stored is not None:
            raw = json.loads(stored)
            if setting.type == "secret" and _board.home is not None:
                raw = unseal(_board.home, purpose(name, setting.key), raw)
            return setting_values.checked(setting, raw)
        return setting_values.default(setting)
    except (Invalid, Unsealable, ValueError):
        log.warning("a setting of a plugin cannot be read", plugin=name, key=setting.key)
        return None


def purpose(name: str, key: str) -> str:
    """For what a secret setting is sealed."""
    return f"plugin:{name}:{key}"


def switch(name: str) -> Switch:
    """What is stored about a plugin."""
    return _board.switches.get(name, Switch())


def values(name: str) -> Mapping[str, Any]:
    """The values of a plugin's settings."""
    return _board.values.get(name, {})


def active(name: str) -> bool:
    """Whether a plugin runs at this moment: only then is anything of it asked, shown or done."""
    plugin = _board.plugins.get(name)
    return plugin is not None and state(plugin) is State.RUNNING


def state(plugin: Plugin) -> State:
    """What a plugin is doing."""
    if plugin.fault is not None:
        return plugin.fault
    stored = switch(plugin.name)
    if not stored.enabled:
        return State.DISABLED
    if stored.suspended_at is not None:
        return State.SUSPENDED
    if plugin.name in _board.unmigrated:
        return State.UNMIGRATED
    if not _board.known or unset(plugin):
        return State.UNSET
    if any(not active(name) for name in plugin.manifest.needed):
        return State.REFUSED
    return State.RUNNING


def unset(plugin: Plugin) -> list[Setting]:
    """The settings that it requires and that have no value."""
    own = values(plugin.name)
    return [one for one in plugin.manifest.setting if one.required and own.get(one.key) in (None, "", (), {})]


def reason(plugin: Plugin) -> Phrase | None:
    """Why a plugin does not run and what to do; None when it runs."""
    match state(plugin):
        case State.RUNNING:
            return None
        case State.DISABLED:
            return N_("It is switched off.")
        case State.SUSPENDED:
            return N_(
                "The server has switched it off, for it failed again and again: %(fault)s."
                " Switch it on when that is put right.",
                fault=switch(plugin.name).fault,
            )
        case State.UNMIGRATED:
            trouble = switch(plugin.name).trouble
            if trouble:
                return N_("Its tables could not be made: %(why)s", why=trouble)
            return N_("Its tables are not made yet. Run `okno migrate` and start the server again.")
        case State.UNSET:
            missing = tuple(setting.title for setting in unset(plugin))
            return N_("Set this first: %(names)s.", names=missing)
        case State.REFUSED if plugin.fault is None:
            return N_("A plugin that it needs does not run.")
        case _:
            return plugin.reason


def _ring(messages: Sequence[str] | None) -> None:
    if messages is None or RING in messages:
        spawn(_again(), "plugins-refresh")


async def _look() -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        await _again()


async def _again() -> None:
    try:
        await refresh()
    except Exception:
        # The database may be away for a while; what is known serves on.
        log.exception("the switches of plugins could not be read")
