"""Which plugins fit together, and in which order they are loaded and asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from packaging.specifiers import SpecifierSet

from okno import __version__
from okno.extend.manifest import Manifest
from okno.extend.plugin import Plugin, State
from okno.text import N_, Phrase

RESERVED = frozenset(
    {
        "okno", "core", "server", "all", "none", "serve", "work", "migrate", "doctor", "demo", "user", "role", "token",
        "catalog", "plugin", "backup", "restore", "audit", "search", "version", "health", "admin", "desk", "new",
    }
)  # fmt: skip
"""Names that a plugin can't have: commands and words of the core."""


def judge(plugins: Sequence[Plugin]) -> None:
    """Refuses those that can't be loaded beside each other, each with its reason."""
    doubled = {name for name, n in Counter(plugin.name for plugin in plugins).items() if n > 1}
    for plugin in plugins:
        if plugin.fault is None and (reason := _alone(plugin, doubled)) is not None:
            plugin.fail(State.REFUSED, reason)
    # What was refused may be required by others, and so on: until nothing changes.
    while any(_refuse_for_others(plugin, plugins) for plugin in plugins if plugin.fault is None):
        pass


def _alone(plugin: Plugin, doubled: set[str]) -> Phrase | None:
    """Why a plugin can't run whatever the others are; None when it can."""
    if plugin.name in doubled:
        return N_("Two installed packages are called “%(name)s”. Remove one of them.", name=plugin.name)
    if plugin.found.problem is not None:
        return plugin.found.problem
    if plugin.name in RESERVED:
        return N_("The name “%(name)s” belongs to Okno itself.", name=plugin.name)
    if not SpecifierSet(plugin.manifest.okno).contains(__version__, prereleases=True):
        return N_(
            "It needs Okno %(wanted)s, and this is %(version)s. Install a version of it that fits.",
            wanted=plugin.manifest.okno,
            version=__version__,
        )
    return None


def _refuse_for_others(plugin: Plugin, plugins: Sequence[Plugin]) -> bool:
    there = {one.name: one for one in plugins if one.fault is None}
    for name, fit in plugin.manifest.needed.items():
        if name not in there:
            reason = N_("It needs the plugin “%(name)s”, which is not there or does not run.", name=name)
        elif not fit.contains(there[name].version, prereleases=True):
            reason = N_(
                "It needs “%(name)s” %(wanted)s, and %(version)s is installed.",
                name=name,
                wanted=str(fit),
                version=there[name].version,
            )
        else:
            continue
        plugin.fail(State.REFUSED, reason)
        return True
    return False


def ordered(plugins: Sequence[Plugin]) -> list[Plugin]:
    """Those that were not refused: each after those that it requires or wants to come after, else by name.

    Plugins that wait for each other are refused.
    """
    waiting = {plugin.name: plugin for plugin in sorted(plugins, key=lambda one: one.name) if plugin.fault is None}
    placed: dict[str, Plugin] = {}
    while waiting:
        ready = next((one for one in waiting.values() if not _before(one.manifest) & (waiting.keys())), None)
        if ready is None:
            circle = ", ".join(waiting)
            for plugin in waiting.values():
                plugin.fail(State.REFUSED, N_("These plugins wait for each other: %(names)s.", names=circle))
            break
        placed[ready.name] = waiting.pop(ready.name)
    return list(placed.values())


def _before(manifest: Manifest) -> set[str]:
    return {*manifest.needed, *manifest.after}
