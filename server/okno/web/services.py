"""How services and directions of the catalog look in lists."""

from __future__ import annotations

from collections.abc import Collection

from okno.catalog import registry
from okno.catalog.model import Category, Service
from okno.catalog.shelf import Shelf
from okno.catalog.tree import Branch
from okno.i18n import Translator
from okno.text import N_, pick
from okno.themes.contexts import CategoryLine, ServiceLine


def service_line(service: Service, t: Translator, starred: Collection[str] = (), *, place: str = "") -> ServiceLine:
    """A service with the time in which it is done; `starred` are the keys of the person's favourites."""
    return ServiceLine(
        key=service.key,
        href=f"/catalog/{service.key}",
        title=pick(service.title, t.locale),
        summary=pick(service.summary, t.locale),
        icon=service.icon,
        term=t.say(N_("in %(term)s", term=t.working(registry.terms(service).resolve))),
        note=t.say(N_("answer in %(term)s", term=t.working(registry.terms(service).respond))),
        starred=service.key in starred,
        place=place,
    )


def closed(shelf: Shelf, t: Translator) -> str:
    """Why no services are shown; "" when they are."""
    if shelf.closed is None:
        return ""
    return t.say(N_("The services can’t be shown at the moment. Try again in a few minutes, or call the support."))


def category_line(branch: Branch, t: Translator) -> CategoryLine:
    """A direction with the number of the services in it and below it."""
    return CategoryLine(
        href=category_href(branch.category.key),
        title=pick(branch.category.title, t.locale),
        count=str(len(branch.services)),
        icon=branch.category.icon,
    )


def category_href(key: str) -> str:
    """The page of a direction."""
    return f"/catalog?category={key}"


def category_of(service: Service) -> Category | None:
    """The direction of a service."""
    return registry.current().categories.get(service.category)
