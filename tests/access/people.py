"""Shorthand of these tests: people, teams, and actors as the next request would have them."""

from __future__ import annotations

from okno import people, teams
from okno.access import Actor, actor_of, grant
from okno.db import tx


async def hire(login: str, *roles: str) -> int:
    """A person with these roles in the whole company."""
    person_id = await people.create(login=login, name=login.title())
    for role in roles:
        await grant(person_id, role)
    return person_id


async def actor(person_id: int) -> Actor:
    """The person as an actor, read anew."""
    return await actor_of(await people.required(person_id))


async def team(key: str, *, confidential: bool = False) -> int:
    """A team of this name."""
    async with tx():
        await teams.declare(key, {"ru": key, "en": key}, confidential=confidential)
    found = await teams.by_key(key)
    assert found is not None
    return found.id
