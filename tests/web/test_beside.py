"""Links, merging and splitting at the browser: what the staff does, what the requester sees of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from okno.catalog import registry, store
from okno.catalog.model import Reply, ReplySet
from okno.db import fetch_value
from tests.company import starter_catalog
from tests.web.browsing import Browser, Document
from tests.web.conftest import TEAM, Company, order, take

SECRET = "canary"
"""Stands in what others must not read."""


async def say(who: Browser, number: int, text: str, visibility: str = "public") -> Document:
    """Writes into a request."""
    page = await who.open(f"/tickets/{number}")
    return await who.send(page.form(f"/tickets/{number}/comment"), text=text, visibility=visibility)


async def merged(company: Company) -> tuple[int, int]:
    """Two requests of Anna's, the second merged into the first on the page that shows what happens."""
    goal = await order(company.anna)
    number = await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}/merge?into={goal}")
    await company.boris.send(page.form(f"/tickets/{number}/merge"))
    assert company.boris.path == f"/tickets/{goal}"
    return number, goal


# Links --------------------------------------------------------------------------------------------------------


async def test_a_link_is_made_by_number_and_taken_away(company: Company) -> None:
    """From the panel; both pages show it, each from its side; the requester reads it, and changes nothing."""
    one, other = await order(company.anna), await order(company.anna)
    page = await company.boris.open(f"/tickets/{one}")
    form = page.form(f"/tickets/{one}/links", kind="related")
    page = await company.boris.send(form, kind="part_of", to=f" № {other} ")
    assert f"Linked with № {other}" in page.text("toast")
    assert "Part of" in page.text("#links")
    assert f"part of № {other}" in page.text("#story")
    there = await company.vera.open(f"/tickets/{other}")
    assert "Consists of" in there.text("#links")
    hers = await company.anna.open(f"/tickets/{one}")
    assert "Part of" in hers.text("#links")
    assert not any("/links" in form.action for form in hers.forms)
    link = await fetch_value("SELECT id FROM ticket_link")
    page = await company.vera.send(there.form(f"/tickets/{other}/links/{link}"))
    assert "taken away" in page.text("toast")
    assert page.text("linked") == ""


async def test_words_instead_of_a_number_are_searched_for(company: Company) -> None:
    """Among the requests that one sees; then one press links, with the word that was chosen."""
    one = await order(company.anna)
    other = await order(company.anna, model="24")
    foreign = await order(company.stranger)
    page = await company.boris.open(f"/tickets/{one}")
    page = await company.boris.send(page.form(f"/tickets/{one}/links", kind="related"), kind="caused_by", to="monitor")
    assert company.boris.path.startswith(f"/tickets/{one}/links?q=monitor")
    assert page.has_form(f"/tickets/{one}/links", str(foreign))
    assert not page.has_form(f"/tickets/{one}/links", str(one))
    page = await company.boris.send(page.form(f"/tickets/{one}/links", str(other), kind="caused_by"), press=str(other))
    assert "Caused by" in page.text("#links")
    page = await company.boris.open(f"/tickets/{one}/links?q=unheard-of")
    assert "Nothing found" in page.text("empty")


async def test_a_number_that_can_not_be_meant_is_answered_in_place(company: Company) -> None:
    """One that there is not, a foreign one, an empty one, its own: the form stays, and says what to do."""
    one = await order(company.anna)
    page = await company.boris.open(f"/tickets/{one}")
    form = page.form(f"/tickets/{one}/links", kind="related")
    told = []
    for typed in ("999999", "", str(one)):
        page = await company.boris.send(form, 422, to=typed)
        told.append(page.text("callout"))
        assert page.text("h1") == "Link with another request"
    assert told[0] == told[1] == "There is no such request, or you may not see it."
    assert "itself" in told[2]
    other = await order(company.anna)
    await company.boris.send(form, to=str(other))
    page = await company.boris.send(form, 409, to=str(other))
    assert "linked already" in page.text("callout")


async def test_the_requester_links_merges_and_splits_nothing(company: Company) -> None:
    """He sees the request, so he is told that he may not; for a stranger there is none."""
    one, other = await order(company.anna), await order(company.anna)
    token = (await company.anna.open(f"/tickets/{one}")).form(f"/tickets/{one}/comment").values["_csrf"][0]
    for path in ("links", f"merge?into={other}", "split"):
        await company.anna.open(f"/tickets/{one}/{path}", 403)
        await company.stranger.open(f"/tickets/{one}/{path}", 404)
        await company.admin.open(f"/tickets/{one}/{path}", 404)
    for path in ("links", "links/1", "merge", "unmerge", "split"):
        response = await company.anna.client.post(f"/tickets/{one}/{path}", data={"_csrf": token, "to": str(other)})
        assert response.status_code == 403, path


# Merging ------------------------------------------------------------------------------------------------------


async def test_merging_shows_what_will_happen_first(company: Company) -> None:
    """In sentences; nothing is done by looking; the other way round is one press away."""
    goal, number = await order(company.anna), await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}/merge?into={goal}")
    told = page.text("points")
    assert f"its number leads to {goal}" in told
    assert "Анна Королёва is told" in told
    assert "taken back" in told
    assert (f"/tickets/{goal}/merge?into={number}", "") in page.links
    assert await fetch_value("SELECT count(*) AS n FROM ticket_merge") == 0
    page = await company.boris.send(page.form(f"/tickets/{number}/merge"))
    assert f"Request {number} goes on here" in page.text("toast")
    assert "Merged into this one" in page.text("#links")


async def test_the_number_is_asked_for_when_it_is_not_known(company: Company) -> None:
    """A wrong one is answered beside the field."""
    goal, number = await order(company.anna), await order(company.anna)
    await order(company.stranger)
    page = await company.boris.open(f"/tickets/{number}/merge")
    assert "What will happen" not in page.text()
    for typed in ("999999", str(number), "some words"):
        page = await company.boris.open(f"/tickets/{number}/merge?into={typed}")
        assert "by its number" in page.text("error")
    page = await company.boris.open(f"/tickets/{number}/merge?into=№ {goal}")
    assert page.has_form(f"/tickets/{number}/merge")


async def test_of_two_people_a_link_is_offered_instead(company: Company) -> None:
    """With the reason."""
    number, other = await order(company.anna), await order(company.stranger)
    page = await company.boris.open(f"/tickets/{number}/merge?into={other}")
    assert "different people" in page.text("callout")
    assert not page.has_form(f"/tickets/{number}/merge")
    page = await company.boris.send(page.form(f"/tickets/{number}/links", str(other)), press=str(other))
    assert "Duplicate of" in page.text("#links")


async def test_somebody_was_faster(company: Company) -> None:
    """Then the page shows what is now."""
    goal, number = await order(company.anna), await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}/merge?into={goal}")
    await take(company.vera, number)
    page = await company.boris.send(page.form(f"/tickets/{number}/merge"), 409)
    assert "Вера Мастерова has changed this request meanwhile" in page.text("callout")
    await company.boris.send(page.form(f"/tickets/{number}/merge"))


async def test_the_old_number_leads_on(company: Company) -> None:
    """For the requester and for the staff: a banner, no box for words, and what is written there goes to the other."""
    number, goal = await merged(company)
    before = await company.anna.open(f"/tickets/{goal}")
    for who in (company.anna, company.boris):
        page = await who.open(f"/tickets/{number}")
        assert f"merged with № {goal}" in page.text("merged-into")
        assert any(href == f"/tickets/{goal}" for href, _ in page.links)
        assert not page.has_form(f"/tickets/{number}/comment")
        assert not page.has_form(f"/tickets/{number}/move")
    hers = await company.anna.open(f"/tickets/{number}")
    assert not hers.has_form(f"/tickets/{number}/unmerge")
    assert f"Goes on in request № {goal}" in hers.text("#now")
    form = replace(before.form(f"/tickets/{goal}/comment"), action=f"/tickets/{number}/comment")
    page = await company.anna.send(form, text="from an old page")
    assert company.anna.path == f"/tickets/{goal}"
    assert "from an old page" in page.text("#story")


async def test_my_requests_say_where_it_goes_on(company: Company) -> None:
    """Among the closed ones."""
    number, goal = await merged(company)
    page = await company.anna.open("/tickets?show=closed")
    assert f"Merged with № {goal}" in page.text(f"#r{number}")
    page = await company.anna.open("/tickets")
    assert str(number) not in page.text("#mine-list")


async def test_words_come_with_their_number(company: Company) -> None:
    """In the story of what goes on; notes for the team alone."""
    goal, number = await order(company.anna), await order(company.anna)
    await say(company.anna, number, "the cable too")
    await say(company.boris, number, SECRET, "internal")
    page = await company.boris.open(f"/tickets/{number}/merge?into={goal}")
    page = await company.boris.send(page.form(f"/tickets/{number}/merge"))
    assert "the cable too" in page.text("#story")
    assert SECRET in page.text("note", "bubble")
    assert f"from № {number}" in page.text("origin")
    hers = await company.anna.open(f"/tickets/{goal}")
    assert "the cable too" in hers.text("#story")
    assert SECRET not in company.anna.response.text


async def test_it_is_taken_back_by_one_press(company: Company) -> None:
    """From either page; the request is open again."""
    number, goal = await merged(company)
    page = await company.vera.open(f"/tickets/{goal}")
    page = await company.vera.send(page.form(f"/tickets/{number}/unmerge"))
    assert company.vera.path == f"/tickets/{number}"
    assert "one of its own again" in page.text("toast")
    assert page.has_form(f"/tickets/{number}/comment")
    await company.boris.open(f"/tickets/{number}")
    assert "merged-into" not in company.boris.response.text


# Duplicates ---------------------------------------------------------------------------------------------------


async def test_alike_ones_are_offered(company: Company) -> None:
    """To the staff, of the same person; linked by one press, and not offered any more then."""
    one, other = await order(company.anna), await order(company.anna)
    await order(company.stranger)
    page = await company.boris.open(f"/tickets/{other}")
    assert re.findall(r"\b\d{5}\b", page.text("alike", "num")) == [str(one)]
    assert (f"/tickets/{other}/merge?into={one}", "") in page.links
    page = await company.boris.send(page.form(f"/tickets/{other}/links", str(one)), press=str(one))
    assert "Related to" in page.text("#links")
    assert page.text("alike") == ""
    assert "alike" not in (await company.anna.open(f"/tickets/{other}")).text()


async def test_the_form_says_that_there_is_one_already(company: Company) -> None:
    """An open one of one's own, of the same service; nobody else's."""
    assert "already" not in (await company.anna.open("/catalog/monitor")).text("order")
    number = await order(company.anna)
    page = await company.anna.open("/catalog/monitor")
    assert f"№ {number}" in page.text("already")
    assert (f"/tickets/{number}", "") in page.links
    assert (await company.stranger.open("/catalog/monitor")).text("already") == ""
    await merged(company)


# Splitting ----------------------------------------------------------------------------------------------------


async def test_a_message_becomes_a_request_of_its_own(company: Company) -> None:
    """For the same person, with its words and files; sent twice it is made once; both are linked."""
    number = await order(company.anna)
    page = await company.anna.open(f"/tickets/{number}")
    form = page.form(f"/tickets/{number}/comment")
    await company.anna.send(form, text="The lamp is broken", files=[("files", ("lamp.txt", b"a lamp"))])
    page = await company.boris.open(f"/tickets/{number}")
    href = next(href for href, _ in page.links if "/split?comment=" in href)
    page = await company.boris.open(href)
    form = page.form(f"/tickets/{number}/split")
    assert form.values["text"] == ["The lamp is broken"]
    assert "1 file of the message goes along" in page.text()
    page = await company.boris.send(form, subject="A lamp")
    made = int(company.boris.path.removeprefix("/tickets/"))
    assert f"Request {made} is made" in page.text("toast")
    await company.boris.send(form, subject="A lamp")
    assert company.boris.path == f"/tickets/{made}"
    hers = await company.anna.open(f"/tickets/{made}")
    assert "The lamp is broken" in hers.text()
    assert "lamp.txt" in hers.text()
    assert str(number) in hers.text("#links")
    assert "Ordered for you by Борис Мастеров" in hers.text()
    await company.anna.open(next(href for href, _ in hers.links if href.startswith("/files/")))


async def test_what_can_not_be_split_is_refused_in_words(company: Company) -> None:
    """No words, no service, a note, a message that there is not."""
    number = await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}/split")
    form = page.form(f"/tickets/{number}/split")
    page = await company.boris.send(form, 422, text="  ")
    assert "Write what the new request is about" in page.text("errors")
    page = await company.boris.send(form, 422, text="kept words", service="unheard-of")
    assert page.form(f"/tickets/{number}/split").values["text"] == ["kept words"]
    await say(company.boris, number, SECRET, "internal")
    note = await fetch_value("SELECT max(id) AS id FROM comment")
    await company.boris.open(f"/tickets/{number}/split?comment={note}", 422)
    assert SECRET not in company.boris.response.text
    await company.boris.open(f"/tickets/{number}/split?comment={note + 1}", 404)


# Canned replies -----------------------------------------------------------------------------------------------


@pytest.fixture
async def with_replies(company: Company) -> None:
    """The team has two replies."""
    texts = {"ru": "Здравствуйте, {name}. Заявка {number} готова.", "en": "Hello {name}, request {number} is ready."}
    mine = ReplySet(
        key=TEAM,
        title={"ru": "Ответы", "en": "Replies"},
        replies=(Reply(key="ready", title={"ru": "Готово", "en": "It is ready"}, text=texts),),
    )
    await store.apply(replace(starter_catalog(), replies={TEAM: mine}), actor_id=None)
    await registry.refresh()


async def test_a_canned_reply_opens_in_the_box(company: Company, with_replies: None) -> None:
    """In the language of the requester, whatever the agent speaks; for whoever has no script by a link."""
    number = await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}")
    assert "It is ready" in page.text("canned")
    href = next(href for href, _ in page.links if "reply=ready" in href)
    page = await company.boris.open(href.partition("#")[0])
    form = page.form(f"/tickets/{number}/comment")
    assert form.values["text"] == [f"Hello Анна, request {number} is ready."]
    page = await company.boris.send(form)
    assert f"request {number} is ready" in page.text("bubble")
    page = await company.boris.open(f"/tickets/{number}?reply=unheard-of")
    assert page.form(f"/tickets/{number}/comment").values["text"] == [""]
    assert "canned" not in (await company.anna.open(f"/tickets/{number}")).text("reply")
