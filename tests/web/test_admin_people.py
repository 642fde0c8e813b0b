"""Administration of people: the list, the form, what may be changed of whom."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from okno import access, people, teams
from okno.access import roles_of
from okno.access.rolebook import make
from okno.access.roles import DELIVERED
from okno.clock import now
from okno.events import read_stream
from okno.http import one_time
from okno.http.one_time import Purpose
from okno.people import absence, second_factor
from okno.people.account import has_password
from okno.settings import Settings
from tests.people.test_second_factor import code
from tests.web.browsing import Browser
from tests.web.conftest import TEAM, Company

At = Callable[[], Awaitable[Browser]]


async def test_a_new_person_gets_a_password_and_signs_in(company: Company, at_browser: At) -> None:
    """Entered with a role and a team, the password is shown once."""
    admin = company.admin
    page = await admin.open("/admin/people")
    page = await admin.send(
        page.form("/admin/people"),
        login="timur",
        name="Тимур Хасанов",
        role=["agent"],
        team=["hr"],
        manager__text="Ольга Админ",
    )
    address = admin.path
    page = await admin.send(page.form(f"{address}/password"))
    secret = page.text("code")
    assert secret not in (await admin.open(address)).text("main")
    browser = await at_browser()
    page = await browser.sign_in("timur", secret)
    assert any(href == "/desk" for href, _ in page.links)
    made = await people.by_login("timur")
    assert made is not None
    assert made.manager_id == admin.id
    kinds = [fact.kind for fact in await read_stream("person", made.id)]
    assert {"PersonCreated", "RoleGranted", "PasswordSet"} <= set(kinds)


async def test_a_refused_person_keeps_what_was_typed(company: Company) -> None:
    """The form is open again with its errors."""
    admin = company.admin
    page = await admin.open("/admin/people")
    page = await admin.send(page.form("/admin/people"), 422, login="кириллица", name="Имя Такое", mail="no mail")
    form = page.form("/admin/people")
    assert form.values["name"] == ["Имя Такое"]
    assert {href for href, _ in page.links} >= {"#f-login", "#f-mail"}
    page = await admin.send(form, 422, login="anna", mail="")
    assert "taken" in page.text("errors")


async def test_switching_a_person_off_ends_his_work(company: Company) -> None:
    """His session is over; nobody switches himself off."""
    admin = company.admin
    address = f"/admin/people/{company.stranger.id}"
    page = await admin.open(address)
    await admin.send(page.form(address), active="")
    await company.stranger.open("/tickets")
    assert company.stranger.path.startswith("/sign-in")
    own = f"/admin/people/{admin.id}"
    page = await admin.open(own)
    page = await admin.send(page.form(own), 422, active="")
    assert "another administrator" in page.text("errors")


async def test_the_last_administrator_keeps_his_role(company: Company) -> None:
    """The refusal stands above the form."""
    admin = company.admin
    own = f"/admin/people/{admin.id}"
    page = await admin.open(own)
    page = await admin.send(page.form(own), 422, role=[])
    assert "last administrator" in page.text("errors")
    assert "administrator" in await roles_of(admin.id)


async def test_people_are_searched(company: Company) -> None:
    """By the beginning of a name, whatever its case."""
    page = await company.admin.open("/admin/people?q=королева")
    assert "Анна Королёва" in page.text("table")
    assert "Егор" not in page.text("table")


async def test_several_mails_and_phones_are_kept_with_their_labels(company: Company) -> None:
    """Rows with a spare one: the form works without script; the first of each is the main one."""
    admin, address = company.admin, f"/admin/people/{company.anna.id}"
    form = (await admin.open(address)).form(address)
    assert {"mail", "phone", "phone.1"} <= form.names
    assert "phone.2" not in form.names
    page = await admin.send(
        form,
        fill={
            "mail": "anna@work.example",
            "phone": "7210",
            "phone.label": "internal",
            "phone.1": "+7 900 000-12-34",
            "phone.1.label": "home",
            "skills": "Wi-Fi, 1С",
            "groups": "VPN, Зарплата",
        },
    )
    form = page.form(address)
    assert form.values["phone.1.label"] == ["home"]
    assert form.values["skills"] == ["1С, Wi-Fi"]
    assert form.values["groups"] == ["VPN, Зарплата"]
    assert "phone.2" in form.names
    anna = await people.required(company.anna.id)
    assert (anna.mail, anna.phone) == ("anna@work.example", "7210")
    page = await admin.send(form, 422, fill={"phone.1": "wrong", "mail.1": "a@b?bcc=c@d"})
    assert {"#f-phone-1", "#f-mail-1"} <= {href for href, _ in page.links}
    assert page.form(address).values["phone.1"] == ["wrong"]
    assert (await people.required(company.anna.id)).phone == "7210"
    changed = [one for one in await read_stream("person", company.anna.id) if one.kind == "PersonChanged"]
    assert {"fields": ["mail", "phone"]} in [dict(one.payload) for one in changed]


async def test_roles_and_teams_are_not_said_to_be_optional(company: Company) -> None:
    """They are choices, not fields to fill in."""
    page = await company.admin.open("/admin/people")
    assert "Roles optional" not in page.text("form")
    assert "Position optional" in page.text("form")


async def test_the_list_is_searched_by_contacts_and_skills(company: Company) -> None:
    """By a part of a number, by a mail, by a skill; what is found is counted."""
    await people.set_skills(company.boris.id, ["Сварка"])
    await people.change(company.vera.id, {"mail": "rose@example.com"}, actor_id=None)
    for q, name in (("0001234", "Королёва"), ("сварк", "Мастеров"), ("rose", "Мастерова")):
        page = await company.admin.open(f"/admin/people?q={q}")
        assert name in page.text("table")
        assert page.text("#people-found") == "1 person"
    page = await company.admin.open("/admin/people?q=nobody-like-this")
    assert "Nobody found" in page.text("main")
    assert page.text("#people-found") == "0 people"


async def test_the_list_is_narrowed(company: Company) -> None:
    """By role, team, department, absence and who is switched off; odd values take all."""
    today = now().date()
    await absence.add(
        company.vera.id, today, today + timedelta(days=1), substitute_id=company.boris.id, zone="UTC", actor_id=None
    )
    await people.change(company.stranger.id, {"active": False}, actor_id=None)
    admin = company.admin
    for query, found in (
        ("role=agent", [company.boris, company.vera]),
        (f"team={TEAM}", [company.boris, company.vera]),
        ("department=Продажи", [company.anna]),
        ("show=away", [company.vera]),
        ("show=off", [company.stranger]),
        ("show=working", [company.anna, company.boris, company.vera, admin]),
        ("role=agent&show=away", [company.vera]),
        (
            "role=nothing&team=nothing&show=nothing",
            [company.anna, company.boris, company.vera, company.stranger, admin],
        ),
    ):
        page = await admin.open(f"/admin/people?{query}")
        shown = {href for href, _ in page.links if re.fullmatch(r"/admin/people/\d+", href)}
        assert shown == {f"/admin/people/{one.id}" for one in found}, query
        assert page.text("#people-found").split()[0] == str(len(found)), query
    page = await admin.open("/admin/people?show=away")
    assert "away through" in page.text("table")
    assert "Борис Мастеров stands in" in page.text("table")


async def test_who_may_less_does_not_hold_the_keys_of_who_may_more(company: Company) -> None:
    """Mail, phones, password and switching off of an administrator need all that he may."""
    clerks = replace(DELIVERED["employee"], rights=frozenset({"people.see", "people.manage"}))
    await make("clerk", clerks, actor_id=None)
    await access.grant(company.stranger.id, "clerk")
    clerk, admin = company.stranger, company.admin
    await people.change(admin.id, {"manager_id": company.vera.id}, actor_id=None)
    address = f"/admin/people/{admin.id}"
    page = await clerk.open(address)
    form = page.form(address)
    assert not {"mail", "phone", "manager", "active", "role", "team"} & form.names
    assert not page.has_form(f"{address}/password")
    assert "somebody with all of them" in page.text("main")
    await clerk.send(form, title="Новая должность")
    changed = await people.required(admin.id)
    assert (changed.title, changed.active) == ("Новая должность", True)
    await clerk.open(address)
    for stolen in (
        {"mail": "clerk@example.com"},
        {"phone": "7001"},
        {"active": ""},
        # Whoever is the manager of somebody orders in his name.
        {"manager": str(clerk.id)},
        {"manager.text": "egor"},
    ):
        await clerk.send(form, 403, fill=stolen)
    form.action = f"{address}/password"
    await clerk.send(form, 403)
    stored = await people.required(admin.id)
    assert (stored.mail, stored.phone, stored.manager_id, stored.active) == ("", "", company.vera.id, True)
    await clerk.open(f"/admin/people/{company.anna.id}")
    own = f"/admin/people/{company.anna.id}"
    await clerk.send(clerk.page.form(own), fill={"mail": "anna@example.com", "active": "1"}, role=["administrator"])
    assert (await people.required(company.anna.id)).mail == "anna@example.com"
    assert await roles_of(company.anna.id) == ["employee"]


async def test_a_role_in_one_team_only_is_shown_with_the_way_to_the_team(company: Company) -> None:
    """It is given there, not here."""
    team = await teams.by_key("hr")
    assert team is not None
    await access.grant(company.anna.id, "manager", team_id=team.id)
    page = await company.admin.open(f"/admin/people/{company.anna.id}")
    assert "/admin/teams/hr" in {href for href, _ in page.links}
    assert "in the team" in page.text("aside")


async def test_colleagues_are_suggested_by_name_only(company: Company) -> None:
    """An employee gets names and departments; whoever may see people finds them by numbers too."""
    await people.change(company.anna.id, {}, reached={"mail": [("rose@example.com", "home")]}, actor_id=None)
    await people.set_skills(company.anna.id, ["Сварка"])
    today = now().date()
    await absence.add(company.anna.id, today, today, zone="UTC", actor_id=None)

    async def suggested(who: Browser, q: str) -> list[dict[str, object]]:
        await who.open(f"/people/suggest?q={q}")
        return list(who.response.json())

    [found] = await suggested(company.stranger, "королёва")
    assert found == {"id": company.anna.id, "name": "Анна Королёва", "line": "Продажи"}
    for q in ("rose", "79000001234", "9000", "сварка"):
        assert await suggested(company.stranger, q) == [], q
        assert [one["id"] for one in await suggested(company.boris, q)] == [company.anna.id], q
    [seen] = await suggested(company.boris, "королёва")
    assert str(seen["line"]).startswith("Продажи, away through")


async def test_the_keys_of_ones_own_account_are_in_the_profile(company: Company, settings: Settings) -> None:
    """There the present password is asked for: an open browser of an administrator is not his account."""
    admin, own = company.admin, f"/admin/people/{company.admin.id}"
    made = second_factor.new_secret()
    await second_factor.turn_on(settings.home, admin.id, secret=made, code=code(made))
    page = await admin.open(own)
    token = page.form(own).values["_csrf"][0]
    for path in (f"{own}/password", f"{own}/invite", f"{own}/second-factor"):
        assert not page.has_form(path)
        answer = await admin.client.post(path, data={"_csrf": token})
        assert answer.status_code == 422, path
        assert "profile" in answer.text
    assert await second_factor.is_on(admin.id)
    assert not await has_password(admin.id)


async def test_who_is_switched_off_has_no_link_left(company: Company) -> None:
    """Switched on again, the letters from before open nothing; nor does a password that was given half-way."""
    anna, address = company.anna, f"/admin/people/{company.anna.id}"
    purposes = (Purpose.RESET, Purpose.INVITATION, Purpose.SECOND)
    links = [(purpose, await one_time.issue(purpose, anna.id)) for purpose in purposes]
    page = await company.admin.open(address)
    await company.admin.send(page.form(address), active="")
    page = await company.admin.open(address)
    await company.admin.send(page.form(address), active="1")
    assert (await people.required(anna.id)).active
    assert [purpose for purpose, plain in links if await one_time.look(purpose, plain)] == []


async def test_a_new_mail_address_ends_the_links_to_the_old_one(company: Company) -> None:
    """Whoever got a letter by mistake does not come in after it was noticed; other changes end nothing."""
    anna, address = company.anna, f"/admin/people/{company.anna.id}"
    link = await one_time.issue(Purpose.INVITATION, anna.id)
    page = await company.admin.open(address)
    page = await company.admin.send(page.form(address), title="Товаровед")
    assert await one_time.look(Purpose.INVITATION, link)
    await company.admin.send(page.form(address), mail="anna@right.example")
    assert await one_time.look(Purpose.INVITATION, link) is None


async def test_whoever_was_forgotten_stays_so(company: Company) -> None:
    """His page says it and has no form; who sends one anyway is refused."""
    gone, admin = company.stranger.id, company.admin
    address = f"/admin/people/{gone}"
    form = (await admin.open(address)).form(address)
    await people.change(gone, {"active": False}, actor_id=None)
    await people.forget_person(gone, actor_id=None, reason="x", locale="en")
    page = await admin.open(address)
    assert "was forgotten" in page.text("main")
    for path in (address, f"{address}/password", f"{address}/invite"):
        assert not page.has_form(path)
        data = {**form.values, "active": ["1"], "role": ["agent"], "team": [TEAM]}
        assert (await admin.client.post(path, data=data)).status_code == 422, path
    person = await people.required(gone)
    assert not person.active
    assert await roles_of(gone) == ["employee"]
    assert not await has_password(gone)


async def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(company: Company) -> None:
    """Neither his card, nor his skills, contacts, roles and teams; saved again the form holds."""
    admin, anna = company.admin, company.anna.id
    address, team = f"/admin/people/{anna}", await teams.by_key("hr")
    assert team is not None

    async def card() -> None:
        await people.change(anna, {"place": "Офис 7"}, actor_id=None)

    async def skills() -> None:
        await people.set_skills(anna, ["Сварка"])

    async def contacts() -> None:
        await people.change(anna, {}, reached={"mail": [("anna@home.example", "home")]}, actor_id=None)

    async def role() -> None:
        await access.grant(anna, "agent")

    async def membership() -> None:
        await teams.join(team.id, anna)

    for meanwhile in (card, skills, contacts, role, membership):
        form = (await admin.open(address)).form(address)
        await meanwhile()
        page = await admin.send(form, 409, title="Кладовщица")
        assert "changed this person meanwhile" in page.text("errors")
        again = page.form(address)
        assert again.values["title"] == ["Кладовщица"]
        assert (await people.required(anna)).title == ""
    assert await roles_of(anna) == ["employee", "agent"]
    await admin.send(again)
    assert (await people.required(anna)).title == "Кладовщица"
    assert await teams.teams_of(anna) == []


async def test_a_refused_form_does_not_hide_what_has_changed(company: Company) -> None:
    """The form that is shown again is still the one that was opened."""
    admin, address = company.admin, f"/admin/people/{company.anna.id}"
    form = (await admin.open(address)).form(address)
    await people.change(company.anna.id, {"place": "Офис 7"}, actor_id=None)
    page = await admin.send(form, 422, manager__text="Никто Такой")
    await admin.send(page.form(address), 409, manager__text="")
    assert (await people.required(company.anna.id)).place == "Офис 7"


async def test_a_manager_who_has_left_is_no_reason_to_refuse(company: Company) -> None:
    """He stays until another is chosen; nobody new gets one who has left."""
    admin, anna, vera = company.admin, company.anna.id, company.vera.id
    await people.change(anna, {"manager_id": vera}, actor_id=None)
    await people.change(vera, {"active": False}, actor_id=None)
    address = f"/admin/people/{anna}"
    page = await admin.open(address)
    await admin.send(page.form(address), title="Кладовщица")
    stored = await people.required(anna)
    assert (stored.title, stored.manager_id) == ("Кладовщица", vera)
    other = f"/admin/people/{company.boris.id}"
    page = await admin.open(other)
    await admin.send(page.form(other), 422, fill={"manager": str(vera)})


async def test_the_last_administrator_is_not_switched_off(company: Company) -> None:
    """Not even by somebody who may all the same by another role."""
    mighty = replace(DELIVERED["administrator"], key="mighty")
    await make("mighty", mighty, actor_id=None)
    await access.grant(company.stranger.id, "mighty")
    address = f"/admin/people/{company.admin.id}"
    page = await company.stranger.open(address)
    page = await company.stranger.send(page.form(address), 422, active="")
    assert "last administrator" in page.text("errors")
    assert (await people.required(company.admin.id)).active
