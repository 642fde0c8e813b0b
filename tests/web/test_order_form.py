"""The page of a form that depends on answers, without a script: all is there, and the server decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from okno import people
from okno.access import actor_of
from okno.catalog.model import Condition
from okno.clock import now_us
from okno.db import execute
from okno.people import required
from okno.tickets import Ticket, get
from tests.forms import GOOD, PLAIN, ROOM, ask, changed, put, without
from tests.web.browsing import Browser
from tests.web.conftest import Company

PATH = "/catalog/test-room"
DRAFT = f"{PATH}/draft"


async def ordered(who: Browser) -> Ticket:
    """The request whose page is open."""
    ticket, _ = await get(await actor_of(await required(who.id)), who.path.rsplit("/", 1)[-1])
    return ticket


async def answers(who: Browser) -> dict[str, Any]:
    """The answers of the request whose page is open."""
    return dict((await ordered(who)).answers)


async def test_everything_is_there_with_its_condition_in_words(company: Company) -> None:
    """A list is in groups by its parent; a sum has its currency; a mask has a sample."""
    await put(ROOM)
    page = await company.anna.open(PATH)
    assert "if “With food” is ticked" in page.text("when-words")
    assert "About the room" in page.text("form-head")
    groups = [own["label"] for tag, own in page.attributes if tag == "optgroup"]
    assert groups == ["North", "South"]
    [door] = [own for tag, own in page.attributes if own.get("name") == "door"]
    assert (door["data-mask"], door["placeholder"]) == ("99-AA", "12-DE")
    assert page.text("unit") == "RUB"
    assert not {"seal", "act", "about"} & page.form(PATH).names
    assert page.form(PATH).values["guest.text"] == ["Анна Королёва"]


async def test_the_side_tells_who_agrees_what_is_done_and_what_it_costs(company: Company) -> None:
    """Conditions of a step too; advice stands beside."""
    await put(ROOM)
    side = (await company.anna.open(PATH)).text("aside")
    assert "Approvalyour manager agrees, in 1 working day, if “Budget” is at least" in side.replace("\xa0", " ")
    assert "Clean the room" in side
    assert "Is a room free?" in side
    assert "1,200" in side


async def test_a_page_without_a_script_sends_all_fields(company: Company) -> None:
    """What is not shown is dropped; times are those of the company; a mask dresses what was typed."""
    await put(PLAIN)
    page = await company.anna.open(PATH)
    await company.anna.send(
        page.form(PATH), fill=GOOD, budget="100", start="2030-01-01T10:00", door="12AB", guest="", guest__text=""
    )
    assert await answers(company.anna) == {
        **GOOD, "food": False, "start": "2030-01-01T07:00:00Z", "door": "12-AB",
    }  # fmt: skip
    told = company.anna.page.text("aside")
    assert "January 1, 2030, 10:00" in told or "1 January 2030, 10:00" in told


async def test_a_condition_that_holds_asks_for_its_answers(company: Company) -> None:
    """The refusal names them and keeps everything."""
    await put(PLAIN)
    page = await company.anna.open(PATH)
    page = await company.anna.send(page.form(PATH), 422, fill=GOOD, food="1")
    assert "Budget: Write a sum" in page.text("errors")
    page = await company.anna.send(page.form(PATH), 422, budget="1 500,50")
    assert "Reason: Write an answer here" in page.text("errors")
    assert page.form(PATH).values["budget"] == ["1500.5"]
    await company.anna.send(page.form(PATH), reason="Guests")
    assert (await answers(company.anna))["budget"] == 1500.5
    assert "RUB" in company.anna.page.text("aside")


async def test_a_choice_of_another_parent_is_refused(company: Company) -> None:
    """Without a script both can be chosen."""
    await put(PLAIN)
    page = await company.anna.open(PATH)
    page = await company.anna.send(page.form(PATH), 422, house="north", floor="s1")
    assert "Floor: Choose one of the options" in page.text("errors")


async def test_the_kind_may_be_chosen_where_a_service_has_several(company: Company) -> None:
    """The usual one is chosen already."""
    await put(PLAIN)
    page = await company.anna.open(PATH)
    assert page.form(PATH).values["order.kind"] == ["request"]
    await company.anna.send(page.form(PATH), fill={**GOOD, "order.kind": "incident"})
    assert (await ordered(company.anna)).kind == "incident"
    page = await company.anna.open(PATH)
    page = await company.anna.send(page.form(PATH), 422, fill={**GOOD, "order.kind": "consultation"})
    assert "What it is about" in page.text("errors")


async def test_for_somebody_else(company: Company) -> None:
    """Only who may is asked; for whom exactly is judged by the order."""
    await put(PLAIN)
    page = await company.anna.open(PATH)
    assert "order.behalf" not in page.form(PATH).names
    await people.change(company.stranger.id, {"manager_id": company.anna.id}, actor_id=None)
    page = await company.anna.open(PATH)
    page = await company.anna.send(page.form(PATH), 422, fill={**GOOD, "order.behalf.text": "Борис"})
    assert "For whom: You may order for yourself" in page.text("errors")
    await company.anna.send(page.form(PATH), fill={"order.behalf": "", "order.behalf.text": "Чужой"})
    assert (await ordered(company.anna)).on_behalf_of_id == company.stranger.id
    page = await company.anna.open(PATH)
    await company.anna.send(page.form(PATH), fill=GOOD)
    assert (await ordered(company.anna)).on_behalf_of_id is None


# Drafts -------------------------------------------------------------------------------------------------------


async def save(who: Browser, **more: Any) -> None:
    """Presses the button of a page without a script."""
    form = (await who.open(PATH)).form(PATH)
    form.action = DRAFT
    await who.send(form, **more)


async def test_a_draft_is_there_again_and_goes_with_the_order(company: Company) -> None:
    """With its files, wrong answers and names that nobody has; a colleague has none of it."""
    await put(PLAIN)
    anna = company.anna
    photo = [("photo", ("plan.txt", b"a plan"))]
    await save(anna, house="south", budget="no idea", guest="", guest__text="Никто", files=photo)
    assert "Draft saved" in anna.page.text("toast")
    page = await anna.open(PATH)
    assert page.text("draft-line").startswith("Draft of today")
    form = page.form(PATH)
    assert (form.values["house"], form.values["budget"]) == (["south"], ["no idea"])
    assert form.values["guest.text"] == ["Никто"]
    assert "plan.txt" in page.text("kept")
    assert (await company.stranger.open(PATH)).form(PATH).values.get("house") is None
    await anna.send(form, fill={"floor": "s1", "guest.text": ""})
    assert len((await answers(anna))["photo"]) == 1
    assert "Draft of" not in (await anna.open(PATH)).text("draft-line")


async def test_a_draft_may_be_begun_anew(company: Company) -> None:
    """The form is as it was at first."""
    await put(PLAIN)
    await save(company.anna, door="12-AB")
    form = (await company.anna.open(PATH)).form(PATH, "drop")
    form.action = DRAFT
    page = await company.anna.send(form, press="drop")
    assert "Draft deleted" in page.text("toast")
    assert page.form(PATH).values["door"] == [""]


async def test_a_script_hears_what_was_kept(company: Company) -> None:
    """The time, and the files by their ids; a form that was sent leaves no draft behind."""
    await put(PLAIN)
    anna = company.anna
    form = (await anna.open(PATH)).form(PATH)
    data = {**form.values, "house": ["north"]}
    extra = {"files": [("photo", ("plan.txt", b"a plan"))], "headers": {"Accept": "application/json"}}
    told = (await anna.client.post(DRAFT, data=data, **extra)).json()  # type: ignore[arg-type]
    assert [one["name"] for one in told["files"]["photo"]] == ["plan.txt"]
    assert len(told["time"]) == 5
    await anna.send(form, fill=GOOD)
    late = await anna.client.post(DRAFT, data=data, headers={"Accept": "application/json"})
    assert late.json()["time"] == ""
    assert "Draft of" not in (await anna.open(PATH)).text("draft-line")


async def test_an_old_draft_is_gone_and_one_of_another_form_fits_as_far_as_it_does(company: Company) -> None:
    """What the form does not ask any more is left out."""
    await put(PLAIN)
    await save(company.anna, house="north", door="12-AB")
    await put(without(PLAIN, "door"))
    page = await company.anna.open(PATH)
    assert page.form(PATH).values["house"] == ["north"]
    await execute("UPDATE draft SET at = $1", now_us() - 31 * 24 * 3600 * 1_000_000)
    assert "house" not in (await company.anna.open(PATH)).form(PATH).values


async def test_a_draft_needs_a_service_that_is_there(company: Company) -> None:
    """And a person who may order."""
    await put(PLAIN)
    form = (await company.anna.open(PATH)).form(PATH)
    form.action = "/catalog/time-machine/draft"
    await company.anna.send(form, 404)


# A form that was changed meanwhile ----------------------------------------------------------------------------


async def test_a_changed_form_that_fits_is_taken(company: Company) -> None:
    """Nobody notices."""
    await put(PLAIN)
    form = (await company.anna.open(PATH)).form(PATH)
    await put(replace(without(PLAIN, "door"), fields=(*without(PLAIN, "door").fields, ask("more"))))
    await company.anna.send(form, fill=GOOD)
    assert (await answers(company.anna))["house"] == "north"


@pytest.mark.parametrize("kept", ["12-AB"])
async def test_a_changed_form_is_shown_with_what_was_kept(company: Company, kept: str) -> None:
    """New questions are marked, lost answers are named, and the next send is an ordinary one."""
    await put(PLAIN)
    form = (await company.anna.open(PATH)).form(PATH)
    after = without(PLAIN, "door")
    await put(replace(after, fields=(*after.fields, ask("more", title="Something more", required=True))))
    page = await company.anna.send(form, 409, fill=GOOD, door=kept)
    told = page.text("errors")
    assert "The form was changed while you filled it in" in told
    assert "“Door code” is not asked any more" in told
    assert "Something more: Write an answer here" in told
    assert page.text("fresh") == "new question"
    assert page.form(PATH).values["house"] == ["north"]
    await company.anna.send(page.form(PATH), more="yes")
    assert (await answers(company.anna))["more"] == "yes"


async def test_an_answer_that_is_not_asked_any_more_is_named(company: Company) -> None:
    """A condition hides it now."""
    await put(PLAIN)
    form = (await company.anna.open(PATH)).form(PATH)
    await put(changed(PLAIN, "budget", show_if=(Condition(answer="house", values=("south",)),)))
    page = await company.anna.send(form, 409, fill=GOOD, food="1", budget="5")
    assert "“Budget” is not asked any more" in page.text("errors")
    await company.anna.send(page.form(PATH))
    assert "budget" not in await answers(company.anna)
