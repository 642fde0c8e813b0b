"""Whose telephone number is this? By the index of numbers, and by what plugins know."""

from __future__ import annotations

from okno.people.hooks import caller_match
from okno.people.numbers import by_number
from okno.people.person import get_many
from okno.phones import normal


async def callers(number: str, region: str = "RU") -> list[int]:
    """The ids of active persons who may be calling: those whose own number it is first."""
    key = normal(number, region)
    if key is None:
        return []
    known = await by_number(number, region)
    told = [one for answer in await caller_match(number=key) for one in answer.value]
    people = await get_many(told)
    return list(dict.fromkeys([*known, *(one for one in told if one in people and people[one].active)]))
