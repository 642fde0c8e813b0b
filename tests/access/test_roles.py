"""Roles and rights: what one may, where, and that somebody is always left to give them."""

from __future__ import annotations

import asyncio

import pytest

from okno import people, teams
from okno.access import RIGHTS, Actor, actor_of, grant, may, require, revoke, roles_of, set_roles, system
from okno.access.roles import DELIVERED
from okno.db import dialect, fetch_value, tx
from okno.errors import Forbidden, Refused
from okno.events.log import read_stream

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

pytestmark = pytest.mark.usefixtures("db")


async def _hire(login: str) -> int:
    return await people.create(login=login, name=login)


async def _actor(person_id: int) -> Actor:
    return await actor_of(await people.required(person_id))


async def _team(key: str) -> int:
    async with tx():
        await teams.declare(key, {"ru": key, "en": key})
    found = await teams.by_key(key)
    assert found is not None
    return found.id


async def test_everybody_is_an_employee() -> None:
    """Without any row."""
    anna = await _hire("anna")
    assert await roles_of(anna) == ["employee"]
    actor = await _actor(anna)
    assert may(actor, "service.order")
    assert not may(actor, "desk.open")
    assert actor.topics == {f"person:{anna}", "announcements"}


async def test_rights_in_a_team_hold_in_that_team() -> None:
    """Neither in another one nor without a team."""
    boris, mine, other = await _hire("boris"), await _team("mine"), await _team("other")
    await grant(boris, "agent")
    await teams.join(mine, boris)
    actor = await _actor(boris)
    assert may(actor, "ticket.handle", team_id=mine)
    assert not may(actor, "ticket.handle", team_id=other)
    assert not may(actor, "ticket.handle")
    with pytest.raises(Forbidden):
        require(actor, "ticket.handle", team_id=other)
    assert f"team:{mine}" in actor.topics


async def test_a_member_without_the_role_handles_nothing() -> None:
    """Being in a team is not a right."""
    boris, mine = await _hire("boris"), await _team("mine")
    await teams.join(mine, boris)
    assert not may(await _actor(boris), "ticket.handle", team_id=mine)


async def test_an_administrator_sees_no_tickets_by_role() -> None:
    """He manages people and teams."""
    admin = await _hire("admin")
    await grant(admin, "administrator")
    assert may(await _actor(admin), "people.manage")
    assert not (await _actor(admin)).team_rights


async def test_the_last_administrator_stays() -> None:
    """Otherwise nobody could give the role again."""
    first, second = await _hire("first"), await _hire("second")
    await grant(first, "administrator")
    with pytest.raises(Refused):
        await revoke(first, "administrator")
    await grant(second, "administrator")
    await revoke(first, "administrator")
    with pytest.raises(Refused):
        await set_roles(second, [])
    assert await roles_of(second) == ["employee", "administrator"]


async def test_granting_twice_is_one_fact() -> None:
    """The log tells what has changed."""
    boris = await _hire("boris")
    await grant(boris, "agent")
    await grant(boris, "agent")
    assert [fact.kind for fact in await read_stream("person", boris)] == ["PersonCreated", "RoleGranted"]


async def test_unknown_roles_are_refused() -> None:
    """With the list of those that there are."""
    with pytest.raises(Refused) as refused:
        await grant(await _hire("boris"), "god")
    assert "administrator" in str(refused.value)


def test_rights_are_nouns_and_verbs() -> None:
    """And each role says its name in both languages."""
    for role in DELIVERED.values():
        assert {"ru", "en"} <= set(role.title) & set(role.summary)
    for right in RIGHTS.values():
        noun, _, verb = right.key.partition(".")
        assert noun.isidentifier()
        assert verb.isidentifier()
        assert {"ru", "en"} <= set(right.title)
        assert right.holds in ("company", "team")


def test_the_server_itself_has_no_rights() -> None:
    """What it does by rule it does not do as somebody."""
    assert not any(may(system(), right) for right in RIGHTS)


async def test_two_last_administrators_who_revoke_each_other() -> None:
    """Both look before either acts: one of them stays."""
    both = [await people.create(login=login, name=login) for login in ("anna", "boris")]
    for one in both:
        await grant(one, "administrator")
    first_acted, second_came = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with tx():
            await revoke(both[0], "administrator")
            first_acted.set()
            if dialect() == "postgres":
                await second_came.wait()

    async def second() -> None:
        await first_acted.wait()
        await revoke(both[1], "administrator")

    acting = [asyncio.ensure_future(first()), asyncio.ensure_future(second())]
    await first_acted.wait()
    while dialect() == "postgres" and not acting[1].done() and not await fetch_value(WAITING):
        pass  # each look gives the others their turn
    second_came.set()
    done = await asyncio.gather(*acting, return_exceptions=True)
    assert [type(result).__name__ for result in done] == ["NoneType", "Refused"]
