"""How services and directions of the catalog look in lists."""

from __future__ import annotations

from collections.abc import Sequence

from okno.catalog import registry
from okno.catalog.model import Category, Service
from okno.i18n import Translator
from okno.text import N_, pick
from okno.themes.contexts import CategoryLine, ServiceLine


def service_line(service: Service, t: Translator) -> ServiceLine:
    """A service with the time in which it is done."""
    return ServiceLine(
        key=service.key,
        href=f"/catalog/{service.key}",
        title=pick(service.title, t.locale),
        summary=pick(service.summary, t.locale),
        icon=service.icon,
        term=t.say(N_("in %(term)s", term=t.working(registry.terms(service).resolve))),
        note=t.say(N_("answer in %(term)s", term=t.working(registry.terms(service).respond))),
    )


def category_line(category: Category, services: Sequence[Service], t: Translator) -> CategoryLine:
    """A direction with the number of its services."""
    return CategoryLine(
        href=f"/catalog?category={category.key}",
        title=pick(category.title, t.locale),
        count=str(len(services)),
        icon=category.icon,
    )


def category_of(service: Service) -> Category | None:
    """The direction of a service."""
    return registry.current().categories.get(service.category)
