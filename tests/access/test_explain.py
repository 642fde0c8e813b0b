"""Why somebody may or may not: the answer agrees with what is done, whatever way a right comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okno import people, teams
from okno.access import RIGHTS, grant, may
from okno.access.explain import Verdict, asked, explain, having
from okno.access.lines import withhold
from okno.access.rights import TEAM
from okno.access.rolebook import change
from okno.access.roles import DELIVERED
from okno.errors import Invalid
from okno.i18n import translator
from okno.teams import Team
from tests.access.people import actor, hire, team

pytestmark = pytest.mark.usefixtures("db")

T = translator("en")


async def _why(person_id: int, right: str, key: str = "") -> Verdict:
    place = await teams.by_key(key) if key else None
    return await explain(await people.required(person_id), asked(right, place), place, T)


def _said(verdict: Verdict) -> str:
    return " ".join(reason.text for reason in verdict.reasons)


async def test_what_everybody_may() -> None:
    """By the role of everybody."""
    verdict = await _why(await hire("anna"), "service.order")
    assert verdict.holds
    assert verdict.text == "Yes. Anna has the right “Order services” in the whole company."
    assert _said(verdict) == "Everybody has the role “Employee”."
    assert not verdict.would


async def test_a_given_role_says_who_gave_it_and_where_it_holds() -> None:
    """With the day, and the place in the team."""
    olga, boris, mine = await hire("olga", "administrator"), await hire("boris"), await team("mine")
    await grant(boris, "agent", actor_id=olga)
    await teams.join(mine, boris, line=2)
    verdict = await _why(boris, "ticket.close", "mine")
    assert verdict.holds
    assert "“Agent” is given (Olga, " in _said(verdict)
    assert "in the team “mine” (2nd line, member since " in _said(verdict)


async def test_a_line_is_named_as_the_hindrance() -> None:
    """And what is not bound by it is offered."""
    boris, mine = await hire("boris", "agent"), await team("mine")
    await teams.join(mine, boris, line=1)
    await withhold(mine, 1, ["ticket.close"], actor_id=None)
    verdict = await _why(boris, "ticket.close", "mine")
    assert not verdict.holds
    assert "this line is without it: 1st line" in _said(verdict)
    assert [role.key for role in verdict.would] == ["team_lead"]


async def test_not_being_in_the_team_is_said() -> None:
    """The role is there, the team is not; in no team at all it is said as well."""
    boris = await hire("boris", "agent")
    await team("mine")
    assert "is not in the team “mine”" in _said(await _why(boris, "ticket.close", "mine"))
    anywhere = await _why(boris, "ticket.close")
    assert "in one’s own teams only" in _said(anywhere)
    assert not anywhere.holds
    assert {"agent", "team_lead"} == {role.key for role in anywhere.would}


async def test_whoever_is_switched_off_may_nothing() -> None:
    """The grounds stay to be seen, the answer is no."""
    await hire("olga", "administrator")
    boris = await hire("boris", "auditor")
    await people.change(boris, {"active": False}, actor_id=None)
    verdict = await _why(boris, "audit.see")
    assert not verdict.holds
    assert verdict.reasons[0].text.startswith("The account is switched off")
    assert [reason.gives for reason in verdict.reasons] == [False, True]


async def test_a_right_must_be_one_and_fit_the_question() -> None:
    """A right of the company has no team."""
    await team("mine")
    for right, key in (("no.such", ""), ("people.manage", "mine")):
        with pytest.raises(Invalid):
            asked(right, await teams.by_key(key) if key else None)


async def test_the_explanation_agrees_with_the_deed() -> None:
    """For all rights, people and teams of a small company with every kind of ground."""
    manager = DELIVERED["manager"]
    await change(replace(manager, in_all_teams=frozenset({"ticket.see"})), version=0, actor_id=None)
    mine, secret = await team("mine"), await team("secret", confidential=True)
    staff = [await hire(login, *roles) for login, *roles in (
        ("anna",), ("boris", "agent"), ("vera", "agent", "manager"), ("olga", "administrator"), ("lead",),
    )]  # fmt: skip
    await teams.join(mine, staff[1], line=1)
    await teams.join(secret, staff[2], line=1)
    await teams.join(secret, staff[4], lead=True, line=1)
    await grant(staff[0], "operator", team_id=secret)
    for place in (mine, secret):
        await withhold(place, 1, ["ticket.close"], actor_id=None)
    places: dict[int | None, Team | None] = {one.id: one for one in await teams.all_teams()}
    expected: dict[tuple[str, int | None], set[int]] = {}
    for person_id in staff:
        who = await actor(person_id)
        for right in RIGHTS.values():
            for key in places if right.holds == TEAM else (None,):
                holds = may(who, right.key, team_id=key)
                found = await explain(await people.required(person_id), right, places.get(key), T)
                assert found.holds == holds, (who.name, right.key, key, found)
                assert any(reason.gives for reason in found.reasons) == holds
                expected.setdefault((right.key, key), set()).update({person_id} if holds else ())
    for (name, key), holders in expected.items():
        people_of, more = await having(RIGHTS[name], places.get(key))
        assert {one.person.id for one in people_of} == holders, (name, key)
        assert more is None


async def test_everybody_who_has_a_right_in_pages() -> None:
    """In the order of names, each once, whatever the size of a page; those who only might are left out."""
    mine = await team("mine")
    for n in range(7):
        person_id = await hire(f"p{n}", "agent")
        if n % 2 == 0:
            await teams.join(mine, person_id, lead=n == 4)
    place = await teams.by_key("mine")
    found: list[str] = []
    after = None
    while True:
        page, after = await having(RIGHTS["ticket.see"], place, after=after, limit=1)
        found += [one.person.login for one in page]
        if after is None:
            break
    assert found == ["p0", "p2", "p4", "p6"]
