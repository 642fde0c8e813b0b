"""Whoever manages plugins hears that one was stopped by the server, or does not start: one notice of each."""

from __future__ import annotations

from okno.access import all_roles
from okno.access.grants import holders_of
from okno.events import Fact, listener
from okno.extend import plugin_of
from okno.extend.events import PluginFailed, PluginSuspended
from okno.notify.brought import Message, tell
from okno.people import Person, get_many
from okno.text import N_, Phrase

GROUP = "server"
RIGHT = "plugin.manage"
PATH = "/admin/plugins"


@listener("notify.plugins", PluginSuspended, PluginFailed)
async def tell_managers(fact: Fact) -> None:
    """Tells everybody who may switch plugins on and off."""
    name = str(fact.payload["plugin"])
    said = _said(fact.kind, name)
    message = Message(
        group=GROUP,
        subject=N_("A plugin needs you: “%(plugin)s”", plugin=_title(name)),
        lead=said,
        notice=said,
        more=(N_("Its page says why, and what to do."),),
        path=f"{PATH}/{name}",
    )
    for person in await _hearers():
        await tell(fact.id, person, message)


def _said(kind: str, name: str) -> Phrase:
    if kind == PluginSuspended.kind():
        return N_(
            "The plugin “%(plugin)s” is stopped, for it failed again and again. Everything else goes on.",
            plugin=_title(name),
        )
    return N_("The plugin “%(plugin)s” does not start. Everything else goes on.", plugin=_title(name))


def _title(name: str) -> object:
    """What people call it; its name when it is gone."""
    found = plugin_of(name)
    return dict(found.title) if found is not None else name


async def _hearers() -> list[Person]:
    """Everybody who has the right in the company."""
    keys = [role.key for role in (await all_roles()).values() if RIGHT in role.rights]
    pairs = [pair for key in keys for pair in await holders_of(key)]
    found = await get_many(person_id for person_id, team_id in pairs if team_id is None)
    return [one for one in found.values() if one.active]
