"""All services: by direction, or found by words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from starlette.routing import BaseRoute

from okno.catalog import registry
from okno.catalog.model import Category, Service
from okno.http import page
from okno.settings import Settings
from okno.text import N_, one_line, pick, plural
from okno.themes.contexts import CatalogPage, CategoryLine, ServiceGroup
from okno.web.services import service_line
from okno.web.shell import Screen

LONGEST = 100


class Catalog(Screen):
    """Services, searched and narrowed."""

    section = "catalog"

    async def context(self) -> CatalogPage:
        """What is found, the best direction first."""
        self.q = one_line(self.query.get("q", ""), LONGEST)
        everything = registry.categories()
        self.key = next((one.key for one, _ in everything if one.key == self.query.get("category")), "")
        found = registry.find(self.q, self.t.locale) if self.q else [one for _, all_ in everything for one in all_]
        shown = [one for one in found if not self.key or one.category == self.key]
        return CatalogPage(
            q=self.q,
            category=self.key,
            categories=self._categories(everything, found),
            groups=self._groups(everything, shown) or self._instead(),
            total=len(shown),
        )

    def _categories(
        self, everything: Sequence[tuple[Category, list[Service]]], found: Sequence[Service]
    ) -> tuple[CategoryLine, ...]:
        total = sum(len(services) for _, services in everything)
        lines = [self._category("", self.t.gettext(N_("All services").msgid), "layout-grid", len(found), total)]
        for one, services in everything:
            n = sum(1 for service in found if service.category == one.key)
            lines.append(self._category(one.key, pick(one.title, self.t.locale), one.icon, n, len(services)))
        return tuple(lines)

    def _category(self, key: str, title: str, icon: str, found: int, total: int) -> CategoryLine:
        wanted = {name: value for name, value in (("category", key), ("q", self.q)) if value}
        count = self.t.say(N_("%(found)s of %(total)s", found=found, total=total)) if self.q else str(total)
        href = "/catalog" + (f"?{urlencode(wanted)}" if wanted else "")
        return CategoryLine(href=href, title=title, count=count, icon=icon, current=key == self.key)

    def _groups(
        self, everything: Iterable[tuple[Category, list[Service]]], shown: Sequence[Service]
    ) -> tuple[ServiceGroup, ...]:
        """By direction: in the order of the catalog, or, after a search, of the best service."""
        titles = {one.key: pick(one.title, self.t.locale) for one, _ in everything}
        order = dict.fromkeys(service.category for service in shown)
        keys = order if self.q else [key for key in titles if key in order]
        return tuple(self._group(titles[key], [one for one in shown if one.category == key]) for key in keys)

    def _group(self, title: str, services: Sequence[Service]) -> ServiceGroup:
        n = len(services)
        note = plural("%(n)s service for “%(q)s”", "%(n)s services for “%(q)s”", n, q=self.q)
        return ServiceGroup(
            title=title,
            services=tuple(service_line(one, self.t) for one in services),
            note=self.t.say(note) if self.q else "",
        )

    def _instead(self) -> tuple[ServiceGroup, ...]:
        """Nothing is found: the service that takes a request in one's own words."""
        category = registry.current().categories.get(self.key)
        key = category.general if category is not None else registry.general_service()
        general = registry.service(key) if key else None
        if not self.q or general is None:
            return ()
        return (
            ServiceGroup(
                title=self.t.say(N_("Nothing found for “%(q)s”", q=self.q)),
                services=(service_line(general, self.t),),
                note=self.t.say(N_("Tell it in your own words, and we find who helps")),
            ),
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the catalog."""
    return [page("/catalog", Catalog, needs="service.order", methods=("GET",))]
