"""Choosing what one is told, the link of a letter, and what makes Okno an installed page."""

from __future__ import annotations

import httpx
import pytest

from okno.db import execute, fetch, fetch_value
from okno.http import tokens
from okno.notify import leave
from okno.settings import Settings
from tests.stands.push import Receiver, wrapped
from tests.web.browsing import Browser
from tests.web.conftest import Company

PAGE = "/profile/notices"
ENDPOINT = "https://push.example.com/of/somebody"


async def test_a_person_chooses_what_where_and_when(company: Company) -> None:
    boris = company.boris
    assert PAGE in {href for href, _ in (await boris.open("/profile")).links}
    page = await boris.open(PAGE)
    form = page.form(PAGE)
    assert form.values["work.mail"] == ["1"]
    assert "team.mail" not in form.values, "that is not usual"
    form.values.pop("work.mail")
    page = await boris.send(
        form, **{"team.mail": "1"}, quiet_from="22:00", quiet_until="07:30", quiet_days=["sun"], digest="hour"
    )
    assert "kept" in page.text("toast")
    form = page.form(PAGE)
    assert "work.mail" not in form.values
    assert form.values["team.mail"] == ["1"]
    assert (form.values["quiet_from"], form.values["digest"]) == (["22:00"], ["hour"])
    page = await boris.send(form, press="usual")
    assert page.form(PAGE).values["work.mail"] == ["1"]
    assert await fetch("SELECT 1 AS one FROM notice_choice") == []


async def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(company: Company) -> None:
    page = await company.anna.open(PAGE)
    form = page.form(PAGE)
    form.values.pop("requests.mail")
    page = await company.anna.send(form, 422, quiet_from="22:00", digest="day")
    links = {href for href, _ in page.links}
    assert {"#f-quiet-until", "#f-digest-at"} <= links
    assert "requests.mail" not in page.form(PAGE).values
    assert page.form(PAGE).values["quiet_from"] == ["22:00"]


async def test_two_windows_do_not_overwrite_each_other(company: Company) -> None:
    first = (await company.anna.open(PAGE)).form(PAGE)
    second = (await company.anna.open(PAGE)).form(PAGE)
    await company.anna.send(first, quiet_from="22:00", quiet_until="08:00")
    page = await company.anna.send(second, 409, quiet_from="20:00", quiet_until="08:00")
    assert "changed meanwhile" in page.text("main")


async def test_an_employee_is_not_asked_about_queues(company: Company) -> None:
    form = (await company.anna.open(PAGE)).form(PAGE)
    assert not [name for name in form.names if name.startswith(("team.", "work.", "deadlines."))]
    assert "urgent" not in form.names
    assert not [name for name in form.names if name in ("account.mail", "account.page")], "these stay on"


async def test_a_trial_is_in_the_list_at_once(company: Company) -> None:
    page = await company.anna.open(PAGE)
    page = await company.anna.send(page.form(f"{PAGE}/try"))
    assert "Sent" in page.text("toast")
    assert "sent to yourself" in (await company.anna.open("/notices")).text("main")
    await company.anna.send((await company.anna.open(PAGE)).form(f"{PAGE}/try"), 429)


async def _subscribe(who: Browser, status: int = 200, **more: str) -> None:
    receiver = Receiver()
    given = {"endpoint": ENDPOINT, "key": wrapped(receiver.public), "secret": wrapped(receiver.secret), **more}
    await who.send((await who.open(PAGE)).form(f"{PAGE}/devices"), status, **given)


async def test_a_device_is_taken_on_and_let_go_by_its_person_only(company: Company) -> None:
    await _subscribe(company.anna)
    device = await fetch_value("SELECT id FROM push_subscription")
    path = f"{PAGE}/devices/{device}"
    page = await company.anna.open(PAGE)
    assert ENDPOINT not in page.text("main")
    own = page.form(path)
    await company.stranger.send(own, 403)
    stranger = (await company.stranger.open(PAGE)).form(f"{PAGE}/try")
    stranger.action = path
    await company.stranger.send(stranger, 404)
    await company.anna.send(own)
    assert await fetch("SELECT id FROM push_subscription") == []


async def test_an_address_inside_is_refused(company: Company) -> None:
    await _subscribe(company.anna, 422, endpoint="https://169.254.169.254/latest")
    assert await fetch("SELECT id FROM push_subscription") == []


# The link of a letter -----------------------------------------------------------------------------------------


@pytest.fixture
def link(company: Company, settings: Settings) -> str:
    """That of Anna's for what she follows, as a path."""
    return leave.href(settings, company.anna.id, "following").removeprefix(settings.own_url)


async def _wants(settings: Settings) -> bool:
    return not await fetch("SELECT 1 AS one FROM notice_choice WHERE kind = 'following' AND channel = 'mail'")


async def test_looking_at_the_link_changes_nothing(client: httpx.AsyncClient, settings: Settings, link: str) -> None:
    for _ in range(2):
        answer = await client.get(link)
        assert answer.status_code == 200
        assert "What I follow" in answer.text or "За чем я слежу" in answer.text
        assert "anna" not in answer.text.casefold()
        assert answer.headers["cache-control"] == "no-store"
    assert (await client.head(link)).status_code in (200, 405)
    assert await _wants(settings)


async def test_one_click_ends_the_letters_and_the_page_brings_them_back(
    client: httpx.AsyncClient, settings: Settings, link: str
) -> None:
    answer = await client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not await _wants(settings)
    answer = await client.post(link, files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    answer = await client.post(link, data={"act": "on"})
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert await _wants(settings)
    assert await fetch_value("SELECT max(actor_id) FROM event WHERE kind = 'NoticesChosen'") is None


@pytest.mark.parametrize("change", ["cut", "other group", "other person", "noise"])
async def test_a_link_that_is_none_opens_nothing(
    client: httpx.AsyncClient, settings: Settings, link: str, change: str
) -> None:
    wrong = {
        "cut": link[:-1],
        "other group": link.replace("following", "account"),
        "other person": link.replace("/letters/", "/letters/1"),
        "noise": "/letters/я",
    }[change]
    assert (await client.post(wrong, data={"List-Unsubscribe": "One-Click"})).status_code == 404
    answer = await client.get(wrong)
    assert answer.status_code == 200
    assert 'method="post" action="/letters' not in answer.text
    assert await _wants(settings)


async def test_the_link_of_somebody_who_has_left_opens_nothing(
    client: httpx.AsyncClient, company: Company, link: str
) -> None:
    await execute("UPDATE person SET active = $1 WHERE id = $2", False, company.anna.id)
    assert (await client.post(link, data={"act": "off"})).status_code == 404


async def test_a_form_of_many_fields_is_not_read(client: httpx.AsyncClient, settings: Settings, link: str) -> None:
    many = {**{f"x{n}": "1" for n in range(50)}, "List-Unsubscribe": "One-Click"}
    assert (await client.post(link, data=many)).status_code == 200
    assert await _wants(settings)


async def test_a_form_without_an_end_is_not_read(client: httpx.AsyncClient, settings: Settings, link: str) -> None:
    long = {"x": "y" * 5000, "List-Unsubscribe": "One-Click"}
    assert (await client.post(link, data=long)).status_code == 200
    assert await _wants(settings)


# The installed page -------------------------------------------------------------------------------------------


async def test_the_manifest_speaks_both_languages_and_its_pictures_are_there(client: httpx.AsyncClient) -> None:
    said = set()
    for lang in ("ru", "en"):
        answer = await client.get(f"/manifest.webmanifest?lang={lang}")
        assert answer.headers["content-type"] == "application/manifest+json"
        manifest = answer.json()
        assert manifest["lang"] == lang
        said.add(manifest["description"])
        for icon in manifest["icons"]:
            picture = await client.get(icon["src"])
            assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert len(said) == 2


async def test_the_worker_and_its_page_belong_to_nobody(client: httpx.AsyncClient, company: Company) -> None:
    worker = await client.get("/sw.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
    of_nobody = await client.get("/offline?lang=en")
    of_anna = await company.anna.client.get("/offline?lang=en")
    assert of_nobody.text == of_anna.text
    assert "set-cookie" not in of_nobody.headers
    assert "_csrf" not in of_nobody.text
    assert "No connection" in of_nobody.text


# REST ---------------------------------------------------------------------------------------------------------


async def test_rest_shows_and_changes_them(company: Company) -> None:
    client = company.boris.client
    token = await _token(company.boris)
    headers = {"Authorization": f"Bearer {token}"}
    seen = (await client.get("/api/v1/me/notices", headers=headers)).json()
    assert seen["groups"]["work"] == {"page": True, "mail": True, "push": True}
    assert seen["fixed"] == {"account": ["mail", "page"]}
    body = {
        "groups": {"work": {"mail": False}},
        "quiet": {"since": "22:00", "until": "07:00", "days": ["sun"]},
        "digest": "09:30",
        "version": seen["version"],
    }
    changed = await client.patch("/api/v1/me/notices", json=body, headers=headers)
    assert changed.status_code == 200
    assert changed.json()["groups"]["work"]["mail"] is False
    assert changed.json()["quiet"] == {"since": "22:00", "until": "07:00", "days": ["sun"], "urgent": False}
    assert changed.json()["digest"] == "09:30"
    stale = body | {"digest": "hour"}
    assert (await client.patch("/api/v1/me/notices", json=stale, headers=headers)).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"groups": {"nothing": {"mail": True}}},
        {"groups": {"account": {"mail": False}}},
        {"groups": {"work": {"pigeon": True}}},
        {"quiet": {"since": "25:00", "until": "07:00"}},
        {"digest": "soon"},
        {"devices": 5},
    ],
)
async def test_rest_refuses_what_cannot_be(company: Company, body: dict[str, object]) -> None:
    token = await _token(company.boris)
    answer = await company.boris.client.patch(
        "/api/v1/me/notices", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 422


async def _token(who: Browser) -> str:
    return await tokens.issue(who.id, "test")
