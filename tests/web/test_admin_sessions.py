"""Sessions and tokens of everybody: seen, searched, ended, revoked, and who did that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from okno.clock import now
from okno.db import execute, fetch_one
from okno.http import everybody, sessions, tokens
from tests.web.browsing import Browser
from tests.web.conftest import Company

At = Callable[[], Awaitable[Browser]]
PATH = "/admin/sessions"


async def test_everybody_is_listed_without_what_opens_a_session(company: Company) -> None:
    page = await company.admin.open(PATH)
    text = page.text("main")
    assert "Анна Королёва · Firefox, Linux" in text
    assert "127.0.0.1" in text
    assert "this browser" in text
    body = company.admin.response.text
    for who in (company.anna, company.boris):
        cookie = who.client.cookies[sessions.COOKIE]
        assert cookie not in body
        assert sessions.hashed(cookie) not in body


async def test_one_session_is_ended(company: Company, at_browser: At) -> None:
    """That one alone; the audit says who ended whose."""
    anna, other = company.anna, await at_browser()
    value = await sessions.create(anna.id, address="10.0.0.7", agent="Chrome, Windows", hours=1)
    other.client.cookies.set(sessions.COOKIE, value)
    found, _ = await everybody.open_sessions([anna.id])
    (wanted,) = [one for one in found if one.address == "10.0.0.7"]
    page = await company.admin.open(f"{PATH}?q=Королёва")
    form = next(one for one in page.forms if one.values.get("key") == [str(wanted.key)])
    page = await company.admin.send(form, press="end")
    assert "The session is ended" in page.text("toast")
    assert "10.0.0.7" not in page.text("main")
    await other.open("/tickets")
    assert other.path.startswith("/sign-in")
    await anna.open("/tickets")
    assert anna.path == "/tickets"
    entry = await fetch_one("SELECT * FROM audit WHERE kind = 'SessionsEnded' ORDER BY event_id DESC LIMIT 1")
    assert entry is not None
    assert (entry["actor_id"], entry["person_id"], entry["via"]) == (company.admin.id, anna.id, "page")


async def test_all_sessions_of_a_person_are_ended(company: Company) -> None:
    """The list is narrowed to him first; one's own browser stays signed in."""
    page = await company.admin.open(PATH)
    href = next(href for href, _ in page.links if href == f"{PATH}?person={company.anna.id}")
    page = await company.admin.open(href)
    assert "Борис" not in page.text("main")
    await company.admin.send(page.form(href, "end_all"), press="end_all")
    await company.anna.open("/tickets")
    assert company.anna.path.startswith("/sign-in")
    own = f"{PATH}?person={company.admin.id}"
    page = await company.admin.open(own)
    page = await company.admin.send(page.form(own, "end_all"), press="end_all")
    assert "this browser" in page.text("main")


async def test_a_token_is_revoked(company: Company) -> None:
    """Its rights stand in words; afterwards it opens nothing."""
    token = await tokens.issue(company.boris.id, "Мониторинг", rights=["desk.open"], expires=now() + timedelta(days=2))
    page = await company.admin.open(f"{PATH}?tab=tokens")
    text = page.text("main")
    assert "Борис Мастеров · Мониторинг" in text
    assert "Open the desk" in text
    assert "never used" in text
    assert token not in company.admin.response.text
    page = await company.admin.send(page.form(f"{PATH}?tab=tokens", "revoke"), press="revoke")
    assert "There are no tokens" in page.text("main")
    assert await tokens.find(token) is None
    entry = await fetch_one("SELECT * FROM audit WHERE kind = 'TokenRevoked'")
    assert entry is not None
    assert (entry["actor_id"], entry["person_id"]) == (company.admin.id, company.boris.id)


async def test_what_is_over_is_not_listed(company: Company) -> None:
    """Sessions past their time, tokens that are over or revoked."""
    await tokens.issue(company.boris.id, "Старый", expires=now() - timedelta(days=1))
    await execute("UPDATE session SET expires_at = 1 WHERE person_id = $1", company.boris.id)
    assert "Борис" not in (await company.admin.open(PATH)).text("main")
    assert "Старый" not in (await company.admin.open(f"{PATH}?tab=tokens")).text("main")
    assert "Nobody is signed in" in (await company.admin.open(f"{PATH}?q=Мастеров Борис")).text("main")


async def test_pages_hold_each_session_once(company: Company) -> None:
    for _ in range(3):
        await sessions.create(company.anna.id, address="10.0.0.7", agent="", hours=1)
    seen: list[str] = []
    after = None
    while True:
        found, after = await everybody.open_sessions(after=after, limit=3)
        seen += [one.id_hash for one in found]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 8


async def test_a_form_that_names_nothing_right_does_nothing(company: Company) -> None:
    page = await company.admin.open(PATH)
    csrf = page.forms[0].values["_csrf"][0] if "_csrf" in page.forms[0].values else ""
    csrf = csrf or next(one.values["_csrf"][0] for one in page.forms if "_csrf" in one.values)
    for data in (
        {"act": "end", "person": "x", "key": "1"},
        {"act": "end", "person": str(company.anna.id), "key": "9" * 30},
        {"act": "everything"},
        {"act": "revoke", "key": "-1"},
    ):
        answer = await company.admin.client.post(PATH, data={**data, "_csrf": csrf})
        assert answer.status_code == 404, data
    gone = {"act": "revoke", "key": "99999", "_csrf": csrf}
    assert (await company.admin.client.post(PATH, data=gone)).status_code == 303
    assert (await company.admin.client.get(f"{PATH}?person=99999")).status_code == 404
    assert (await company.admin.client.get(f"{PATH}?cursor=x")).status_code == 422


async def test_it_is_for_those_with_the_right(company: Company) -> None:
    for who in (company.anna, company.boris):
        await who.open(PATH, 403)
        assert (await who.client.post(PATH, data={"act": "end_all"})).status_code == 403
