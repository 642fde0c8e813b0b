"""The term of a task: its team hears when three quarters of it are gone, and when it is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from okno import notify, tickets
from okno.catalog import registry
from okno.catalog.model import TaskSpec
from okno.clock import FAR_US
from okno.db import fetch_value
from okno.events.dispatch import deliver_due
from okno.events.log import read_stream
from okno.notify import page
from okno.settings import Settings
from okno.tickets import Ticket, task_scanner, task_store, task_work
from okno.tickets.task_reading import load
from tests.company import actor_again
from tests.tickets.agreeing import moved_clock
from tests.tickets.burning import Burning, at, begin, catalog, level, put_in_force

PART = TaskSpec(
    key="look", title={"ru": "Посмотреть", "en": "Look"}, text={"ru": "Где", "en": "Where"}, team="desk", due="4h"
)


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock; it begins on a Monday at nine."""
    move = moved_clock(monkeypatch)
    move(at(9))
    return move


async def _begin() -> tuple[Burning, Ticket]:
    people = await begin()
    made = catalog(level())
    await put_in_force(replace(made, services={"help": replace(made.services["help"], tasks=(PART,))}))
    return people, await people.ticket()


async def _told(person_id: int) -> list[str]:
    while await deliver_due():
        pass
    notices, _ = await page(await actor_again(person_id))
    return [one.kind for one in reversed(notices) if one.kind.startswith("task_") and one.kind != "task_new"]


async def _facts(ticket: Ticket) -> list[str]:
    return [fact.kind for fact in await read_stream("ticket", ticket.id) if fact.kind in ("TaskWarned", "TaskBreached")]


async def test_the_team_hears_before_its_part_is_late_and_when_it_is(
    db: Settings, set_to: Callable[[int], None]
) -> None:
    """Each once, at its second; whoever has it hears it instead of the team."""
    notify.settle(db)
    people, ticket = await _begin()
    assert await task_scanner.next_due() == at(12)
    set_to(at(12) - 1)
    assert await task_scanner.look() == 0
    set_to(at(12))
    assert await task_scanner.look() == 1
    assert await task_scanner.look() == 0
    assert await _told(people.vera.id) == ["task_burns"]
    [part] = await task_store.tasks_of(ticket.id)
    await task_work.take(people.boris, part.id, version=None)
    assert await task_scanner.next_due() == at(13)
    set_to(at(13))
    assert await task_scanner.look() == 1
    assert await _told(people.vera.id) == ["task_burns"]
    assert await _told(people.boris.id) == ["task_burns", "task_late"]
    assert await task_scanner.next_due() == FAR_US
    assert await _facts(ticket) == ["TaskWarned", "TaskBreached"]


async def test_what_is_over_has_no_term_any_more(db: Settings, set_to: Callable[[int], None]) -> None:
    """Given up with its request; what is put back has the old one."""
    people, ticket = await _begin()
    await tickets.move(people.anna, ticket.id, to="cancelled", version=None, text="No need")
    assert await task_scanner.next_due() == FAR_US
    set_to(at(14))
    assert await task_scanner.look() == 0
    assert await _facts(ticket) == []


async def test_a_term_that_fails_is_put_off(
    db: Settings, set_to: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others have their turn."""
    people, first = await _begin()
    second = await people.ticket()
    [bad] = await task_store.tasks_of(first.id)

    async def failing(task_id: int) -> object:
        if task_id == bad.id:
            raise RuntimeError("no")
        return await load(task_id)

    monkeypatch.setattr(task_scanner, "load", failing)
    set_to(at(12))
    assert await task_scanner.look() == 2
    assert await _facts(second) == ["TaskWarned"]
    assert at(12) < await fetch_value("SELECT next_at FROM task WHERE id = $1", bad.id) < at(13)
    assert registry.service("help") is not None
