"""For whom a service exists: the one predicate, and what it asks of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from okno.catalog.model import Audience
from okno.db import fetch
from okno.people import groups
from okno.text import search_key


@dataclass(frozen=True)
class Belonging:
    """The groups and the department of a person, as they are compared."""

    groups: frozenset[str] = frozenset()
    department: str = ""


def admits(audience: Audience, one: Belonging) -> bool:
    """Whether who belongs so is in the audience: in one of its groups or departments; an empty one is everybody.

    A department is one name: what is above or below it in the company is another one.
    """
    if not audience.groups and not audience.departments:
        return True
    if one.groups & {search_key(name) for name in audience.groups}:
        return True
    return in_departments(audience.departments, one)


def in_departments(names: Iterable[str], one: Belonging) -> bool:
    """Whether the person is in one of the departments."""
    return bool(one.department) and one.department in {search_key(name) for name in names}


async def belonging(person_id: int) -> Belonging:
    """What a person belongs to; nothing for whoever does not exist."""
    rows = await fetch("SELECT department FROM person WHERE id = $1", person_id)
    if not rows:
        return Belonging()
    return Belonging(frozenset(await groups.keys_of(person_id)), search_key(rows[0]["department"]))
