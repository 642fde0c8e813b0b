"""Counting due times anew when hours change: what is open by the new ones, what is closed never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from okno.catalog import registry, store as catalog_store
from okno.catalog.levels import Policy
from okno.catalog.model import ApprovalStep, TaskSpec
from okno.clock import now_us
from okno.db import execute, fetch, fetch_value, load_json, tx
from okno.events.dispatch import deliver_due
from okno.events.log import read_stream
from okno.jobs import queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.people import change
from okno.settings import Settings
from okno.tickets import (
    Ticket,
    approval,
    approval_clock,
    clock_scanner,
    clock_story,
    recompute,
    store,
    task_scanner,
    task_store,
)
from okno.tickets.move import go
from okno.tickets.recompute import Recounted
from tests.tickets.agreeing import moved_clock
from tests.tickets.burning import DAY, HOUR, Burning, at, begin, catalog, level, put_in_force

FREE = {"2026-11-17": ()}
"""The Tuesday becomes a day off."""


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock; it begins on a Monday at nine."""
    move = moved_clock(monkeypatch)
    move(at(9))
    return move


@pytest_asyncio.fixture
async def people(db: Settings, set_to: Callable[[int], None]) -> Burning:
    """A team with hours from nine to six."""
    return await begin()


async def to(ticket: Ticket, state: str) -> Ticket:
    """The ticket in another state, by rule."""
    async with tx():
        return await go(await store.locked(ticket.id), state, actor_id=None, comment_id=None, by_rule=True)


async def free_tuesday(**more: object) -> Recounted:
    """Another revision, in which the calendar has a day off, and what follows from it."""
    spec = replace(DAY, exceptions=FREE, **more)
    await put_in_force(catalog(level(), calendars=(spec,)))
    return await recompute.recompute(["day"])


async def test_a_day_off_puts_off_what_is_due_after_it(people: Burning, set_to: Callable[[int], None]) -> None:
    """Eight hours from Monday noon, the first answer the same day."""
    set_to(at(12))
    ticket = await people.ticket()
    assert (ticket.respond_by, ticket.resolve_by) == (at(14), at(11, day=17))
    assert await free_tuesday() == Recounted(tickets=1)
    fresh = await people.fresh(ticket)
    assert (fresh.respond_by, fresh.resolve_by, fresh.due_sort) == (at(14), at(11, day=18), at(14))
    assert (fresh.version, fresh.updated_at) == (ticket.version, ticket.updated_at)
    assert await recompute.recompute(["day"]) == Recounted()


async def test_what_was_worked_before_a_pause_is_counted_anew_too(
    people: Burning, set_to: Callable[[int], None]
) -> None:
    """The day off lies in the past by then: its three hours were none."""
    set_to(at(9, day=17))
    ticket = await people.ticket()
    set_to(at(12, day=17))
    await to(ticket, "waiting_user")
    set_to(at(9, day=18))
    paused = await to(ticket, "in_progress")
    assert (paused.worked, paused.resolve_by) == (3 * HOUR, at(14, day=18))
    await free_tuesday()
    fresh = await people.fresh(ticket)
    assert (fresh.worked, fresh.resolve_by) == (0, at(17, day=18))
    assert [one.counted for one in await clock_story.of(fresh)] == [0, 0, 0]


async def test_what_is_closed_stays_as_it_was(people: Burning, set_to: Callable[[int], None]) -> None:
    """Also when it is opened again: what was counted before stays counted."""
    set_to(at(9, day=17))
    ticket = await people.ticket()
    set_to(at(12, day=17))
    closed = await to(ticket, "closed")
    frozen = await fetch("SELECT * FROM clock_story")
    assert frozen[0]["frozen"]
    assert await free_tuesday() == Recounted()
    assert await people.fresh(ticket) == closed
    assert await fetch("SELECT * FROM clock_story") == frozen
    set_to(at(9, day=18))
    again = await to(ticket, "in_progress")
    assert (again.worked, again.resolve_by) == (3 * HOUR, at(14, day=18))
    assert await recompute.recompute(["day"]) == Recounted()


async def test_a_term_that_is_nearer_is_looked_at_in_time(people: Burning, set_to: Callable[[int], None]) -> None:
    """Longer hours: what is due today is told today."""
    set_to(at(12))
    ticket = await people.ticket()
    long = replace(DAY, week=dict.fromkeys(DAY.week, ("09:00-23:00",)))
    await put_in_force(catalog(level(), calendars=(long,)))
    assert (await recompute.recompute(["day"])).tickets == 1
    assert (await people.fresh(ticket)).resolve_by == at(20)
    set_to(at(20))
    while await clock_scanner.look():
        pass
    kinds = [(fact.kind, fact.payload.get("of")) for fact in await read_stream("ticket", ticket.id)]
    assert ("SlaBreached", "resolve") in kinds


async def test_what_is_done_closes_by_the_new_hours(people: Burning, set_to: Callable[[int], None]) -> None:
    ticket = await to(await people.ticket(), "done")
    before = await fetch_value("SELECT next_clock_at FROM ticket WHERE id = $1", ticket.id)
    await free_tuesday()
    after = await fetch_value("SELECT next_clock_at FROM ticket WHERE id = $1", ticket.id)
    assert after == before + 24 * HOUR


async def test_a_lifecycle_without_days_closes_nothing_by_itself(people: Burning) -> None:
    """As the reference of the catalog says of 0."""
    made = catalog(level())
    never = replace(made.lifecycles["default"], auto_close_days=0)
    await put_in_force(replace(made, lifecycles={"default": never}))
    ticket = await to(await people.ticket(), "done")
    while await clock_scanner.look():
        pass
    assert (await people.fresh(ticket)).state == "done"


async def test_open_tasks_follow_the_hours_of_their_team(people: Burning, set_to: Callable[[int], None]) -> None:
    made = catalog(level())
    task = TaskSpec(key="look", title={"ru": "Взгляд", "en": "Look"}, team="desk", due="1d")
    service = replace(made.services["help"], tasks=(task,))
    await put_in_force(replace(made, services={"help": service}))
    set_to(at(12))
    ticket = await people.ticket()
    [before] = await task_store.tasks_of(ticket.id)
    assert before.due_by == at(11, day=17)
    done = await free_tuesday()
    assert done.tasks == 1
    [after] = await task_store.tasks_of(ticket.id)
    assert (after.due_by, after.due_sort, after.version) == (at(11, day=18), at(11, day=18), before.version)


async def test_a_task_that_is_late_by_the_new_hours_is_told(people: Burning, set_to: Callable[[int], None]) -> None:
    """It was due tomorrow; by longer hours it was due an hour ago."""
    made = catalog(level())
    task = TaskSpec(key="look", title={"ru": "Взгляд", "en": "Look"}, team="desk", due="1d")
    services = {"help": replace(made.services["help"], tasks=(task,))}
    await put_in_force(replace(made, services=services))
    set_to(at(12))
    ticket = await people.ticket()
    set_to(at(21))
    long = replace(DAY, week=dict.fromkeys(DAY.week, ("09:00-23:00",)))
    await put_in_force(replace(catalog(level(), calendars=(long,)), services=services))
    await recompute.recompute(["day"])
    while await task_scanner.look():
        pass
    assert "TaskBreached" in [fact.kind for fact in await read_stream("ticket", ticket.id)]


async def test_a_day_off_puts_off_what_people_are_to_decide(people: Burning, set_to: Callable[[int], None]) -> None:
    """Nobody's silence on a day off counts as a decision. What people were told to be later never comes sooner."""
    made = catalog(level())
    ask = ApprovalStep(key="boss", title={"ru": "Начальник", "en": "Boss"}, ask="manager", remind="4h", deadline="1d")
    made = replace(made, services={"help": replace(made.services["help"], approval=(ask,))})
    await put_in_force(made)
    await change(people.anna.id, {"manager_id": people.manager.id}, actor_id=None)
    set_to(at(12))
    ticket = await people.ticket()
    assert await _terms(ticket) == (at(16), at(11, day=17), at(16))
    free = replace(DAY, exceptions=FREE)
    await put_in_force(replace(made, calendars={"day": free}))
    await recompute.recompute(["day"])
    assert await _terms(ticket) == (at(16), at(11, day=18), at(16))
    set_to(at(16))
    await approval_clock.look()
    assert (await _terms(ticket))[2] == at(11, day=18)
    await put_in_force(made)
    await recompute.recompute(["day"])
    assert await _terms(ticket) == (at(16), at(11, day=18), at(11, day=18))


async def _terms(ticket: Ticket) -> tuple[int | None, int | None, int]:
    """When the people of the only step are reminded, by when they must decide, and what comes next."""
    [step] = await approval.steps_of(ticket.id)
    return step.remind_at, step.due_at, step.next_at


async def test_another_calendar_in_force_does_it_by_itself(people: Burning, set_to: Callable[[int], None]) -> None:
    """By a job, once, with one fact of how many; a revision without another calendar does nothing."""
    set_to(at(12))
    tickets = [await people.ticket() for _ in range(3)]
    spec = replace(DAY, exceptions=FREE)
    await catalog_store.apply(catalog(level(), calendars=(spec,)), actor_id=None)
    await _deliver()
    assert [(await people.fresh(one)).resolve_by for one in tickets] == [at(11, day=18)] * 3
    facts = await fetch("SELECT payload, stream_id FROM event WHERE kind = 'DueTimesRecounted'")
    assert len(facts) == 1
    assert load_json(facts[0]["payload"])["tickets"] == 3
    assert facts[0]["stream_id"] == registry.revision()
    await catalog_store.apply(catalog(level(stops=()), calendars=(spec,)), actor_id=None)
    await _deliver()
    assert len(await fetch("SELECT id FROM event WHERE kind = 'DueTimesRecounted'")) == 1


async def _deliver() -> None:
    while await deliver_due():
        pass
    for row in await queue.claim([recompute.JOB], 10):
        await run_job(row, jobs()[recompute.JOB])


async def test_an_edit_of_policies_leaves_open_tickets_unless_chosen(
    people: Burning, set_to: Callable[[int], None]
) -> None:
    """What was promised is promised; who chooses so gives all the present promise, once."""
    ticket = await people.ticket()
    title = {"ru": "Всем", "en": "All"}
    fast, slow = level(), replace(level(), key="slow", calendar="day")
    await put_in_force(catalog(fast, slow, policies=(Policy(key="all", title=title, sort=1, sla="slow"),)))
    await recompute.recompute(["day"])
    assert (await people.fresh(ticket)).sla == "fast"
    assert (await recompute.recompute([], policy=True)).tickets == 1
    fresh = await people.fresh(ticket)
    assert (fresh.sla, fresh.policy) == ("slow", "all")
    set_to(at(9, 30))
    assert (await recompute.recompute([], policy=True)).tickets == 0
    assert (await people.fresh(ticket)).updated_at == fresh.updated_at
    [fact] = [one for one in await read_stream("ticket", ticket.id) if one.kind == "PromiseChanged"]
    assert (fact.payload["why"], fact.payload["from_sla"]) == ("catalog", "fast")


async def test_a_ticket_of_former_days_is_counted_from_its_facts(
    people: Burning, set_to: Callable[[int], None]
) -> None:
    """It has no story yet."""
    set_to(at(12))
    ticket = await people.ticket()
    await execute("DELETE FROM clock_story")
    assert (await free_tuesday()).tickets == 1
    assert (await people.fresh(ticket)).resolve_by == at(11, day=18)
    assert now_us() == at(12)
