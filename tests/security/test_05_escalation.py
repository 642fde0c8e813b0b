"""Class 5: a low right leads to no higher one. What each may do at all is in the matrix; here are ways around it."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from okno import access, people
from okno.access import Actor
from okno.access.rolebook import make
from okno.access.roles import Role
from okno.db import fetch, fetch_one
from okno.errors import Invalid
from okno.http import tokens
from tests.company import actor_again, hire
from tests.security.conftest import House
from tests.security.visitor import Visitor

NOTHING: frozenset[str] = frozenset()


async def with_rights(house: House, login: str, rights: Iterable[str]) -> tuple[Actor, Visitor]:
    """Somebody with a role of the company's own that gives these rights, at a browser."""
    role = Role(login, {"ru": login, "en": login}, {"ru": "", "en": ""}, frozenset(rights), NOTHING, NOTHING)
    await make(login, role, actor_id=None)
    actor = await hire(login, login, role=login)
    visitor = Visitor(house.app, actor.id)
    await visitor.enter()
    return actor, visitor


async def facts(person_id: int) -> object:
    """What could be taken over of a person: how he is reached, his password, whether he is active, his roles."""
    person = await fetch_one("SELECT login, mail, phone, active FROM person WHERE id = $1", person_id)
    account = await fetch_one("SELECT password FROM account WHERE person_id = $1", person_id)
    secrets = await fetch("SELECT purpose FROM one_time WHERE person_id = $1", person_id)
    contacts = await fetch("SELECT * FROM person_contact WHERE person_id = $1", person_id)
    return person, account, secrets, contacts, await access.roles_of(person_id)


async def test_a_narrow_token_can_do_no_more(house: House) -> None:
    """Whoever may only read as staff does not write as staff."""
    boris, number = house.company.boris, house.ticket.number
    token = await tokens.issue(boris.id, "reader", rights=["ticket.own", "ticket.see"])
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    visitor = house.visitors["nobody"]
    assert (await visitor.ask("GET", f"/api/v1/tickets/{number}", headers=headers)).status == 200
    for path, body in (
        ("comments", b'{"text": "x"}'),
        ("comments", b'{"text": "x", "visibility": "internal"}'),
        ("moves", b'{"to": "done", "version": 2}'),
        ("assignment", b'{"assignee": null, "version": 2}'),
    ):
        answer = await visitor.ask("POST", f"/api/v1/tickets/{number}/{path}", body=body, headers=headers)
        assert answer.status == 403, (path, answer.body)


async def test_a_token_makes_no_tokens(house: House) -> None:
    """Nor a password, nor a second factor: what a lost token opened would outlive it."""
    token = await tokens.issue(house.company.boris.id, "all")
    headers = {"authorization": f"Bearer {token}"}
    form = {"name": "x", "scope": "all", "days": "0", "password": "x", "old": "x", "new": "long enough", "code": "1"}
    for path in ("/profile/tokens", "/profile/password", "/profile/second-factor", "/profile/second-factor/off"):
        assert (await house.visitors["nobody"].ask("POST", path, form=form, headers=headers)).status == 403, path
    assert len(await tokens.list_of(house.company.boris.id)) == 1


async def test_a_token_is_never_wider_than_its_person(house: House) -> None:
    """Rights that he lacks may be written into it; they give nothing."""
    token = await tokens.issue(house.company.anna.id, "x", rights=["people.manage", "ticket.own", "audit.see"])
    headers = {"authorization": f"Bearer {token}"}
    me = json.loads((await house.visitors["nobody"].ask("GET", "/api/v1/me", headers=headers)).body)
    assert me["rights"] == ["ticket.own"]
    assert (await house.visitors["nobody"].ask("GET", "/admin/people", headers=headers)).status == 403


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/admin/people/{id}", {"name": "Ольга", "active": "1", "mail.rows": "1", "mail.1": "evil@example.test"}),
        ("/admin/people/{id}", {"name": "Ольга", "active": "1", "mail": "evil@example.test", "phone": "+79990000000"}),
        ("/admin/people/{id}", {"name": "Ольга"}),
        ("/admin/people/{id}/password", {}),
        ("/admin/people/{id}/invite", {}),
    ],
)
async def test_who_enters_people_does_not_become_the_administrator(
    house: House, path: str, form: dict[str, str]
) -> None:
    """Neither by his mail address, nor by a password, nor by an invitation; nor does he switch him off."""
    _, clerk = await with_rights(house, "clerk", ["people.see", "people.manage"])
    admin = house.company.admin
    before = await facts(admin.id)
    answer = await clerk.ask("POST", path.format(id=admin.id), form=form)
    assert await facts(admin.id) == before, answer.status


async def test_who_ends_sessions_takes_no_second_factor_of_the_administrator(house: House) -> None:
    """And who erases people erases nobody who may more than he."""
    _, guard = await with_rights(house, "guard", ["session.manage", "person.erase"])
    admin = house.company.admin
    for path, form in (
        (f"/admin/people/{admin.id}/second-factor", {}),
        (f"/admin/people/{admin.id}/data/export", {"why": "x"}),
        (f"/admin/people/{admin.id}/data/forget", {"reason": "x", "login": "admin"}),
    ):
        assert (await guard.ask("POST", path, form=form)).status == 403, path
    assert (await guard.ask("GET", f"/admin/people/{admin.id}/data")).status == 403


async def test_nobody_gives_what_he_has_not(house: House) -> None:
    """Roles by people's page, by a team's page; rights by changing a role, the own one too."""
    giver, visitor = await with_rights(
        house, "giver", ["people.see", "people.manage", "role.grant", "role.manage", "access.see", "teams.manage"]
    )
    anna = house.company.anna
    grab = {"name": "Анна", "active": "1", "role": ["administrator"]}
    assert (await visitor.ask("POST", f"/admin/people/{anna.id}", form=grab)).status in (403, 422)
    grab = {"name": "giver", "active": "1", "role": ["administrator", "giver"]}
    assert (await visitor.ask("POST", f"/admin/people/{giver.id}", form=grab)).status in (403, 422)
    grab = {"act": "save", "version": "1", "title.ru": "x", "title.en": "x", "rights": ["audit.see", "person.erase"]}
    assert (await visitor.ask("POST", "/admin/roles/giver", form=grab)).status in (403, 409, 422)
    grab = {"key": "crown", "title.ru": "x", "title.en": "x", "rights": ["person.erase"]}
    assert (await visitor.ask("POST", "/admin/roles", form=grab)).status in (403, 422)
    for actor in (anna, giver):
        now = await actor_again(actor.id)
        assert not now.rights & {"person.erase", "audit.see", "session.manage"}
        assert "administrator" not in now.roles


async def test_a_lead_gives_no_role_and_leads_no_other_team(house: House) -> None:
    """He puts people in and out of his own team, and that is all."""
    lead = await hire("lead", "Лида", team="it-devices", lead=True)
    visitor = Visitor(house.app, lead.id)
    await visitor.enter()
    stranger = house.company.stranger
    grant = {"act": "grant", "holder": str(stranger.id), "role": "agent"}
    assert (await visitor.ask("POST", "/desk/it-devices/team", form=grant)).status == 403
    add = {"act": "add", "person": str(stranger.id)}
    assert (await visitor.ask("POST", "/desk/hr/team", form=add)).status == 404
    assert (await visitor.ask("POST", "/admin/teams/hr", form=add)).status == 403
    assert (await actor_again(stranger.id)).team_rights == {}


async def test_nobody_comes_in_under_the_login_of_another(house: House) -> None:
    """However it is written."""
    for login in ("admin", "ADMIN", " admin ", "Admin"):
        with pytest.raises(Invalid):
            await people.create(login=login, name="Другой")
    named = await people.by_login("admin")
    assert named is not None
    assert named.id == house.company.admin.id
