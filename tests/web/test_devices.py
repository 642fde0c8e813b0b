"""Where a person is signed in, and what programs may act for him: seen, ended, made with the password only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from okno import people
from okno.clock import now_us
from okno.db import execute, fetch_value
from okno.events.log import read_stream
from okno.http import sessions, tokens
from okno.settings import Settings
from tests.web.browsing import Browser, Document
from tests.web.conftest import PASSWORD, Company
from tests.web.letters import Postbox

At = Callable[[], Awaitable[Browser]]
NEW = "a quite new password"


async def new_token(browser: Browser, status: int = 200, **values: str | list[str]) -> Document:
    """Makes a token on the page."""
    page = await browser.open("/profile/tokens")
    wish: dict[str, str | list[str]] = {"name": "Backup", "password": PASSWORD, **values}
    return await browser.send(page.form("/profile/tokens"), status, **wish)


def shown(page: Document) -> str:
    """The token that the page shows."""
    return next(own["value"] for _, own in page.attributes if own.get("id") == "token")


async def test_one_session_is_ended_and_the_others_go_on(company: Company) -> None:
    """The row of this browser has no button."""
    anna = company.anna
    lost = await sessions.create(anna.id, address="198.51.100.7", agent="Safari iPhone", hours=1)
    kept = await sessions.create(anna.id, address="198.51.100.8", agent="Edg Windows", hours=1)
    page = await anna.open("/profile")
    assert "Safari, iPhone" in page.text("main")
    assert "198.51.100.7" in page.text("main")
    path = f"/profile/sessions/{sessions.hashed(lost)}"
    own = f"/profile/sessions/{sessions.hashed(anna.client.cookies[sessions.COOKIE])}"
    assert not page.has_form(own)
    form = page.form(path)
    await anna.send(form)
    assert await sessions.load(lost, hours=1) is None
    assert await sessions.load(kept, hours=1) is not None
    form.values["_csrf"] = (await anna.open("/profile")).form("/sign-out").values["_csrf"]
    await anna.send(form, 404)


async def test_the_session_of_another_does_not_exist(company: Company) -> None:
    """Class 4."""
    page = await company.anna.open("/profile")
    form = page.form("/sign-out")
    foreign = sessions.hashed(company.boris.client.cookies[sessions.COOKIE])
    form.action = f"/profile/sessions/{foreign}"
    await company.anna.send(form, 404)
    await company.boris.open("/tickets")
    assert company.boris.path == "/tickets"


async def test_a_new_password_rotates_this_session_and_ends_the_rest(company: Company) -> None:
    """Tokens end too when that is ticked, as it is at first."""
    anna = company.anna
    other = await sessions.create(anna.id, address="198.51.100.7", agent="x", hours=1)
    token, old = await tokens.issue(anna.id, "x"), anna.client.cookies[sessions.COOKIE]
    page = await anna.open("/profile")
    form = page.form("/profile/password")
    assert form.values["tokens"] == ["1"]
    del form.values["tokens"]
    await anna.send(form, old=PASSWORD, new=NEW, again=NEW)
    assert anna.path == "/profile"
    assert await tokens.find(token) is not None
    for value in (old, other):
        assert await sessions.load(value, hours=1) is None
    page = await anna.open("/profile")
    await anna.send(page.form("/profile/password"), old=NEW, new=PASSWORD, again=PASSWORD)
    assert await tokens.find(token) is None


async def test_a_token_is_shown_once_and_works(company: Company) -> None:
    """Its making and its end are facts."""
    anna = company.anna
    page = await new_token(anna)
    plain = shown(page)
    assert plain not in (await anna.open("/profile/tokens")).text("main")
    assert plain not in anna.response.text
    head = {"Authorization": f"Bearer {plain}"}
    assert (await company.stranger.client.get("/api/v1/me", headers=head)).status_code == 200
    row = (await tokens.list_of(anna.id))[0]
    assert row.expires is not None
    page = await anna.open("/profile/tokens")
    await anna.send(page.form(f"/profile/tokens/{row.id}/revoke"))
    assert await tokens.find(plain) is None
    facts = [one.kind for one in await read_stream("person", anna.id)]
    assert [one for one in facts if one.startswith("Token")] == ["TokenIssued", "TokenRevoked"]


async def test_a_token_needs_the_password_a_name_and_own_rights(company: Company) -> None:
    """What is chosen beyond one's own is not given."""
    anna = company.anna
    await new_token(anna, 422, password="not this")
    await new_token(anna, 422, name=" ")
    await new_token(anna, 422, days="7")
    await new_token(anna, 422, scope="some")
    await new_token(anna, 422, scope="some", right=["people.manage"])
    assert await tokens.list_of(anna.id) == []
    page = await new_token(anna, scope="some", right=["ticket.own", "people.manage"], days="0")
    found = await tokens.find(shown(page))
    assert found is not None
    assert found.rights == {"ticket.own"}
    assert (await tokens.list_of(anna.id))[0].expires is None


async def test_the_token_of_another_does_not_exist(company: Company) -> None:
    """Class 4."""
    await tokens.issue(company.boris.id, "his")
    token_id = (await tokens.list_of(company.boris.id))[0].id
    form = (await company.anna.open("/profile")).form("/sign-out")
    for wrong in (str(token_id), "0", "x", "9" * 30):
        form.action = f"/profile/tokens/{wrong}/revoke"
        await company.anna.send(form, 404)
    assert len(await tokens.list_of(company.boris.id)) == 1


async def test_sessions_and_tokens_of_a_person_are_limited(company: Company) -> None:
    """The session that was used longest ago ends; a token more is refused."""
    anna = company.anna
    first = await sessions.create(anna.id, address="x", agent="x", hours=1)
    await execute("UPDATE session SET seen_at = $1 WHERE id_hash = $2", now_us() - 10**9, sessions.hashed(first))
    for _ in range(sessions.MOST):
        await sessions.create(anna.id, address="x", agent="x", hours=1)
    count = await fetch_value("SELECT count(*) FROM session WHERE person_id = $1", anna.id)
    assert count == sessions.MOST
    assert await sessions.load(first, hours=1) is None
    await company.boris.open("/tickets")
    for number in range(tokens.MOST):
        await tokens.issue(company.boris.id, str(number))
    await people.set_password(company.boris.id, PASSWORD)
    page = await new_token(company.boris, 422)
    assert "50 tokens already" in page.text("errors")


async def test_a_browser_that_was_not_seen_before_is_told_of(
    company: Company, settings: Settings, at_browser: At
) -> None:
    """Not the first one ever, not a known one again; the letter has no secrets."""
    post = Postbox(settings)
    await people.change(company.anna.id, {"mail": "anna@example.test"}, actor_id=None)
    await company.anna.client.aclose()
    await sessions.destroy_all(company.anna.id)
    home, stranger = await at_browser(), await at_browser()
    stranger.client.headers["User-Agent"] = "somebody else's"
    told = []
    for browser in (home, home, stranger, stranger, home):
        await browser.sign_in("anna", PASSWORD)
        told.append([one.subject for one in await post.collect()])
        page = await browser.open("/profile")
        await browser.send(page.form("/sign-out"))
    assert told == [[], [], ["Your account was entered from a new browser"], [], []]


async def test_a_new_token_is_told_of(company: Company, settings: Settings) -> None:
    """By letter, in the language of the person."""
    post = Postbox(settings)
    await people.change(company.anna.id, {"mail": "anna@example.test", "locale": "ru"}, actor_id=None)
    await new_token(company.anna)
    assert [one.subject for one in await post.collect()] == ["Новый токен вашей учётной записи"]


@pytest.mark.parametrize("path", ["/profile/tokens", "/profile/tokens/1/revoke", "/profile/sessions/x"])
async def test_their_forms_need_the_token_of_the_page(company: Company, path: str) -> None:
    """Another site can't send them."""
    assert (await company.anna.client.post(path, data={"password": PASSWORD})).status_code == 403


async def test_a_token_sends_no_forms(company: Company) -> None:
    """It is for REST: on pages it could make passwords, give roles and revoke what revokes it."""
    admin = company.admin
    plain, spare = await tokens.issue(admin.id, "all"), await tokens.issue(admin.id, "spare")
    head = {"Authorization": f"Bearer {plain}"}
    browser = await people.by_login("anna")
    assert browser is not None
    token_id = next(one.id for one in await tokens.list_of(admin.id) if one.name == "spare")
    for path, form in (
        (f"/admin/people/{company.anna.id}/password", {}),
        (f"/admin/people/{company.anna.id}/invite", {}),
        (f"/admin/people/{company.anna.id}", {"name": "X", "active": "1", "role": "administrator"}),
        ("/admin/people", {"login": "evil", "name": "Evil", "role": "administrator"}),
        (f"/profile/tokens/{token_id}/revoke", {}),
        ("/profile/sessions", {}),
        ("/profile/data", {}),
        ("/preferences", {"theme": "dark"}),
        ("/sign-in", {"login": "anna", "password": PASSWORD}),
    ):
        answer = await company.stranger.client.post(path, data=form, headers=head)
        assert answer.status_code == 403, path
    assert await people.by_login("evil") is None
    assert await tokens.find(spare) is not None
    assert await people.verify("anna", PASSWORD) is not None
