"""What a plugin adds to pages: slots, its own pages, menus, rights, words; and how it can break none of ours."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from okno import app as house, errors, extend, people
from okno.access import RIGHTS, all_roles
from okno.db import execute, tx
from okno.hooks import failures
from okno.http import guarding
from okno.settings import Settings
from okno.themes.hooks import page_head
from tests.stands.plugins import Shelf
from tests.web.browsing import Browser
from tests.web.conftest import PASSWORD, Company, order
from tests.web.trial_plugin import FILES, MANIFEST


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Mapping[str, Any]]:
    """The plugin, loaded; what its modules keep."""
    shelf = Shelf(tmp_path / "site")
    shelf.put("trial", FILES, manifest=MANIFEST)
    with shelf.loaded() as plugins:
        assert plugins["trial"].loaded, str(plugins["trial"].reason)
        yield {**vars(sys.modules["okno_trial.hooks"]), **vars(sys.modules["okno_trial.pages"])}
    failures.forget()


@pytest_asyncio.fixture
async def app(trial: Mapping[str, Any], migrated: None, settings: Settings) -> AsyncIterator[Starlette]:
    """The application with the plugin in it, behind a proxy that is trusted."""
    trusting = settings.model_copy(update={"trusted_proxies": ("127.0.0.1",)})
    application = house.create_app(trusting)
    async with application.router.lifespan_context(application):
        yield application


def failed() -> list[str]:
    """Where the plugin has failed."""
    return [one.what for one in failures.failures_of("trial")]


async def test_slots_hold_what_plugins_have_and_nothing_breaks_the_page(
    company: Company, trial: Mapping[str, Any]
) -> None:
    anna = company.anna
    number = await order(anna)
    page = await anna.open(f"/tickets/{number}")
    assert page.text("trial") == f"<b>Rate</b> {number} Trial of words en"
    slot, actor, subject = trial["ASKED"][-1]
    assert (slot, actor, subject.kind, subject.id, subject.number) == (
        "request.now",
        anna.id,
        "ticket",
        number,
        str(number),
    )
    assert "/assets/x/trial/trial.css?v=" in anna.response.text
    assert '<script type="module" src="/assets/x/trial/trial.js?v=' in anna.response.text
    # A slot whose variables are not those of the manifest stays empty, and that is counted.
    page = await anna.open("/")
    assert page.text("trial") == ""
    assert failed() == ["slot portal.side"]
    assert "trial.css" not in anna.response.text
    assert (await anna.open("/profile")).text("trial") == "Always"
    await people.change(anna.id, {"locale": "ru"}, actor_id=None)
    assert "Проба слов" in (await anna.open(f"/tickets/{number}")).text("trial")


async def test_assets_of_a_plugin_are_served_by_their_hash(company: Company) -> None:
    found = await company.anna.client.get("/assets/x/trial/trial.css")
    assert (found.status_code, found.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert (await company.anna.client.get("/assets/x/trial/../hooks.py")).status_code == 404


async def test_pages_of_a_plugin_stand_in_the_frames_of_ours(company: Company, trial: Mapping[str, Any]) -> None:
    admin, boris = company.admin, company.boris
    page = await admin.open("/x/trial/report")
    assert page.text("h1") == "Trial of words 7"
    assert ("/x/trial/report", "") in page.links
    assert 'href="/x/trial/report" aria-current="page">Trial report</a>' in admin.response.text
    await admin.open("/x/trial/report/5")
    assert 'href="/x/trial/report" aria-current="page">Trial report</a>' in admin.response.text
    refused = await admin.send(page.form("/x/trial/report"), 422)
    assert refused.text("error") == "Write some words."
    kept = await admin.send(page.form("/x/trial/report"), words="hello")
    assert (trial["SAID"], "Trial is kept" in kept.text("toast")) == (["hello"], True)
    assert (await boris.open("/x/trial/desk")).text("h1") == "At the trial desk"
    assert "Trial desk" in boris.page.text("side")


async def test_pages_and_menus_are_for_whoever_has_the_right(company: Company) -> None:
    anna, boris = company.anna, company.boris
    await anna.open("/x/trial/report", 403)
    page = await anna.open("/x/trial/mine")
    assert "My trial" in page.text("nav")
    assert "Trial report" not in page.text()
    assert "My trial" in (await anna.open("/profile")).text("main")
    assert "Trial desk" not in (await anna.open("/")).text()
    assert "Trial desk" in (await boris.open("/desk/mine")).text("side")
    stranger = Browser(anna.client)
    anna.client.cookies.clear()
    assert (await stranger.open("/x/trial/mine")).has_form("/sign-in")


async def test_faults_of_a_page_are_counted_and_answered_as_ours_are(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = company.anna
    page = await anna.open("/x/trial/broken", 500)
    assert "Something broke on our side" in page.text()
    assert "words of people" not in anna.response.text
    monkeypatch.setattr(guarding, "SECONDS", 0.05)
    page = await anna.open("/x/trial/slow", 503)
    assert "This page took too long." in page.text()
    assert failed() == ["GET /x/trial/slow", "GET /x/trial/broken"]


async def test_what_is_switched_off_is_not_there(company: Company) -> None:
    anna, admin = company.anna, company.admin
    await extend.disable("trial", actor_id=None)
    await anna.open("/x/trial/mine", 404)
    await admin.open("/x/trial/report", 404)
    assert (await anna.client.get("/api/v1/x/trial/things")).status_code == 404
    page = await anna.open("/profile")
    assert (page.text("trial"), "My trial" in page.text()) == ("", False)
    assert "Directory" not in (await anna.open("/sign-in")).text()
    assert "/api/v1/x/trial/things" not in (await anna.client.get("/api/v1/openapi.json")).json()["paths"]
    await extend.enable("trial", actor_id=None)
    await anna.open("/x/trial/mine")


async def test_rest_of_a_plugin_is_described_and_guarded(company: Company) -> None:
    client = company.anna.client
    found = await client.get("/api/v1/x/trial/things")
    assert (found.status_code, found.json()) == (200, {"stars": 5})
    broken = await client.get("/api/v1/x/trial/things", headers={"x-break": "1"})
    assert (broken.status_code, broken.json()["code"]) == (500, "internal")
    assert failed() == ["GET /api/v1/x/trial/things"]
    told = (await client.get("/api/v1/openapi.json")).json()
    operation = told["paths"]["/api/v1/x/trial/things"]["get"]
    assert (operation["operationId"], operation["x-permission"]) == ("trial.things_get", "ticket.own")
    schemas = told["components"]["schemas"]
    assert set(schemas["trial.PersonView"]["properties"]) == {"stars"}
    assert "login" in schemas["PersonView"]["properties"]


async def test_rights_of_a_plugin_are_given_like_ours(company: Company) -> None:
    roles = await all_roles()
    assert "trial.report" in roles["administrator"].rights
    assert "trial.report" not in roles["employee"].rights
    page = await company.admin.open("/admin/roles/agent")
    assert "Trial" in page.text("rights")
    assert "See the trial" in page.text("rights")


def test_rights_go_with_their_plugin() -> None:
    assert not [key for key in RIGHTS if key.startswith("trial.")]
    assert not page_head.asked()


async def test_the_search_has_what_plugins_find(company: Company) -> None:
    anna = company.anna
    page = await anna.open("/search?q=cable&kind=trial.things")
    assert ("/x/trial/mine", "") in page.links
    assert f"Thing cablefor {company.anna.id}" in page.text("main")
    assert "Things 1" in page.text("main")
    assert "Nothing found" in (await anna.open("/search?q=nothing&kind=trial.things")).text("main")
    rest = (await anna.client.get("/api/v1/search?q=cable&kind=trial.things")).json()
    assert [(one["kind"], one["title"]) for one in rest["items"]] == [("trial.things", "Thing cable")]
    assert rest["items"][0]["url"].endswith("/x/trial/mine")
    assert (await anna.client.get("/api/v1/search?q=cable&kind=stars")).status_code == 422
    assert "evil" not in (await anna.open("/search?q=outside&kind=trial.things")).text("main")
    assert failed()[0] == "search things"


async def test_reports_are_listed_for_whoever_may_open_them(company: Company) -> None:
    assert "Trial of words" not in (await company.boris.open("/desk/overview")).text("main")
    async with tx():
        await execute("INSERT INTO role_grant (person_id, role) VALUES ($1, $2)", company.boris.id, "administrator")
    page = await company.boris.open("/desk/overview")
    assert "Trial of wordsNumbers" in page.text("main")


async def test_a_plugin_signs_people_in_within_the_limits_of_the_door(
    company: Company, trial: Mapping[str, Any]
) -> None:
    anna = company.anna
    anna.client.cookies.clear()
    trial["KNOWN"]["egor", "from the directory"] = company.stranger.id
    page = await anna.open("/sign-in?next=/profile")
    assert ("/x/trial/door?next=%2Fprofile", "") in page.links
    assert "Sign in: Directory" in page.text("main")
    wrong = await anna.sign_in("egor", "a wrong one", 401)
    raised = await anna.sign_in("nobody", "raise", 401)
    assert wrong.text("#sign-in-error") == raised.text("#sign-in-error") != ""
    assert failed() == ["sign-in word"]
    await anna.sign_in("egor", "from the directory")
    assert "Егор Чужой" in (await anna.open("/profile")).text("main")
    anna.client.cookies.clear()
    await anna.sign_in("anna", PASSWORD)
    anna.client.cookies.clear()
    await people.change(company.stranger.id, {"active": False}, actor_id=None)
    await anna.sign_in("egor", "from the directory", 401)
    for _ in range(20):
        await anna.client.get("/sign-in")
        page = anna.page
        anna.response = await anna.client.post(
            "/sign-in", data={**page.form("/sign-in").values, "login": ["egor"], "password": ["x"]}
        )
    assert anna.response.status_code == 429


async def test_a_page_of_a_plugin_may_sign_in_who_has_proved_himself(company: Company) -> None:
    anna = company.anna
    anna.client.cookies.clear()
    await anna.open(f"/x/trial/door/{company.stranger.id}")
    assert (anna.path, "Егор Чужой" in anna.page.text("main")) == ("/profile", True)


async def test_the_proxy_may_say_who_comes(company: Company, trial: Mapping[str, Any]) -> None:
    anna = company.anna
    anna.client.cookies.clear()
    trial["KNOWN"]["COMPANY/egor"] = company.stranger.id
    header = {"X-Trial-User": "COMPANY/egor"}
    page = await anna.open("/profile", headers=header)
    assert "Егор Чужой" in page.text("main")
    # It is a session like any other: the header is not needed again, and forms are proved.
    page = await anna.open("/profile")
    await anna.send(page.form("/x/trial/report")) if page.has_form("/x/trial/report") else None
    anna.client.cookies.clear()
    assert (await anna.client.get("/profile", headers={"X-Trial-User": "nobody"})).status_code == 303
    assert (await anna.client.post("/profile/sessions", headers=header)).status_code in (401, 403)
    assert (await anna.client.get("/api/v1/me", headers=header)).status_code == 401
    bearer = {**header, "Authorization": "Bearer nothing"}
    assert (await anna.client.get("/api/v1/me", headers=bearer)).status_code == 401
    await people.change(company.stranger.id, {"active": False}, actor_id=None)
    assert (await anna.client.get("/profile", headers=header)).status_code == 303


async def test_a_caller_is_known_by_a_plugin(company: Company, trial: Mapping[str, Any]) -> None:
    client = company.boris.client
    trial["KNOWN"]["+79005550101"] = [company.stranger.id, 987654]
    found = (await client.get("/api/v1/people/lookup", params={"phone": "8 900 555-01-01"})).json()
    assert (found["match"], [one["login"] for one in found["people"]]) == ("exact", ["egor"])
    unknown = (await client.get("/api/v1/people/lookup", params={"phone": "8 900 555-01-02"})).json()
    assert unknown["match"] == "unknown"


async def test_what_a_directory_decides_is_not_changed_here(company: Company) -> None:
    admin, anna = company.admin, company.anna
    page = await admin.open(f"/admin/people/{anna.id}")
    assert "name" in page.form(f"/admin/people/{anna.id}").names
    async with tx():
        await execute("UPDATE person SET directory_id = $1 WHERE id = $2", "trial:42", anna.id)
    page = await admin.open(f"/admin/people/{anna.id}")
    form = page.form(f"/admin/people/{anna.id}")
    assert not {"name", "mail", "manager"} & form.names
    assert "What can’t be changed here comes from “Book”. Change it there." in page.text("main")
    await admin.send(form, fill={"name": "Другое Имя", "department": "Склад", "manager": str(admin.id)})
    person = await people.required(anna.id)
    assert (person.name, person.department, person.manager_id) == ("Анна Королёва", "Склад", None)


async def test_a_plugin_hands_out_and_erases_what_it_holds(company: Company, trial: Mapping[str, Any]) -> None:
    known, anna = trial["KNOWN"], company.anna.id
    known["holds"] = anna
    dossier = await people.export_person(anna, actor_id=None, whole=True)
    assert dossier.parts["x.trial"] == {"marks": 3, "whole": True}
    other = await people.export_person(company.stranger.id, actor_id=None, whole=False)
    assert "x.trial" not in other.parts
    with pytest.raises(errors.Refused):
        await people.forget_person(anna, actor_id=None, reason="asked", locale="en")
    assert "forgotten" not in known
    await people.change(anna, {"active": False}, actor_id=None)
    known["fails"] = True
    with pytest.raises(errors.Refused, match="trial"):
        await people.forget_person(anna, actor_id=None, reason="asked", locale="en")
    assert (await people.required(anna)).name == "Анна Королёва"
    known.pop("fails")
    await extend.disable("trial", actor_id=None)
    with pytest.raises(errors.Refused, match="switched off"):
        await people.forget_person(anna, actor_id=None, reason="asked", locale="en")
    await extend.enable("trial", actor_id=None)
    await people.forget_person(anna, actor_id=None, reason="asked", locale="en")
    assert known["forgotten"] == anna
    assert (await people.required(anna)).name != "Анна Королёва"
