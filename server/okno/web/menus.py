"""Menus of plugins: their manifests' entries for whoever has the right, while the plugin is switched on."""

from __future__ import annotations

from collections.abc import Iterator

from okno.access import Actor, may
from okno.extend import switches
from okno.extend.loader import plugins
from okno.extend.manifest import MenuEntry
from okno.i18n import Translator
from okno.text import N_, pick
from okno.themes.contexts import AdminEntry
from okno.themes.menus import NO_MENUS, MenuLink, Menus

GROUP = N_("Plugins")


def allowed(actor: Actor, right: str) -> bool:
    """Whether somebody has a right everywhere, or in one of the teams at least."""
    return may(actor, right) or bool(actor.teams_with(right))


def sections(actor: Actor, t: Translator) -> tuple[AdminEntry, ...]:
    """The sections of the administration that plugins add; each goes by its path."""
    return tuple(
        AdminEntry(section=one.path, href=one.path, label=pick(one.title, t.locale), group=t.say(GROUP))
        for one in _entries("admin")
        if allowed(actor, one.needs)
    )


def menus_of(actor: Actor, t: Translator, section: str) -> Menus:
    """The links of all other places; `section` is what the page is marked with."""
    if not plugins():
        return NO_MENUS
    found = {
        place: tuple(_link(one, t, section) for one in _entries(place) if allowed(actor, one.needs))
        for place in ("top", "desk", "profile")
    }
    return Menus(**found)


def section_of(path: str) -> str:
    """The entry of a menu that a page of a plugin belongs to: the longest one that its address begins with."""
    plain = path.partition("?")[0]
    if not plain.startswith("/x/"):
        return ""
    known = [one.path for place in ("admin", "top", "desk", "profile") for one in _entries(place)]
    return max((one for one in known if plain == one or plain.startswith(f"{one}/")), key=len, default="")


def _entries(place: str) -> Iterator[MenuEntry]:
    running = (plugin for plugin in plugins() if switches.active(plugin.name))
    return (one for plugin in running for one in plugin.manifest.menu if one.place == place)


def _link(one: MenuEntry, t: Translator, section: str) -> MenuLink:
    return MenuLink(href=one.path, label=pick(one.title, t.locale), icon=one.icon, current=one.path == section)
