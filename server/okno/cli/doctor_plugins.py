"""What `okno doctor` says about plugins: those that do not run, what fails, how they are."""

from __future__ import annotations

from collections.abc import AsyncIterator

from okno import extend
from okno.cli.finding import Finding
from okno.extend import Plugin, State
from okno.extend.hooks import health
from okno.extend.troubles import troubles_of
from okno.hooks.isolation import PluginFailed
from okno.text import N_

CHOSEN = (State.DISABLED, State.LEFT_OUT)
"""States that somebody has chosen: nothing is to be done about them."""


async def findings() -> AsyncIterator[Finding]:
    """A line for all of them together, then those that need somebody."""
    found = extend.plugins()
    running = extend.running()
    if found:
        yield Finding(N_("Plugins that run: %(n)s of %(all)s.", n=len(running), all=len(found)))
    for plugin in found:
        reason = extend.reason(plugin)
        if reason is not None and extend.state(plugin) not in CHOSEN:
            yield Finding(N_("The plugin %(name)s does not run.", name=plugin.name), reason)
        if failed := await _failing(plugin):
            yield failed
    for plugin in running:
        async for line in _health(plugin):
            yield line


async def _failing(plugin: Plugin) -> Finding | None:
    """What of its work has failed and waits."""
    kept = [one for one in await troubles_of(plugin.name) if one.of != "call"]
    if not kept:
        return None
    number = sum(one.times for one in kept)
    what = N_("The plugin %(name)s fails at its work: %(n)s times.", name=plugin.name, n=number)
    return Finding(what, N_("See what it is: okno plugin show %(name)s", name=plugin.name))


async def _health(plugin: Plugin) -> AsyncIterator[Finding]:
    try:
        lines = await health.of(plugin.name) or ()
    except PluginFailed:
        what = N_("The plugin %(name)s could not say how it is.", name=plugin.name)
        yield Finding(what, N_("See what it is: okno plugin show %(name)s", name=plugin.name))
        return
    for line in lines:
        what = N_("%(plugin)s, %(what)s: %(said)s", plugin=plugin.title, what=line.name, said=line.said)
        if line.ok:
            yield Finding(what)
        else:
            yield Finding(N_("%(plugin)s, %(what)s: not well.", plugin=plugin.title, what=line.name), line.said)
