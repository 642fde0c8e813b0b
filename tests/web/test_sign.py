"""The door: in, out, and back to where one wanted to go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from okno import people
from okno.http import one_time, sessions
from okno.http.one_time import Purpose
from tests.web.browsing import Browser
from tests.web.conftest import PASSWORD, Company

At = Callable[[], Awaitable[Browser]]


async def test_a_page_sends_to_the_door_and_back(company: Company, at_browser: At) -> None:
    """Whoever opens a deep address signs in and lands there."""
    browser = await at_browser()
    page = await browser.open("/catalog?q=monitor")
    assert browser.path.startswith("/sign-in")
    await browser.send(page.form("/sign-in"), login="Anna", password=PASSWORD)
    assert browser.path == "/catalog?q=monitor"


async def test_a_wrong_password_keeps_the_login_and_says_what_to_check(company: Company, at_browser: At) -> None:
    """The answer is the same for a login that nobody has."""
    browser = await at_browser()
    page = await browser.sign_in("anna", "not this", status=401)
    assert page.form("/sign-in").values["login"] == ["anna"]
    assert "password is not right" in page.text("callout")
    unknown = await browser.sign_in("nobody-here", "not this", status=401)
    assert unknown.text("callout") == page.text("callout")
    assert not browser.client.cookies.get(sessions.COOKIE)


async def test_it_never_leads_to_another_site(company: Company, at_browser: At) -> None:
    """An address elsewhere becomes the first page."""
    browser = await at_browser()
    page = await browser.open("/sign-in?next=//elsewhere.example/")
    await browser.send(page.form("/sign-in"), login="anna", password=PASSWORD)
    assert browser.path == "/"


async def test_too_many_attempts_are_refused(company: Company, at_browser: At) -> None:
    """After the limit even the right password waits."""
    browser = await at_browser()
    for _ in range(10):
        await browser.sign_in("anna", "guess", status=401)
    page = await browser.sign_in("anna", PASSWORD, status=429)
    assert "Too many attempts" in page.text("callout")


async def test_the_owner_comes_in_while_others_try(company: Company, at_browser: At) -> None:
    """In a browser that he was in before, or in any after a new password by letter; strangers go on waiting."""
    own, stranger, third = await at_browser(), await at_browser(), await at_browser()
    await own.sign_in("anna", PASSWORD)
    await own.send(own.page.form("/sign-out"))
    for _ in range(10):
        await stranger.sign_in("anna", "guess", status=401)
    await stranger.sign_in("anna", PASSWORD, status=429)
    await own.sign_in("anna", PASSWORD)
    assert own.path == "/"
    path = f"/reset/{await one_time.issue(Purpose.RESET, company.anna.id)}"
    page = await third.open(path)
    await third.send(page.form(path), new="quite another one", again="quite another one")
    await third.sign_in("anna", "quite another one")
    assert third.path == "/"
    await stranger.sign_in("anna", "quite another one", status=429)


async def test_signing_out_ends_the_session(company: Company) -> None:
    """The old cookie opens nothing."""
    anna = company.anna
    cookie = anna.client.cookies[sessions.COOKIE]
    page = await anna.open("/")
    await anna.send(page.form("/sign-out"))
    assert anna.path == "/sign-in"
    anna.client.cookies.set(sessions.COOKIE, cookie)
    await anna.open("/tickets")
    assert anna.path.startswith("/sign-in")


async def test_a_form_without_its_token_is_refused(company: Company) -> None:
    """Another site cannot send our forms."""
    response = await company.anna.client.post("/preferences", data={"locale": "ru"})
    assert response.status_code == 403


async def test_the_language_is_chosen_before_and_after_signing_in(company: Company, at_browser: At) -> None:
    """A cookie remembers it at the door, the person afterwards; both languages are whole."""
    browser = await at_browser()
    page = await browser.open("/sign-in")
    assert page.text("h1") == "Signing in"
    page = await browser.send(page.form("/preferences", "ru"), press="ru")
    assert page.text("h1") == "Вход"
    anna = company.anna
    page = await anna.open("/catalog/monitor")
    page = await anna.send(page.form("/preferences", "ru"), press="ru")
    assert anna.path == "/catalog/monitor"
    assert page.text("h1") == "Монитор"
    known = await people.get(anna.id)
    assert known is not None
    assert known.locale == "ru"


async def test_theme_and_density_stay_with_the_person(company: Company) -> None:
    """They are on the html element of every page."""
    page = await company.boris.open("/profile")
    page = await company.boris.send(page.form("/preferences", "contrast"), press="contrast")
    page = await company.boris.send(page.form("/preferences", "compact"), press="compact")
    html = next(own for tag, own in page.attributes if tag == "html")
    assert html["data-theme"] == "contrast"
    assert html["data-density"] == "compact"


async def test_the_language_chosen_at_the_door_goes_in(company: Company, at_browser: At) -> None:
    """And stays with the person, not with the browser."""
    browser = await at_browser()
    page = await browser.open("/sign-in")
    await browser.send(page.form("/preferences"), locale="ru")
    await browser.sign_in("anna", PASSWORD)
    anna = await people.by_login("anna")
    assert anna is not None
    assert anna.locale == "ru"
    assert "okno_locale" not in browser.client.cookies


async def test_a_form_sent_after_the_session_has_ended_leads_back_to_its_page(company: Company) -> None:
    """What was typed waits there as a draft of the browser."""
    page = await company.anna.open("/catalog/monitor")
    company.anna.client.cookies.delete(sessions.COOKIE)
    refused = await company.anna.send(page.form("/catalog/monitor"), status=401)
    assert "/sign-in?next=%2Fcatalog%2Fmonitor" in [href for href, _ in refused.links]
