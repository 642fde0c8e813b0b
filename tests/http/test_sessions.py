"""Sessions: new at each sign-in, ended at once, worth nothing to whoever reads the database."""

from __future__ import annotations

from okno import people
from okno.clock import now_us
from okno.db import execute, fetch, fetch_one, fetch_value
from okno.http import sessions
from okno.settings import Settings


async def test_in_and_out(db: Settings, vera: int, visit) -> None:
    browser = visit(db)
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    assert (await browser.enter("vera")).headers["location"] == "/"
    stolen = browser.cookies["okno_session"]
    assert "hello vera" in (await browser.get("/")).text
    assert (await browser.submit("/sign-out")).status_code == 303
    thief = visit(db, cookies={"okno_session": stolen})
    assert (await thief.get("/")).status_code == 303


async def test_the_database_holds_no_cookie(db: Settings, vera: int, visit) -> None:
    browser = visit(db)
    await browser.enter("vera")
    row = (await fetch("SELECT * FROM session"))[0]
    value = browser.cookies["okno_session"]
    assert value not in repr(row)
    thief = visit(db, cookies={"okno_session": row["id_hash"]})
    assert (await thief.get("/")).status_code == 303


async def test_signing_in_again_rotates(db: Settings, vera: int, visit) -> None:
    browser = visit(db)
    await browser.enter("vera")
    first, token = browser.cookies["okno_session"], browser.token
    await browser.enter("vera")
    assert browser.cookies["okno_session"] != first
    assert browser.token != token
    assert await fetch_value("SELECT count(*) FROM session") == 1
    assert await sessions.load(first, hours=1) is None


async def test_a_planted_session_is_not_taken_over(db: Settings, vera: int, visit) -> None:
    browser = visit(db, cookies={"okno_session": "planted"})
    await browser.enter("vera")
    assert all(cookie.value != "planted" for cookie in browser.cookies.jar if cookie.domain != "")
    assert await sessions.load("planted", hours=1) is None


async def test_the_cookie_is_shut(db: Settings, vera: int, visit) -> None:
    for proto, secure in (("http", False), ("https", True)):
        settings = db.model_copy(update={"trusted_proxies": ("192.0.2.0/24",)})
        base = "https://okno.test" if secure else "http://okno.test"
        browser = visit(settings, headers={"X-Forwarded-Proto": proto}, base_url=base)
        cookie = next(c for c in (await browser.enter("vera")).headers.get_list("set-cookie") if "okno_session" in c)
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert ("Secure" in cookie) is secure


async def test_behind_https_no_neighbour_plants_a_session(db: Settings, vera: int, visit) -> None:
    """The prefix keeps it from other domains; the address of the settings counts when the proxy is not named."""
    for more in ({"trusted_proxies": ("192.0.2.0/24",)}, {"base_url": "https://okno.test"}):
        headers = {"X-Forwarded-Proto": "https"}
        browser = visit(db.model_copy(update=more), headers=headers, base_url="https://okno.test")
        answer = await browser.enter("vera")
        cookie = next(c for c in answer.headers.get_list("set-cookie") if "okno_session" in c)
        assert cookie.startswith("__Host-okno_session=")
        assert "Secure" in cookie
        assert "Domain" not in cookie
        value = browser.cookies["__Host-okno_session"]
        planted = visit(db.model_copy(update=more), headers=headers, cookies={"okno_session": value})
        assert (await planted.get("/")).status_code == 303


async def test_sessions_end_by_themselves(db: Settings, vera: int) -> None:
    value = await sessions.create(vera, address="192.0.2.1", agent="x", hours=1)
    assert await sessions.load(value, hours=1) is not None
    await execute("UPDATE session SET expires_at = $1", now_us() - 1)
    assert await sessions.load(value, hours=1) is None


async def test_even_a_session_in_use_ends_some_day(db: Settings, vera: int) -> None:
    value = await sessions.create(vera, address="192.0.2.1", agent="x", hours=1)
    await execute("UPDATE session SET created_at = $1", now_us() - sessions.LONGEST_US)
    assert await sessions.load(value, hours=1) is None


async def test_use_slides_the_end_but_seldom_writes(db: Settings, vera: int) -> None:
    value = await sessions.create(vera, address="192.0.2.1", agent="x", hours=1)
    before = await fetch_one("SELECT seen_at, expires_at FROM session")
    await sessions.load(value, hours=1)
    assert await fetch_one("SELECT seen_at, expires_at FROM session") == before
    assert before is not None
    long_ago = now_us() - sessions.SEEN_US
    await execute("UPDATE session SET seen_at = $1", long_ago)
    await sessions.load(value, hours=2)
    after = await fetch_one("SELECT seen_at, expires_at FROM session")
    assert after is not None
    assert after["seen_at"] > long_ago
    assert after["expires_at"] > before["expires_at"]


async def test_a_person_who_left_has_no_session(db: Settings, vera: int, visit) -> None:
    browser = visit(db)
    await browser.enter("vera")
    await people.change(vera, {"active": False}, actor_id=None)
    assert (await browser.get("/")).status_code == 303


async def test_ending_all_but_this_one(db: Settings, vera: int, admin: int) -> None:
    mine = await sessions.create(vera, address="192.0.2.1", agent="a", hours=1)
    await sessions.create(vera, address="192.0.2.2", agent="b", hours=1)
    foreign = await sessions.create(admin, address="192.0.2.3", agent="c", hours=1)
    assert {line.agent for line in await sessions.list_of(vera)} == {"a", "b"}
    assert not await sessions.destroy(sessions.hashed(foreign), person_id=vera)
    assert await sessions.destroy_all(vera, but=sessions.hashed(mine)) == 1
    assert await sessions.load(mine, hours=1) is not None
    assert await sessions.load(foreign, hours=1) is not None
