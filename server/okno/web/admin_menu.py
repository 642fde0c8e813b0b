"""The sections of administration: each is shown to those who have its right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import Actor, may
from okno.errors import Forbidden
from okno.http import Page, page
from okno.i18n import Translator
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.contexts import AdminEntry


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
    Section("failures", "/admin/failures", N_("Failures"), "system.view", OVERSIGHT),
)


def entries(actor: Actor, t: Translator) -> tuple[AdminEntry, ...]:
    """The sections that this person may open; () for who administers nothing."""
    return tuple(
        AdminEntry(section=one.key, href=one.href, label=t.say(one.title), group=t.say(one.group))
        for one in SECTIONS
        if may(actor, one.right)
    )


async def first_section(current: Page) -> Response:
    """Goes to the first section that this person may open."""
    found = entries(current.actor, current.t)
    if not found:
        raise Forbidden
    return current.redirect(found[0].href)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The door to the sections: it is everybody's, and shows nothing by itself."""
    return [page("/admin", first_section, needs="profile.edit", methods=("GET",))]
