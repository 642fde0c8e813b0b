"""The audit log in the browser: where changes came from, plain sentences, filters, the file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

from okno import access, people, teams
from okno.access.rolebook import change, make
from okno.access.roles import DELIVERED, required
from okno.db import execute, fetch_one, tx
from okno.events import record
from okno.events.origin import NOWHERE, because, coming, origin
from okno.http import csrf, tokens
from okno.tickets.events import EmergencyOpened
from okno.tickets.store import load
from tests.web.browsing import Browser
from tests.web.conftest import TEAM, Company, order


async def change_department(company: Company) -> None:
    """The administrator changes Egor's department on his page."""
    address = f"/admin/people/{company.stranger.id}"
    page = await company.admin.open(address)
    await company.admin.send(page.form(address), department="Склад")


async def latest(kind: str) -> Any:
    """The newest entry about a fact of this kind."""
    return await fetch_one("SELECT * FROM audit WHERE kind = $1 ORDER BY event_id DESC LIMIT 1", kind)


async def rows_of(who: Browser, path: str) -> list[list[str]]:
    """The rows of the file at an address, without its heads."""
    answer = await who.client.get(path)
    assert answer.status_code == 200, answer.text
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]


async def test_a_page_leaves_its_way_and_address(company: Company) -> None:
    await change_department(company)
    entry = await latest("PersonChanged")
    assert (entry["actor_id"], entry["person_id"]) == (company.admin.id, company.stranger.id)
    assert (entry["via"], entry["address"]) == ("page", "127.0.0.1")
    text = (await company.admin.open("/admin/audit")).text("#audit-rows")
    assert "Ольга Админ changes Егор Чужой: department" in text
    assert "in the browser, 127.0.0.1" in text


async def test_a_header_does_not_pretend_to_be_the_address(company: Company) -> None:
    """Nobody here is a trusted proxy; and what is no address is shown nowhere."""
    company.admin.client.headers["X-Forwarded-For"] = "<script>alert(1)</script>, 198.51.100.1"
    await change_department(company)
    assert (await latest("PersonChanged"))["address"] == "127.0.0.1"
    assert "198.51.100.1" not in (await company.admin.open("/admin/audit")).text("main")


async def test_rest_says_whether_a_token_or_a_browser_asked(company: Company) -> None:
    """The reason goes into the audit alone."""
    admin, body = company.admin, {"number": str(await order(company.anna)), "reason": "Срочно: потоп в серверной"}
    page = await admin.open("/admin/sessions?q=Анна")
    csrf_token = next(form.values["_csrf"][0] for form in page.forms if "_csrf" in form.values)
    answer = await admin.client.post("/api/v1/emergencies", json=body, headers={csrf.HEADER: csrf_token})
    assert answer.status_code == 201, answer.text
    by_browser = await latest("EmergencyOpened")
    assert (by_browser["via"], by_browser["address"]) == ("rest", "127.0.0.1")
    assert by_browser["reason"] == "Срочно: потоп в серверной"
    token = await tokens.issue(admin.id, "script")
    body["number"] = str(await order(company.anna))
    admin.client.cookies.clear()
    answer = await admin.client.post("/api/v1/emergencies", json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 201, answer.text
    assert (await latest("EmergencyOpened"))["via"] == "token"
    assert origin() == NOWHERE


async def test_sentences_read_in_both_languages(company: Company) -> None:
    hr = await teams.by_key("hr")
    assert hr is not None
    await teams.join(hr.id, company.anna.id, actor_id=company.admin.id)
    await access.grant(company.stranger.id, "auditor", actor_id=company.admin.id)
    page = await company.admin.open("/admin/audit")
    assert "Ольга Админ gives the role “Auditor” to Егор Чужой" in page.text("#audit-rows")
    await people.change(company.admin.id, {"locale": "ru"}, actor_id=company.admin.id)
    text = (await company.admin.open("/admin/audit")).text("#audit-rows")
    assert "Ольга Админ даёт роль «Аудитор»: Егор Чужой" in text
    assert f"Ольга Админ включает в команду «{hr.name('ru')}»: Анна Королёва" in text


async def test_places_in_teams_and_wide_rights_are_told_as_they_are(company: Company) -> None:
    """Another line makes nobody the lead; what a role gives in all teams is not hidden behind its name."""
    hr = await teams.by_key("hr")
    assert hr is not None
    name = hr.name("en")
    told = (
        ({"lead": True}, f"makes Анна Королёва the lead of the team “{name}”"),
        ({"lead": True, "line": 2}, f"puts Анна Королёва into line 2 of the team “{name}”"),
        ({"lead": True}, f"puts Анна Королёва on all lines of the team “{name}”"),
        ({"lead": False}, f"takes the lead of the team “{name}” from Анна Королёва"),
        ({"line": 1}, f"puts Анна Королёва into line 1 of the team “{name}”"),
    )
    for place, sentence in told:
        await execute("DELETE FROM audit")
        await teams.join(hr.id, company.anna.id, actor_id=company.admin.id, **place)
        assert f"Ольга Админ {sentence}" in (await company.admin.open("/admin/audit")).text("#audit-rows")
    agent = DELIVERED["agent"]
    await change(replace(agent, in_all_teams=frozenset({"ticket.see"})), version=0, actor_id=company.admin.id)
    text = (await company.admin.open("/admin/audit")).text("#audit-rows")
    assert "changes the role “Agent”: gives in all teams: See the team’s requests" in text
    now = await required("agent")
    await change(replace(now, in_all_teams=frozenset()), version=now.version, actor_id=company.admin.id)
    text = (await company.admin.open("/admin/audit")).text("#audit-rows")
    assert "changes the role “Agent”: gives no more in all teams: See the team’s requests" in text
    night = replace(agent, key="night", rights=frozenset(), in_team=frozenset(), in_all_teams=frozenset({"ticket.see"}))
    await make("night", night, actor_id=company.admin.id)
    text = (await company.admin.open("/admin/audit")).text("#audit-rows")
    assert "makes the role “Agent”, which gives in all teams: See the team’s requests" in text


async def test_those_who_are_gone_are_numbers_and_unknown_facts_are_named(company: Company) -> None:
    with coming("page", "10.0.0.1"):
        await people.change(company.stranger.id, {"department": "Склад"}, actor_id=company.admin.id)
    await execute("UPDATE audit SET actor_id = 4711, person_id = 4712 WHERE kind = 'PersonChanged'")
    await execute(
        "INSERT INTO audit (event_id, at, actor_id, stream, stream_id, kind, via, address, reason)"
        " VALUES (900000, 1, NULL, 'pump', 7, 'PumpReplaced', 'job', '', '')"
    )
    text = (await company.admin.open("/admin/audit")).text("#audit-rows")
    assert "Employee no. 4711 changes Employee no. 4712" in text
    assert "The server: PumpReplaced (pump 7)" in text
    assert "PumpReplaced" in (await company.admin.open("/admin/audit?group=other")).text("#audit-rows")


async def test_it_is_narrowed(company: Company) -> None:
    admin = company.admin
    await change_department(company)
    assert "department" in (await admin.open("/admin/audit?by.text=Ольга")).text("#audit-rows")
    page = await admin.open(f"/admin/audit?person={company.stranger.id}&group=people")
    assert "department" in page.text("#audit-rows")
    assert "Анна" not in page.text("#audit-rows")
    assert TEAM not in page.text("#audit-rows")
    page = await admin.open(f"/admin/audit?team={TEAM}")
    assert "Борис Мастеров" in page.text("#audit-rows")
    assert "Анна" not in page.text("#audit-rows")
    page = await admin.open("/admin/audit?since=2001-01-01&until=2001-01-31")
    assert "Nothing like that" in page.text("main")


async def test_a_filter_that_is_not_understood_says_what_to_correct(company: Company) -> None:
    page = await company.admin.open("/admin/audit?by.text=Мастер&since=yesterday&until=9999-12-31&team=x&group=x")
    assert {"#f-by", "#f-since", "#f-until", "#f-team", "#f-group"} <= {href for href, _ in page.links}
    assert (await company.admin.client.get("/admin/audit.csv?since=yesterday")).status_code == 422
    assert (await company.admin.client.get("/admin/audit?cursor=x")).status_code == 422


async def test_pages_go_on(company: Company) -> None:
    for number in range(60):
        await people.create(login=f"temp{number}", name=f"Сотрудник {number}")
    page = await company.admin.open("/admin/audit?group=people")
    further = next(href for href, _ in page.links if "cursor" in href)
    assert "group=people" in further
    second = await company.admin.open(further)
    assert "Сотрудник 59" in page.text("#audit-rows")
    assert "Сотрудник 59" not in second.text("#audit-rows")
    assert "Анна Королёва" in second.text("#audit-rows")


async def test_the_file_holds_the_same_and_runs_nothing(company: Company) -> None:
    """Formulas become text; the export is written down; nobody stores the file on the way."""
    await people.change(company.stranger.id, {"name": '=HYPERLINK("http://evil.test";"x")'}, actor_id=None)
    with because("@SUM(1+1)"):
        await people.change(company.stranger.id, {"department": "Склад"}, actor_id=company.admin.id)
    rows = await rows_of(company.admin, f"/admin/audit.csv?person={company.stranger.id}&group=people")
    assert len(rows) == 3
    row = rows[0]
    assert row[1] == "Ольга Админ"
    assert row[3] == '\'=HYPERLINK("http://evil.test";"x")'
    assert row[7] == "'@SUM(1+1)"
    exported = await latest("AuditExported")
    assert (exported["actor_id"], exported["person_id"], exported["via"]) == (
        company.admin.id,
        company.stranger.id,
        "page",
    )
    answer = await company.admin.client.get("/admin/audit.csv")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="okno-audit-')
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")


async def test_an_emergency_names_the_team_but_no_ticket(company: Company) -> None:
    """Its number is for those who see the ticket anyway."""
    number = await order(company.anna)
    ticket = await load(number)
    with because("Утечка воды"):
        async with tx():
            await record(
                EmergencyOpened(stream_id=ticket.id, actor_id=company.admin.id, team_id=ticket.team_id, emergency_id=1)
            )
    await access.grant(company.boris.id, "auditor")
    text = (await company.admin.open("/admin/audit?group=emergency")).text("#audit-rows")
    assert "opens a request of the team" in text
    assert "Утечка воды" in text
    assert str(number) not in text
    assert f"opens request {number}" in (await company.boris.open("/admin/audit?group=emergency")).text("#audit-rows")


async def test_only_auditors_and_administrators_read_it(company: Company) -> None:
    for who in (company.anna, company.boris):
        await who.open("/admin/audit", 403)
        await who.open("/admin/audit.csv", 403)
    await access.grant(company.anna.id, "auditor")
    assert company.anna.page is not None
    page = await company.anna.open("/admin/audit")
    assert ("/admin/audit", "") in page.links
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("/admin/audit", "/admin/audit.csv"):
            assert (await company.admin.client.request(method, path)).status_code in (403, 405)
