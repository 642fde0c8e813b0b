"""Administration of people and teams, the profile, notices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from okno.events.dispatch import deliver_due
from tests.web.browsing import Browser
from tests.web.conftest import PASSWORD, Company, order, take

At = Callable[[], Awaitable[Browser]]


async def test_a_team_gets_and_loses_members(company: Company) -> None:
    """By name; the lead is marked."""
    admin = company.admin
    address = "/admin/teams/hr"
    page = await admin.open(address)
    page = await admin.send(page.form(address, act="add"), person__text="Чужой")
    assert "Егор Чужой" in page.text("main")
    page = await admin.send(page.form(address, "lead"), press="lead")
    assert "leads" in page.text("main")
    assert "Егор Чужой" in (await admin.open("/admin/teams")).text("main")
    page = await admin.open(address)
    page = await admin.send(page.form(address, "remove"), press="remove")
    assert "Егор" not in page.text("main")
    page = await admin.send(page.form(address, act="add"), 422, person__text="Никто")
    assert page.form(address, act="add").values["person.text"] == ["Никто"]


async def test_changing_the_password(company: Company, at_browser: At) -> None:
    """The old one is asked for; sessions elsewhere end, this one stays."""
    anna, other = company.anna, await at_browser()
    await other.sign_in("anna", PASSWORD)
    page = await anna.open("/profile")
    page = await anna.send(
        page.form("/profile/password"), 422, old="wrong", new="another long one", again="another long one"
    )
    assert ("#f-old", "") in page.links
    page = await anna.send(page.form("/profile/password"), 422, old=PASSWORD, new="short", again="short")
    assert ("#f-new", "") in page.links
    page = await anna.send(
        page.form("/profile/password"), old=PASSWORD, new="another long one", again="another long one"
    )
    assert "password is changed" in page.text("toast")
    await other.open("/tickets")
    assert other.path.startswith("/sign-in")
    await other.sign_in("anna", "another long one")


async def test_signing_out_everywhere_else(company: Company, at_browser: At) -> None:
    """The list names browsers; one click leaves this one alone."""
    anna, other = company.anna, await at_browser()
    await other.sign_in("anna", PASSWORD)
    page = await anna.open("/profile")
    assert "Firefox, Linux" in page.text("main")
    page = await anna.send(page.form("/profile/sessions"))
    assert not page.has_form("/profile/sessions")
    await other.open("/tickets")
    assert other.path.startswith("/sign-in")


async def test_notices_come_and_are_read(company: Company) -> None:
    """Opening the request reads those about it; the rest by one click."""
    anna, boris = company.anna, company.boris
    first, second = await order(anna), await order(anna, place="Elsewhere")
    for number in (first, second):
        page = await take(boris, number)
        await boris.send(page.form(f"/tickets/{number}/comment"), text="Soon.", visibility="public")
    while await deliver_due():
        pass
    page = await anna.open("/notices")
    assert "Борис Мастеров" in page.text("#notices")
    unread = int(page.text("bell"))
    assert unread >= 2
    await anna.open(f"/tickets/{first}")
    page = await anna.open("/notices")
    assert 0 < int(page.text("bell")) < unread
    page = await anna.send(page.form("/notices/read"))
    assert page.text("bell") == ""
