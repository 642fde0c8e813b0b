"""The sample in the house: each ability of a plugin does what the guide says, and is gone when it is switched off."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from okno import access, app as house, extend, people
from okno.api import context_of
from okno.api.sign import signature
from okno.catalog import registry, store
from okno.db import execute, fetch_value, tx
from okno.jobs import enqueue
from okno.settings import Settings
from okno_sample.api import tally_of
from tests.company import starter_catalog
from tests.plugins.chores import deliver, put, work
from tests.web.conftest import MONITOR, PASSWORD, TEAM, Company, move, order, take

pytestmark = pytest.mark.plugins("sample")
NOTES = "/x/sample/notes"


async def _write(company: Company, number: int, text: str = "Ask for the cable") -> None:
    page = await company.anna.open(NOTES)
    await company.anna.send(page.form(NOTES), number=str(number), text=text)


# Pages and REST -----------------------------------------------------------------------------------------------


async def test_a_page_takes_a_note_and_says_so(company: Company) -> None:
    anna, number = company.anna, await order(company.anna)
    page = await anna.open(NOTES)
    assert "You have no notes yet." in page.text("main")
    assert page.text("nav").startswith("Home")
    assert "/assets/x/sample/sample.css?v=" in anna.response.text
    assert "/assets/x/sample/sample.js?v=" in anna.response.text
    page = await anna.send(page.form(NOTES), number=str(number), text="Ask for the cable")
    assert "The note is kept." in page.text("toast")
    assert f"№ {number} Ask for the cable" in page.text("sample-notes")
    refused = await anna.send(page.form(NOTES), 422, number=str(number), text="x" * 501)
    assert refused.text("#text-error") == "A note has at most 500 characters."
    assert "x" * 501 in anna.response.text
    await anna.send(page.form(NOTES), 404, number="999999", text="About nothing")
    await people.change(anna.id, {"locale": "ru"}, actor_id=None)
    page = await anna.open(NOTES)
    assert (page.text("h1"), "Написать" in anna.response.text) == ("Заметки", False)


async def test_notes_are_seen_by_their_author_alone(company: Company) -> None:
    number = await order(company.anna)
    await _write(company, number)
    assert "cable" not in (await company.boris.open(NOTES)).text("main")
    page = await company.stranger.open(NOTES)
    await company.stranger.send(page.form(NOTES), 404, number=str(number), text="What is this")


async def test_rest_takes_a_note_once_and_lists_it(company: Company) -> None:
    client, number = company.anna.client, await order(company.anna)
    token = (await company.anna.open(NOTES)).form(NOTES).values["_csrf"][0]
    head = {"Idempotency-Key": "one", "X-CSRF-Token": token}
    body = {"ticket": str(number), "text": "Ask"}
    for _ in range(2):
        made = await client.post("/api/v1/x/sample/notes", json=body, headers=head)
        assert made.status_code == 201, made.text
    listed = (await client.get("/api/v1/x/sample/notes")).json()["items"]
    assert [(one["ticket"], one["text"]) for one in listed] == [(str(number), "Ask")]
    wrong = await client.post("/api/v1/x/sample/notes", json={**body, "colour": 1}, headers={"X-CSRF-Token": token})
    assert (wrong.status_code, "colour" in wrong.text) == (422, True)
    assert "/api/v1/x/sample/notes" in (await client.get("/api/v1/openapi.json")).json()["paths"]


async def test_slots_stand_on_pages_of_ours(company: Company) -> None:
    number = await order(company.anna)
    await _write(company, number)
    page = await company.anna.open(f"/tickets/{number}")
    assert "My notes1" in page.text("sample-aside")
    assert (f"{NOTES}?number={number}", "") in page.links
    assert "My notes0" in (await company.boris.open(f"/tickets/{number}")).text("sample-aside")
    assert (await company.anna.open("/")).text("sample-greeting") == ""
    await put(greeting={"ru": "Здравствуйте", "en": "Hello"}, site="https://wiki.example.com/")
    assert (await company.anna.open("/")).text("sample-greeting") == "Hello More"


async def test_menus_and_the_right_of_its_own(company: Company) -> None:
    anna, admin = company.anna, company.admin
    page = await anna.open("/profile")
    assert ("My notes" in page.text("main"), "Notes" in page.text("nav")) == (True, True)
    await anna.open("/x/sample/numbers", 403)
    assert "Sample" in (await admin.open("/x/sample/numbers")).text("nav")
    await company.boris.open("/x/sample/report", 403)
    await access.grant(company.boris.id, "team_lead")
    page = await company.boris.open("/x/sample/report")
    assert page.text("sample-total") == "0"
    assert "Number of notes" in page.text("side")
    assert "Number of notesHow many notes" in (await company.boris.open("/desk/overview")).text("main")
    assert "See the number of notes" in (await admin.open("/admin/roles/agent")).text("rights")


async def test_the_search_finds_notes(company: Company) -> None:
    await _write(company, await order(company.anna), "Спросить про КАБЕЛЬ")
    assert "Спросить" in (await company.anna.open("/search?q=кабель&kind=sample.notes")).text("main")
    assert "Спросить" not in (await company.boris.open("/search?q=кабель&kind=sample.notes")).text("main")


# Facts and jobs -----------------------------------------------------------------------------------------------


async def test_listeners_hear_and_jobs_follow(company: Company) -> None:
    number = await order(company.anna)
    await _write(company, number)
    assert await work() >= 1
    assert await tally_of(number) == (1, 0)
    await take(company.boris, number)
    await move(company.boris, number, "done")
    await deliver()
    assert await tally_of(number) == (1, 1)
    await deliver()
    assert await tally_of(number) == (1, 1)


async def test_jobs_by_the_clock_are_planned_and_run(company: Company) -> None:
    number = await order(company.anna)
    await _write(company, number)
    await execute("UPDATE ticket SET closed_at = 1 WHERE id = $1", number)
    async with tx():
        await enqueue("x.sample.tidy", {})
        await enqueue("x.sample.digest", {})
    assert await work("x.sample.tidy", "x.sample.digest") == 2
    assert await fetch_value("SELECT count(*) FROM x_sample_note") == 0
    assert await fetch_value("SELECT count(*) FROM x_sample_beat") == 2


# Settings and switching ---------------------------------------------------------------------------------------


async def test_settings_of_every_type_are_set_on_a_page(company: Company) -> None:
    page = await company.admin.open("/admin/plugins/sample")
    form = page.form("/admin/plugins/sample")
    typed = {"s.banned": "two words", "s.priority": "9", "s.site": "nowhere", "s.mail": "nobody", "s.promise": "soon"}
    refused = await company.admin.send(form, 422, fill=typed)
    for words in ("Not more than 4", "whole address", "name@example.com", "30s, 5m"):
        assert words in refused.text("main")
    right = {"s.banned": "two words", "s.priority": "1", "s.site": "", "s.mail": "", "s.promise": "2h"}
    refused = await company.admin.send(form, 422, fill=right)
    assert "Write one word." in refused.text("main")
    await company.admin.send(form, fill={**right, "s.banned": "secret", "s.password": "open sesame"})
    values = extend.values("sample")
    assert (values["priority"], values["promise"], values["password"], values["mood"]) == (
        1,
        7200,
        "open sesame",
        "calm",
    )
    assert "open sesame" not in str(await fetch_value("SELECT max(value) FROM plugin_setting WHERE key = 'password'"))
    assert "Folder of files" in (await company.admin.open("/admin/plugins/sample")).text("main")


async def test_what_is_switched_off_is_silent_and_what_it_would_hear_waits(company: Company) -> None:
    number = await order(company.anna)
    await put(frozen=True, greeting={"ru": "Здравствуйте", "en": "Hello"})
    await extend.disable("sample", actor_id=None)
    for path in (NOTES, "/api/v1/x/sample/notes"):
        assert (await company.anna.client.get(path)).status_code == 404
    page = await company.anna.open(f"/tickets/{number}")
    assert page.text("sample-aside") == ""
    assert "Notes" not in page.text("nav")
    await take(company.boris, number)
    await move(company.boris, number, "done")
    await deliver()
    assert await tally_of(number) == (0, 0)
    async with tx():
        await enqueue("x.sample.count", {"ticket": number})
    assert await work("x.sample.nothing") == 0
    await extend.enable("sample", actor_id=None)
    await deliver()
    assert await tally_of(number) == (0, 1)
    assert (await company.anna.open("/")).text("sample-greeting") == "Hello"


# Requests -----------------------------------------------------------------------------------------------------


async def test_orders_are_prefilled_checked_routed_and_promised(company: Company) -> None:
    await put(team="accounting", priority=1, promise="5h", banned="Секрет", hidden=["laptop"])
    await people.change(company.anna.id, {"place": "Office 7"}, actor_id=None)
    page = await company.anna.open("/catalog/monitor")
    form = page.form("/catalog/monitor")
    assert form.values["place"] == ["Office 7"]
    await company.anna.open("/catalog/laptop", 404)
    refused = await company.anna.send(form, 422, fill={**MONITOR, "place": "секретное место"})
    assert "Find another word for this." in refused.text("main")
    number = await order(company.anna)
    row = (
        await fetch_value("SELECT key FROM team WHERE id = (SELECT team_id FROM ticket WHERE id = $1)", number),
        await fetch_value("SELECT priority FROM ticket WHERE id = $1", number),
        await fetch_value("SELECT resolve_work FROM ticket WHERE id = $1", number),
    )
    assert row == ("accounting", 1, 5 * 3600 * 1_000_000)
    await put(team="", priority=0, promise=None, hidden=[])
    other = await order(company.anna)
    team = await fetch_value("SELECT key FROM team WHERE id = (SELECT team_id FROM ticket WHERE id = $1)", other)
    assert team == TEAM


async def test_what_is_forbidden_is_refused_with_its_sentence(company: Company) -> None:
    number = await order(company.anna)
    await put(frozen=True)
    anna = company.anna
    token = (await anna.open(NOTES)).form(NOTES).values["_csrf"][0]
    head = {"X-CSRF-Token": token}
    comment = {"text": "When?", "visibility": "public"}
    refused = await anna.client.post(f"/api/v1/tickets/{number}/comments", json=comment, headers=head)
    assert (refused.status_code, "Nothing may be written" in refused.text) == (403, True), refused.text
    version = await fetch_value("SELECT version FROM ticket WHERE id = $1", number)
    to = {"to": "cancelled", "version": version}
    refused = await anna.client.post(f"/api/v1/tickets/{number}/moves", json=to, headers=head)
    assert "Nothing may be cancelled" in refused.text
    assert await fetch_value("SELECT state FROM ticket WHERE id = $1", number) == "new"


async def test_a_lifecycle_may_ask_for_a_note(company: Company) -> None:
    life = starter_catalog().lifecycles["default"]
    ways = tuple(replace(way, guards=("x.sample.noted",)) if way.to == "done" else way for way in life.transitions)
    lifecycles = {**starter_catalog().lifecycles, "default": replace(life, transitions=ways)}
    await store.apply(replace(starter_catalog(), lifecycles=lifecycles), actor_id=None)
    await registry.refresh()
    number = await order(company.anna)
    page = await take(company.boris, number)
    action = f"/tickets/{number}/move"
    refused = await company.boris.send(page.form(action, "done"), 422, press="done")
    assert "Write a note about this request first." in refused.text()
    page = await company.boris.open(NOTES)
    await company.boris.send(page.form(NOTES), number=str(number), text="Delivered")
    await move(company.boris, number, "done")
    assert await fetch_value("SELECT state FROM ticket WHERE id = $1", number) == "done"


# People -------------------------------------------------------------------------------------------------------


async def test_the_door_has_one_more_way(company: Company) -> None:
    await put(password="open sesame")
    for browser, password, status in ((company.stranger, "open", 401), (company.stranger, "open sesame", 200)):
        browser.client.cookies.clear()
        await browser.sign_in("egor", password, status)
    company.anna.client.cookies.clear()
    await company.anna.sign_in("anna", PASSWORD)


async def test_a_signed_link_opens_the_door(company: Company) -> None:

    company.stranger.client.cookies.clear()
    await company.stranger.open("/x/sample/door/egor?sign=guessed", 404)
    sign = signature(context_of("sample"), "door", "egor")
    await company.stranger.open(f"/x/sample/door/egor?sign={sign}")
    assert "Егор Чужой" in (await company.stranger.open("/profile")).text("main")


async def test_the_proxy_names_who_comes(company: Company, settings: Settings) -> None:
    await put(header="X-Sample-User")
    behind = house.create_app(settings.model_copy(update={"trusted_proxies": ("127.0.0.1",)}))
    head = {"X-Sample-User": "egor"}
    for app, status in ((behind, 200), (house.create_app(settings), 303)):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=settings.own_url) as client:
            assert (await client.get("/profile", headers=head)).status_code == status


async def test_a_directory_decides_and_a_number_is_known(company: Company) -> None:
    await execute("UPDATE person SET directory_id = 'sample:7' WHERE id = $1", company.anna.id)
    page = await company.admin.open(f"/admin/people/{company.anna.id}")
    assert "department" not in page.form(f"/admin/people/{company.anna.id}").names
    await people.change(company.anna.id, {"mail": "anna@example.com"}, actor_id=None)
    await put(mail="anna@example.com")
    found = (await company.boris.client.get("/api/v1/people/lookup", params={"phone": "+7 800 555-01-00"})).json()
    assert [one["login"] for one in found["people"]] == ["anna"]


async def test_what_it_holds_about_a_person_is_handed_out_and_erased(company: Company) -> None:
    number = await order(company.anna)
    await _write(company, number)
    for whole, text in ((True, "Ask for the cable"), (False, None)):
        dossier = await people.export_person(company.anna.id, actor_id=None, whole=whole)
        assert dossier.parts["x.sample"]["notes"] == [{"ticket": number, "text": text}]
    await execute("UPDATE ticket SET open = $1, state = 'closed' WHERE id = $2", False, number)
    await people.change(company.anna.id, {"active": False}, actor_id=None)
    await people.forget_person(company.anna.id, actor_id=None, reason="asked", locale="en")
    assert await fetch_value("SELECT count(*) FROM x_sample_note") == 0


async def test_its_data_are_removed_by_choice(company: Company) -> None:
    await _write(company, await order(company.anna))
    await extend.disable("sample", actor_id=None)
    removed = await extend.remove_data("sample", actor_id=None)
    assert removed["x_sample_note"] == 1
    assert await extend.tables_of("sample") == {}
    assert await fetch_value("SELECT count(*) FROM ticket") == 1
