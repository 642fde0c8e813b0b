"""Finding people: who may find whom by what."""

from __future__ import annotations

import pytest

from okno import people, teams
from okno.access import grant
from okno.access.grants import holding
from okno.clock import now
from okno.people import Wanted, absence, search

pytestmark = pytest.mark.usefixtures("db")


async def _company() -> None:
    vera = await people.create(
        login="vera",
        name="Вера Ёлкина",
        department="Продажи",
        reached={"mail": [("v@work.example", ""), ("rose@home.example", "home")], "phone": [("+79000001234", "")]},
    )
    await people.set_skills(vera, ["Сварка и пайка", "Wi-Fi"])
    await people.create(login="igor", name="Igor Fox", department="Закупки", phone="7210", mail="igor@work.example")


async def _found(**wanted: object) -> list[str]:
    found, _ = await people.page(Wanted(**wanted))  # type: ignore[arg-type]
    assert await search.count(Wanted(**wanted)) == len(found)  # type: ignore[arg-type]
    return [one.login for one in found]


@pytest.mark.parametrize(
    ("q", "logins"),
    [
        ("rose@home", ["vera"]),
        ("V@WORK", ["vera"]),
        ("сварка", ["vera"]),
        ("ПАЙК", ["vera"]),
        ("wi-fi ёлк", ["vera"]),
        ("елк wi", ["vera"]),
        ("001234", ["vera"]),
        ("8 (900) 000-12-34", ["vera"]),
        ("+7 900 000 12", ["vera"]),
        ("721", ["igor"]),
        ("fox 7210", ["igor"]),
        ("72", []),
        ("елк 7210", []),
        ("000%1234", []),
        ("work.example", []),
    ],
)
async def test_whoever_may_see_contacts_searches_them(q: str, logins: list[str]) -> None:
    """By any mail, by three digits of any number, by a skill."""
    await _company()
    assert await _found(q=q, reach=True) == logins


@pytest.mark.parametrize("q", ["rose", "v@work", "igor@", "сварка", "001234", "7210", "900", "+79000001234"])
async def test_whoever_may_not_see_contacts_does_not_find_by_them(q: str) -> None:
    """Else he could find a number out, digit by digit."""
    await _company()
    assert await _found(q=q) == []
    assert list(await people.suggest(q)) == []


async def test_lists_are_narrowed_and_counted() -> None:
    """By department, state, team, role, absence."""
    await _company()
    vera, igor = [one.id for one in (await people.page(Wanted("")))[0]][::-1]
    await teams.team.declare("net", {"ru": "Сеть"})
    net = await teams.by_key("net")
    assert net is not None
    await teams.join(net.id, igor)
    await grant(vera, "agent")
    assert await _found(department="Закупки") == ["igor"]
    assert await _found(among=(teams.within(net.id),)) == ["igor"]
    assert await _found(among=(holding("agent"),)) == ["vera"]
    assert await _found(among=(holding("agent"), teams.within(net.id))) == []
    today = now().date()
    await absence.add(igor, today, today, zone="UTC", actor_id=None)
    assert await _found(away=True) == ["igor"]
    assert await _found(away=False) == ["vera"]
    await people.change(vera, {"active": False}, actor_id=None)
    assert await _found(active=False) == ["vera"]
    assert await _found(active=True, q="fox", department="Закупки", away=True, reach=True) == ["igor"]
    assert await search.departments() == ["Закупки"]
