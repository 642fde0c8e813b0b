"""Giving a mark by the link of a letter and on the page of a request: who may, how often, and what nobody learns."""

from __future__ import annotations

import asyncio

import pytest

from okno import extend
from okno.db import execute, fetch, fetch_value
from okno.extend import switches
from plugins.feedback.tests.desk import DAY, put, settle
from plugins.feedback.tests.world import FORM, World, forged
from tests.company import make_confidential
from tests.web.conftest import TEAM, move

pytestmark = pytest.mark.plugins("feedback")
XSS = '<script>alert("x")</script>'


async def marks() -> list[tuple[int, str]]:
    """What is kept."""
    return [(one["stars"], one["text"]) for one in await fetch("SELECT * FROM x_feedback_rating ORDER BY id")]


# The link -----------------------------------------------------------------------------------------------------


async def test_a_link_rates_without_signing_in(world: World) -> None:
    await world.done()
    link = await world.link()
    page = await world.out.open(link)
    assert "How were you helped?" in page.text("h1")
    page = await world.out.send(page.form(link), stars="5", text="Быстро")
    assert "Thank you" in page.text("h1")
    assert not page.links or "#reopen" not in str(page.links)
    assert await marks() == [(5, "Быстро")]
    assert world.out.response.headers["cache-control"] == "no-store"


async def test_looking_writes_nothing(world: World) -> None:
    await world.done()
    link = await world.link()
    before = await fetch("SELECT * FROM x_feedback_invitation")
    for method in ("GET", "HEAD"):
        answer = await world.out.client.request(method, f"{link}?stars=1&text=x")
        assert answer.status_code in (200, 405)
    assert (await marks(), await fetch("SELECT * FROM x_feedback_invitation")) == ([], before)


async def test_the_page_speaks_the_language_of_its_person(world: World) -> None:
    await world.done()
    await execute("UPDATE person SET locale = 'ru' WHERE id = $1", world.anna.id)
    page = await world.out.open(await world.link())
    assert "Как вам помогли?" in page.text("h1")


async def test_without_a_token_of_the_page_nothing_is_taken(world: World) -> None:
    await world.done()
    link = await world.link()
    answer = await world.out.client.post(link, data={"stars": "5"})
    assert answer.status_code == 403
    page = await world.out.open(link)
    csrf = page.form(link).values["_csrf"][0]
    answer = await world.out.client.post(
        link, data={"stars": "5", "_csrf": csrf}, headers={"Origin": "https://evil.example"}
    )
    assert (answer.status_code, await marks()) == (403, [])


async def test_a_bad_mark_shows_the_way_back_to_work(world: World) -> None:
    number = await world.done()
    link = await world.link()
    page = await world.out.open(link)
    page = await world.out.send(page.form(link), stars="1", reason="Не помогло | Not solved")
    assert (f"/tickets/{number}#reopen", "") in page.links
    assert await fetch_value("SELECT reasons FROM x_feedback_rating") is not None


async def test_a_refused_form_keeps_what_was_typed(world: World) -> None:
    await world.done()
    link = await world.link()
    page = await world.out.open(link)
    page = await world.out.send(page.form(link), 422, text=XSS)
    assert page.form(link).values["text"] == [XSS]
    assert XSS not in world.out.response.text
    assert "Choose a mark from 1 to 5." in page.text("error")


async def test_a_mark_is_changed_by_its_link_for_a_day(world: World) -> None:
    await world.done()
    link = await world.link()
    for stars in ("2", "4"):
        page = await world.out.open(link)
        await world.out.send(page.form(link), stars=stars)
    page = await world.out.open(link)
    assert page.form(link).values["stars"] == ["4"]
    assert await marks() == [(4, "")]
    await execute("UPDATE x_feedback_rating SET at = at - $1", DAY)
    await world.out.open(link, 404)


async def test_all_links_that_lead_nowhere_look_the_same(world: World) -> None:
    first = await world.done()
    withdrawn = await world.link()
    await put(pause=0)
    await move(world.anna, first, "in_progress", "Не работает")
    await settle()
    await world.done()
    expired = await world.link()
    await execute("UPDATE x_feedback_invitation SET expires_at = 1")
    await world.done()
    used = await world.link()
    page = await world.out.open(used)
    await world.out.send(page.form(used), stars="5")
    await execute("UPDATE x_feedback_rating SET at = 1")
    seen = set()
    for link in (withdrawn, expired, used, forged(), "/x/feedback/rate/abc", "/x/feedback/rate/a.b"):
        page = await world.out.open(link, 404)
        seen.add(page.text("main"))
    assert len(seen) == 1
    assert "There is nothing to rate here" in next(iter(seen))


async def test_posting_to_a_link_that_is_over_is_the_same_page(world: World) -> None:
    await world.done()
    link = await world.link()
    page = await world.out.open(link)
    await execute("UPDATE x_feedback_invitation SET expires_at = 1")
    page = await world.out.send(page.form(link), 404, stars="5")
    assert "There is nothing to rate here" in page.text("h1")
    assert await marks() == []


async def test_a_confidential_request_is_a_number(world: World) -> None:
    number = await world.done()
    link = await world.link()
    subject = str(await fetch_value("SELECT subject FROM ticket WHERE id = $1", number))
    assert subject in (await world.out.open(link)).text("main")
    await make_confidential(TEAM)
    page = await world.out.open(link)
    assert subject not in world.out.response.text
    assert f"№ {number}" in page.text("main")


async def test_two_windows_at_once_leave_one_mark(world: World) -> None:
    await world.done()
    link = await world.link()
    page = await world.out.open(link)
    form = page.form(link).values
    answers = await asyncio.gather(
        *(world.out.client.post(link, data={**form, "stars": [stars]}) for stars in ("5", "4"))
    )
    assert [one.status_code for one in answers] == [303, 303]
    assert len(await marks()) == 1


async def test_somebody_who_presses_again_and_again_is_stopped(world: World) -> None:
    await world.done()
    link = await world.link()
    page = await world.out.open(link)
    form = {**page.form(link).values, "stars": ["5"]}
    statuses = [(await world.out.client.post(link, data=form)).status_code for _ in range(13)]
    assert (statuses.count(303), statuses[-1]) == (11, 429)


# The page of the request --------------------------------------------------------------------------------------


async def test_the_customer_rates_on_the_page_of_the_request(world: World) -> None:
    number = await world.done()
    await world.rate(number, "2", text=XSS)
    assert world.anna.path == f"/tickets/{number}"
    page = world.anna.page
    assert "Your mark" in page.text("#fb-given")
    assert XSS in page.text("main")
    assert XSS not in world.anna.response.text
    assert not page.has_form(FORM.format(number))
    assert (FORM.format(number), "") in page.links


async def test_the_staff_reads_marks_and_words_beside_the_ticket(world: World) -> None:
    number = await world.done()
    await world.rate(number, "2", text=XSS)
    page = await world.company.boris.open(f"/tickets/{number}")
    assert XSS in page.text("fb-told")
    assert XSS not in world.company.boris.response.text
    assert "Анна Королёва" not in page.text("fb-told")
    await put(names=True)
    page = await world.company.boris.open(f"/tickets/{number}")
    assert "Анна Королёва" in page.text("fb-told")
    page = await world.lead.open(f"/tickets/{number}")
    assert "Анна Королёва" in page.text("fb-told")


async def test_nobody_else_rates_it(world: World) -> None:
    number = await world.done()
    for other in (world.company.stranger, world.company.boris, world.company.admin, world.lead):
        await other.open(FORM.format(number), 404)
        csrf = (await other.open("/profile")).form("/sign-out").values["_csrf"][0]
        answer = await other.client.post(FORM.format(number), data={"_csrf": csrf, "stars": "1"})
        assert answer.status_code == 404
    answer = await world.out.client.get(FORM.format(number))
    assert answer.headers["location"].startswith("/sign-in")
    assert await marks() == []


async def test_it_is_asked_only_while_the_request_is_done(world: World) -> None:
    number = await world.done()
    assert (await world.anna.open(f"/tickets/{number}")).has_form(FORM.format(number))
    await move(world.anna, number, "in_progress", "Не работает")
    await settle()
    assert not (await world.anna.open(f"/tickets/{number}")).has_form(FORM.format(number))
    await world.anna.open(FORM.format(number), 404)


async def test_a_closed_request_can_be_rated_still(world: World) -> None:
    number = await world.done()
    await move(world.anna, number, "closed")
    await world.rate(number, "5")
    assert await marks() == [(5, "")]


async def test_while_the_plugin_is_off_the_page_of_the_request_is_whole(world: World) -> None:
    number = await world.done()
    await extend.disable("feedback", actor_id=None)
    await switches.refresh()
    page = await world.anna.open(f"/tickets/{number}")
    assert not page.has_form(FORM.format(number))
    await world.anna.open(FORM.format(number), 404)
