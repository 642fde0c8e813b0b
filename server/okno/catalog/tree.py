"""The directions of the catalog as a tree, each with the services in it and below it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from okno.catalog.model import Category, Service


@dataclass(frozen=True)
class Branch:
    """A direction with its own services and the directions below it; none of these is empty."""

    category: Category
    own: Sequence[Service] = ()
    below: Sequence[Branch] = ()

    @property
    def services(self) -> list[Service]:
        """All services of the direction: its own, then those of the directions below it."""
        return [*self.own, *(one for branch in self.below for one in branch.services)]

    def walk(self) -> Iterator[Branch]:
        """The branch itself and all below it."""
        yield self
        for branch in self.below:
            yield from branch.walk()


def grow(
    categories: Mapping[str, Category], services: Collection[Service], general: Collection[str]
) -> tuple[Branch, ...]:
    """The tree of what has services, each level in the order of the catalog; `general` services stand last.

    A direction whose parents go round in a circle, or lead to none, stands at the top.
    """
    ordered = sorted(categories.values(), key=lambda one: (one.sort, one.key))
    shown = sorted(services, key=lambda one: one.key in general)
    top = [one for one in ordered if not lineage(categories, one.key)[:-1]]

    def branch(category: Category, above: frozenset[str]) -> Branch:
        path = above | {category.key}
        below = [one for one in ordered if one.parent == category.key and one.key not in path and one not in top]
        return Branch(
            category,
            tuple(one for one in shown if one.category == category.key),
            tuple(made for made in (branch(one, path) for one in below) if made.services),
        )

    return tuple(made for made in (branch(one, frozenset()) for one in top) if made.services)


def lineage(categories: Mapping[str, Category], key: str) -> tuple[Category, ...]:
    """A direction with those above it, the highest first; () for none. In a circle each stands alone."""
    chain: list[Category] = []
    current = categories.get(key)
    while current is not None:
        if current in chain:
            return (chain[0],)
        chain.append(current)
        current = categories.get(current.parent) if current.parent is not None else None
    return tuple(reversed(chain))
