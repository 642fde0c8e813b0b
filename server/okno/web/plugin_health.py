"""How a plugin is, in words: what it says of itself, its last failures, what waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from okno.clock import from_us
from okno.extend import Plugin, active
from okno.extend.hooks import health
from okno.extend.troubles import Trouble, troubles_of, waiting_for
from okno.hooks.isolation import PluginFailed
from okno.i18n import Translator
from okno.text import N_, plural
from okno.themes.plugins import HealthLine, PluginFailureView


@dataclass(frozen=True)
class Health:
    """What is told about one plugin."""

    lines: tuple[HealthLine, ...]
    failures: tuple[PluginFailureView, ...]
    waits: tuple[str, ...]


async def of(plugin: Plugin, t: Translator) -> Health:
    """All of it."""
    lines = await said_by(plugin.name, t) if active(plugin.name) else ()
    failures = tuple(_failure(one, t) for one in await troubles_of(plugin.name))
    return Health(lines, failures, await _waits(plugin.name, t))


async def said_by(name: str, t: Translator) -> tuple[HealthLine, ...]:
    """What a plugin that runs says of itself; one that fails at it is not well."""
    try:
        said = await health.of(name)
    except PluginFailed:
        return (HealthLine(text=t.say(N_("It could not say how it is.")), well=False),)
    return tuple(HealthLine(text=f"{t.say(one.name)}: {t.say(one.said)}", well=one.ok) for one in said or ())


def _failure(one: Trouble, t: Translator) -> PluginFailureView:
    if one.of == "call":
        facts = [t.say(plural("%(n)s time", "%(n)s times", one.times))]
    elif one.of == "job":
        facts = [t.say(plural("%(n)s job", "%(n)s jobs", one.times))]
    else:
        facts = [t.say(plural("%(n)s event", "%(n)s events", one.times))]
    if one.tries:
        facts.append(t.say(plural("%(n)s try", "%(n)s tries", one.tries)))
    if one.last_at is not None:
        facts.append(t.say(N_("last time %(when)s", when=t.moment(from_us(one.last_at)))))
    what = t.say(N_("job %(name)s", name=one.what)) if one.of == "job" else one.what
    return PluginFailureView(what=what, error=one.error or "—", place=one.place, facts=tuple(facts))


async def _waits(name: str, t: Translator) -> tuple[str, ...]:
    waiting = await waiting_for(name)
    found = []
    if waiting.events:
        found.append(t.say(plural("%(n)s event waits for it", "%(n)s events wait for it", waiting.events)))
    if waiting.jobs:
        found.append(t.say(plural("%(n)s job waits for it", "%(n)s jobs wait for it", waiting.jobs)))
    if waiting.given_up:
        found.append(t.say(plural("%(n)s job is given up", "%(n)s jobs are given up", waiting.given_up)))
    return tuple(found)
