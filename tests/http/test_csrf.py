"""A form counts only with the token of its session, sent from our own page."""

from __future__ import annotations

import pytest

from okno.settings import Settings
from tests.http.conftest import HOST, PASSWORD, Home


@pytest.fixture(autouse=True)
def nothing_written() -> None:
    Home.written.clear()


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("right", {"Origin": HOST}, 303),
        ("right", {"Origin": "http://OKNO.test:80"}, 303),
        ("right", {"Referer": HOST + "/some/page?x=1"}, 303),
        ("right", {}, 303),
        ("right", {"Origin": "http://evil.test"}, 403),
        ("right", {"Origin": "null"}, 403),
        ("right", {"Origin": "http://okno.test.evil.test"}, 403),
        ("right", {"Origin": "http://okno.test:8080"}, 403),
        ("right", {"Origin": "http://evil.test/okno.test"}, 403),
        ("right", {"Origin": "http://okno.test@evil.test"}, 403),
        ("right", {"Referer": "http://evil.test/?okno.test"}, 403),
        ("right", {"Origin": "http://evil.test", "Referer": HOST}, 403),
        ("", {"Origin": HOST}, 403),
        ("wrong", {"Origin": HOST}, 403),
        ("кириллица", {"Origin": HOST}, 403),
    ],
)
async def test_forms(db: Settings, vera: int, visit, token: str, headers: dict[str, str], status: int) -> None:
    browser = visit(db)
    await browser.enter("vera")
    sent = browser.token if token == "right" else token
    answer = await browser.post("/", data={"_csrf": sent, "text": "x"}, headers=headers)
    assert answer.status_code == status
    assert Home.written == (["x"] if status == 303 else [])


async def test_the_header_is_as_good_as_the_field(db: Settings, vera: int, visit) -> None:
    browser = visit(db)
    await browser.enter("vera")
    answer = await browser.post("/", headers={"X-CSRF-Token": browser.token, "Origin": HOST})
    assert answer.status_code == 303


async def test_a_token_of_another_session_is_refused(db: Settings, vera: int, visit) -> None:
    mine, other = visit(db), visit(db)
    await mine.enter("vera")
    await other.enter("vera")
    mine.token = other.token
    assert (await mine.submit("/", text="x")).status_code == 403


async def test_the_address_of_the_settings_counts_behind_a_proxy(db: Settings, vera: int, visit) -> None:
    settings = db.model_copy(update={"base_url": "https://desk.example.com", "allowed_hosts": ("okno.test",)})
    browser = visit(settings, base_url="https://okno.test")
    await browser.enter("vera")
    headers = {"Origin": "https://desk.example.com"}
    answer = await browser.post("/", data={"_csrf": browser.token}, headers=headers)
    assert answer.status_code == 303


async def test_signing_in_needs_a_token_too(db: Settings, vera: int, visit) -> None:
    browser = visit(db)
    browser.token = "none"
    answer = await browser.submit("/sign-in", login="vera", password=PASSWORD)
    assert answer.status_code == 403
    assert "okno_session" not in browser.cookies


async def test_a_planted_cookie_makes_no_token(db: Settings, vera: int, visit) -> None:
    browser = visit(db)
    browser.cookies.set("okno_csrf", "nonce.signature")
    browser.token = "nonce.signature"
    assert (await browser.submit("/sign-in", login="vera", password=PASSWORD)).status_code == 403


async def test_the_door_keeps_its_cookie_for_several_pages(db: Settings, visit) -> None:
    browser = visit(db)
    await browser.open("/sign-in")
    first = browser.token
    answer = await browser.open("/sign-in")
    assert browser.token == first
    assert "set-cookie" not in answer.headers
