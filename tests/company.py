"""A small company on the starter catalog, for tests that need people with rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from okno import access, db, people, teams
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


async def hire(
    login: str, name: str, *, role: str = "", team: str = "", lead: bool = False, line: int = 0, role_in: str = ""
) -> Actor:
    """A person with a role, in a team, as an actor. `role_in` is the team where alone he has the role."""
    person_id = await people.create(login=login, name=name)
    if role:
        await access.grant(person_id, role, team_id=await team_id(role_in) if role_in else None)
    if team:
        await teams.join(await team_id(team), person_id, lead=lead, line=line)
    return await actor_again(person_id)


async def actor_again(person_id: int) -> Actor:
    """A person with the rights that he has now."""
    return await access.actor_of(await people.required(person_id))


async def team_id(key: str) -> int:
    """The id of a team."""
    found = await teams.by_key(key)
    assert found is not None, key
    return found.id


async def make_confidential(key: str) -> None:
    """From now on the tickets of a team do not exist for others."""
    await db.execute("UPDATE team SET confidential = $1 WHERE key = $2", True, key)


@cache
def starter_catalog() -> Catalog:
    """The starter catalog, read once in a run: parsing it takes longer than most tests."""
    return load(data_root("catalog"))


async def open_catalog() -> None:
    """Puts the starter catalog in force, where a test does not begin with it."""
    if not (await store.newest())[0]:
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
