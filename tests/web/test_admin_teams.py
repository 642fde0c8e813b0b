"""The page of a team: places, lines, roles in it; for administrators, and for whoever leads it."""

from __future__ import annotations

from dataclasses import replace

from okno import access, teams
from okno.access import actor_of, may
from okno.access.grants import grants_in
from okno.access.lines import withheld_in
from okno.access.rolebook import make
from okno.access.roles import DELIVERED
from okno.people import required
from okno.teams import Team
from tests.web.browsing import Browser
from tests.web.conftest import TEAM, Company

PATH = f"/admin/teams/{TEAM}"
OWN = f"/desk/{TEAM}/team"


async def _team(key: str = TEAM) -> Team:
    found = await teams.by_key(key)
    assert found is not None
    return found


async def _may(who: Browser, right: str) -> bool:
    return may(await actor_of(await required(who.id)), right, team_id=(await _team()).id)


async def test_a_member_gets_a_line(company: Company) -> None:
    """And keeps it when he begins or ends to lead."""
    admin, boris, team = company.admin, company.boris, await _team()
    page = await admin.open(PATH)
    page = await admin.send(page.form(PATH, "line", person=str(boris.id)), press="line", line="1")
    assert page.text("toast") == "Saved: 1st line"
    for press, leads in (("lead", True), ("unlead", False)):
        page = await admin.send(page.form(PATH, press, person=str(boris.id)), press=press)
        place = await teams.place_of(team.id, boris.id)
        assert place is not None
        assert (place.lead, place.line) == (leads, 1)
    page = await admin.send(page.form(PATH, "line", person=str(boris.id)), 422, press="line", line="7")
    assert "from 1 to 4" in page.text("errors")


async def test_a_line_may_not_close(company: Company) -> None:
    """Ticked on the page of the team, gone with the next click of its members."""
    admin, boris, team = company.admin, company.boris, await _team()
    await teams.join(team.id, boris.id, line=1)
    assert await _may(boris, "ticket.close")
    page = await admin.open(PATH)
    page = await admin.send(page.form(PATH, "withhold", line="1"), press="withhold", withheld=["ticket.close"])
    assert "may not: close" in page.text("main")
    assert not await _may(boris, "ticket.close")
    await admin.send(page.form(PATH, "withhold", line="1"), 422, press="withhold", withheld=["ticket.see"])
    assert (await withheld_in(team.id))[1] == {"ticket.close"}


async def test_a_role_in_this_team_only(company: Company) -> None:
    """Given and taken, without membership."""
    admin, team = company.admin, await _team()
    page = await admin.open(PATH)
    page = await admin.send(page.form(PATH, "grant"), press="grant", holder__text="Чужой", role="manager")
    assert "Егор Чужой" in page.text("main")
    assert [(one, given.role) for one, given in await grants_in(team.id)] == [(company.stranger.id, "manager")]
    assert await _may(company.stranger, "ticket.see")
    assert not await _may(company.stranger, "ticket.handle")
    page = await admin.send(page.form(PATH, "revoke"), press="revoke")
    assert not await _may(company.stranger, "ticket.see")
    page = await admin.send(page.form(PATH, "grant"), 422, press="grant", holder__text="Чужой", role="administrator")
    assert "gives nothing in a team" in page.text("errors")
    page = await admin.send(page.form(PATH, "grant"), 422, press="grant", holder__text="", role="manager")
    assert ("#f-holder") in {href for href, _ in page.links}


async def test_a_lead_keeps_his_own_team(company: Company) -> None:
    """Members and lines, reached from the desk; roles are not his to give."""
    vera, team = company.vera, await _team()
    await teams.join(team.id, vera.id, lead=True)
    page = await vera.open(f"/desk/{TEAM}")
    assert OWN in {href for href, _ in page.links}
    page = await vera.open(OWN)
    assert not page.has_form(OWN, "grant")
    page = await vera.send(page.form(OWN, act="add"), person__text="Чужой")
    assert vera.path == OWN
    assert "Егор Чужой" in page.text("main")
    page = await vera.send(page.form(OWN, "withhold", line="1"), press="withhold", withheld=["ticket.cancel"])
    assert (await withheld_in(team.id))[1] == {"ticket.cancel"}
    form = page.form(OWN, act="add")
    form.values |= {"act": ["grant"], "holder": [str(vera.id)], "role": ["manager"]}
    await vera.send(form, 403)
    assert await grants_in(team.id) == []
    page = await vera.open(OWN)
    page = await vera.send(page.form(OWN, "unlead", person=str(vera.id)), press="unlead")
    assert vera.path == f"/desk/{TEAM}"
    await vera.open(OWN, 403)


async def test_making_a_lead_gives_nothing_that_one_has_not(company: Company) -> None:
    """The role of leads may give rights in the company, and whoever only manages teams has not all of them."""
    keeper = replace(DELIVERED["auditor"], key="keeper", rights=frozenset({"teams.manage"}))
    await make("keeper", keeper, actor_id=None)
    await access.grant(company.stranger.id, "keeper")
    page = await company.stranger.open(PATH)
    form = page.form(PATH, "lead", person=str(company.boris.id))
    page = await company.stranger.send(form, 422, press="lead")
    assert "You may give and take only what you may yourself" in page.text("errors")
    assert await teams.leads((await _team()).id) == []


async def test_who_cannot_end_a_lead_does_not_put_him_out_either(company: Company) -> None:
    """Neither here nor on his own page: it takes the same rights."""
    boris, team = company.boris.id, await _team()
    await teams.join(team.id, boris, lead=True)
    keeper = replace(DELIVERED["auditor"], key="keeper", rights=frozenset({"teams.manage", "people.manage"}))
    await make("keeper", keeper, actor_id=None)
    await access.grant(company.stranger.id, "keeper")
    keeper_at = company.stranger
    page = await keeper_at.open(PATH)
    for press in ("unlead", "remove"):
        form = page.form(PATH, press, person=str(boris))
        page = await keeper_at.send(form, 422, press=press)
        assert "You may give and take only what you may yourself" in page.text("errors")
    own = f"/admin/people/{boris}"
    form = (await keeper_at.open(own)).form(own)
    await keeper_at.send(form, 422, team=[])
    assert await teams.leads(team.id) == [boris]
    page = await company.admin.open(PATH)
    await company.admin.send(page.form(PATH, "remove", person=str(boris)), press="remove")
    assert await teams.leads(team.id) == []


async def test_foreign_teams_do_not_exist_for_a_lead(company: Company) -> None:
    """Not to be told from those that there are not; the page of administrators is not his."""
    vera, boris = company.vera, company.boris
    await teams.join((await _team()).id, vera.id, lead=True)
    for key in ("hr", "nothing"):
        page = await vera.open(f"/desk/{key}/team", 404)
        assert "There is no such team" in page.text("main")
    await vera.open(PATH, 403)
    await vera.open("/admin/teams", 403)
    await boris.open(OWN, 403)
    own = await vera.open(OWN)
    form = own.form(OWN, act="add")
    form.action = "/desk/hr/team"
    await vera.send(form, 404, person__text="Чужой")
    assert await teams.members((await _team("hr")).id) == []


async def test_a_confidential_team_says_that_it_is(company: Company) -> None:
    """In the list and on its page, with what that means."""
    page = await company.admin.open("/admin/teams")
    assert "confidential" in page.text("main")
    page = await company.admin.open("/admin/teams/hr")
    assert "told to the whole team" in page.text("main")
    page = await company.admin.open(PATH)
    assert "told to the whole team" not in page.text("main")


async def test_who_is_not_in_the_team_is_not_changed(company: Company) -> None:
    """A form that is old, or made up."""
    admin = company.admin
    page = await admin.open(PATH)
    form = page.form(PATH, "line", person=str(company.boris.id))
    await teams.leave((await _team()).id, company.boris.id)
    page = await admin.send(form, 422, press="line", line="2")
    assert "not in the team" in page.text("errors")
    form.values["act"] = ["anything"]
    await admin.send(form, 422, person=str(company.vera.id))
    assert (await access.roles_of(company.boris.id)) == ["employee", "agent"]
