"""Who hears of tasks: those whose work it is, by the title of their part; of a confidential one by its number."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from okno import access, notify, people
from okno.access import Actor
from okno.catalog import registry
from okno.db import execute, fetch
from okno.i18n import say
from okno.notify import notices, task_notices
from okno.settings import Settings
from okno.tickets import Ticket
from okno.tickets.task_adding import NewTask, add
from okno.tickets.task_work import Wish, change
from tests.notify.desk import run_jobs, settle, told, written_to
from tests.parts import SECRET, House, open_house, parts


@pytest_asyncio.fixture
async def house(db: Settings) -> AsyncIterator[House]:
    """A company whose services have tasks; everybody has an address, letters go to the log."""
    notify.settle(db)
    yield await open_house()
    await registry.stop()


async def ordered(house: House, key: str = "hire") -> Ticket:
    """A ticket whose news is told already."""
    await execute("UPDATE person SET mail = login || '@example.test'")
    ticket = await house.order(key, **({"text": "Вопрос"} if key != "hire" else {}))
    await settle()
    await execute("DELETE FROM notice")
    await execute("DELETE FROM message")
    return ticket


async def of_tasks() -> list[tuple[str, str]]:
    """Who was told what of tasks."""
    return sorted(one for one in await told() if one[1].startswith("task_"))


async def test_a_team_hears_of_a_task_that_opens(house: House) -> None:
    """In the page only; the requester of the ticket, though he is in the team, as its requester."""
    ticket = await ordered(house)
    await change(house.nina, (await parts(ticket))["contract"].id, Wish(to="done"))
    await settle()
    assert await of_tasks() == [("gleb", "task_new"), ("ivan", "task_new"), ("lev", "task_new")]
    assert await written_to() == []
    (notice,) = (await notices.page(house.gleb))[0]
    assert (notice.subject, notice.href) == ("Desk", f"/tasks/{(await parts(ticket))['desk'].id}")
    assert SECRET not in str(notice)
    assert await notices.unread_count(house.gleb) == 1
    await task_notices.read(house.gleb.id, (await parts(ticket))["desk"])
    assert await notices.unread_count(house.gleb) == 0


async def test_whoever_is_given_a_task_gets_a_letter_with_the_number_and_the_way(house: House) -> None:
    """The ticket belongs to a confidential team: no title, no service, no name."""
    ticket = await ordered(house)
    await change(house.nina, (await parts(ticket))["contract"].id, Wish(to="done"))
    await settle()
    await execute("DELETE FROM notice")
    desk = (await parts(ticket))["desk"]
    await change(house.gleb, desk.id, Wish(assignee="lev"))
    await settle()
    assert await of_tasks() == [("lev", "task_given")]
    (row,) = await fetch("SELECT subject, text, to_address FROM message")
    assert row["to_address"] == "lev@example.test"
    assert ticket.number in row["subject"]
    assert f"/tasks/{desk.id}" in row["text"]
    for hidden in ("Desk", "Hire", SECRET, "Зоя", "/tickets/"):
        assert hidden not in row["subject"] + row["text"]
    await run_jobs()
    assert [row["state"] for row in await fetch("SELECT state FROM message")] == ["sent"]


async def test_an_open_team_is_told_the_title(house: House) -> None:
    """By letter too."""
    ticket = await ordered(house, "house-ask")
    made = await add(house.gleb, ticket.id, NewTask(title="Починить кран", team="house"))
    await change(house.gleb, made.task.id, Wish(assignee="lev"))
    await settle()
    letters = await fetch("SELECT subject, text FROM message WHERE to_address = 'lev@example.test'")
    assert any("Починить кран" in row["subject"] for row in letters)


async def test_put_back_and_given_up_are_told_to_whoever_had_it(house: House) -> None:
    """Never to the one who did it."""
    ticket = await ordered(house, "loose")
    look = (await parts(ticket))["look"]
    await change(house.gleb, look.id, Wish(to="done"))
    await change(house.nina, look.id, Wish(to="open", comment="Не то"))
    await settle()
    assert await of_tasks() == [("gleb", "task_back")]
    await execute("DELETE FROM notice")
    await change(house.nina, look.id, Wish(to="cancelled", comment="Не нужно"))
    await settle()
    assert await of_tasks() == [("gleb", "task_cancelled")]


async def test_the_team_of_the_ticket_hears_when_all_are_over(house: House) -> None:
    """And of what is missing, by the titles of the fields."""
    for key, says in (("loose", "tasks_over"), ("closing", "tasks_missing")):
        ticket = await ordered(house, key)
        await change(house.gleb, (await parts(ticket))["look"].id, Wish(to="done"))
        await settle()
        assert ("nina", says) in await told()
        assert not [one for one in await told() if one == ("gleb", says)]
    (newest, *_) = (await notices.page(house.nina))[0]
    assert "Причина поломки" in say(newest.phrase, "ru")


async def test_done_by_rule_asks_the_requester(house: House) -> None:
    """Once."""
    ticket = await ordered(house)
    for who, key in ((house.nina, "contract"), (house.gleb, "desk"), (house.ivan, "laptop"), (house.olga, "welcome")):
        fields = {"number": "004512"} if key == "laptop" else None
        await change(who, (await parts(ticket))[key].id, Wish(to="done", fields=fields))
    await settle()
    assert [one for one in await told() if one[0] == "anna"] == [("anna", "done")]
    assert ("nina", "tasks_done") in await told()


async def test_who_left_the_team_hears_and_reads_nothing_more(house: House) -> None:
    """Neither the notice nor its count nor the letter that waits."""
    ticket = await ordered(house, "loose")
    await change(house.gleb, (await parts(ticket))["look"].id, Wish(assignee="lev"))
    await settle()
    assert await notices.unread_count(house.lev) == 1
    await execute("DELETE FROM team_member WHERE person_id = $1", house.lev.id)
    gone: Actor = await access.actor_of(await people.required(house.lev.id))
    assert await notices.unread_count(gone) == 0
    assert (await notices.page(gone))[0] == []
    await run_jobs()
    assert [row["state"] for row in await fetch("SELECT state FROM message WHERE to_address LIKE 'lev@%'")] == [
        "dropped"
    ]
