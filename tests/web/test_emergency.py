"""Emergency access at the browser: the way there, the form, reading, the end."""

from __future__ import annotations

import re

from okno.db import execute, fetch
from tests.web.browsing import Browser, Document
from tests.web.conftest import Company, order

PATH = "/admin/emergency"
WHY = "Boris is away and the supplier waits"


async def note(company: Company, number: int) -> str:
    """Boris leaves a note with a file; returns the address of the file."""
    page = await company.boris.open(f"/tickets/{number}")
    page = await company.boris.send(
        page.form(f"/tickets/{number}/comment"),
        text="She breaks one a year.",
        visibility="internal",
        files=[("files", ("secret.txt", b"between us"))],
    )
    return next(href for href, _ in page.links if href.startswith("/files/"))


async def opened(who: Browser, number: int) -> Document:
    """The page of a request that somebody has opened in an emergency."""
    page = await who.open(f"{PATH}?number={number}")
    form = page.form(PATH)
    assert form.values["number"] == [str(number)]
    return await who.send(form, reason=WHY)


async def test_the_page_is_read_and_nothing_else(company: Company) -> None:
    """Words, notes and files; no form of the ticket, no history, no live topic, and an end at hand."""
    number = await order(company.anna)
    secret = await note(company, number)
    admin = company.admin
    await admin.open(secret, 404)
    page = await opened(admin, number)
    assert admin.path == f"/tickets/{number}"
    assert "She breaks one a year." in page.text("note", "bubble")
    assert WHY in page.text("#story")
    assert "until" in page.text("callout")
    for act in ("comment", "move", "assign"):
        assert not page.has_form(f"/tickets/{number}/{act}")
    assert not any(href.startswith("/desk") for href, _ in page.links)
    assert not any(own.get("data-live", "").startswith(("staff:", "ticket:")) for _, own in page.attributes)
    assert not any("show=changes" in href for href, _ in page.links)
    await admin.open(secret)
    await admin.send(page.form(f"{PATH}/end"), number=str(number))
    assert "The access has ended" in admin.page.text("toast")
    await admin.open(f"/tickets/{number}", 404)
    await admin.open(secret, 404)


async def test_what_may_not_be_done_is_refused_in_words(company: Company) -> None:
    """Even with a form of his own making."""
    number = await order(company.anna)
    page = await opened(company.admin, number)
    token = page.form(f"{PATH}/end").values["_csrf"][0]
    for act, more in (("comment", {"text": "x"}), ("move", {"to": "cancelled"}), ("assign", {"assignee": "me"})):
        data = {"_csrf": token, "version": "1", **more}
        response = await company.admin.client.post(f"/tickets/{number}/{act}", data=data)
        assert response.status_code == 403
        assert "only read" in response.text, (act, Document(response.text).text("h1"))


async def test_the_requester_reads_that_and_the_team_reads_why(company: Company) -> None:
    """In the story of the request."""
    number = await order(company.anna)
    await opened(company.admin, number)
    told = (await company.anna.open(f"/tickets/{number}")).text("#story")
    assert "reads the request in an emergency" in told
    assert WHY not in told
    assert WHY in (await company.boris.open(f"/tickets/{number}")).text("#story")


async def test_a_missing_page_shows_the_way_by_its_address_alone(company: Company) -> None:
    """The same bytes for a number that is hidden and one that nobody has; to nobody else."""
    number = await order(company.anna)

    async def body(who: Browser, asked: int) -> str:
        await who.open(f"/tickets/{asked}", 404)
        return re.sub(rf"[0-9a-f]{{16}}|(?<=[/=F]){asked}", "", who.response.text)

    hidden = await body(company.admin, number)
    assert f"{PATH}?number=" in hidden
    assert hidden == await body(company.admin, 999999)
    assert PATH not in await body(company.stranger, number)
    await company.admin.open("/tickets/not-a-number", 404)
    assert PATH + "?" not in company.admin.response.text


async def test_a_number_that_nobody_has_keeps_what_was_typed(company: Company) -> None:
    """The form stays with the sentence for whatever is missing; a short reason stays beside its field."""
    page = await company.admin.open(PATH)
    page = await company.admin.send(page.form(PATH), 404, number="999999", reason=WHY)
    assert "There is no such request, or you may not see it." in page.text("#errors")
    assert page.form(PATH).values["reason"] == [WHY]
    page = await company.admin.send(page.form(PATH), 422, number="999999", reason="now")
    assert "10 to 1000 characters" in page.text("#errors")


async def test_what_runs_is_listed_with_its_end(company: Company) -> None:
    """And what is over is not."""
    assert "No request is open to you" in (await company.admin.open(PATH)).text("empty")
    number = await order(company.anna)
    await opened(company.admin, number)
    page = await company.admin.open(PATH)
    assert f"№ {number}" in page.text("lines")
    assert WHY in page.text("lines")
    await execute("UPDATE emergency SET until = at")
    assert "No request is open to you" in (await company.admin.open(PATH)).text("empty")


async def test_it_is_for_those_who_have_the_right(company: Company) -> None:
    """Others have neither the page nor what it does."""
    number = await order(company.anna)
    for who in (company.stranger, company.boris):
        await who.open(PATH, 403)
        token = (await who.open("/")).form("/sign-out").values["_csrf"][0]
        for path in (PATH, f"{PATH}/end"):
            response = await who.client.post(path, data={"_csrf": token, "number": str(number), "reason": WHY})
            assert response.status_code == 403
    assert await fetch("SELECT id FROM emergency") == []
