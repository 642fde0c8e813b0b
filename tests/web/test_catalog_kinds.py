"""Categories, teams, levels, priorities, calendars, lifecycles and replies are edited in the browser."""

from __future__ import annotations

from typing import Any

import pytest

from okno.catalog import drafts, publishing, registry
from okno.catalog.publishing import publish
from okno.db import fetch_value
from tests.web.browsing import Browser, Document
from tests.web.conftest import Company

HOME = "/admin/catalog"
PATHS = ("categories", "teams", "sla", "priorities", "calendars", "lifecycles", "replies")


async def body(kind: str, key: str) -> dict[str, Any]:
    """An item as its draft has it."""
    found = (await drafts.edited(kind, key)).body
    assert found is not None
    return found


async def save(who: Browser, path: str, fill: dict[str, str], press: str = "save") -> Document:
    """Fill in a form of an item and press a button of it."""
    page = await who.open(path)
    return await who.send(page.form(path, press), fill=fill, press=press)


async def in_force(who: Browser) -> None:
    """Publish all drafts."""
    await publish(who.id)
    await registry.refresh()


@pytest.mark.parametrize("path", PATHS)
async def test_a_list_shows_what_there_is_and_leads_to_it(company: Company, path: str) -> None:
    page = await company.admin.open(f"{HOME}/{path}")
    items = [href for href, _ in page.links if href.startswith(f"{HOME}/{path}/") and not href.endswith("/new")]
    assert items
    editor = await company.admin.open(items[0])
    assert editor.has_form(items[0], "save")
    await company.admin.open(f"{items[0]}/state")
    await company.anna.open(f"{HOME}/{path}", status=403)


@pytest.mark.parametrize("path", [one for one in PATHS if one not in ("priorities", "replies")])
async def test_a_new_item_is_a_draft_with_usual_values(company: Company, path: str) -> None:
    where = f"{HOME}/{path}/new"
    page = await company.admin.open(where)
    page = await company.admin.send(page.form(where), fill={"title.ru": "Ночная смена", "title.en": "Night shift"})
    assert company.admin.path == f"{HOME}/{path}/night-shift"
    assert "Night shift" in page.text("h1")
    listed = await company.admin.open(f"{HOME}/{path}")
    assert "draft" in listed.text("ul")


async def test_a_new_item_needs_a_title(company: Company) -> None:
    where = f"{HOME}/sla/new"
    page = await company.admin.open(where)
    page = await company.admin.send(page.form(where), status=422)
    assert "Write this" in page.text()
    assert await fetch_value("SELECT count(*) FROM catalog_draft") == 0


async def test_a_service_level_comes_into_force_with_its_terms(company: Company) -> None:
    await registry.refresh()
    key = next(iter(registry.current().sla))
    await save(company.admin, f"{HOME}/sla/{key}", {"targets.normal.respond": "25m", "targets.normal.resolve": "7h"})
    assert registry.current().sla[key].targets["normal"].respond != "25m"
    await in_force(company.admin)
    assert registry.current().sla[key].targets["normal"].respond == "25m"


async def test_a_term_that_cannot_be_read_is_told_and_kept(company: Company) -> None:
    key = next(iter(registry.current().sla))
    page = await save(company.admin, f"{HOME}/sla/{key}", {"targets.normal.respond": "soon"})
    assert "Write working time as 30m, 4h or 3d" in page.text()
    assert (await body("sla", key))["targets"]["normal"]["respond"] == "soon"


async def test_the_matrix_of_priorities_is_a_grid_of_lists(company: Company) -> None:
    where = f"{HOME}/priorities/default"
    await save(company.admin, where, {"matrix.2.2": "normal"})
    assert (await body("priority", "default"))["matrix"][2][2] == "normal"
    await in_force(company.admin)
    assert registry.priorities().priority(3, 3) == 3


async def test_a_holiday_is_added_changed_and_taken_away(company: Company) -> None:
    where = f"{HOME}/calendars/office"
    page = await save(company.admin, where, {"new.day": "2028-05-09", "new.hours": ""}, "add")
    assert "9 May 2028" in page.text() or "May 9, 2028" in page.text()
    assert (await body("calendar", "office"))["exceptions"]["2028-05-09"] == []
    await save(company.admin, f"{where}/days/2028-05-09", {"hours": "09:00-13:00, 14:00-17:00"})
    assert (await body("calendar", "office"))["exceptions"]["2028-05-09"] == ["09:00-13:00", "14:00-17:00"]
    page = await company.admin.open(where)
    await company.admin.send(page.form(where, "drop:2028-05-09"), press="drop:2028-05-09")
    assert not await drafts.all_drafts(), "what is as in force is no draft"


async def test_hours_that_make_no_sense_are_told_beside_the_day(company: Company) -> None:
    page = await save(company.admin, f"{HOME}/calendars/office", {"week.mon": "18:00-09:00"})
    assert "Write hours as 09:00-13:00" in page.text()
    with pytest.raises(Exception, match="09:00-13:00"):
        await publishing.publish(company.admin.id)


async def test_a_day_that_is_none_is_refused(company: Company) -> None:
    where = f"{HOME}/calendars/office"
    page = await company.admin.open(where)
    page = await company.admin.send(page.form(where, "add"), 422, fill={"new.day": "tomorrow"}, press="add")
    assert "Choose a date" in page.text()
    await company.admin.open(f"{where}/days/2028-05-09", status=404)


async def test_a_lifecycle_gets_a_state_and_a_way_to_it(company: Company) -> None:
    where = f"{HOME}/lifecycles/default"
    page = await company.admin.open(where)
    page = await company.admin.send(
        page.form(where, "add"),
        fill={"new.title.ru": "Ждём поставку", "new.title.en": "Waiting for goods", "new.phase": "paused"},
        press="add",
    )
    state = company.admin.path
    assert state == f"{where}/states/waiting_for_goods"
    assert "No transition leads to the state" in page.text()
    await save(company.admin, state, {"pause": "supplier"})
    page = await company.admin.open(where)
    await company.admin.send(page.form(where, "add:way"), press="add:way")
    way = company.admin.path
    page = await company.admin.open(way)
    form = page.form(way, "save")
    fill = {"to": "waiting_for_goods", "title.ru": "Ждать поставку", "title.en": "Wait for goods"}
    await company.admin.send(form, fill=fill, press="save", **{"from": ["in_progress"]})
    page = await company.admin.open(where)
    await company.admin.send(page.form(where, "add:way"), press="add:way")
    way = company.admin.path
    page = await company.admin.open(way)
    fill = {"to": "in_progress", "title.ru": "Поставка пришла", "title.en": "Goods came"}
    await company.admin.send(page.form(way, "save"), fill=fill, press="save", **{"from": ["waiting_for_goods"]})
    assert not (await drafts.merged()).flaws
    await in_force(company.admin)
    found = registry.lifecycle("default").way("in_progress", "waiting_for_goods", who="agent")
    assert found is not None
    assert registry.lifecycle("default").state("waiting_for_goods").pause == "supplier"  # type: ignore[union-attr]


async def test_ways_are_moved_and_taken_out(company: Company) -> None:
    where = f"{HOME}/lifecycles/default"
    before = [one["to"] for one in (await body("lifecycle", "default"))["transitions"]]
    page = await company.admin.open(where)
    await company.admin.send(page.form(where, "down:way-0"), press="down:way-0")
    after = [one["to"] for one in (await body("lifecycle", "default"))["transitions"]]
    assert after == [before[1], before[0], *before[2:]]
    page = await company.admin.open(where)
    await company.admin.send(page.form(where, "drop:way-1"), press="drop:way-1")
    assert len((await body("lifecycle", "default"))["transitions"]) == len(before) - 1
    page = await company.admin.open(where)
    await company.admin.send(page.form(where, "copy:way-0"), press="copy:way-0")
    ways = (await body("lifecycle", "default"))["transitions"]
    assert ways[0] == ways[1]


async def test_what_is_usual_is_shown_and_stays(company: Company) -> None:
    where = f"{HOME}/lifecycles/default"
    page = await company.admin.open(where)
    form = page.form(where, "save")
    assert form.values["reopen_days"] == ["10"]
    page = await company.admin.send(form, press="save")
    assert "Nothing differs" in page.text()


async def test_a_canned_reply_is_added_changed_and_in_force(company: Company) -> None:
    where = f"{HOME}/replies/it-devices"
    page = await company.admin.open(where)
    fill = {"new.title.ru": "Ждём", "new.title.en": "Waiting", "new.text.ru": "Ждём вас.", "new.text.en": "Come by."}
    await company.admin.send(page.form(where, "add"), fill=fill, press="add")
    reply = company.admin.path
    assert reply == f"{where}/waiting"
    await save(company.admin, reply, {"text.en": "Come by, {name}."})
    await in_force(company.admin)
    assert "Come by, {name}." in [one.text["en"] for one in registry.replies("it-devices")]


async def test_a_confidential_team_is_opened_by_nobody_but_who_manages_teams(company: Company) -> None:
    page = await company.admin.open(f"{HOME}/teams/hr")
    form = page.form(f"{HOME}/teams/hr", "save")
    form.values.pop("confidential")
    await company.admin.send(form, press="save")
    assert "confidential" not in await body("team", "hr")


async def test_what_others_depend_on_is_told_before_it_is_taken_away(company: Company) -> None:
    where = f"{HOME}/calendars/office/state"
    page = await company.admin.open(where)
    assert "There is no calendar" in page.text()
