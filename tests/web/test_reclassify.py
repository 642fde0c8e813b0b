"""What a ticket is, changed on its page: another service and its questions, the grid, the answers, the end."""

from __future__ import annotations

import re

import pytest_asyncio

from okno.catalog import registry
from tests.tickets.variety import open_variety
from tests.web.browsing import Browser, Document, Form
from tests.web.conftest import Company, move, take


@pytest_asyncio.fixture(autouse=True)
async def variety(company: Company) -> None:
    """Services of every sort."""
    await open_variety()


async def _order(who: Browser) -> int:
    page = await who.open("/catalog/phone")
    await who.send(page.form("/catalog/phone"), fill={"model": "X1", "place": "Room 1"})
    return int(who.path.removeprefix("/tickets/"))


def _form(page: Document, number: int) -> Form:
    return page.form(f"/tickets/{number}/reclassify")


async def test_an_agent_changes_what_it_is(company: Company) -> None:
    """From its page: impact, urgency and an answer, told in the story; the requester reads of the answer alone."""
    boris = company.boris
    number = await _order(company.anna)
    page = await boris.open(f"/tickets/{number}")
    assert any(href == f"/tickets/{number}/reclassify" for href, _ in page.links)
    page = await boris.open(f"/tickets/{number}/reclassify")
    form = _form(page, number)
    assert form.values["grade"] == ["2-2"]
    assert form.values["answer.place"] == ["Room 1"]
    page = await boris.send(form, fill={"grade": "1-1", "answer.place": "Room 2", "answer.shelf": "A7"})
    assert boris.path == f"/tickets/{number}"
    assert f"Request {number} is changed" in page.text("toast")
    assert "the priority: normal → critical" in page.text("#story")
    assert "Room 2" in page.text("answers")
    assert "A7" in page.text("answers")
    page = await company.anna.open(f"/tickets/{number}")
    assert "changes the answers" in page.text("#story")
    assert "priority" not in page.text("#story")
    assert "A7" not in page.text("main")


async def test_another_service_is_found_and_asks_its_questions(company: Company) -> None:
    """Two steps without a script: the service first, then what it asks; the old answers stay readable."""
    boris = company.boris
    number = await _order(company.anna)
    page = await boris.open(f"/tickets/{number}/reclassify?q=tablet")
    [href] = {href for href, _ in page.links if "service=tablet" in href}
    page = await boris.open(href)
    assert "asks one thing more" in page.text("callout")
    assert "X1" in page.text("past")
    form = _form(page, number)
    assert form.values["service"] == ["tablet"]
    assert form.values["answer.place"] == ["Room 1"]
    page = await boris.send(form, 422)
    assert "Colour" in page.text("#errors")
    page = await boris.send(_form(page, number), fill={"answer.colour": "red"})
    assert boris.path == f"/tickets/{number}"
    assert "changes the service: phone → tablet" in page.text("#story")
    assert "Tablet red" in page.text("h1")
    assert "X1" in page.text("past")
    page = await company.anna.open(f"/tickets/{number}")
    assert "X1" in page.text("past")


async def test_it_goes_to_the_other_team(company: Company) -> None:
    """Whoever does not see it there is led back to his queues."""
    boris = company.boris
    number = await _order(company.anna)
    page = await boris.open(f"/tickets/{number}/reclassify?service=money-back")
    assert "goes to the team" in page.text("main")
    page = await boris.send(_form(page, number))
    assert boris.path.startswith("/desk")
    assert f"Ticket {number} is handed over" in page.text("toast")
    await boris.open(f"/tickets/{number}", 404)
    await boris.open(f"/tickets/{number}/reclassify", 404)


async def test_states_of_the_former_lifecycle_keep_their_names(company: Company) -> None:
    """The story goes on telling them; what a rule has done is not said to have closed it."""
    number = await _order(company.anna)
    await take(company.boris, number)
    page = await company.boris.open(f"/tickets/{number}/reclassify?service=money-back")
    await company.boris.send(_form(page, number))
    told = (await company.anna.open(f"/tickets/{number}")).text("#story")
    assert "puts it to “In progress”" in told
    assert "puts it to “doing”" in told
    assert "closes by itself" not in told


async def test_somebody_was_faster(company: Company) -> None:
    """What was chosen is kept, and the page tells of it."""
    boris = company.boris
    number = await _order(company.anna)
    page = await boris.open(f"/tickets/{number}/reclassify")
    await take(company.vera, number)
    page = await boris.send(_form(page, number), 409, fill={"grade": "1-2"})
    assert "Вера Мастерова" in page.text("main")
    assert _form(page, number).values["grade"] == ["1-2"]
    await boris.send(_form(page, number))
    assert boris.path == f"/tickets/{number}"


async def test_only_who_classifies_sees_the_page(company: Company) -> None:
    """The requester may not, a stranger learns nothing; and what is closed has no button."""
    number = await _order(company.anna)
    await company.anna.open(f"/tickets/{number}/reclassify", 403)
    await company.stranger.open(f"/tickets/{number}/reclassify", 404)
    await company.admin.open(f"/tickets/{number}/reclassify", 404)
    await move(company.anna, number, "cancelled", "No")
    page = await company.boris.open(f"/tickets/{number}")
    assert not [href for href, _ in page.links if href.endswith("/reclassify")]


async def test_the_grid_shows_what_each_choice_makes(company: Company) -> None:
    """Nine radios with the priority and the due time, as the matrix says."""
    number = await _order(company.anna)
    page = await company.boris.open(f"/tickets/{number}/reclassify")
    radios = [own for tag, own in page.attributes if tag == "input" and own.get("name") == "grade"]
    assert len(radios) == 9
    assert registry.priorities().priority(1, 1) == 1
    label = next(own["aria-label"] for own in radios if own["value"] == "1-1")
    assert re.search(r": Critical, .+", label)


async def test_done_asks_for_what_is_missing(company: Company) -> None:
    """Beside its button; a refused one is shown again with its error."""
    boris = company.boris
    number = await _order(company.anna)
    page = await take(boris, number)
    form = page.form(f"/tickets/{number}/move", to="done")
    assert "answer.serial" in form.names
    page = await boris.send(form, 422)
    assert "Write an answer here" in page.text("#moves")
    page = await boris.send(page.form(f"/tickets/{number}/move", to="done"), fill={"answer.serial": "SN-1"})
    assert "SN-1" in page.text("answers")
    assert "Done" in page.text("#facts")
