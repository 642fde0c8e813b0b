"""The catalog as one person has it: what is not for him does not exist.

All pages and REST read services from a shelf; a rule test keeps them from reading the registry around it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from okno.access import Actor, may
from okno.catalog import registry
from okno.catalog.audience import admits, belonging
from okno.catalog.find import Found
from okno.catalog.hooks import catalog_visible
from okno.catalog.model import Catalog, Category, Service
from okno.catalog.tree import Branch, grow, lineage
from okno.db import beforehand
from okno.hooks import CheckFailed
from okno.people import get as get_person


@dataclass(frozen=True)
class Shelf:
    """The services that exist for somebody, in the catalog in force when it was made.

    `closed`: a plugin that hides services from people can't say which; until it can there are none.
    """

    catalog: Catalog
    services: Mapping[str, Service]
    closed: CheckFailed | None = None

    @classmethod
    async def of(cls, person_id: int) -> Shelf:
        """What this person may order for himself."""
        catalog = registry.current()
        narrow = [one for one in catalog.services.values() if one.visible_to.groups or one.visible_to.departments]
        shelf = cls(catalog, catalog.services)
        if narrow:
            his = await belonging(person_id)
            hidden = {one.key for one in narrow if not admits(one.visible_to, his)}
            shelf = cls(catalog, {key: one for key, one in catalog.services.items() if key not in hidden})
        return await shelf._left_by_plugins(person_id) if catalog_visible.asked() else shelf

    @classmethod
    async def for_work(cls, person_id: int, teams: Collection[str]) -> Shelf:
        """What somebody meets in his work: what he may order, and what his teams (their keys) deliver."""
        own = await cls.of(person_id)
        theirs = {key: one for key, one in own.catalog.services.items() if one.team in teams}
        return cls(own.catalog, {**own.services, **theirs}, own.closed)

    @classmethod
    async def for_order(cls, actor: Actor, customer_id: int) -> Shelf:
        """What an actor may order for a customer.

        Whoever orders for others by right orders what the customer may; anybody else what both of them may.
        """
        theirs = await cls.of(customer_id)
        if actor.id == customer_id or may(actor, "ticket.behalf"):
            return theirs
        own = await cls.of(actor.id)
        both = {key: one for key, one in theirs.services.items() if key in own.services}
        return cls(theirs.catalog, both, theirs.closed or own.closed)

    async def _left_by_plugins(self, person_id: int) -> Shelf:
        """What plugins leave of it; they only take away."""
        person = await get_person(person_id)
        if person is None:
            return self
        seen = frozenset(self.services)
        key = ("catalog_visible", person_id, seen)
        try:
            left: Any = await beforehand(key, lambda: catalog_visible(seen, person=person))
        except CheckFailed as failed:
            return replace(self, services={}, closed=failed)
        return replace(self, services={key: one for key, one in self.services.items() if key in left})

    def opened(self) -> Shelf:
        """Give the shelf itself. Raises CheckFailed while nobody knows which services there are."""
        if self.closed is not None:
            raise self.closed
        return self

    def service(self, key: str) -> Service | None:
        """Find a service."""
        return self.services.get(key)

    def some(self, keys: Iterable[str]) -> list[Service]:
        """Give those of the services that are here, in the order of the keys."""
        return [self.services[key] for key in keys if key in self.services]

    def find(self, query: str, locale: str) -> Found:
        """Search the services, the best first."""
        whole = len(self.services) == len(self.catalog.services)
        return registry.index().find(query, locale, None if whole else self.services)

    def popular(self) -> list[Service]:
        """Give the services that the catalog calls popular."""
        return [one for one in self.services.values() if one.popular]

    def tree(self) -> tuple[Branch, ...]:
        """Give the directions that have services, as a tree."""
        general = {spec.general for spec in self.catalog.teams.values()}
        return grow(self.catalog.categories, self.services.values(), general)

    def lineage(self, key: str) -> tuple[Category, ...]:
        """Give a direction with those above it, the highest first."""
        return lineage(self.catalog.categories, key)

    def general(self, category: str = "") -> Service | None:
        """Find the service that takes a request in free words: of a direction or one above it, else of the first."""
        above = [one.general for one in reversed(self.lineage(category))]
        first = [one.general for one in sorted(self.catalog.categories.values(), key=lambda one: (one.sort, one.key))]
        return next(iter(self.some([*above, *first])), None)
