"""Extending: plugins found, loaded, sealed, switched on and off. The core knows them by their manifests alone."""

from okno.extend.found import Found, in_folder, installed
from okno.extend.hooks import HealthLine
from okno.extend.keeping import disable, enable, put_settings, remove_data, required, suspend, tables_of
from okno.extend.listening import listen
from okno.extend.loader import (
    Mismatch,
    commands_of,
    load,
    on_loaded,
    on_manifest,
    on_reset,
    plugin_of,
    plugins,
    reads,
    unload,
)
from okno.extend.manifest import Manifest, Setting
from okno.extend.plugin import Plugin, State
from okno.extend.switches import active, reason, state, switch, values
from okno.hooks.failures import failures_of

__all__ = [
    "Found",
    "HealthLine",
    "Manifest",
    "Mismatch",
    "Plugin",
    "Setting",
    "State",
    "active",
    "commands_of",
    "disable",
    "enable",
    "failures_of",
    "in_folder",
    "installed",
    "listen",
    "load",
    "on_loaded",
    "on_manifest",
    "on_reset",
    "plugin_of",
    "plugins",
    "put_settings",
    "reads",
    "reason",
    "remove_data",
    "required",
    "running",
    "state",
    "suspend",
    "switch",
    "tables_of",
    "unload",
    "values",
]


def running() -> list[Plugin]:
    """The plugins that run at this moment, in the order in which they are asked."""
    return [plugin for plugin in plugins() if state(plugin) is State.RUNNING]
