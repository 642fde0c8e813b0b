"""Ordering: the catalog, the form with its errors, and the promise."""

from __future__ import annotations

import re

from okno.access import actor_of
from okno.people import change, get as get_person
from okno.tickets import get, reading
from tests.web.browsing import Browser
from tests.web.conftest import MONITOR, Company, order


async def count(who: Browser) -> int:
    """How many open requests somebody has."""
    person = await get_person(who.id)
    assert person is not None
    return await reading.open_count(await actor_of(person))


async def test_the_first_page_greets_and_leads_to_the_form(company: Company) -> None:
    """Two clicks from the first page to the form."""
    page = await company.anna.open("/")
    assert "Анна" in page.text("h1")
    assert ("/catalog/monitor", "") in page.links


async def test_a_service_is_found_by_words_and_by_direction(company: Company) -> None:
    """Endings of words do not matter."""
    page = await company.anna.open("/catalog?q=мониторы")
    assert any(href == "/catalog/monitor" for href, _ in page.links)
    page = await company.anna.open("/catalog?category=hr")
    assert not any(href == "/catalog/monitor" for href, _ in page.links)


async def test_nothing_found_says_what_to_do(company: Company) -> None:
    """The service for a request in one's own words is offered."""
    page = await company.anna.open("/catalog?q=абракадабра")
    assert "own words" in page.text("main")
    assert any(href.startswith("/catalog/it-question?") for href, _ in page.links), "the words typed go along"


async def test_a_good_order_gives_a_number_and_a_promise(company: Company) -> None:
    """The promise is said once; the request stands among one's own."""
    anna = company.anna
    number = await order(anna)
    page = anna.page
    assert f"Request {number} received. We will answer" in page.text("toast")
    assert "Office 2, floor 3" in page.text("aside")
    again = await anna.open(f"/tickets/{number}")
    assert again.text("toast") == ""
    assert str(number) in " ".join(href for href, _ in (await anna.open("/tickets")).links)
    assert "You ordered through the portal" in again.text("#story")


async def test_a_refused_form_keeps_everything(company: Company) -> None:
    """Words, choices and files stay; each error stands at its field and in the summary."""
    anna = company.anna
    page = await anna.open("/catalog/it-question")
    page = await anna.send(
        page.form("/catalog/it-question"),
        422,
        topic="",
        description="Nothing works.\nAt all.",
        files=[("files", ("note.txt", b"what I saw"))],
    )
    form = page.form("/catalog/it-question")
    assert form.values["description"] == ["Nothing works.\nAt all."]
    assert len(form.values["files.kept"]) == 1
    assert "note.txt" in page.text("kept")
    assert ("#f-topic", "") in page.links
    page = await anna.send(form, topic="Mail")
    assert "Mail" in page.text("h1")
    assert "note.txt" in page.text("main")


async def test_a_date_in_the_past_is_refused_with_a_way_out(company: Company) -> None:
    """The sentence says what to choose."""
    page = await company.anna.open("/catalog/laptop")
    page = await company.anna.send(
        page.form("/catalog/laptop"), 422, reason="new", model="light", place="here", needed_by="2020-01-01"
    )
    assert "or later" in page.text("errors")
    assert page.form("/catalog/laptop").values["needed_by"] == ["2020-01-01"]
    assert page.form("/catalog/laptop").values["model"] == ["light"]


async def test_a_colleague_is_found_by_his_name_without_a_script(company: Company) -> None:
    """The only one whose name was typed is meant; an unknown one is asked for again, with the words kept."""
    anna = company.anna
    page = await anna.open("/catalog/laptop")
    answers = {"reason": "new", "model": "light", "place": "here"}
    page = await anna.send(page.form("/catalog/laptop"), 422, fill=answers, person__text="Никто Такой")
    assert page.form("/catalog/laptop").values["person.text"] == ["Никто Такой"]
    page = await anna.send(page.form("/catalog/laptop"), person__text="Чужой")
    assert "Егор Чужой" in page.text("aside")


async def test_the_same_form_sent_twice_orders_once(company: Company) -> None:
    """A double click or a reload leads to the same request; another answer is another order."""
    anna = company.anna
    page = await anna.open("/catalog/monitor")
    form = page.form("/catalog/monitor")
    await anna.send(form, fill=MONITOR)
    first = anna.path
    await anna.send(form, fill=MONITOR)
    assert anna.path == first
    assert await count(anna) == 1
    await anna.send(form, fill={**MONITOR, "place": "Elsewhere"})
    assert anna.path != first
    assert await count(anna) == 2


async def test_a_refused_form_sent_right_orders_once(company: Company) -> None:
    """The key of the form outlives its refusal, and files count by what is in them."""
    anna = company.anna
    page = await anna.open("/catalog/it-question")
    page = await anna.send(page.form("/catalog/it-question"), 422, description="x")
    form = page.form("/catalog/it-question")
    for _ in range(2):
        await anna.send(form, topic="Mail", files=[("files", ("a.txt", b"the same"))])
    assert await count(anna) == 1


async def test_there_is_no_page_for_an_unknown_service(company: Company) -> None:
    """It may have been there last year."""
    await company.anna.open("/catalog/time-machine", 404)


async def test_a_ticket_is_really_stored(company: Company) -> None:
    """The answers are those of the form."""
    number = await order(company.anna)
    person = await get_person(company.anna.id)
    assert person is not None
    ticket, _ = await get(await actor_of(person), number)
    assert ticket.answers["place"] == MONITOR["place"]
    assert ticket.source == "portal"


async def test_a_russian_page_is_russian(company: Company) -> None:
    """The promise, the story and the steps, in words of both languages that never mix."""
    anna = company.anna
    await change(anna.id, {"locale": "ru"}, actor_id=None)
    number = await order(anna)
    page = anna.page
    assert page.text("toast").startswith(f"Заявка {number} принята. Ответим")
    assert "Вы заказали через портал" in page.text("#story")
    assert "Принята" in page.text("#now")
    for words in (
        page.text("main"),
        (await anna.open("/catalog/laptop")).text("main"),
        (await anna.open("/")).text("main"),
    ):
        assert not re.search(r"\b(?:the|you|request|answer)\b", words, re.IGNORECASE)
