"""The first page: what do you need, and what is going on."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute

from okno.catalog import registry
from okno.http import page
from okno.settings import Settings
from okno.themes.contexts import PortalPage
from okno.tickets import reading
from okno.web.requests import mine_rows, urgency
from okno.web.services import category_line, service_line
from okno.web.shell import Screen

PANES = 8
HINTS = 4
SHOWN = 5


class Portal(Screen):
    """Search, popular services, one's own open requests."""

    section = "home"

    async def context(self) -> PortalPage:
        """The page of the person who looks."""
        popular = registry.popular()
        found = await reading.mine(self.actor)
        before = None if found.items else await reading.mine(self.actor, closed=True, limit=1)
        first = sorted(found.items, key=urgency)[:SHOWN]
        return PortalPage(
            greeting=self.person.first_name,
            popular=tuple(service_line(one, self.t) for one in popular[:PANES]),
            services=len(registry.current().services),
            categories=tuple(category_line(one, services, self.t) for one, services in registry.categories()),
            mine=await mine_rows(first, self.actor, self.t),
            mine_total=await reading.open_count(self.actor),
            has_closed=before is not None and bool(before.items),
            hints=tuple(service_line(one, self.t) for one in popular[PANES : PANES + HINTS]),
            live=f"person:{self.actor.id}",
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the first page."""
    return [page("/", Portal, needs="service.order", methods=("GET",))]
