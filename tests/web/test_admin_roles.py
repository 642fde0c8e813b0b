"""The pages of roles: read by who may see accesses, changed by who may manage roles, never beyond his own rights."""

from __future__ import annotations

from dataclasses import replace

from okno import access
from okno.access import all_roles
from okno.access.rolebook import change, make
from okno.access.roles import DELIVERED, required
from tests.web.conftest import Company


async def _auditor(company: Company) -> None:
    await access.grant(company.stranger.id, "auditor")


async def test_the_list_says_who_has_what(company: Company) -> None:
    """With the number of holders; own and changed ones are marked."""
    agent = DELIVERED["agent"]
    await change(replace(agent, in_team=frozenset({"ticket.see"})), version=0, actor_id=None)
    await make("night_shift", replace(agent, title={"ru": "Ночь", "en": "Night shift"}), actor_id=None)
    page = await company.admin.open("/admin/roles")
    said = page.text("main")
    assert "Agent changedWorks on the requests of his teams.2 people" in said
    assert "Night shift own" in said
    assert "everybody has it" in said


async def test_an_auditor_reads_and_changes_nothing(company: Company) -> None:
    """The ticks are there, but no form; what is sent all the same is refused."""
    await _auditor(company)
    auditor = company.stranger
    page = await auditor.open("/admin/roles/agent")
    assert "Борис Мастеров" in page.text("aside")
    assert not page.has_form("/admin/roles/agent")
    own = await company.admin.open("/admin/roles/agent")
    form = own.form("/admin/roles/agent", "save")
    form.values["_csrf"] = (await auditor.open("/profile")).form("/sign-out").values["_csrf"]
    await auditor.send(form, 403, press="save", rights=["people.manage"])
    page = await auditor.open("/admin/roles")
    assert not page.has_form("/admin/roles")
    assert (await required("agent")) == DELIVERED["agent"]


async def test_roles_are_not_for_everybody(company: Company) -> None:
    """Neither the list nor a role."""
    for path in ("/admin/roles", "/admin/roles/agent", "/admin/roles/nothing"):
        await company.boris.open(path, 403)
    await company.admin.open("/admin/roles/nothing", 404)


async def test_saving_says_what_came_and_went(company: Company) -> None:
    """In the words of the rights."""
    admin, path = company.admin, "/admin/roles/agent"
    page = await admin.open(path)
    form = page.form(path, "save")
    wanted = [right for right in form.values["in_team"] if right != "ticket.cancel"]
    page = await admin.send(form, press="save", in_team=[*wanted, "team.lead"])
    assert "gives now: manage the team’s members" in page.text("toast")
    assert "gives no more: cancel" in page.text("toast")
    agent = await required("agent")
    assert agent.in_team == DELIVERED["agent"].in_team - {"ticket.cancel"} | {"team.lead"}
    assert agent.rights == DELIVERED["agent"].rights


async def test_a_lost_race_is_told_and_nothing_is_lost(company: Company) -> None:
    """What was ticked stays ticked, what is stored stays stored."""
    admin, path = company.admin, "/admin/roles/agent"
    page = await admin.open(path)
    form = page.form(path, "save")
    await change(replace(DELIVERED["agent"], in_team=frozenset({"ticket.see"})), version=0, actor_id=None)
    page = await admin.send(form, 409, press="save", in_team=["ticket.note"])
    assert "Somebody has changed this role" in page.text("errors")
    assert page.form(path, "save").values["in_team"] == ["ticket.note"]
    assert (await required("agent")).in_team == {"ticket.see"}


async def test_a_refused_role_does_not_hide_what_has_changed(company: Company) -> None:
    """The form that is shown again is still the one that was opened."""
    admin, path = company.admin, "/admin/roles/agent"
    form = (await admin.open(path)).form(path, "save")
    await change(replace(DELIVERED["agent"], in_team=frozenset({"ticket.see"})), version=0, actor_id=None)
    page = await admin.send(form, 422, press="save", title__en="")
    page = await admin.send(page.form(path, "save"), 409, press="save", title__en="Agent")
    assert (await required("agent")).in_team == {"ticket.see"}
    await admin.send(page.form(path, "save"), press="save")
    assert (await required("agent")).in_team == DELIVERED["agent"].in_team


async def test_a_role_is_copied_restored_and_removed(company: Company) -> None:
    """A copy opens the form filled in; a delivered role comes back; an own one goes when nobody has it."""
    admin = company.admin
    page = await admin.open("/admin/roles?copy=agent")
    form = page.form("/admin/roles")
    assert form.values["in_team"]
    assert form.values["title.en"] == ["Agent 2"]
    page = await admin.send(form, 422, key="Плохо")
    assert ("#f-key") in {href for href, _ in page.links}
    page = await admin.send(page.form("/admin/roles"), key="night_shift")
    path = "/admin/roles/night_shift"
    assert admin.path == path
    assert (await required("night_shift")).in_team == DELIVERED["agent"].in_team
    await access.grant(company.stranger.id, "night_shift")
    page = await admin.open(path)
    assert not page.has_form(path, "remove")
    assert "Take it from them first" in page.text("aside")
    await access.revoke(company.stranger.id, "night_shift")
    page = await admin.open(path)
    await admin.send(page.form(path, "remove"), press="remove")
    assert admin.path == "/admin/roles"
    assert "night_shift" not in await all_roles()
    await change(replace(DELIVERED["agent"], in_team=frozenset()), version=0, actor_id=None)
    page = await admin.open("/admin/roles/agent")
    await admin.send(page.form("/admin/roles/agent", "restore"), press="restore")
    assert await required("agent") == DELIVERED["agent"]


async def test_nobody_gives_a_role_what_he_has_not(company: Company) -> None:
    """The tick is locked and stays as it is; sent by hand it is refused."""
    keeper = replace(DELIVERED["auditor"], rights=frozenset({"role.manage", "access.see", "people.see"}))
    await make("keeper", replace(keeper, key="keeper"), actor_id=None)
    await access.grant(company.stranger.id, "keeper")
    keeper_at, path = company.stranger, "/admin/roles/administrator"
    page = await keeper_at.open(path)
    form = page.form(path, "save")
    assert "you have not got this yourself" in page.text("main")
    assert set(form.values["rights"]) == DELIVERED["administrator"].rights
    page = await keeper_at.send(form, press="save")
    assert page.text("toast") == "Saved"
    kept = sorted(DELIVERED["administrator"].rights - {"audit.see"})
    page = await keeper_at.send(page.form(path, "save"), 422, press="save", rights=kept)
    assert "You lack: Read the audit log" in page.text("errors")
    page = await keeper_at.open("/admin/roles/keeper")
    form = page.form("/admin/roles/keeper", "save")
    await keeper_at.send(form, 422, press="save", rights=["role.manage", "access.see", "role.grant"])
    assert (await required("keeper")).rights == keeper.rights


async def test_the_administrator_keeps_what_he_must(company: Company) -> None:
    """His page says so; a form without it is refused."""
    admin, path = company.admin, "/admin/roles/administrator"
    page = await admin.open(path)
    assert "always has it" in page.text("main")
    page = await admin.send(page.form(path, "save"), 422, press="save", rights=["people.manage"])
    assert "nobody could give it back" in page.text("errors")


async def test_the_door_of_administration(company: Company) -> None:
    """It leads each to what he may open, and those who administer nothing to a refusal; the menu agrees."""
    await _auditor(company)
    page = await company.admin.open("/admin")
    assert company.admin.path == "/admin/people"
    assert {"/admin/people", "/admin/teams", "/admin/roles", "/admin/access"} <= {href for href, _ in page.links}
    page = await company.stranger.open("/admin")
    assert company.stranger.path == "/admin/roles"
    hrefs = {href for href, _ in page.links}
    assert "/admin/access" in hrefs
    assert not {"/admin/people", "/admin/teams"} & hrefs
    await company.boris.open("/admin", 403)
    page = await company.boris.open("/")
    assert "/admin" not in {href for href, _ in page.links}
