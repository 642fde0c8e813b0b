"""Telling administrators once that a plugin does not start, however many processes and restarts see it."""

from __future__ import annotations

from okno.db import execute, tx
from okno.events import record
from okno.extend import switches
from okno.extend.events import PluginFailed
from okno.extend.loader import plugins
from okno.extend.plugin import Plugin, State

FAULTS = frozenset({State.REFUSED, State.FAILED, State.UNMIGRATED})
"""States in which a plugin that is meant to run does not start."""
_LONGEST_NAME = 24


async def tell() -> None:
    """Records which plugins do not start, unless that was recorded of this state and version already.

    What starts again is forgotten, so that the next time it is told anew.
    """
    for plugin in plugins():
        state = switches.state(plugin)
        if state in FAULTS:
            await _tell(plugin, state)
        elif state is State.RUNNING:
            await execute("UPDATE plugin SET told = '' WHERE name = $1 AND told <> ''", plugin.name)


async def _tell(plugin: Plugin, state: State) -> None:
    name, told = plugin.name[:_LONGEST_NAME], f"{state} {plugin.version}"[:64]
    async with tx():
        await execute("INSERT INTO plugin (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", name)
        if await execute("UPDATE plugin SET told = $2 WHERE name = $1 AND told <> $2", name, told):
            await record(PluginFailed(actor_id=None, plugin=name, state=state.value))
