"""Class 5: whoever may less never gets the account of who may more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okno import people
from okno.access import Actor, actor_of, grant
from okno.access.guard import may_manage, require_manages
from okno.access.rolebook import make
from okno.access.roles import DELIVERED
from okno.errors import Forbidden

pytestmark = pytest.mark.usefixtures("db")


async def _actor(login: str, *roles: str) -> Actor:
    person_id = await people.create(login=login, name=login)
    for role in roles:
        await grant(person_id, role)
    return await actor_of(await people.required(person_id))


async def test_an_administrator_manages_everybody() -> None:
    """Agents and auditors too, and his equals."""
    admin = await _actor("admin", "administrator")
    for number, role in enumerate(("agent", "operator", "team_lead", "manager", "auditor", "catalog_owner")):
        assert may_manage(admin, await _actor(f"p{number}", role)), role
    assert may_manage(admin, await _actor("admin2", "administrator"))


async def test_who_lacks_one_right_of_the_other_does_not() -> None:
    """A role for the reception that may manage people is no way to become administrator or auditor."""
    rights = DELIVERED["agent"].rights | {"people.manage", "session.manage"}
    await make("reception", replace(DELIVERED["agent"], key="reception", rights=rights), actor_id=None)
    clerk, admin = await _actor("clerk", "reception"), await _actor("admin", "administrator")
    auditor = await _actor("auditor", "auditor")
    assert may_manage(clerk, await _actor("anna"))
    assert may_manage(clerk, await _actor("boris", "agent"))
    assert not may_manage(clerk, admin)
    assert not may_manage(clerk, auditor)
    assert may_manage(admin, clerk)
    with pytest.raises(Forbidden):
        await require_manages(clerk, await people.required(admin.id))


async def test_a_narrow_token_is_worth_its_own_rights_only() -> None:
    """Even towards its own person."""
    admin = await _actor("admin", "administrator")
    narrow = admin.narrowed(frozenset({"people.manage", "people.see"}))
    assert not may_manage(narrow, admin)
    assert not may_manage(narrow, await _actor("anna"))


async def test_the_rights_of_whoever_is_switched_off_still_count() -> None:
    """He may be switched on again."""
    rights = DELIVERED["agent"].rights | {"people.manage"}
    await make("reception", replace(DELIVERED["agent"], key="reception", rights=rights), actor_id=None)
    clerk, admin = await _actor("clerk", "reception"), await _actor("admin", "administrator")
    await _actor("admin2", "administrator")
    await people.change(admin.id, {"active": False}, actor_id=None)
    with pytest.raises(Forbidden):
        await require_manages(clerk, await people.required(admin.id))
