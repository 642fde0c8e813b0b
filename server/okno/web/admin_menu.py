"""The sections of administration: each is shown to those who have its right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import Actor, may
from okno.channels.quarantine import COUNT_TO, RIGHT, waiting
from okno.errors import Forbidden
from okno.extend import plugins
from okno.http import Page, page
from okno.i18n import Translator
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.contexts import AdminEntry
from okno.web import menus
from okno.web.plugin_words import is_hot


@dataclass(frozen=True)
class Section:
    """A section: the key that marks it in the menu, its first page, the right that this page asks for, its group."""

    key: str
    href: str
    title: Phrase
    right: str
    group: Phrase


WHO = N_("People and rights")
WHAT = N_("What can be ordered")
OVERSIGHT = N_("Oversight")
SECTIONS = (
    Section("people", "/admin/people", N_("People"), "people.manage", WHO),
    Section("teams", "/admin/teams", N_("Teams"), "teams.manage", WHO),
    Section("roles", "/admin/roles", N_("Roles"), "access.see", WHO),
    Section("access", "/admin/access", N_("Who may what"), "access.see", WHO),
    Section("admin-catalog", "/admin/catalog", N_("Catalog"), "catalog.manage", WHAT),
    Section("audit", "/admin/audit", N_("Audit log"), "audit.see", OVERSIGHT),
    Section("sessions", "/admin/sessions", N_("Sessions and tokens"), "session.manage", OVERSIGHT),
    Section("emergency", "/admin/emergency", N_("Emergency access"), "ticket.emergency", OVERSIGHT),
    Section("messages", "/admin/messages", N_("Messages"), RIGHT, OVERSIGHT),
    Section("failures", "/admin/failures", N_("Failures"), "system.view", OVERSIGHT),
    Section("plugins", "/admin/plugins", N_("Plugins"), "plugin.manage", OVERSIGHT),
)


def entries(actor: Actor, t: Translator) -> tuple[AdminEntry, ...]:
    """The sections that this person may open; () for who administers nothing."""
    return tuple(
        AdminEntry(
            section=one.key,
            href=one.href,
            label=t.say(one.title),
            group=t.say(one.group),
            count=_count(one.key),
        )
        for one in SECTIONS
        if may(actor, one.right)
    )


def _count(section: str) -> str:
    """How many things of a section need a person."""
    hot = sum(map(is_hot, plugins())) if section == "plugins" else 0
    return str(hot) if hot else ""


async def counted(sections: tuple[AdminEntry, ...]) -> tuple[AdminEntry, ...]:
    """The same with how many messages wait for a person, which only the database knows."""
    if not any(one.section == "messages" for one in sections):
        return sections
    number = await waiting()
    count = f"{COUNT_TO}+" if number > COUNT_TO else str(number) if number else ""
    return tuple(replace(one, count=count) if one.section == "messages" else one for one in sections)


async def first_section(current: Page) -> Response:
    """Goes to the first section that this person may open."""
    found = (*entries(current.actor, current.t), *menus.sections(current.actor, current.t))
    if not found:
        raise Forbidden
    return current.redirect(found[0].href)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The door to the sections: it is everybody's, and shows nothing by itself."""
    return [page("/admin", first_section, needs="profile.edit", methods=("GET",))]
