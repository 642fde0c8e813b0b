"""Who sees what: strangers nothing, requesters no notes, losers of a race their own words."""

from __future__ import annotations

import re

from tests.web.browsing import Browser
from tests.web.conftest import Company, order, take


async def body(who: Browser, path: str) -> str:
    """What stands on a page of 404, without the number of the request and the address."""
    await who.open(path, 404)
    return re.sub(r"[0-9a-f]{16}|/tickets/\d+|%2F\d+|number=\d+", "", who.response.text)


async def test_a_stranger_learns_nothing(company: Company) -> None:
    """Another's request looks as one that does not exist, on every address of it."""
    number = await order(company.anna)
    for who in (company.stranger, company.admin):
        assert await body(who, f"/tickets/{number}") == await body(who, "/tickets/999999")
        for act in ("comment", "move", "assign"):
            await who.open(f"/tickets/{number}/{act}", 404)
            token = (await who.open("/")).form("/sign-out").values["_csrf"][0]
            response = await who.client.post(f"/tickets/{number}/{act}", data={"_csrf": token, "to": "cancelled"})
            assert response.status_code == 404
    await company.stranger.open("/tickets/not-a-number", 404)


async def test_employees_have_no_desk_and_no_administration(company: Company) -> None:
    """Not even the menu says so."""
    page = await company.anna.open("/")
    assert not any(href.startswith(("/desk", "/admin")) for href, _ in page.links)
    for address in ("/desk", "/desk/mine", "/admin/people", "/admin/teams"):
        await company.anna.open(address, 403)
    await company.anna.open("/desk/it-devices", 403)
    await company.boris.open("/desk/accounting", 404)
    await company.boris.open("/admin/people", 403)


async def test_a_requester_sees_no_internal_note(company: Company) -> None:
    """Neither the words, nor the file, nor that there is something."""
    anna, boris = company.anna, company.boris
    number = await order(anna)
    before = (await anna.open(f"/tickets/{number}")).text("#story")
    page = await boris.open(f"/tickets/{number}")
    page = await boris.send(
        page.form(f"/tickets/{number}/comment"),
        text="She breaks one a year.",
        visibility="internal",
        files=[("files", ("secret.txt", b"between us"))],
    )
    assert "breaks one" in page.text("note", "bubble")
    secret = next(href for href, _ in page.links if href.startswith("/files/"))
    assert (await anna.open(f"/tickets/{number}")).text("#story") == before
    await anna.open(secret, 404)
    await company.stranger.open(secret, 404)
    await company.vera.open(secret)


async def test_a_requester_cannot_write_a_note(company: Company) -> None:
    """Even with a form of his own making."""
    anna = company.anna
    number = await order(anna)
    await anna.send(anna.page.form(f"/tickets/{number}/comment"), 403, text="hidden", visibility="internal")


async def test_an_agent_sees_his_own_order_as_a_requester_does(company: Company) -> None:
    """Whoever orders for himself takes no part in the work on it."""
    number = await order(company.boris)
    page = await company.boris.open(f"/tickets/{number}")
    assert page.has_form(f"/tickets/{number}/move", to="cancelled")
    assert not page.has_form(f"/tickets/{number}/assign")


async def test_a_lost_race_tells_who_was_faster_and_keeps_the_words(company: Company) -> None:
    """The page is shown anew, with the state as it is and the reason as it was typed."""
    boris, vera = company.boris, company.vera
    number = await order(company.anna)
    await take(boris, number)
    stale = await boris.open(f"/tickets/{number}")
    await take_over(vera, number)
    page = await boris.send(stale.form(f"/tickets/{number}/move", to="waiting_user"), 409, comment="Which one?")
    assert "Вера Мастерова takes the request" in page.text("callout")
    form = page.form(f"/tickets/{number}/move", to="waiting_user")
    assert form.values["comment"] == ["Which one?"]
    page = await boris.send(form)
    assert "Which one?" in page.text("#story")


async def take_over(who: Browser, number: int) -> None:
    """Takes a ticket from a colleague."""
    page = await who.open(f"/tickets/{number}")
    await who.send(page.form(f"/tickets/{number}/assign", str(who.id)), press=str(who.id))


async def test_words_of_a_move_that_is_gone_land_in_the_reply(company: Company) -> None:
    """Somebody has cancelled it meanwhile: the reason is not lost."""
    anna, boris = company.anna, company.boris
    number = await order(anna)
    await take(boris, number)
    stale = await boris.open(f"/tickets/{number}")
    await anna.send((await anna.open(f"/tickets/{number}")).form(f"/tickets/{number}/move", to="cancelled"))
    page = await boris.send(stale.form(f"/tickets/{number}/move", to="waiting_user"), 409, comment="Which one?")
    assert page.form(f"/tickets/{number}/comment").values["text"] == ["Which one?"]


async def test_files_are_for_readers(company: Company) -> None:
    """The requester and the team; sent as an attachment that no browser runs."""
    anna = company.anna
    page = await anna.open("/catalog/it-question")
    page = await anna.send(
        page.form("/catalog/it-question"),
        topic="Mail",
        description="x",
        files=[("files", ("письмо.html", b"<script>alert(1)</script>"))],
    )
    address = next(href for href, _ in page.links if href.startswith("/files/"))
    response = (await anna.open(address), anna.response)[1]
    assert response.content == b"<script>alert(1)</script>"
    assert response.headers["content-disposition"].startswith("attachment")
    assert "html" not in response.headers["content-type"]
    assert "sandbox" in response.headers["content-security-policy"]
    await company.stranger.open(address, 404)
    await company.boris.open(address, 404)
    await anna.open("/files/unknown/name", 404)


async def test_suggestions_are_names_and_departments(company: Company) -> None:
    """Nothing that one does not need to choose a colleague."""
    await company.stranger.open("/people/suggest?q=корол")
    assert company.stranger.response.json() == [{"id": company.anna.id, "name": "Анна Королёва", "line": "Продажи"}]


async def test_what_was_done_is_said_to_who_did_it(company: Company) -> None:
    """Not to whoever signs in at the same browser before the next page was opened."""
    anna, stranger = company.anna, company.stranger
    number = await order(anna)
    form = anna.page.form(f"/tickets/{number}/move", to="cancelled")
    response = await anna.client.post(f"/tickets/{number}/move", data=form.values)
    assert response.status_code == 303
    said = anna.client.cookies["okno_toast"]
    stranger.client.cookies.set("okno_toast", said)
    assert str(number) not in (await stranger.open("/")).text("toast")
    anna.client.cookies.set("okno_toast", said)
    assert str(number) in (await anna.open("/")).text("toast")
