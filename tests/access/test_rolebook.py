"""Roles of the company's own, and delivered ones that it changes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from okno.access import Role, all_roles, grant, may, revoke
from okno.access.grants import grants_of, holder_counts, holders_of
from okno.access.rolebook import change, make, remove, restore
from okno.access.roles import DELIVERED, required
from okno.db import tx
from okno.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from okno.events import read_stream
from okno.teams.team import retire
from tests.access.people import actor, hire, team

pytestmark = pytest.mark.usefixtures("db")

NIGHT = Role(
    "night_shift",
    {"ru": "Ночная смена", "en": "Night shift"},
    {"ru": "", "en": ""},
    frozenset({"desk.open", "people.see"}),
    frozenset({"ticket.see"}),
    frozenset(),
)


async def _facts() -> list[tuple[str, dict[str, Any]]]:
    return [(fact.kind, dict(fact.payload)) for fact in await read_stream("role", 0)]


async def test_the_delivered_roles_are_there_without_a_row() -> None:
    """In the order of the file, as version 0."""
    known = await all_roles()
    assert list(known) == list(DELIVERED)
    assert not any(role.version or role.changed for role in known.values())


async def test_a_role_is_made_changed_and_removed() -> None:
    """Each time with one fact that says what came and what went."""
    await make("night_shift", NIGHT, actor_id=None)
    made = await required("night_shift")
    assert (made.rights, made.in_team, made.delivered) == (NIGHT.rights, NIGHT.in_team, False)
    wider = replace(made, rights=frozenset({"desk.open"}), in_team=frozenset({"ticket.see", "ticket.note"}))
    await change(wider, version=made.version, actor_id=None)
    now = await required("night_shift")
    assert now.version == made.version + 1
    await change(now, version=now.version, actor_id=None)  # nothing is different: no fact
    await remove("night_shift", actor_id=None)
    with pytest.raises(NotFound):
        await required("night_shift")
    assert [kind for kind, _ in await _facts()] == ["RoleMade", "RoleChanged", "RoleRemoved"]
    told = (await _facts())[1][1]
    assert (told["given"], told["taken"]) == (["ticket.note"], ["people.see"])


async def test_what_moves_to_all_teams_is_told() -> None:
    """It is the same right, but it reaches much farther."""
    agent = DELIVERED["agent"]
    await change(replace(agent, in_all_teams=frozenset({"ticket.see"})), version=0, actor_id=None)
    told = (await _facts())[0][1]
    assert (told["given"], told["given_in_all_teams"]) == ([], ["ticket.see"])


async def test_a_changed_role_holds_with_the_next_request() -> None:
    """And a restored one as well."""
    boris, mine = await hire("boris", "agent"), await team("mine")
    await grant(boris, "agent", team_id=mine)
    assert may(await actor(boris), "ticket.cancel", team_id=mine)
    agent = await required("agent")
    await change(replace(agent, in_team=agent.in_team - {"ticket.cancel"}), version=0, actor_id=None)
    assert not may(await actor(boris), "ticket.cancel", team_id=mine)
    assert (await required("agent")).changed
    await restore("agent", actor_id=None)
    await restore("agent", actor_id=None)  # it is so already: no fact
    assert may(await actor(boris), "ticket.cancel", team_id=mine)
    assert await required("agent") == DELIVERED["agent"]
    assert [kind for kind, _ in await _facts()] == ["RoleChanged", "RoleRestored"]


async def test_a_stale_version_is_a_conflict() -> None:
    """Also when the role was restored and changed anew meanwhile: it looks new, but it is another one."""
    agent = DELIVERED["agent"]
    await change(replace(agent, in_team=frozenset({"ticket.see"})), version=0, actor_id=None)
    seen = await required("agent")
    with pytest.raises(Conflict):
        await change(replace(agent, in_team=frozenset({"ticket.note"})), version=0, actor_id=None)
    await change(replace(seen, in_team=frozenset({"ticket.note"})), version=seen.version, actor_id=None)
    with pytest.raises(Conflict):
        await change(seen, version=seen.version, actor_id=None)


async def test_two_who_change_a_role_at_once() -> None:
    """One is told that he was late."""

    async def write(right: str) -> None:
        agent = DELIVERED["agent"]
        async with tx():
            await change(replace(agent, in_team=frozenset({right})), version=0, actor_id=None)

    done = await asyncio.gather(write("ticket.see"), write("ticket.note"), return_exceptions=True)
    assert sorted(type(result).__name__ for result in done) == ["Conflict", "NoneType"]


async def test_a_role_that_is_held_stays() -> None:
    """Everywhere or in a team; nobody loses rights without being told."""
    await make("night_shift", NIGHT, actor_id=None)
    boris, mine = await hire("boris"), await team("mine")
    await grant(boris, "night_shift", team_id=mine)
    with pytest.raises(Refused):
        await remove("night_shift", actor_id=None)
    await revoke(boris, "night_shift", team_id=mine)
    await remove("night_shift", actor_id=None)


async def test_delivered_roles_are_not_removed() -> None:
    """They can be changed."""
    with pytest.raises(Refused):
        await remove("agent", actor_id=None)
    with pytest.raises(NotFound):
        await restore("night_shift", actor_id=None)


@pytest.mark.parametrize("key", ["", "Night", "night-shift", "ночь", "1st", "n", "n" * 64])
async def test_a_key_is_plain(key: str) -> None:
    """It stands in addresses and files."""
    with pytest.raises(Invalid) as refused:
        await make(key, NIGHT, actor_id=None)
    assert list(refused.value.fields) == ["key"]


async def test_a_key_is_used_once() -> None:
    """That of a delivered role is taken too, changed or not."""
    await make("night_shift", NIGHT, actor_id=None)
    for key in ("night_shift", "agent"):
        with pytest.raises(Invalid):
            await make(key, NIGHT, actor_id=None)


async def test_a_role_has_a_name_in_both_languages() -> None:
    """Else half of the company would see its key."""
    with pytest.raises(Invalid) as refused:
        await make("night_shift", replace(NIGHT, title={"ru": " ", "en": "Night"}), actor_id=None)
    assert list(refused.value.fields) == ["title.ru"]


async def test_the_administrator_keeps_what_gives_rights_back() -> None:
    """The rest of his rights can be taken."""
    admin = DELIVERED["administrator"]
    with pytest.raises(Invalid):
        await change(replace(admin, rights=admin.rights - {"role.manage"}), version=0, actor_id=None)
    await change(replace(admin, rights=admin.rights - {"ticket.emergency"}), version=0, actor_id=None)


async def test_rights_that_are_unknown_or_out_of_place_give_nothing() -> None:
    """A right in teams is none in the company, and the other way round."""
    odd = replace(
        NIGHT,
        rights=frozenset({"desk.open", "ticket.see", "no.such"}),
        in_team=frozenset({"ticket.see", "people.manage"}),
        in_all_teams=frozenset({"people.manage"}),
    )
    await make("night_shift", odd, actor_id=None)
    made = await required("night_shift")
    assert made.everything == {"desk.open", "ticket.see"}
    boris = await actor(await hire("boris", "night_shift"))
    assert not may(boris, "ticket.see")
    assert not may(boris, "people.manage")


async def test_a_role_that_is_left_in_closed_teams_only_can_be_removed() -> None:
    """There it gives nothing, and there is no page to take it on; the fact says that it is gone."""
    await make("night_shift", NIGHT, actor_id=None)
    boris, closed = await hire("boris"), await team("closed")
    await grant(boris, "night_shift", team_id=closed)
    with pytest.raises(Refused):
        await remove("night_shift", actor_id=None)
    async with tx():
        await retire([])
    assert await holders_of("night_shift") == []
    assert await holder_counts() == {}
    await remove("night_shift", actor_id=None)
    assert await grants_of(boris) == []
    assert [fact.kind for fact in await read_stream("person", boris)][-1] == "RoleRevoked"


# Nobody gives what he has not -------------------------------------------------------------------------------------


async def _keeper() -> int:
    """Somebody who may change roles and little else."""
    keeper = replace(NIGHT, rights=frozenset({"role.manage", "access.see", "people.see"}))
    await make("keeper", keeper, actor_id=None)
    return await hire("keeper", "keeper")


async def test_who_changes_roles_sees_them() -> None:
    """Else the right would open nothing: the pages of roles are those of who may what."""
    for rights in ({"role.manage"}, {"role.manage", "role.grant"}):
        with pytest.raises(Invalid) as refused:
            await make("keeper", replace(NIGHT, rights=frozenset(rights)), actor_id=None)
        assert set(refused.value.fields) == {"rights"}
    admin = DELIVERED["administrator"]
    with pytest.raises(Invalid):
        await change(replace(admin, rights=admin.rights - {"access.see"}), version=0, actor_id=None)


async def test_changing_roles_needs_the_right() -> None:
    """An agent makes none."""
    boris = await hire("boris", "agent")
    with pytest.raises(Forbidden):
        await make("night_shift", NIGHT, actor_id=boris)
    with pytest.raises(Forbidden):
        await change(DELIVERED["employee"], version=0, actor_id=boris)
    with pytest.raises(Forbidden):
        await restore("agent", actor_id=boris)
    with pytest.raises(Forbidden):
        await remove("agent", actor_id=boris)


async def test_a_role_gets_no_right_that_its_maker_has_not() -> None:
    """Neither a new one, nor that of everybody; rights in teams and the desk are free."""
    keeper = await _keeper()
    await make("night_shift", NIGHT, actor_id=keeper)
    with pytest.raises(Refused) as refused:
        await make("mighty", replace(NIGHT, rights=frozenset({"people.manage"})), actor_id=keeper)
    assert "Enter and change people" in str(refused.value)
    employee = DELIVERED["employee"]
    with pytest.raises(Refused):
        await change(replace(employee, rights=employee.rights | {"role.grant"}), version=0, actor_id=keeper)


async def test_nobody_takes_rights_that_he_has_not() -> None:
    """A small right must not disarm the administrators."""
    keeper, admin = await _keeper(), DELIVERED["administrator"]
    with pytest.raises(Refused):
        await change(replace(admin, rights=admin.rights - {"audit.see"}), version=0, actor_id=keeper)


async def test_restoring_gives_nothing_that_one_has_not() -> None:
    """A right that the company took from its administrators does not come back by itself."""
    admin = DELIVERED["administrator"]
    await change(replace(admin, rights=admin.rights - {"ticket.emergency"}), version=0, actor_id=None)
    olga = await hire("olga", "administrator")
    with pytest.raises(Refused):
        await restore("administrator", actor_id=olga)
    await restore("administrator", actor_id=None)  # the owner of the server can
