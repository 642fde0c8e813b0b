"""Service levels with steps, policies and calendars are edited in the browser."""

from __future__ import annotations

from typing import Any

import pytest

from okno.catalog import drafts, registry
from okno.catalog.levels import USUAL_STEPS, ClockStep
from okno.catalog.publishing import publish
from okno.db import fetch_value
from okno.people import change, required
from tests.web.browsing import Browser, Document
from tests.web.conftest import Company

HOME = "/admin/catalog"
LEVEL = "quick"
"""A level of the starter catalog without steps of its own."""


async def body(kind: str, key: str) -> dict[str, Any]:
    """An item as its draft has it."""
    found = (await drafts.edited(kind, key)).body
    assert found is not None
    return found


async def save(who: Browser, path: str, fill: dict[str, str], press: str = "save", **ticked: list[str]) -> Document:
    """Fill in a form of an item and press a button of it."""
    page = await who.open(path)
    return await who.send(page.form(path, press), fill=fill, press=press, **ticked)


async def test_a_level_gets_steps_of_its_own(company: Company) -> None:
    """The first one begins with the usual ones; what happens at each is chosen on its page."""
    key = LEVEL
    where = f"{HOME}/sla/{key}"
    await save(company.admin, where, {"new.at": "+4h", "new.of": "resolve"}, "add")
    ticks = {"next_line": "1", "raise_priority": "1"}
    await save(company.admin, company.admin.path, ticks, tell=["lead", "manager"])
    steps = (await body("sla", key))["steps"]
    assert steps[-1] == {"at": "+4h", "tell": ["lead", "manager"], "next_line": True, "raise_priority": True}
    assert len(steps) == len(USUAL_STEPS) + 1
    listed = await company.admin.open(where)
    assert "4 h of working time after the solution was due" in listed.text().replace("\u00a0", " ")
    await publish(company.admin.id)
    await registry.refresh()
    assert registry.current().sla[key].steps[-1] == ClockStep(
        at="+4h", tell=("lead", "manager"), next_line=True, raise_priority=True
    )


async def test_a_step_that_is_none_is_refused(company: Company) -> None:
    where = f"{HOME}/sla/{LEVEL}"
    page = await company.admin.open(where)
    page = await company.admin.send(page.form(where, "add"), 422, fill={"new.at": "soon"}, press="add")
    assert "75% of the time, -24h" in page.text()
    await company.admin.open(f"{where}/steps/77", status=404)
    await company.anna.open(f"{where}/steps/0", status=403)


async def test_a_level_stops_for_the_pauses_that_are_chosen(company: Company) -> None:
    """None at all is told too: by that level the clock never stands."""
    key = LEVEL
    where = f"{HOME}/sla/{key}"
    await save(company.admin, where, {}, stops=[])
    assert (await body("sla", key))["stops"] == []
    await save(company.admin, where, {}, stops=["requester", "approval", "supplier", "plan"])
    assert not await drafts.all_drafts(), "all of them are the usual ones"


async def test_a_policy_is_made_and_published(company: Company) -> None:
    """It comes last, for important people, and says then for whom and for what."""
    where = f"{HOME}/policies/new"
    page = await company.admin.open(where)
    await company.admin.send(page.form(where), fill={"title.ru": "Дирекция", "title.en": "Directors"})
    assert company.admin.path == f"{HOME}/policies/directors"
    level = LEVEL
    await save(
        company.admin,
        company.admin.path,
        {"sla": level, "sort": "5", "departments": "Дирекция, Совет", "vip": "no"},
        kinds=["incident"],
        lines=["1", "2"],
    )
    made = await body("policy", "directors")
    assert (made["lines"], made["departments"], made["vip"]) == ([1, 2], ["Дирекция", "Совет"], False)
    await publish(company.admin.id)
    await registry.refresh()
    policy = registry.current().policies["directors"]
    assert (policy.sla, policy.sort, policy.kinds, policy.vip) == (level, 5, ("incident",), False)
    listed = await company.admin.open(f"{HOME}/policies")
    assert "failure, line 1, line 2" in listed.text()
    await company.anna.open(f"{HOME}/policies", status=403)


@pytest.mark.parametrize("country", ["RU", ""])
async def test_a_calendar_shows_what_comes_out_of_it(company: Company, country: str) -> None:
    """The public holidays of a country with their names, and how many days are worked."""
    where = f"{HOME}/calendars/office"
    page = await save(company.admin, where, {"holidays": country})
    said = page.text("#years") if country else page.text()
    assert "working days" in said
    assert ("Victory Day" in said) == bool(country)


async def test_an_important_person_is_marked(company: Company) -> None:
    """In the administration; the staff sees the mark, she herself does not."""
    path = f"/admin/people/{company.anna.id}"
    page = await company.admin.open(path)
    await company.admin.send(
        page.form(path, "save") if page.has_form(path, "save") else page.form(path), fill={"vip": "1"}
    )
    assert await fetch_value("SELECT vip FROM person WHERE id = $1", company.anna.id)
    assert (await required(company.anna.id)).vip
    await change(company.anna.id, {"vip": False}, actor_id=None)
    assert not (await required(company.anna.id)).vip
