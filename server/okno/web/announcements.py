"""Announcements and outages: the list, one of them, “me too”, and its end."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import announcements
from okno.access import may
from okno.announcements import PUBLISH, Announcement
from okno.catalog.shelf import Shelf
from okno.clock import from_us, now_us
from okno.http import local, page
from okno.people import get as get_person
from okno.settings import Settings
from okno.text import N_
from okno.themes.announcements import AnnouncementPage, AnnouncementsPage
from okno.web.announcement_form import Edit, New
from okno.web.bulletin import LIVE, Bulletin
from okno.web.shell import Screen


class Announcements(Screen):
    """What is going on, what is planned, what was lately."""

    section = "home"

    async def context(self) -> AnnouncementsPage:
        """All that the person may know of."""
        found = {stage: await announcements.staged(self.actor, stage) for stage in ("now", "planned", "past")}
        every = [one for some in found.values() for one in some]
        bulletin = await Bulletin.of(self.actor, self.t, every, await Shelf.of(self.actor.id))
        return AnnouncementsPage(
            now=bulletin.views(found["now"]),
            planned=bulletin.views(found["planned"]),
            past=bulletin.views(found["past"]),
            can_publish=may(self.actor, PUBLISH),
            live=f"{LIVE} person:{self.actor.id}",
        )


class One(Screen):
    """One announcement. A subclass does one thing with it and shows it again when that is refused."""

    section = "home"
    one: Announcement

    async def load(self) -> None:
        """Finds it through the predicate: what is not for this person is not found."""
        self.one = await announcements.get(self.actor, str(self.params["number"]))

    @property
    def address(self) -> str:
        """Its page."""
        return f"/announcements/{self.one.id}"

    async def context(self) -> AnnouncementPage:
        """The announcement as it is now."""
        if self.problem is not None:
            await self.load()
        bulletin = await Bulletin.of(self.actor, self.t, [self.one], await Shelf.of(self.actor.id))
        author = await get_person(self.one.author_id)
        told = N_("%(name)s, %(when)s")
        when = self.t.moment(from_us(self.one.created_at))
        publishes = may(self.actor, PUBLISH)
        return AnnouncementPage(
            one=bulletin.view(self.one),
            author=self.t.say(told.msgid, name=author.name, when=when) if author is not None else when,
            version=self.one.version,
            can_end=publishes and self.one.over_at(now_us()) is None,
            notice=self.notice,
            live=f"{LIVE} person:{self.actor.id}",
        )


class MeToo(One):
    """“I have it too”, and taking it back."""

    async def act(self) -> Response:
        """Writes it down, and goes back to where the button was."""
        back = local(self.text("next"), self.address) if self.text("next") else self.address
        if self.text("on") == "0":
            await announcements.not_me(self.actor, self.one.id)
            return self.go(back, self.t.say(N_("You will not be told about it")))
        await announcements.me_too(self.actor, self.one.id)
        return self.go(back, self.t.say(N_("Written down. We tell you when it works again")))


class End(One):
    """It is over."""

    async def act(self) -> Response:
        """Ends it; whoever has said “me too” hears of it."""
        sent = self.text("version")
        version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
        told = bool(await announcements.affected_people(self.one.id))
        await announcements.end(self.actor, self.one.id, version=version)
        said = N_("It is over, and everybody who has it is told") if told else N_("The announcement is over")
        return self.go(self.address, self.t.say(said))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of announcements."""
    return [
        page("/announcements", Announcements, needs="service.order", methods=("GET",)),
        page("/announcements/new", New, needs=PUBLISH),
        page("/announcements/{number}", One, needs="service.order", methods=("GET",)),
        page("/announcements/{number}/me-too", MeToo, needs="service.order"),
        page("/announcements/{number}/edit", Edit, needs=PUBLISH),
        page("/announcements/{number}/end", End, needs=PUBLISH),
    ]
