"""Administration of people: the list, the form, what may be changed of whom."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from okno import access, people, teams
from okno.access import roles_of
from okno.access.rolebook import make
from okno.access.roles import DELIVERED
from okno.clock import now
from okno.db import sql
from okno.events import read_stream
from okno.people import absence
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
        },
    )
    form = page.form(address)
    assert form.values["phone.1.label"] == ["home"]
    assert form.values["skills"] == ["1С, Wi-Fi"]
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


async def test_the_list_asks_for_all_its_people_at_once(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of queries does not grow with the number of people."""
    asked = 0
    plain = sql.client

    def counting() -> object:
        nonlocal asked
        asked += 1
        return plain()

    monkeypatch.setattr(sql, "client", counting)
    await company.admin.open("/admin/people")
    few, asked = asked, 0
    team = await teams.by_key("hr")
    assert team is not None
    for number in range(20):
        person = await people.create(login=f"p{number}", name=f"Человек {number}", phone=str(7000 + number))
        await teams.join(team.id, person)
        await access.grant(person, "agent")
    asked = 0
    await company.admin.open("/admin/people")
    # A few more may be due to what the server does by the clock.
    assert asked < few + 10


async def test_who_may_less_does_not_hold_the_keys_of_who_may_more(company: Company) -> None:
    """Mail, phones, password and switching off of an administrator need all that he may."""
    clerks = replace(DELIVERED["employee"], rights=frozenset({"people.see", "people.manage"}))
    await make("clerk", clerks, actor_id=None)
    await access.grant(company.stranger.id, "clerk")
    clerk, admin = company.stranger, company.admin
    address = f"/admin/people/{admin.id}"
    page = await clerk.open(address)
    form = page.form(address)
    assert not {"mail", "phone", "active", "role", "team"} & form.names
    assert not page.has_form(f"{address}/password")
    assert "somebody with all of them" in page.text("main")
    await clerk.send(form, title="Новая должность")
    changed = await people.required(admin.id)
    assert (changed.title, changed.active) == ("Новая должность", True)
    await clerk.open(address)
    for stolen in ({"mail": "clerk@example.com"}, {"phone": "7001"}, {"active": ""}):
        await clerk.send(form, 403, fill=stolen)
    form.action = f"{address}/password"
    await clerk.send(form, 403)
    stored = await people.required(admin.id)
    assert (stored.mail, stored.phone, stored.active) == ("", "", True)
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
