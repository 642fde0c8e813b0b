"""Groups that people belong to."""

from __future__ import annotations

import pytest

from okno import people
from okno.errors import Invalid
from okno.events.log import read_stream
from okno.people import groups

pytestmark = pytest.mark.usefixtures("db")


async def test_groups_are_kept_once_and_in_order() -> None:
    """Whatever their case; the same again is no change."""
    vera = await people.create(login="vera", name="Вера")
    await people.set_groups(vera, ["Ёлки", "VPN", "vpn", " ", "елки"])
    assert await people.groups_of(vera) == ["VPN", "Ёлки"]
    assert sorted(await groups.keys_of(vera)) == ["vpn", "елки"]
    await people.set_groups(vera, ["VPN", "Ёлки"])
    facts = [dict(one.payload) for one in await read_stream("person", vera) if one.kind == "PersonChanged"]
    assert facts == [{"fields": ["groups"]}]
    assert await people.groups_of_many([vera, 10**9]) == {vera: ["VPN", "Ёлки"]}


async def test_there_are_limits() -> None:
    """Of number and of length."""
    vera = await people.create(login="vera", name="Вера")
    for wrong in ([str(n) for n in range(groups.MOST + 1)], ["x" * (groups.LONGEST + 1)], ["ß" * groups.LONGEST]):
        with pytest.raises(Invalid) as refused:
            await people.set_groups(vera, wrong)
        assert list(refused.value.fields) == ["groups"]


async def test_known_ones_are_offered_once() -> None:
    """One spelling of each."""
    for login, spelled in (("a", "VPN"), ("b", "vpn"), ("c", "1С")):
        await people.set_groups(await people.create(login=login, name=login), [spelled])
    assert [one.casefold() for one in await groups.known_groups()] == ["1с", "vpn"]
