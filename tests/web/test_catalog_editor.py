"""The catalog is edited in the browser: drafts, publishing, history, and each part of a service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest_asyncio
from starlette.applications import Starlette

from okno import access, people
from okno.catalog import drafts, registry, store
from okno.catalog.model import Condition
from okno.catalog.owners import owner_of
from okno.http import sessions
from tests.catalog.rich import rich, said
from tests.web.browsing import Browser, Document

HOME = "/admin/catalog"
TEA = f"{HOME}/services/chay"


@dataclass(frozen=True)
class Editors:
    """Who looks: an administrator, the owner of the catalog, an employee."""

    olga: Browser
    vera: Browser
    anna: Browser


@pytest_asyncio.fixture
async def editors(app: Starlette, at_browser: Callable[[], Awaitable[Browser]]) -> Editors:
    """A small catalog in force, and its people, signed in."""
    await store.apply(rich(), actor_id=None)
    await registry.refresh()

    async def hire(login: str, name: str, role: str = "") -> Browser:
        person_id = await people.create(login=login, name=name, locale="en")
        if role:
            await access.grant(person_id, role)
        browser = await at_browser()
        browser.id = person_id
        session = await sessions.create(person_id, address="127.0.0.1", agent="Firefox, Linux", hours=1)
        browser.client.cookies.set(sessions.COOKIE, session)
        return browser

    return Editors(
        olga=await hire("olga", "Olga Admin", "administrator"),
        vera=await hire("vera", "Vera Owner", "catalog_owner"),
        anna=await hire("anna", "Anna"),
    )


async def new_tea(who: Browser) -> Document:
    """Make the draft of a service."""
    page = await who.open(f"{HOME}/services/new")
    return await who.send(
        page.form(f"{HOME}/services/new"),
        fill={"title.ru": "Чай", "title.en": "Tea", "category": "rooms", "team": "rooms"},
    )


async def add_field(who: Browser, kind: str, ru: str, en: str) -> Document:
    """Add a field to the form of the tea; its page is open then."""
    page = await who.open(f"{TEA}/form")
    form = page.form(f"{TEA}/form", "add")
    return await who.send(form, fill={"new.title.ru": ru, "new.title.en": en, "new.type": kind}, press="add")


async def add_step(who: Browser, ask: str) -> Document:
    """Add a step of approval to the tea; its page is open then."""
    page = await who.open(f"{TEA}/approval")
    return await who.send(page.form(f"{TEA}/approval", "add"), fill={"new.ask": ask}, press="add")


async def publish(who: Browser, note: str = "") -> Document:
    """Publish everything that is ticked."""
    page = await who.open(HOME)
    return await who.send(page.form(HOME, "publish"), note=note, press="publish")


async def body() -> dict[str, Any]:
    """The tea as its draft has it."""
    found = (await drafts.edited("service", "chay")).body
    assert found is not None
    return found


async def test_a_service_with_a_condition_and_an_approval_is_made_and_ordered(editors: Editors) -> None:
    who = editors.olga
    await new_tea(who)
    assert who.path == f"{TEA}/form"

    page = await add_field(who, "select", "Какой", "Which")
    assert who.path == f"{TEA}/form/which"
    page = await who.send(
        page.form(f"{TEA}/form/which", "save"),
        fill={"choices.paste": "Чёрный | Black\nС молоком | With milk", "need": "order"},
        press="save",
    )
    page = await add_field(who, "number", "Сколько молока", "How much milk")
    here = f"{TEA}/form/how_much_milk"
    page = await who.send(page.form(here, "save"), fill={"show_if.add": "which"}, press="add:show_if")
    page = await who.send(page.form(here, "save"), fill={"show_if.0.value": "with_milk", "min": "1"}, press="save")
    page = await add_step(who, "manager")
    assert who.path == f"{TEA}/approval/consent_of_the_manager"

    page = await publish(who, "Чай для всех")
    assert "Revision 2 is in force" in page.text("toast")
    service = (await store.load()).services["chay"]
    assert [field.key for field in service.fields] == ["which", "how_much_milk"]
    assert service.fields[0].choices[1].title == {"ru": "С молоком", "en": "With milk"}
    assert service.fields[1].show_if == (Condition(answer="which", values=("with_milk",)),)
    assert service.approval[0].ask == "manager"

    page = await editors.anna.open("/catalog/chay")
    await editors.anna.send(page.form("/catalog/chay"), fill={"which": "black"})
    assert editors.anna.path.startswith("/tickets/")


async def test_who_may_not_manage_the_catalog_sees_none_of_it(editors: Editors) -> None:
    await new_tea(editors.vera)
    for path in (HOME, f"{HOME}/history", f"{HOME}/history/1", f"{HOME}/services/new", TEA, f"{TEA}/form"):
        await editors.anna.open(path, 403)
    await editors.olga.open(f"{HOME}/services/nothing", 404)
    await editors.olga.open(f"{TEA}/form/nothing", 404)
    await editors.olga.open(f"{TEA}/approval/nothing", 404)
    await editors.olga.open(f"{TEA}/tasks/nothing", 404)
    await editors.olga.open(f"{HOME}/history/99", 404)
    await editors.olga.open(f"{HOME}/history/x", 404)


async def test_every_part_opens_and_saving_it_unchanged_changes_nothing(editors: Editors) -> None:
    """What a form shows is what it saves."""
    here = f"{HOME}/services/meeting"
    parts = ["", "/place", "/articles", "/approval", "/tasks"]
    parts += [f"/form/{field.key}" for field in rich().services["meeting"].fields]
    parts += [f"/approval/{step.key}" for step in rich().services["meeting"].approval]
    parts += [f"/tasks/{task.key}" for task in rich().services["meeting"].tasks]
    await people.create(login="hidden", name="Hidden")
    for part in (*parts, "/tasks/open/key"):
        page = await editors.olga.open(here + part)
        page = await editors.olga.send(page.form(here + part, "save"), press="save")
        assert await drafts.all_drafts() == [], part
        assert "Nothing differs" in page.text("toast"), part
    await editors.olga.open(f"{here}/preview")
    await editors.olga.open(f"{here}/state")


async def test_what_was_typed_stays_when_it_is_refused(editors: Editors) -> None:
    page = await new_tea(editors.olga)
    page = await editors.olga.open(TEA)
    page = await editors.olga.send(
        page.form(TEA, "save"), 422, fill={"title.ru": "", "title.en": "", "summary.ru": "Горячий"}, press="save"
    )
    assert "Write this" in page.text("#errors")
    assert page.form(TEA, "save").values["summary.ru"] == ["Горячий"]
    page = await editors.olga.send(page.form(TEA, "save"), fill={"title.ru": "Чай", "title.en": ""}, press="save")
    assert (await body())["title"] == {"ru": "Чай", "en": "Чай"}
    assert (await body())["summary"]["ru"] == "Горячий"


async def test_who_was_slower_sees_who_was_faster_and_keeps_his_words(editors: Editors) -> None:
    await new_tea(editors.olga)
    mine = await editors.olga.open(TEA)
    theirs = await editors.vera.open(f"{TEA}/place")
    await editors.vera.send(theirs.form(f"{TEA}/place", "save"), fill={"cost": "70"}, press="save")
    page = await editors.olga.send(mine.form(TEA, "save"), 409, fill={"title.en": "Green tea"}, press="save")
    assert "Vera Owner" in page.text("#errors")
    await editors.olga.send(page.form(TEA, "save"), press="save")
    saved = await body()
    assert (saved["title"]["en"], saved["cost"]) == ("Green tea", 70)


async def test_members_move_are_copied_taken_out_and_brought_back(editors: Editors) -> None:
    here = f"{HOME}/services/meeting/form"

    async def press(button: str) -> list[str]:
        page = await editors.olga.open(here)
        await editors.olga.send(page.form(here, button), press=button)
        found = (await drafts.edited("service", "meeting")).body
        assert found is not None
        return [field["key"] for field in found["fields"]]

    first = [field.key for field in rich().services["meeting"].fields]
    assert (await press("down:about"))[:2] == ["where", "about"]
    assert await press("up:about") == first
    assert (await press("copy:host"))[7:9] == ["host", "host_2"]
    assert "where" not in await press("drop:where")
    page = await editors.olga.open(here)
    assert page.has_form(here, "restore:where")
    assert "It depends" in page.text("flaws") or page.text("flaws")
    assert (await press("restore:where"))[-1] == "where"


async def test_options_are_added_moved_and_taken_out(editors: Editors) -> None:
    await new_tea(editors.olga)
    page = await add_field(editors.olga, "select", "Какой", "Which")
    here = f"{TEA}/form/which"
    page = await editors.olga.send(
        page.form(here, "save"), fill={"choices.paste": "Чёрный | Black\nЗелёный\n| Red"}, press="save"
    )
    values = [one["value"] for one in (await body())["fields"][0]["choices"]]
    assert values == ["black", "zelenyy", "red"]
    page = await editors.olga.send(page.form(here, "save"), press="choice-up:2")
    page = await editors.olga.send(
        page.form(here, "save"),
        fill={"choices.3.title.ru": "Белый", "choices.0.note.ru": "Крепкий"},
        press="choice-drop:2",
    )
    choices = (await body())["fields"][0]["choices"]
    assert [one["value"] for one in choices] == ["black", "red", "belyy"]
    assert choices[0]["note"] == {"ru": "Крепкий", "en": "Крепкий"}


async def test_another_type_takes_what_it_does_not_have(editors: Editors) -> None:
    await new_tea(editors.olga)
    page = await add_field(editors.olga, "select", "Какой", "Which")
    here = f"{TEA}/form/which"
    page = await editors.olga.send(page.form(here, "save"), fill={"choices.paste": "a\nb"}, press="save")
    page = await editors.olga.send(page.form(here, "save"), fill={"type": "string"}, press="save")
    assert "choices" not in (await body())["fields"][0]
    await editors.olga.send(page.form(here, "save"), fill={"mask": "99-99", "max_length": "5"}, press="save")
    field = (await body())["fields"][0]
    assert (field["mask"], field["max_length"]) == ("99-99", 5)


async def test_tasks_and_steps_are_described(editors: Editors) -> None:
    who = editors.olga
    await new_tea(who)
    await add_field(who, "person", "Кому", "For whom")
    page = await add_step(who, "role")
    here = who.path
    page = await who.send(page.form(here, "save"), 422, fill={"need": "some", "count": "no"}, press="save")
    page = await who.send(
        page.form(here, "save"),
        fill={"ask": "field", "field": "for_whom", "need": "some", "count": "1", "deadline": "2d"},
        press="save",
    )
    step = (await body())["approval"][0]
    assert (step["ask"], step["field"], step["need"], step["deadline"]) == ("field", "for_whom", 1, "2d")
    assert "role" not in step
    for title in ("Boil", "Bring"):
        page = await who.open(f"{TEA}/tasks")
        page = await who.send(
            page.form(f"{TEA}/tasks", "add"), fill={"new.title.en": title, "new.team": "rooms"}, press="add"
        )
    assert who.path == f"{TEA}/tasks/bring"
    page = await who.send(
        page.form(f"{TEA}/tasks/bring", "save"), fill={"after": "boil", "shows": "for_whom", "due": "4h"}, press="save"
    )
    page = await who.send(
        page.form(f"{TEA}/tasks/bring", "add"), fill={"new.title.en": "Cup", "new.type": "string"}, press="add"
    )
    assert who.path == f"{TEA}/tasks/bring/cup"
    task = (await body())["tasks"][1]
    assert (task["after"], task["shows"], task["due"]) == (["boil"], ["for_whom"], "4h")
    assert task["fields"][0]["key"] == "cup"
    assert await drafts.problems_of("service", "chay") == ()


async def test_a_person_answers_for_the_service_at_once(editors: Editors) -> None:
    here = f"{HOME}/services/meeting/place"
    page = await editors.olga.open(here)
    page = await editors.olga.send(page.form(here, "save"), fill={"person.text": "Vera Owner"}, press="save")
    assert await owner_of("meeting") == editors.vera.id
    page = await editors.olga.send(
        page.form(here, "save"), 422, fill={"person": "", "person.text": "nobody"}, press="save"
    )
    assert "Choose one person" in page.text("#errors")
    page = await editors.olga.open(here)
    await editors.olga.send(page.form(here, "save"), fill={"person": "", "person.text": ""}, press="save")
    assert await owner_of("meeting") is None


async def test_problems_stand_beside_their_place_and_keep_it_from_publishing(editors: Editors) -> None:
    await new_tea(editors.olga)
    page = await add_field(editors.olga, "select", "Какой", "Which")
    assert "needs choices" in page.text("flaws")
    page = await editors.olga.open(HOME)
    assert page.form(HOME, "publish").values.get("draft") is None, "what has problems is not ticked"
    page = await editors.olga.send(page.form(HOME, "publish"), 422, draft="service/chay:2", press="publish")
    assert "Put right" in page.text("#errors")
    page = await editors.olga.send(page.form(HOME, "publish"), 422, draft=[], press="publish")
    assert "Choose at least one" in page.text("#errors")


async def test_an_unseen_change_is_not_published(editors: Editors) -> None:
    await new_tea(editors.olga)
    page = await editors.olga.open(HOME)
    theirs = await editors.vera.open(f"{TEA}/place")
    await editors.vera.send(theirs.form(f"{TEA}/place", "save"), fill={"cost": "70"}, press="save")
    page = await editors.olga.send(page.form(HOME, "publish"), 409, press="publish")
    assert "Vera Owner" in page.text("#errors")
    assert (await store.newest())[0] == 1


async def test_a_change_from_elsewhere_is_compared_before_publishing(editors: Editors) -> None:
    here = f"{HOME}/services/meeting"
    page = await editors.olga.open(here)
    await editors.olga.send(page.form(here, "save"), fill={"title.en": "Gathering"}, press="save")
    other = replace(rich().services["meeting"], cost=500)
    await store.apply(replace(rich(), services={**rich().services, "meeting": other}), actor_id=None)
    page = await editors.olga.open(HOME)
    assert "changed meanwhile" in page.text("edit-draft")
    await editors.olga.send(page.form(HOME, "publish"), 409, draft="service/meeting:1", press="publish")
    page = await editors.olga.open(f"{here}/state")
    assert "Gathering" in page.text("changes")
    assert "500" in page.text("changes")
    await editors.olga.send(page.form(f"{here}/state", "renew"), press="renew")
    await publish(editors.olga)
    assert (await store.load()).services["meeting"].title["en"] == "Gathering"


async def test_a_revision_is_told_in_words_and_put_back(editors: Editors) -> None:
    here = f"{HOME}/services/meeting"
    page = await editors.olga.open(here)
    await editors.olga.send(page.form(here, "save"), fill={"title.en": "Gathering"}, press="save")
    await publish(editors.olga, "Так понятнее")
    page = await editors.vera.open(f"{HOME}/history")
    assert "Так понятнее" in page.text()
    page = await editors.vera.open(f"{HOME}/history/2")
    assert "Title in English" in page.text("changes")
    assert "Gathering" in page.text("changes")
    page = await editors.vera.send(page.form(f"{HOME}/history/2", "undo"), press="undo")
    assert editors.vera.path == f"{HOME}/history/3"
    assert (await store.load()).services["meeting"].title["en"] == "Name"
    page = await editors.vera.open(f"{HOME}/history/2")
    page = await editors.vera.send(page.form(f"{HOME}/history/2", "undo"), 409, press="undo")
    assert "changed since" in page.text("#errors")
    page = await editors.vera.send(
        page.form(f"{HOME}/history/2", "restore:service/meeting"), press="restore:service/meeting"
    )
    assert editors.vera.path == here
    assert page.form(here, "save").values["title.en"] == ["Gathering"]


async def test_a_service_is_copied_and_taken_out_of_force(editors: Editors) -> None:
    here = f"{HOME}/services/meeting/state"
    page = await editors.olga.open(here)
    assert "halls" not in page.text("flaws")
    assert "Name" in page.text("flaws"), "the category whose general service it is"
    await editors.olga.send(page.form(here, "copy"), fill={"title.ru": "Сбор", "title.en": "Gathering"}, press="copy")
    assert editors.olga.path == f"{HOME}/services/sbor"
    page = await editors.olga.open(here)
    page = await editors.olga.send(page.form(here, "remove"), press="remove")
    page = await editors.olga.open(HOME)
    assert "to be taken away" in page.text()
    assert "Something else does not fit" in page.text()
    page = await editors.olga.open(here)
    await editors.olga.send(page.form(here, "discard"), press="discard")
    assert [one.key for one in await drafts.all_drafts()] == ["sbor"]


async def test_the_preview_shows_conditions_and_cannot_be_sent(editors: Editors) -> None:
    await new_tea(editors.olga)
    page = await add_field(editors.olga, "select", "Какой", "Which")
    here = f"{TEA}/form/which"
    await editors.olga.send(page.form(here, "save"), fill={"choices.paste": "a | A\nb | B"}, press="save")
    page = await add_field(editors.olga, "text", "Почему", "Why")
    here = f"{TEA}/form/why"
    await editors.olga.send(page.form(here, "save"), fill={"show_if.add": "which"}, press="add:show_if")
    page = await editors.olga.open(f"{TEA}/preview?which=b")
    assert any(own.get("data-when") and "data-off" in own for _, own in page.attributes)
    page = await editors.olga.open(f"{TEA}/preview?which=a")
    assert not any("data-off" in own for _, own in page.attributes)
    assert not page.has_form("/catalog/chay")
    await editors.anna.open("/catalog/chay", 404)


async def test_services_are_searched(editors: Editors) -> None:
    await new_tea(editors.olga)
    page = await editors.olga.open(f"{HOME}?q=tea")
    assert (f"{HOME}/services/chay", "") in [(href, "") for href, _ in page.links]
    assert f"{HOME}/services/meeting" not in [href for href, _ in page.links]
    page = await editors.olga.open(f"{HOME}?q=nothing")
    assert "No service is called so" in page.text()


async def test_the_owner_of_the_catalog_does_not_open_a_confidential_team(editors: Editors) -> None:
    team = {
        "key": "rooms",
        "title": said("Комнаты", "Rooms"),
        "calendar": "week",
        "general": "breakage",
        "category": "rooms",
    }
    await drafts.save(editors.vera.id, "team", "rooms", team, version=None)
    page = await editors.vera.open(HOME)
    await editors.vera.send(page.form(HOME, "publish"), 403, press="publish")
    page = await editors.olga.open(HOME)
    await editors.olga.send(page.form(HOME, "publish"), press="publish")
    assert not (await store.load()).teams["rooms"].confidential
