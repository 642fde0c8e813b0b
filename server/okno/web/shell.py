"""What surrounds every page: the menu, its counters, the look that the person has chosen."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from okno.access import Actor, may
from okno.db import load_json
from okno.db.together import together
from okno.http import Page, Visit
from okno.live import Ear, Hub
from okno.notify.notices import has_unread, unread_count
from okno.people import absence, preferences
from okno.text import N_
from okno.themes import contexts, fill, render
from okno.themes.contexts import Shell, ToastView
from okno.tickets import my_approvals
from okno.tickets.reading import open_ones
from okno.web import admin_menu, alarm, menus, toast
from okno.web.approval_views import waiting_for
from okno.web.emergency_link import offered
from okno.web.faces import person_view

THEME_COOKIE = "okno_theme"
"""The theme that somebody chose before signing in."""
THEMES = ("light", "dark", "contrast")
KEYS = "keys"
"""The preference that switches single keys of the keyboard off."""


class Screen(Page):
    """A page inside its shell. A subclass fills `context` instead of `show`."""

    section = ""
    """Which entry of the menu is marked; see `Shell.section`."""

    def __init__(self, request: Request, visit: Visit, permission: str) -> None:
        super().__init__(request, visit, permission)
        hub: Hub | None = getattr(request.app.state, "hub", None)
        actor = visit.actor
        # Taken before anything is read: what changes from now on is heard by the page.
        self.live = hub.place(Ear(actor.id, actor.topics)) if hub is not None and actor is not None else ""

    async def context(self) -> contexts.Page | Response:
        """What is seen: the context of a template, or a ready answer."""
        raise NotImplementedError

    async def show(self) -> Response:
        """The page as HTML, with what is to be said once."""
        context = await self.context()
        if isinstance(context, Response):
            return context
        said = None if self.visit.embedded else toast.taken(self.request, self.visit)
        theme = self.request.cookies.get(THEME_COOKIE, "")
        section = self.section or menus.section_of(self.visit.path)
        shell = await shell_of(self.visit, section=section, said=said, theme=theme, live=self.live)
        html = render(context, shell, await fill(context, shell, self.visit.actor))
        response = HTMLResponse(html, self.problem.status if self.problem is not None else 200)
        if said is not None:
            toast.forget(response, self.visit)
        return response

    def go(self, path: str, said: str = "", *, href: str = "", link: str = "", undo: str = "") -> RedirectResponse:
        """Sends the browser to a page of ours, which says what was done, and where it can be taken back (`undo`)."""
        response = self.redirect(path)
        if said:
            toast.put(response, self.visit, said, href=href, link=link, undo=undo)
        return response


async def show(visit: Visit, page: contexts.Page) -> str:
    """The HTML of a page that has no screen of its own, such as an error."""
    page, shell = offered(visit, page), await shell_of(visit)
    return render(page, shell, await fill(page, shell, visit.actor))


async def shell_of(
    visit: Visit, *, section: str = "", said: ToastView | None = None, theme: str = "", live: str = ""
) -> Shell:
    """The shell for whoever looks."""
    settings, person, actor = visit.settings, visit.person, visit.actor
    core = admin_menu.entries(actor, visit.t) if actor is not None else ()
    alarmed = ""
    if visit.path.startswith("/admin"):
        core = await admin_menu.counted(core)
        alarmed = await alarm.told(visit.settings, visit.t) if core else ""
    sections = (*core, *menus.sections(actor, visit.t)) if actor is not None else ()
    phone = settings.support_phone
    surroundings = {
        "locale": visit.locale,
        "csrf": visit.csrf,
        "company": settings.company,
        "path": visit.path,
        "section": section,
        "support": visit.t.say(N_("Help desk: %(phone)s", phone=phone)) if phone else "",
        "skin": settings.theme,
        "toast": said,
        "request_id": visit.request_id,
    }
    if person is None or actor is None:
        return Shell(person=None, theme=theme if theme in THEMES else "", **surroundings)  # type: ignore[arg-type]
    agent = may(actor, "desk.open")
    told = await _told(actor)
    return Shell(
        person=person_view(person),
        theme=person.theme,
        density=person.density,
        keys=not agent or told.keys != "off",
        is_agent=agent,
        is_admin=bool(sections),
        admin=sections,
        mine=told.mine,
        approvals=waiting_for(told.approvals),
        unread=told.unread,
        live=live,
        alarm=alarmed,
        menus=menus.menus_of(actor, visit.t, section),
        **surroundings,  # type: ignore[arg-type]
    )


@dataclass(frozen=True)
class _Told:
    """The numbers of the menu, and whether single keys work."""

    keys: object
    mine: int
    approvals: int
    unread: int


async def _told(actor: Actor) -> _Told:
    """Asked on every page, so in one statement; only who has something to count further is asked about again."""
    keys, mine, approvals, stands_in, unread = await together(
        [
            preferences.asked(actor.id, KEYS),
            open_ones(actor),
            my_approvals.own_count(actor),
            absence.stands_in(actor.id),
            has_unread(actor),
        ]
    )
    return _Told(
        keys=load_json(keys) if keys is not None else None,
        mine=int(mine),
        approvals=await my_approvals.count(actor) if stands_in else int(approvals),
        unread=await unread_count(actor) if unread else 0,
    )
