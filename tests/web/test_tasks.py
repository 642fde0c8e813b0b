"""Tasks in the browser: the list of a team, the page of a task, the panel of the ticket, the steps of the requester."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields

import pytest_asyncio
from starlette.applications import Starlette

from okno.db import execute
from okno.events.dispatch import deliver_due
from okno.http import sessions
from okno.tickets import Ticket
from tests.parts import SECRET, House, open_house, parts, states
from tests.web.browsing import Browser


@dataclass(frozen=True)
class Rooms:
    """The people of the house, each at a browser of his own."""

    house: House
    anna: Browser
    stranger: Browser
    nina: Browser
    olga: Browser
    gleb: Browser
    lev: Browser
    ivan: Browser
    admin: Browser


@pytest_asyncio.fixture
async def rooms(app: Starlette, at_browser: Callable[[], Awaitable[Browser]]) -> Rooms:
    """A company whose services have tasks; all read English."""
    house = await open_house()
    await execute("UPDATE person SET locale = 'en'")
    browsers = {}
    for one in fields(Rooms)[1:]:
        browser = await at_browser()
        browser.id = getattr(house, one.name).id
        session = await sessions.create(browser.id, address="127.0.0.1", agent="Firefox, Linux", hours=1)
        browser.client.cookies.set(sessions.COOKIE, session)
        browsers[one.name] = browser
    return Rooms(house, **browsers)


async def done(who: Browser, ticket: Ticket, key: str, **values: str) -> None:
    """Finishes a task on its page."""
    address = f"/tasks/{(await parts(ticket))[key].id}"
    page = await who.open(address)
    await who.send(page.form(f"{address}/move", "done"), press="done", fill=values)


async def test_a_team_finds_its_part_at_once(rooms: Rooms) -> None:
    """On the desk: counted at the side, listed by the clock, taken from the list."""
    ticket = await rooms.house.order()
    assert "There is no work" in (await rooms.gleb.open("/desk/all")).text("main")
    assert "no tasks now" in (await rooms.gleb.open("/desk/tasks")).text("#rows")
    await done(rooms.nina, ticket, "contract")
    page = await rooms.gleb.open("/desk/tasks")
    assert "Desk" in page.text("#rows")
    assert f"№ {ticket.number} · Hire" in page.text("#rows")
    assert page.text("#count") == "1"
    assert "Tasks 1" in page.text("#side")
    address = f"/tasks/{(await parts(ticket))['desk'].id}"
    page = await rooms.gleb.send(page.form(f"{address}/assign"))
    assert rooms.gleb.path == "/desk/tasks"
    assert (await states(ticket))["desk"] == "in_progress"
    assert "Desk" in (await rooms.gleb.open("/desk/tasks?show=mine")).text("#rows")
    assert "Desk" not in (await rooms.lev.open("/desk/tasks?show=mine")).text("#rows")
    assert "No task is overdue" in (await rooms.gleb.open("/desk/tasks?show=overdue")).text("#rows")
    await done(rooms.gleb, ticket, "desk")
    assert "Desk" in (await rooms.gleb.open("/desk/tasks?show=done")).text("#rows")


async def test_who_has_no_desk_has_no_list(rooms: Rooms) -> None:
    """An employee."""
    await rooms.anna.open("/desk/tasks", 403)


async def test_the_page_tells_what_is_disclosed_and_no_more(rooms: Rooms) -> None:
    """The place, but neither the subject nor the salary nor the name; the ticket is not there."""
    ticket = await rooms.house.order()
    await done(rooms.nina, ticket, "contract")
    page = await rooms.gleb.open(f"/tasks/{(await parts(ticket))['desk'].id}")
    assert "Лесная, 5, каб. 214" in page.text("main")
    for hidden in (SECRET, "Зоя", "Contract", "Анна"):
        assert hidden not in rooms.gleb.response.text, hidden
    assert f"/tickets/{ticket.number}" not in [href for href, _ in page.links]
    await rooms.gleb.open(f"/tickets/{ticket.number}", 404)
    page = await rooms.nina.open(f"/tasks/{(await parts(ticket))['desk'].id}")
    assert f"/tickets/{ticket.number}" in [href for href, _ in page.links]


async def test_others_find_no_page(rooms: Rooms) -> None:
    """Not even the requester: he follows it on his own page. Nor does a team before its turn."""
    ticket = await rooms.house.order()
    contract, desk = (await parts(ticket))["contract"].id, (await parts(ticket))["desk"].id
    for who in (rooms.anna, rooms.stranger, rooms.gleb, rooms.admin):
        await who.open(f"/tasks/{contract}", 404)
    await rooms.gleb.open(f"/tasks/{desk}", 404)
    for wrong in ("0", "x", "9" * 30):
        await rooms.nina.open(f"/tasks/{wrong}", 404)


async def test_own_questions_are_asked_on_the_page(rooms: Rooms) -> None:
    """What was typed stays after a refusal; it can be kept before the end."""
    ticket = await rooms.house.order()
    await done(rooms.nina, ticket, "contract")
    address = f"/tasks/{(await parts(ticket))['laptop'].id}"
    page = await rooms.ivan.open(address)
    form = page.form(f"{address}/move", "done")
    page = await rooms.ivan.send(form, 422, press="done", fill={"fields.number": "12", "comment": "Скоро"})
    assert "Write this as the hint beside the field shows" in page.text("main")
    again = page.form(f"{address}/move", "done")
    assert again.values["fields.number"] == ["12"]
    assert again.values["comment"] == ["Скоро"]
    page = await rooms.ivan.send(again, fill={"fields.number": "004512", "to": ""})
    assert (await parts(ticket))["laptop"].answers == {"number": "004512"}
    page = await rooms.ivan.send(page.form(f"{address}/move", "done"), press="done")
    assert (await states(ticket))["laptop"] == "done"
    assert "004512" in page.text("main")


async def test_a_photo_of_the_work_is_for_both_teams(rooms: Rooms) -> None:
    """Its file is found by who does the task and by the staff of the ticket; by nobody else."""
    ticket = await rooms.house.order()
    await done(rooms.nina, ticket, "contract")
    address = f"/tasks/{(await parts(ticket))['laptop'].id}"
    page = await rooms.ivan.open(address)
    await rooms.ivan.send(
        page.form(f"{address}/move", "done"),
        press="done",
        fill={"fields.number": "004512"},
        files=[("fields.photo", ("фото.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64))],
    )
    (file,) = (await parts(ticket))["laptop"].answers["photo"]
    for who, status in ((rooms.ivan, 200), (rooms.nina, 200), (rooms.gleb, 404), (rooms.anna, 404), (rooms.admin, 404)):
        assert (await who.client.get(f"/files/{file}")).status_code == status
    assert "фото.png" not in (await rooms.nina.open(f"/tickets/{ticket.number}")).text("answers")


async def test_a_colleague_who_goes_on_loses_no_file(rooms: Rooms) -> None:
    """The page does not ask for the files of others again, so they stay where they are."""
    ticket = await rooms.house.order()
    await done(rooms.nina, ticket, "contract")
    address = f"/tasks/{(await parts(ticket))['laptop'].id}"
    page = await rooms.ivan.open(address)
    photo = [("fields.photo", ("фото.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64))]
    page = await rooms.ivan.send(page.form(f"{address}/move", "done"), fill={"to": ""}, files=photo)
    kept = (await parts(ticket))["laptop"].answers["photo"]
    await execute("UPDATE file SET owner_id = $1", rooms.nina.id)
    page = await rooms.ivan.open(address)
    await rooms.ivan.send(page.form(f"{address}/move", "done"), press="done", fill={"fields.number": "004512"})
    assert (await parts(ticket))["laptop"].answers == {"number": "004512", "photo": kept}


async def test_a_task_is_handed_over_put_back_and_given_up(rooms: Rooms) -> None:
    """Each by its form; who loses sight of it is led to his list."""
    ticket = await rooms.house.order()
    await done(rooms.nina, ticket, "contract")
    address = f"/tasks/{(await parts(ticket))['desk'].id}"
    page = await rooms.gleb.open(address)
    form = next(one for one in page.forms if one.action == f"{address}/assign" and "team" in one.names)
    await rooms.gleb.send(form, team="it")
    assert rooms.gleb.path == "/desk/tasks"
    await done(rooms.ivan, ticket, "desk")
    page = await rooms.nina.open(address)
    page = await rooms.nina.send(page.form(f"{address}/move", to="open"), comment="Стол шатается")
    assert "Стол шатается" in (await rooms.ivan.open(address)).text("#story")
    page = await rooms.nina.open(address)
    page = await rooms.nina.send(page.form(f"{address}/move", to="cancelled"), 422)
    assert "Write why" in page.text("main")
    page = await rooms.nina.send(page.form(f"{address}/move", to="cancelled"), comment="Обойдётся")
    assert (await states(ticket))["desk"] == "cancelled"


async def test_a_lost_race_keeps_the_page(rooms: Rooms) -> None:
    """Whoever was slower is told so."""
    ticket = await rooms.house.order()
    address = f"/tasks/{(await parts(ticket))['contract'].id}"
    page = await rooms.olga.open(address)
    first = await rooms.nina.open(address)
    await rooms.nina.send(first.form(f"{address}/assign", "me"), press="me")
    page = await rooms.olga.send(page.form(f"{address}/assign", "me"), 409, press="me")
    assert "changed this task meanwhile" in page.text("main")


async def test_the_ticket_shows_its_tasks_to_its_staff(rooms: Rooms) -> None:
    """In their order, with what each waits for; more are added by hand, with what was typed kept."""
    ticket = await rooms.house.order()
    page = await rooms.nina.open(f"/tickets/{ticket.number}")
    told = page.text("#tasks")
    assert told.index("Contract") < told.index("Desk") < told.index("Welcome")
    assert "after: Contract" in told
    assert "Phone" not in told
    address = f"/tickets/{ticket.number}/tasks"
    form = page.form(address)
    page = await rooms.nina.send(form, 422, fill={"title": "", "text": "Где найдёте", "team": "house", "due": "soon"})
    assert "Write working time" in page.text("#tasks")
    form = page.form(address)
    assert form.values["text"] == ["Где найдёте"]
    assert form.values["team"] == ["house"]
    page = await rooms.nina.send(form, fill={"title": "Стул", "due": "2h"}, after="contract")
    assert "Стул" in page.text("#tasks")
    assert (await states(ticket))["own-1"] == "waiting"
    assert "adds the task" in page.text("#story")


async def test_done_by_hand_is_refused_with_names(rooms: Rooms) -> None:
    """On the page too."""
    ticket = await rooms.house.order()
    page = await rooms.nina.open(f"/tickets/{ticket.number}")
    page = await rooms.nina.send(page.form(f"/tickets/{ticket.number}/move", "done"), 409, press="done")
    assert "Contract" in page.text("main")


async def test_a_checklist_is_ticked(rooms: Rooms) -> None:
    """Of the ticket and of a task; the requester sees none of it."""
    ticket = await rooms.house.order()
    for place in (f"/tickets/{ticket.number}", f"/tasks/{(await parts(ticket))['contract'].id}"):
        page = await rooms.nina.open(place)
        page = await rooms.nina.send(page.form(f"{place}/checklist", "add"), press="add", text="Паспорт")
        page = await rooms.nina.send(page.form(f"{place}/checklist", "add"), press="add", text="Фотография")
        page = await rooms.nina.send(page.form(f"{place}/checklist", "tick"), press="tick")
        assert "1 of 2" in page.text("#checklist")
        page = await rooms.nina.send(page.form(f"{place}/checklist", "add"), 422, press="add", text=" ")
        assert "Write what is to be done" in page.text("#checklist")
    page = await rooms.anna.open(f"/tickets/{ticket.number}")
    assert "Паспорт" not in rooms.anna.response.text
    form = (await rooms.nina.open(f"/tickets/{ticket.number}")).form(f"/tickets/{ticket.number}/checklist", "add")
    form.values["_csrf"] = page.forms[0].values["_csrf"]
    await rooms.anna.send(form, 404, press="add", text="x")


async def test_the_requester_follows_the_steps(rooms: Rooms) -> None:
    """Titles, teams and times, neither who nor what; what agents add among themselves is not there."""
    ticket = await rooms.house.order()
    page = await rooms.nina.open(f"/tickets/{ticket.number}")
    await rooms.nina.send(page.form(f"/tickets/{ticket.number}/tasks"), fill={"title": "Тайное дело", "team": "house"})
    await done(rooms.nina, ticket, "contract")
    page = await rooms.anna.open(f"/tickets/{ticket.number}")
    assert "1 of 4" in page.text("#stages")
    assert "Staff · done today" in page.text("#stages")
    assert "Тайное" not in rooms.anna.response.text
    assert "Welcome" in page.text("#stages")
    assert "has done the task “Contract”" in page.text("#story")


async def test_the_story_tells_what_became_of_them(rooms: Rooms) -> None:
    """To the staff; whoever may not read the history gets the words only."""
    ticket = await rooms.house.order()
    await done(rooms.nina, ticket, "contract")
    told = (await rooms.olga.open(f"/tickets/{ticket.number}")).text("#story")
    assert "The work begins: the first tasks are open" in told
    assert "Нина Кадрова has done the task “Contract”" in told
    assert "Task open to the team “House”: “Desk”" in told


async def test_a_notice_leads_to_the_task(rooms: Rooms) -> None:
    """And is read with its page."""
    ticket = await rooms.house.order()
    await done(rooms.nina, ticket, "contract")
    while await deliver_due():
        pass
    page = await rooms.gleb.open("/notices")
    address = f"/tasks/{(await parts(ticket))['desk'].id}"
    assert "A new task for your team" in page.text("main")
    assert address in [href for href, _ in page.links]
    assert SECRET not in rooms.gleb.response.text
    assert "unread" in str((await rooms.gleb.open("/desk/tasks")).attributes)
    await rooms.gleb.open(address)
    assert "Notices, 1 new" not in rooms.gleb.response.text
