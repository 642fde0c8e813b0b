"""The first page: what do you need, and what is going on."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute

from okno import announcements
from okno.announcements import NEWS
from okno.catalog.favourites import favourites_of
from okno.catalog.model import Service
from okno.catalog.shelf import Shelf
from okno.http import page
from okno.settings import Settings
from okno.themes.bulletin import AnnouncementView
from okno.themes.contexts import PortalPage
from okno.tickets import reading
from okno.tickets.demand import ordered_lately, popular_with
from okno.web.bulletin import Bulletin
from okno.web.requests import mine_rows, urgency
from okno.web.services import category_line, closed, service_line
from okno.web.shell import Screen

PANES = 8
FEW = 4
SHOWN = 5
NEWS_SHOWN = 3


class Portal(Screen):
    """Search, what one keeps at hand, what colleagues order, one's own open requests."""

    section = "home"

    async def context(self) -> PortalPage:
        """The page of the person who looks."""
        self.shelf = await Shelf.of(self.actor.id)
        found = await reading.mine(self.actor)
        before = None if found.items else await reading.mine(self.actor, closed=True, limit=1)
        first = sorted(found.items, key=urgency)[:SHOWN]
        kept = self.shelf.some(await favourites_of(self.actor.id))
        recent = self.shelf.some(await ordered_lately(self.actor.id))[:FEW]
        popular, here = await self._popular(kept)
        starred = {one.key for one in kept}
        going, news = await self._announcements()
        hinted = [one for one in self.shelf.popular() if one not in popular] if not recent else []
        return PortalPage(
            greeting=self.person.first_name,
            services=len(self.shelf.services),
            categories=tuple(category_line(branch, self.t) for branch in self.shelf.tree()),
            mine=await mine_rows(first, self.actor, self.t),
            mine_total=await reading.open_count(self.actor),
            has_closed=before is not None and bool(before.items),
            favourites=tuple(service_line(one, self.t, starred) for one in kept[:PANES]),
            more_favourites=len(kept) > PANES,
            popular=tuple(service_line(one, self.t, starred) for one in popular),
            popular_here=here,
            recent=tuple(service_line(one, self.t) for one in recent),
            hints=tuple(service_line(one, self.t) for one in hinted[:FEW]),
            bulletins=going,
            news=news,
            live=f"person:{self.actor.id}",
            closed=closed(self.shelf, self.t),
        )

    async def _popular(self, kept: Sequence[Service]) -> tuple[list[Service], bool]:
        """What colleagues order, else what the catalog calls popular; what stands above already is left out."""
        most = FEW if kept else PANES
        here = [one for one in self.shelf.some(await popular_with(self.person.department)) if one not in kept]
        if here:
            return here[:most], True
        return [one for one in self.shelf.popular() if one not in kept][:most], False

    async def _announcements(self) -> tuple[tuple[AnnouncementView, ...], tuple[AnnouncementView, ...]]:
        """What does not work now, for the top of the page; news and what is planned, for its side."""
        now, planned = [await announcements.staged(self.actor, stage) for stage in ("now", "planned")]
        bulletin = await Bulletin.of(self.actor, self.t, [*now, *planned], self.shelf)
        news = [*planned, *(one for one in now if one.kind == NEWS)]
        return bulletin.views(one for one in now if one.kind != NEWS), bulletin.views(news[:NEWS_SHOWN])


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the first page."""
    return [page("/", Portal, needs="service.order", methods=("GET",))]
