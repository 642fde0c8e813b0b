"""Giving roles: nobody gives what he has not, and somebody is always left who can give."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from okno import people
from okno.access import grant, revoke, roles_of, set_roles
from okno.access.granting import require_another_administrator
from okno.access.grants import administrators, grants_in, grants_of, holder_counts, holders_of
from okno.access.rolebook import make
from okno.access.roles import DELIVERED
from okno.db import tx
from okno.errors import Forbidden, Refused
from okno.events import read_stream
from tests.access.people import hire, team

pytestmark = pytest.mark.usefixtures("db")


async def _giver() -> int:
    """Somebody who may give roles and little else."""
    giver = replace(DELIVERED["auditor"], key="giver", rights=frozenset({"role.grant", "people.see", "ticket.behalf"}))
    await make("giver", giver, actor_id=None)
    return await hire("giver", "giver")


async def test_giving_needs_the_right() -> None:
    """An agent gives nothing, to himself neither; nor does a manager of people."""
    boris = await hire("boris", "agent")
    with pytest.raises(Forbidden):
        await grant(boris, "administrator", actor_id=boris)
    with pytest.raises(Forbidden):
        await set_roles(boris, ["agent", "operator"], actor_id=boris)
    with pytest.raises(Forbidden):
        await revoke(boris, "agent", actor_id=boris)
    assert await roles_of(boris) == ["employee", "agent"]


async def test_nobody_gives_himself_more() -> None:
    """Who may give roles gives those that he could have."""
    giver, boris = await _giver(), await hire("boris")
    for person in (giver, boris):
        with pytest.raises(Refused):
            await set_roles(person, ["giver", "administrator"], actor_id=giver)
        with pytest.raises(Refused):
            await grant(person, "auditor", actor_id=giver)
    await grant(boris, "agent", actor_id=giver)
    assert await roles_of(boris) == ["employee", "agent"]


async def test_nobody_takes_what_he_could_not_give() -> None:
    """A small right does not disarm the administrators."""
    giver, olga = await _giver(), await hire("olga", "administrator")
    await hire("second", "administrator")
    with pytest.raises(Refused):
        await revoke(olga, "administrator", actor_id=giver)
    with pytest.raises(Refused):
        await set_roles(olga, [], actor_id=giver)


async def test_an_administrator_gives_all_delivered_roles() -> None:
    """Those of agents as well, which he has not himself."""
    olga, boris, mine = await hire("olga", "administrator"), await hire("boris"), await team("mine")
    for role in DELIVERED.values():
        await grant(boris, role.key, actor_id=olga)
        if role.in_team:
            await grant(boris, role.key, team_id=mine, actor_id=olga)
    assert set(await roles_of(boris)) == set(DELIVERED)


async def test_the_last_administrator_stays_though_others_may_give_roles() -> None:
    """They could not give that one again."""
    await _giver()
    olga = await hire("olga", "administrator")
    with pytest.raises(Refused):
        await revoke(olga, "administrator")


async def test_two_administrators_do_not_switch_each_other_off_at_once() -> None:
    """Nor does one take the role while the other switches off: the second of them is too late."""
    olga, petr = await hire("olga", "administrator"), await hire("petr", "administrator")

    async def switch_off(person_id: int) -> None:
        async with tx():
            await require_another_administrator(person_id)
            await asyncio.sleep(0.05)
            await people.change(person_id, {"active": False}, actor_id=None)

    async def take(person_id: int) -> None:
        async with tx():
            await revoke(person_id, "administrator")
            await asyncio.sleep(0.05)

    for first, second in ((switch_off, switch_off), (switch_off, take), (take, switch_off)):
        done = await asyncio.gather(first(olga), second(petr), return_exceptions=True)
        assert [type(one) for one in done].count(Refused) == 1, done
        assert len(await administrators()) == 1
        for person_id in (olga, petr):
            await people.change(person_id, {"active": True}, actor_id=None)
            await grant(person_id, "administrator")


async def test_a_role_in_a_team_gives_something_there() -> None:
    """That of an administrator would give him the whole company by a side door."""
    boris, mine = await hire("boris"), await team("mine")
    for role in ("administrator", "auditor", "catalog_owner"):
        with pytest.raises(Refused):
            await grant(boris, role, team_id=mine)


async def test_the_same_role_everywhere_and_in_a_team_are_two() -> None:
    """One can be taken without the other; each is a fact with its team."""
    boris, mine = await hire("boris", "manager"), await team("mine")
    await grant(boris, "manager", team_id=mine, actor_id=None)
    await grant(boris, "manager", team_id=mine, actor_id=None)
    assert await holders_of("manager") == [(boris, None), (boris, mine)]
    assert [(one.role, one.team_id) for one in await grants_of(boris)] == [("manager", None), ("manager", mine)]
    assert [(person_id, one.role) for person_id, one in await grants_in(mine)] == [(boris, "manager")]
    assert await holder_counts() == {"manager": 1}
    await revoke(boris, "manager", team_id=mine)
    assert await roles_of(boris) == ["employee", "manager"]
    told = [(fact.kind, fact.payload["team_id"]) for fact in await read_stream("person", boris) if "Role" in fact.kind]
    assert told == [("RoleGranted", None), ("RoleGranted", mine), ("RoleRevoked", mine)]


async def test_what_everybody_has_is_not_given() -> None:
    """Nor taken: it leaves no row and no fact."""
    boris = await hire("boris")
    await grant(boris, "employee")
    await set_roles(boris, ["employee"])
    assert await grants_of(boris) == []
