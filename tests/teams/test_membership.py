"""Who is in which team, on which line, since when; each change is told once."""

from __future__ import annotations

import pytest

from okno import people, teams
from okno.db import tx
from okno.errors import Invalid
from okno.events import read_stream

pytestmark = pytest.mark.usefixtures("db")


async def _team(key: str) -> int:
    async with tx():
        await teams.declare(key, {"ru": key, "en": key})
    found = await teams.by_key(key)
    assert found is not None
    return found.id


async def _told(team_id: int) -> list[tuple[str, object, object]]:
    facts = await read_stream("team", team_id)
    return [(fact.kind, fact.payload.get("joined"), fact.payload.get("promoted")) for fact in facts]


async def test_joining_again_changes_the_place() -> None:
    """The line and the lead, never the day of joining; saying the same again is no fact."""
    mine, boris = await _team("mine"), await people.create(login="boris", name="Boris")
    await teams.join(mine, boris, line=1)
    first = await teams.place_of(mine, boris)
    assert first is not None
    await teams.join(mine, boris, line=1)
    await teams.join(mine, boris, line=2)
    await teams.join(mine, boris, line=2, lead=True)
    await teams.join(mine, boris, line=3, lead=True)
    now = (await teams.places(mine))[boris]
    assert (now.lead, now.line, now.since) == (True, 3, first.since)
    assert await _told(mine) == [
        ("MemberJoined", True, False),
        ("MemberJoined", False, False),
        ("MemberJoined", False, True),
        ("MemberJoined", False, False),
    ]
    assert await teams.leads(mine) == [boris]
    assert await teams.leading() == [(boris, mine)]


async def test_the_end_of_leading_is_told() -> None:
    """It is not another line."""
    mine, boris = await _team("mine"), await people.create(login="boris", name="Boris")
    for lead in (True, False):
        await teams.join(mine, boris, lead=lead)
    await teams.join(mine, boris, line=1)
    facts = await read_stream("team", mine)
    assert [fact.payload["demoted"] for fact in facts] == [False, True, False]


async def test_leaving() -> None:
    """Whoever is not in the team leaves no fact."""
    mine, boris = await _team("mine"), await people.create(login="boris", name="Boris")
    await teams.leave(mine, boris)
    await teams.join(mine, boris)
    await teams.leave(mine, boris)
    assert await teams.place_of(mine, boris) is None
    assert [kind for kind, *_ in await _told(mine)] == ["MemberJoined", "MemberLeft"]


@pytest.mark.parametrize("line", [-1, 5])
async def test_a_line_is_one_of_four(line: int) -> None:
    """Zero is all of them."""
    mine, boris = await _team("mine"), await people.create(login="boris", name="Boris")
    with pytest.raises(Invalid):
        await teams.join(mine, boris, line=line)


async def test_members_are_those_who_work_here() -> None:
    """In the order of names; who is switched off keeps his place for the day he comes back."""
    mine = await _team("mine")
    ids = {name: await people.create(login=name.lower(), name=name) for name in ("Vera", "Anna", "Gone")}
    await teams.set_members(mine, ids.values())
    await people.change(ids["Gone"], {"active": False}, actor_id=None)
    assert [one.name for one in await teams.members(mine)] == ["Anna", "Vera"]
    assert ids["Gone"] in await teams.places(mine)
    await teams.set_members(mine, [ids["Vera"]])
    assert [one.name for one in await teams.members(mine)] == ["Vera"]
