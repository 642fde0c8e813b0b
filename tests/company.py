"""A small company on the starter catalog, for tests that need people with rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from okno import access, people, teams
from okno.access import Actor
from okno.catalog import registry, store
from okno.catalog.loader import load
from okno.catalog.model import Catalog
from okno.data import data_root
from okno.tickets import Order, Ticket, order

MONITOR: Mapping[str, Any] = {"model": "27", "reason": "second", "place": "Лесная, 5, каб. 214"}
MONITOR_TEAM = "it-devices"


@dataclass(frozen=True)
class Company:
    """Who works here: an employee, a stranger to her, two agents of the team for monitors, one of another team."""

    anna: Actor
    stranger: Actor
    boris: Actor
    vera: Actor
    fedor: Actor
    admin: Actor

    async def order(self, **more: Any) -> Ticket:
        """A monitor for Anna."""
        wish = {"service": "monitor", "answers": MONITOR, **more}
        return await order(self.anna, Order(**wish))


async def hire(login: str, name: str, *, role: str = "", team: str = "") -> Actor:
    """A person with a role and a team, as an actor."""
    person_id = await people.create(login=login, name=name)
    if role:
        await access.grant(person_id, role)
    if team:
        found = await teams.by_key(team)
        assert found is not None
        await teams.join(found.id, person_id)
    return await access.actor_of(await people.required(person_id))


@cache
def starter_catalog() -> Catalog:
    """The starter catalog, read once in a run: parsing it takes longer than most tests."""
    return load(data_root("catalog"))


async def open_catalog() -> None:
    """Puts the starter catalog in force."""
    await store.apply(starter_catalog(), actor_id=None)
    await registry.refresh()


async def open_company() -> Company:
    """The starter catalog in force, and people."""
    await open_catalog()
    return Company(
        anna=await hire("anna", "Анна Королёва"),
        stranger=await hire("egor", "Егор Чужой"),
        boris=await hire("boris", "Борис Мастеров", role="agent", team=MONITOR_TEAM),
        vera=await hire("vera", "Вера Мастерова", role="agent", team=MONITOR_TEAM),
        fedor=await hire("fedor", "Фёдор Иной", role="agent", team="accounting"),
        admin=await hire("admin", "Ольга Админ", role="administrator"),
    )
