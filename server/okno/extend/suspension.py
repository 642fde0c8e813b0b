"""Switching off what fails again and again, so that one broken plugin costs the others neither time nor nerves."""

from __future__ import annotations

from okno.db import connected, spawn
from okno.extend import ledger, switches
from okno.extend.keeping import suspend
from okno.extend.loader import plugin_of
from okno.hooks import HOOKS, failures
from okno.hooks.failures import Failure
from okno.hooks.watchdog import LONG
from okno.log import get

IN_A_ROW = 5
"""After so many failures in one place without a success a plugin is switched off, after a long standstill at once."""
NO_GUARDS = frozenset({"settings_check", "export_person", "forget_person"})
"""Hooks whose failure denies although nothing is let through without them."""
log = get(__name__)


def watch() -> None:
    """Begins to look at failures."""
    failures.hear(_heard)


def unwatch() -> None:
    """Ends it."""
    failures.hear(None)


def _heard(failure: Failure, in_a_row: int) -> None:
    if not connected():
        return
    # On their own: whoever has asked the plugin waits for an answer, and may stand before a transaction.
    if times := ledger.due(failure):
        spawn(ledger.keep(failure, times), f"failure-{failure.plugin}")
    if in_a_row < IN_A_ROW and failure.error != LONG:
        return
    if not switches.active(failure.plugin) or guards(failure.plugin):
        return
    spawn(_suspend(failure), f"suspend-{failure.plugin}")


def guards(name: str) -> bool:
    """Whether a plugin has a hook that denies: switched off by itself, it would let through what it must hold back."""
    plugin = plugin_of(name)
    if plugin is None or not plugin.has_manifest:
        return False
    return any(HOOKS[hook].denies for hook in plugin.manifest.hooks if hook in HOOKS and hook not in NO_GUARDS)


async def _suspend(failure: Failure) -> None:
    if await suspend(failure.plugin, what=failure.what, fault=failure.error):
        log.error("a plugin was switched off, for it fails again and again", plugin=failure.plugin, what=failure.what)
