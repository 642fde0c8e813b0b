"""What a role gives where: everywhere, in one's teams, in one team, in all open teams, and what a line is without."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okno import teams
from okno.access import Actor, grant, may, revoke
from okno.access.grounds import EVERYWHERE, GRANTED, GRANTED_HERE, LEADING, grounds_of
from okno.access.lines import WITHHOLDABLE, withheld_in, withhold
from okno.access.rights import RIGHTS, TEAM
from okno.access.rolebook import change
from okno.access.roles import DELIVERED
from okno.db import execute
from okno.errors import Invalid
from okno.events import read_stream
from okno.teams.team import retire
from tests.access.people import actor, hire, team

pytestmark = pytest.mark.usefixtures("db")


def _in_teams(who: Actor) -> set[int]:
    return {key for key, rights in who.team_rights.items() if rights}


async def test_rights_in_teams_never_hold_without_a_team() -> None:
    """Whoever has them."""
    boris, mine = await hire("boris", "agent", "team_lead", "manager"), await team("mine")
    await teams.join(mine, boris, lead=True)
    who = await actor(boris)
    for right in RIGHTS.values():
        if right.holds == TEAM:
            assert not may(who, right.key), right.key
            assert right.key not in who.rights


async def test_a_role_in_one_team_holds_there_only() -> None:
    """Without being a member; what it gives in the company comes along, such as the desk."""
    olga, mine, other = await hire("olga"), await team("mine"), await team("other")
    await grant(olga, "manager", team_id=mine)
    who = await actor(olga)
    assert may(who, "ticket.see", team_id=mine)
    assert not may(who, "ticket.handle", team_id=mine)
    assert may(who, "desk.open")
    assert _in_teams(who) == {mine}
    assert not who.teams
    await teams.join(other, olga)
    assert not may(await actor(olga), "ticket.see", team_id=other)
    await revoke(olga, "manager", team_id=mine)
    assert not may(await actor(olga), "desk.open")


async def test_leading_makes_one_lead_in_that_team() -> None:
    """Without any role; in other teams he is what his roles make him."""
    vera, led, other = await hire("vera"), await team("led"), await team("other")
    await teams.join(led, vera, lead=True)
    await teams.join(other, vera)
    who = await actor(vera)
    assert may(who, "team.lead", team_id=led)
    assert may(who, "ticket.close", team_id=led)
    assert not may(who, "team.lead", team_id=other)
    assert not may(who, "ticket.see", team_id=other)
    assert may(who, "desk.open")
    assert {(one.why, one.team_id) for one in await grounds_of(vera) if one.role.key == "team_lead"} == {
        (LEADING, None),
        (LEADING, led),
    }


async def test_all_teams_are_those_that_are_not_confidential() -> None:
    """Whoever has such a role sees none of theirs."""
    manager = DELIVERED["manager"]
    await change(replace(manager, in_all_teams=frozenset({"ticket.see"})), version=0, actor_id=None)
    olga = await hire("olga", "manager")
    plain, secret = await team("plain"), await team("secret", confidential=True)
    who = await actor(olga)
    assert may(who, "ticket.see", team_id=plain)
    assert not may(who, "ticket.see", team_id=secret)
    assert not may(who, "ticket.history", team_id=plain)
    await teams.join(secret, olga)
    assert may(await actor(olga), "ticket.see", team_id=secret)
    assert {one.why for one in await grounds_of(olga) if one.team_id == secret} == {GRANTED}
    assert EVERYWHERE in {one.why for one in await grounds_of(olga) if one.team_id == plain}


async def test_what_everybody_may_in_his_teams() -> None:
    """The role of everybody can give it: being a member is enough then."""
    employee = DELIVERED["employee"]
    await change(replace(employee, in_team=frozenset({"ticket.see"})), version=0, actor_id=None)
    anna, mine, other = await hire("anna"), await team("mine"), await team("other")
    await teams.join(mine, anna)
    who = await actor(anna)
    assert may(who, "ticket.see", team_id=mine)
    assert not may(who, "ticket.see", team_id=other)


async def test_a_closed_team_gives_nothing() -> None:
    """Neither by being in it nor by a role in it."""
    olga, boris, gone = await hire("olga"), await hire("boris", "agent"), await team("gone")
    await grant(olga, "manager", team_id=gone)
    await teams.join(gone, boris, lead=True)
    await retire([])
    assert not _in_teams(await actor(olga))
    assert not may(await actor(olga), "desk.open")
    assert not _in_teams(await actor(boris))


async def test_what_is_stored_and_not_known_gives_nothing() -> None:
    """A role that is gone, a right of a plugin that is gone."""
    boris, mine = await hire("boris"), await team("mine")
    await execute("INSERT INTO role_grant (person_id, role) VALUES ($1, 'vanished')", boris)
    await execute("INSERT INTO team_role_grant (person_id, team_id, role) VALUES ($1, $2, 'vanished')", boris, mine)
    who = await actor(boris)
    assert who.roles == {"employee"}
    assert not _in_teams(who)


# Lines ------------------------------------------------------------------------------------------------------------


async def test_a_line_is_without_what_its_team_says() -> None:
    """Only on this line, only in this team."""
    boris, mine, other = await hire("boris", "agent"), await team("mine"), await team("other")
    await teams.join(mine, boris, line=1)
    await teams.join(other, boris, line=1)
    await withhold(mine, 1, {"ticket.close", "ticket.history"}, actor_id=None)
    who = await actor(boris)
    assert not may(who, "ticket.close", team_id=mine)
    assert not may(who, "ticket.history", team_id=mine)
    assert may(who, "ticket.finish", team_id=mine)
    assert may(who, "ticket.close", team_id=other)
    await teams.join(mine, boris, line=2)
    assert may(await actor(boris), "ticket.close", team_id=mine)
    await teams.join(mine, boris, line=0)
    assert may(await actor(boris), "ticket.close", team_id=mine)


async def test_a_line_binds_whatever_way_a_role_comes() -> None:
    """A role in this team only, and one for all teams, are bound as well."""
    operator = DELIVERED["operator"]
    await change(replace(operator, in_all_teams=frozenset({"ticket.close"})), version=0, actor_id=None)
    boris, mine = await hire("boris", "agent", "operator"), await team("mine")
    await grant(boris, "agent", team_id=mine)
    await teams.join(mine, boris, line=1)
    await withhold(mine, 1, {"ticket.close"}, actor_id=None)
    assert not may(await actor(boris), "ticket.close", team_id=mine)
    ways = {one.why for one in await grounds_of(boris) if "ticket.close" in one.withheld}
    assert ways == {GRANTED, GRANTED_HERE, EVERYWHERE}


async def test_a_lead_is_not_bound_by_a_line() -> None:
    """He is on it, and still answers for all."""
    vera, mine = await hire("vera", "agent"), await team("mine")
    await teams.join(mine, vera, lead=True, line=1)
    await withhold(mine, 1, {"ticket.close"}, actor_id=None)
    assert may(await actor(vera), "ticket.close", team_id=mine)
    assert not [one for one in await grounds_of(vera) if one.withheld]


async def test_changing_a_line_is_one_fact() -> None:
    """Saying the same again is none; nothing is a list too."""
    mine = await team("mine")
    await withhold(mine, 1, ["ticket.close", "ticket.cancel"], actor_id=None)
    await withhold(mine, 1, ["ticket.cancel", "ticket.close"], actor_id=None)
    await withhold(mine, 1, [], actor_id=None)
    facts = [fact for fact in await read_stream("team", mine) if fact.kind == "LineChanged"]
    assert [fact.payload["withheld"] for fact in facts] == [["ticket.close", "ticket.cancel"], []]
    assert not (await withheld_in(mine))[1]


@pytest.mark.parametrize("line", [-1, 0, 5])
async def test_lines_are_four(line: int) -> None:
    """Zero is all of them: a team that withholds a right from all of them should not have the role."""
    with pytest.raises(Invalid):
        await withhold(await team("mine"), line, ["ticket.close"], actor_id=None)


async def test_a_line_keeps_what_makes_it_one() -> None:
    """Seeing and handling tickets; and rights of the company are not a line's to take."""
    assert {"ticket.see", "ticket.handle", "team.lead"}.isdisjoint(WITHHOLDABLE)
    for right in ("ticket.see", "people.manage", "no.such"):
        with pytest.raises(Invalid):
            await withhold(await team("mine"), 1, [right], actor_id=None)
