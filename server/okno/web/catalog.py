"""All services: by direction, or found by words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from okno.catalog.favourites import favourites_of
from okno.catalog.find import Found, words_of
from okno.catalog.model import Service
from okno.catalog.shelf import Shelf
from okno.catalog.tree import Branch
from okno.http import Page, page
from okno.i18n import Translator
from okno.settings import Settings
from okno.text import N_, one_line, pick, plural
from okno.themes.contexts import CatalogPage, CategoryLine, ServiceGroup
from okno.web.bulletin import troubles
from okno.web.carried import carried_href
from okno.web.services import category_line, closed, service_line
from okno.web.shell import Screen

LONGEST = 100
SUGGESTED = 6


class Catalog(Screen):
    """Services, searched and narrowed."""

    section = "catalog"

    async def load(self) -> None:
        """Reads what is wanted; a direction that this person does not have is none."""
        self.shelf = await Shelf.of(self.actor.id)
        self.q = one_line(self.query.get("q", ""), LONGEST)
        self.tree = self.shelf.tree()
        wanted = self.query.get("category", "")
        self.branch = next((one for top in self.tree for one in top.walk() if one.category.key == wanted), None)
        self.key = wanted if self.branch is not None else ""
        self.starred = self.query.get("starred") == "1"

    async def context(self) -> CatalogPage:
        """What is found, the best first; without a search all by direction."""
        self.kept = await favourites_of(self.actor.id)
        found = self.shelf.find(self.q, self.t.locale) if self.q else Found(self._all())
        some = [one for one in found.services if not self.starred or one.key in self.kept]
        inside = {one.key for one in self.branch.services} if self.branch is not None else None
        shown = [one for one in some if inside is None or one.key in inside]
        general = self.shelf.general(self.key)
        return CatalogPage(
            q=self.q,
            category=self.key,
            categories=self._categories(some),
            groups=self._found(shown, found.heard) if self.q else self._groups(shown),
            total=len(shown),
            title=pick(self.branch.category.title, self.t.locale) if self.branch is not None else "",
            path=tuple(self._line(one) for one in self._above()[:-1]),
            below=tuple(self._line(one) for one in self.branch.below) if self.branch is not None else (),
            heard=found.heard,
            sought=f"{self.q} {found.heard}".strip(),
            starred=self.starred,
            general_href=carried_href(general, self.q) if general is not None else "",
            bulletins=await troubles(self.actor, self.t, self.shelf),
            closed=closed(self.shelf, self.t),
        )

    def _all(self) -> list[Service]:
        return [one for top in self.tree for one in top.services]

    def _above(self) -> Sequence[Branch]:
        """The direction with those above it, the highest first."""
        keys = {one.key for one in self.shelf.lineage(self.key)}
        return [one for top in self.tree for one in top.walk() if one.category.key in keys]

    # The list of directions ----------------------------------------------------------------------------------

    def _categories(self, found: Collection[Service]) -> tuple[CategoryLine, ...]:
        """All services, then the directions; of those that are open the ones below them."""
        keys = {one.key for one in found}
        everything = CategoryLine(
            href=self._href(""),
            title=self.t.say(N_("All services")),
            count=self._count(len(keys), len(self.shelf.services)),
            current=not self.key,
        )
        return (everything, *(self._narrowing(top, keys) for top in self.tree))

    def _narrowing(self, branch: Branch, found: Collection[str]) -> CategoryLine:
        key = branch.category.key
        is_open = self.branch is not None and key in {one.key for one in self.shelf.lineage(self.key)}
        n = sum(1 for one in branch.services if one.key in found)
        return CategoryLine(
            href=self._href(key),
            title=pick(branch.category.title, self.t.locale),
            count=self._count(n, len(branch.services)),
            icon=branch.category.icon,
            current=key == self.key,
            below=tuple(self._narrowing(one, found) for one in branch.below) if is_open else (),
        )

    def _line(self, branch: Branch) -> CategoryLine:
        return category_line(branch, self.t)

    def _count(self, found: int, total: int) -> str:
        narrowed = self.q or self.starred
        return self.t.say(N_("%(found)s of %(total)s", found=found, total=total)) if narrowed else str(total)

    def _href(self, key: str) -> str:
        wanted = {"category": key, "q": self.q, "starred": "1" if self.starred else ""}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return "/catalog" + (f"?{query}" if query else "")

    # The services --------------------------------------------------------------------------------------------

    def _groups(self, shown: Collection[Service]) -> tuple[ServiceGroup, ...]:
        """By direction, in the order of the catalog; those below another one after it, with its name."""
        keys = {one.key for one in shown}
        branches = [one for top in ([self.branch] if self.branch is not None else self.tree) for one in top.walk()]
        groups = ((one, [service for service in one.own if service.key in keys]) for one in branches)
        return tuple(
            ServiceGroup(
                title=self._title(branch),
                services=tuple(service_line(one, self.t, self.kept) for one in services),
            )
            for branch, services in groups
            if services
        )

    def _title(self, branch: Branch) -> str:
        """The names of a direction and of those above it, from the one that is shown on."""
        chain = self.shelf.lineage(branch.category.key)
        names = [pick(one.title, self.t.locale) for one in chain]
        start = next((n for n, one in enumerate(chain) if one.key == self.key), -1)
        return " / ".join(names[min(start + 1, len(names) - 1) :])

    def _found(self, shown: Sequence[Service], heard: str) -> tuple[ServiceGroup, ...]:
        """One list, the best first; each service with its direction."""
        if not shown:
            return ()
        n = len(shown)
        title = plural("%(n)s service for “%(q)s”", "%(n)s services for “%(q)s”", n, q=heard or self.q)
        lines = (service_line(one, self.t, self.kept, place=place_of(self.shelf, one, self.t)) for one in shown)
        return (ServiceGroup(title=self.t.say(title), services=tuple(lines)),)


def place_of(shelf: Shelf, service: Service, t: Translator) -> str:
    """The direction of a service with those above it, in words."""
    return " / ".join(pick(one.title, t.locale) for one in shelf.lineage(service.category))


async def suggestions(current: Page) -> Response:
    """What may be meant by what is typed so far; without a script the form leads to the whole list."""
    q = one_line(current.query.get("q", ""), LONGEST)
    shelf, t = await Shelf.of(current.actor.id), current.t
    found = shelf.find(q, t.locale) if words_of(q) else Found([])
    lines = [(one, service_line(one, t)) for one in found.services[:SUGGESTED]]
    general = shelf.general()
    return JSONResponse(
        {
            "heard": found.heard,
            "items": [
                {"title": line.title, "line": f"{place_of(shelf, one, t)} · {line.term}", "href": line.href}
                for one, line in lines
            ],
            "general": carried_href(general, q) if general is not None else "",
        }
    )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the catalog."""
    return [
        page("/catalog", Catalog, needs="service.order", methods=("GET",)),
        page("/services/suggest", suggestions, needs="service.order", methods=("GET",)),
    ]
