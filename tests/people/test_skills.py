"""What people can do."""

from __future__ import annotations

import pytest

from okno import people
from okno.errors import Invalid
from okno.events.log import read_stream
from okno.people import skills

pytestmark = pytest.mark.usefixtures("db")


async def test_skills_are_kept_once_and_in_order() -> None:
    """Whatever their case; the same again is no change."""
    vera = await people.create(login="vera", name="Вера")
    await people.set_skills(vera, ["1С", "wi-fi", "Wi-Fi", " ", "ёмкости", "Емкости"])
    assert await people.skills_of(vera) == ["1С", "wi-fi", "ёмкости"]
    await people.set_skills(vera, ["ёмкости", "1С", "wi-fi"])
    facts = [dict(one.payload) for one in await read_stream("person", vera) if one.kind == "PersonChanged"]
    assert facts == [{"fields": ["skills"]}]
    await people.set_skills(vera, [])
    assert await people.skills_of_many([vera]) == {}


async def test_there_are_limits() -> None:
    """Of number and of length."""
    vera = await people.create(login="vera", name="Вера")
    for wrong in ([str(n) for n in range(skills.MOST + 1)], ["x" * (skills.LONGEST + 1)], ["ß" * skills.LONGEST]):
        with pytest.raises(Invalid) as refused:
            await people.set_skills(vera, wrong)
        assert list(refused.value.fields) == ["skills"]


async def test_known_ones_are_offered_once() -> None:
    """One spelling of each."""
    for login, spelled in (("a", "Wi-Fi"), ("b", "wi-fi"), ("c", "1С")):
        await people.set_skills(await people.create(login=login, name=login), [spelled])
    assert [one.casefold() for one in await skills.known_skills()] == ["1с", "wi-fi"]
    assert skills.split("Wi-Fi, 1С;\nпайка,,") == ["Wi-Fi", "1С", "пайка"]
