"""What plugins tell: a notice that leads where they say, and a letter whose link nobody reads in the database."""

from __future__ import annotations

import pytest

from okno.access import actor_of
from okno.db import execute, fetch, tx
from okno.events import record
from okno.notify import Message, due, notices, tell
from okno.notify.choices import choose
from okno.notify.events import NoticesTried
from okno.notify.groups import GROUPS, group_of, known
from okno.people import create, required
from okno.settings import Settings
from okno.text import N_

SECRET = "/x/plain/door/very-secret"


@pytest.fixture
def message() -> Message:
    """About no ticket; the letter leads through a door, the notice to a page."""
    return Message(
        group="requests",
        subject=N_("My requests"),
        lead=N_("You get a new request of your team."),
        notice=N_("%(actor)s writes to you.", actor=7),
        path="/x/plain/page",
        letter_path=SECRET,
    )


async def told(message: Message, times: int = 1) -> int:
    """Somebody with an address whom it is told so often; his id."""
    person_id = await create(login="anna", name="Анна", mail="anna@example.com", locale="en")
    async with tx():
        event_id = await record(NoticesTried(stream_id=person_id, actor_id=None))
        for _ in range(times):
            await tell(event_id, await required(person_id), message)
    return person_id


async def test_it_is_told_once_and_leads_to_its_page(db: Settings, message: Message) -> None:
    person_id = await told(message, times=2)
    found, _ = await notices.page(await actor_of(await required(person_id)))
    assert [(str(one.phrase), one.href, one.is_read) for one in found] == [("7 writes to you.", "/x/plain/page", False)]
    assert await notices.unread_count(await actor_of(await required(person_id))) == 1
    assert len(await fetch("SELECT id FROM message")) == 1


async def test_the_link_of_the_letter_is_sealed(db: Settings, message: Message) -> None:
    await told(message)
    (row,) = await fetch("SELECT m.*, m.id AS stream_id, '{}' AS payload FROM message m")
    assert SECRET in due.stored_text(row)
    for table in ("message", "notice", "job"):
        assert SECRET not in str(await fetch(f"SELECT * FROM {table}"))
    said = await due.ready(row)
    assert said is not None
    assert SECRET in said.text
    assert due.href_of(row) == "/notices"


async def test_who_has_left_gets_no_letter(db: Settings, message: Message) -> None:
    person_id = await told(message)
    await execute("UPDATE person SET active = $1 WHERE id = $2", False, person_id)
    (row,) = await fetch("SELECT m.*, '{}' AS payload FROM message m")
    assert await due.ready(row) is None


async def test_a_reader_chooses_by_the_group(db: Settings, message: Message) -> None:
    person_id = await create(login="anna", name="Анна", mail="anna@example.com", locale="en")
    await choose(person_id, {("requests", "mail"): False}, actor_id=person_id)
    async with tx():
        event_id = await record(NoticesTried(stream_id=person_id, actor_id=None))
        await tell(event_id, await required(person_id), message)
    assert await fetch("SELECT id FROM message") == []
    assert len((await notices.page(await actor_of(await required(person_id))))[0]) == 1


async def test_a_notice_about_a_ticket_is_for_who_sees_it(db: Settings, message: Message) -> None:
    about = Message(**{**vars(message), "ticket_id": 4711})
    person_id = await told(about)
    assert (await notices.page(await actor_of(await required(person_id))))[0] == []


def test_kinds_of_plugins_stand_in_groups() -> None:
    assert group_of("x.requests") is GROUPS["requests"]
    assert group_of("x.nothing") is GROUPS["work"]
    assert known("x.work")
    assert not known("x.nothing")
