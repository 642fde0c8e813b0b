"""Work time: written down by hand and by the timer, put right for a week, never told to a requester."""

from __future__ import annotations

from asyncio import gather
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from okno.clock import now_us
from okno.db import execute, fetch, fetch_value
from okno.errors import Conflict, Forbidden, Invalid, NotFound
from okno.events.log import read_stream
from okno.tickets import story, task_adding, work, work_timer
from okno.tickets.task_adding import NewTask
from okno.tickets.visible import Sight
from okno.tickets.work import DAY_US, MINUTE_US, span
from okno.tickets.work_timer import FORGOTTEN_US
from tests.company import Company, hire

HOUR = 60 * MINUTE_US


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45", 45),
        ("45 мин", 45),
        ("45m", 45),
        ("1 ч 30 мин", 90),
        ("1h30m", 90),
        ("2 часа", 120),
        ("1:30", 90),
        ("1,5", 90),
        ("0.25 h", 15),
        ("", None),
        ("soon", None),
        ("1:75", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, minutes: int | None) -> None:
    assert span(typed) == (None if minutes is None else minutes * MINUTE_US)


async def test_time_is_written_down_and_added_up(company: Company) -> None:
    ticket = await company.order()
    await work.log(company.boris, ticket.id, spent=HOUR, text="looked  for it\n")
    await work.log(company.vera, ticket.id, spent=30 * MINUTE_US)
    await work.plan(company.boris, ticket.id, 2 * HOUR)
    _, log = await work.log_of(company.boris, ticket.id)
    assert [(one.person_id, one.spent, one.text, one.source) for one in log.entries] == [
        (company.boris.id, HOUR, "looked for it", "hand"),
        (company.vera.id, 30 * MINUTE_US, "", "hand"),
    ]
    assert (log.spent, log.planned) == (90 * MINUTE_US, 2 * HOUR)
    assert list(log.by_person.items()) == [(company.boris.id, HOUR), (company.vera.id, 30 * MINUTE_US)]


async def test_only_ids_and_seconds_are_facts(company: Company) -> None:
    ticket = await company.order()
    made = await work.log(company.boris, ticket.id, spent=HOUR, text="secret words")
    await work.change(company.boris, ticket.id, made.id, spent=2 * HOUR)
    await work.delete(company.boris, ticket.id, made.id)
    facts = [one for one in await read_stream("ticket", ticket.id) if one.kind.startswith("Work")]
    assert [(one.kind, one.payload["seconds"]) for one in facts] == [
        ("WorkLogged", 3600),
        ("WorkChanged", 7200),
        ("WorkChanged", 0),
    ]
    assert all("words" not in str(one.payload) for one in facts)
    assert all("but:person:" + str(company.anna.id) in one.topics for one in facts)


async def test_a_requester_never_learns_of_it(company: Company) -> None:
    """Neither by reading nor by writing nor by the story, be he in the team himself."""
    ticket = await company.order()
    made = await work.log(company.boris, ticket.id, spent=HOUR)
    for who in (company.anna, company.stranger):
        with pytest.raises(NotFound):
            await work.log_of(who, ticket.id)
        with pytest.raises(NotFound):
            await work.log(who, ticket.id, spent=HOUR)
        with pytest.raises(NotFound):
            await work_timer.start(who, ticket.id)
        with pytest.raises(NotFound):
            await work.plan(who, ticket.id, HOUR)
        with pytest.raises(NotFound):
            await work.delete(who, ticket.id, made.id)
    told = await story.timeline(ticket, Sight.READER, actor=company.anna)
    assert not [one for one in told if one.fact.kind.startswith("Work")]
    facts, _ = await story.facts_after(company.anna, ticket, Sight.READER, ["WorkLogged"], after=0, limit=10)
    assert list(facts) == []


async def test_who_only_reads_may_not_write(company: Company) -> None:
    """A manager sees the figures."""
    ticket = await company.order()
    await work.log(company.boris, ticket.id, spent=HOUR)
    manager = await hire("mark", "Марк Смотрящий", role="manager", role_in="it-devices")
    _, log = await work.log_of(manager, ticket.id)
    assert log.spent == HOUR
    with pytest.raises(Forbidden):
        await work.log(manager, ticket.id, spent=HOUR)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"spent": None}, "spent"),
        ({"spent": 1}, "spent"),
        ({"spent": DAY_US + MINUTE_US}, "spent"),
        ({"spent": HOUR, "day": "2001-01-01"}, "day"),
        ({"spent": HOUR, "day": "tomorrow"}, "day"),
        ({"spent": HOUR, "day": "2999-01-01"}, "day"),
        ({"spent": HOUR, "text": "x" * 300}, "text"),
    ],
)
async def test_what_cannot_be_is_refused(company: Company, wish: dict[str, Any], field: str) -> None:
    ticket = await company.order()
    with pytest.raises(Invalid) as refused:
        await work.log(company.boris, ticket.id, **wish)
    assert set(refused.value.fields) == {field}


async def test_a_day_has_no_more_than_its_hours(company: Company) -> None:
    one, other = await company.order(), await company.order()
    made = await work.log(company.boris, one.id, spent=20 * HOUR)
    with pytest.raises(Invalid):
        await work.log(company.boris, other.id, spent=5 * HOUR)
    await work.change(company.boris, one.id, made.id, spent=19 * HOUR)
    await work.log(company.boris, other.id, spent=5 * HOUR)


async def test_own_entries_are_put_right_for_a_week(company: Company) -> None:
    ticket = await company.order()
    made = await work.log(company.boris, ticket.id, spent=HOUR, text="first")
    changed = await work.change(company.boris, ticket.id, made.id, text="second")
    assert (changed.spent, changed.text) == (HOUR, "second")
    with pytest.raises(NotFound):
        await work.change(company.vera, ticket.id, made.id, text="hers")
    other = await company.order()
    with pytest.raises(NotFound):
        await work.change(company.boris, other.id, made.id, text="elsewhere")
    await execute("UPDATE work SET at = $1", now_us() - 8 * DAY_US)
    with pytest.raises(Conflict):
        await work.change(company.boris, ticket.id, made.id, text="third")
    with pytest.raises(Conflict):
        await work.delete(company.boris, ticket.id, made.id)


# The timer ------------------------------------------------------------------------------------------------------


async def _began(person_id: int, ago: int) -> None:
    await execute("UPDATE work_timer SET started_at = $1 WHERE person_id = $2", now_us() - ago, person_id)


async def test_the_timer_writes_down_what_it_has_counted(company: Company) -> None:
    ticket = await company.order()
    assert await work_timer.start(company.boris, ticket.id) is None
    await _began(company.boris.id, 25 * MINUTE_US + 10)
    made = await work_timer.stop(company.boris, ticket.id, text="repaired")
    assert (made.spent, made.source, made.text) == (25 * MINUTE_US, "timer", "repaired")
    assert await work_timer.of(company.boris.id) is None
    with pytest.raises(Conflict):
        await work_timer.stop(company.boris, ticket.id)


async def test_one_works_on_one_ticket_at_a_time(company: Company) -> None:
    """To begin on another one writes down the first; to begin again on the same one changes nothing."""
    one, other = await company.order(), await company.order()
    await work_timer.start(company.boris, one.id)
    await _began(company.boris.id, 40 * MINUTE_US)
    before = await work_timer.of(company.boris.id)
    assert await work_timer.start(company.boris, one.id) is None
    assert await work_timer.of(company.boris.id) == before
    written = await work_timer.start(company.boris, other.id)
    assert written is not None
    assert (written.ticket_id, written.spent) == (one.id, 40 * MINUTE_US)
    running = await work_timer.of(company.boris.id)
    assert running is not None
    assert running.ticket_id == other.id


async def test_two_presses_at_once_write_the_time_down_once(company: Company) -> None:
    """From two windows, or by a double click: on both ways by which a timer ends."""
    one, other = await company.order(), await company.order()
    for end in (partial(work_timer.stop, company.boris, one.id), partial(work_timer.start, company.boris, other.id)):
        await work_timer.start(company.boris, one.id)
        await _began(company.boris.id, 40 * MINUTE_US)
        before = int(await fetch_value("SELECT count(*) FROM work"))
        await gather(*(end() for _ in range(4)), return_exceptions=True)
        assert int(await fetch_value("SELECT count(*) FROM work")) == before + 1


async def test_a_forgotten_timer_asks(company: Company) -> None:
    """Nobody is believed to have worked for more than eight hours without a word."""
    one, other = await company.order(), await company.order()
    await work_timer.start(company.boris, one.id)
    await _began(company.boris.id, FORGOTTEN_US + MINUTE_US)
    with pytest.raises(Conflict):
        await work_timer.start(company.boris, other.id)
    with pytest.raises(Invalid):
        await work_timer.stop(company.boris, one.id)
    made = await work_timer.stop(company.boris, one.id, spent=HOUR)
    assert (made.spent, made.source) == (HOUR, "hand")


async def test_a_timer_of_months_ago_can_be_stopped(company: Company) -> None:
    ticket = await company.order()
    await work_timer.start(company.boris, ticket.id)
    await _began(company.boris.id, 90 * DAY_US)
    assert (await work_timer.stop(company.boris, ticket.id, spent=HOUR)).spent == HOUR


async def test_a_timer_can_be_thrown_away(company: Company) -> None:
    ticket = await company.order()
    await work_timer.start(company.boris, ticket.id)
    await work_timer.discard(company.vera, ticket.id)
    assert await work_timer.of(company.boris.id) is not None
    await work_timer.discard(company.boris, ticket.id)
    assert await work_timer.of(company.boris.id) is None
    assert await fetch("SELECT id FROM work") == []


async def test_a_timer_on_what_one_sees_no_more_just_ends(company: Company) -> None:
    one, other = await company.order(), await company.order()
    await work_timer.start(company.boris, one.id)
    away = await fetch_value("SELECT id FROM team WHERE key = 'accounting'")
    await execute("UPDATE ticket SET team_id = $1 WHERE id = $2", away, one.id)
    assert await work_timer.start(company.boris, other.id) is None
    assert await fetch("SELECT id FROM work") == []


# Tasks ----------------------------------------------------------------------------------------------------------


async def test_who_does_a_task_writes_down_his_part(company: Company) -> None:
    """He does not see the ticket for that, nor what others have worked."""
    ticket = await company.order()
    made = await task_adding.add(company.boris, ticket.id, NewTask(title="Pay for it", team="accounting"))
    await work.log(company.boris, ticket.id, spent=HOUR)
    part = await work.log(company.fedor, ticket.id, spent=30 * MINUTE_US, task_id=made.task.id)
    assert part.task_id == made.task.id
    assert (await work.of_task(company.fedor, made.task.id)).spent == 30 * MINUTE_US
    await work.change(company.fedor, ticket.id, part.id, spent=HOUR)
    with pytest.raises(NotFound):
        await work.log_of(company.fedor, ticket.id)
    with pytest.raises(NotFound):
        await work.log(company.fedor, ticket.id, spent=HOUR)
    _, log = await work.log_of(company.boris, ticket.id)
    assert log.spent == 2 * HOUR
    other = await company.order()
    with pytest.raises(NotFound):
        await work.log(company.boris, other.id, spent=HOUR, task_id=made.task.id)


async def test_a_confidential_team_keeps_its_times(company: Company) -> None:
    ticket = await company.order()
    await work.log(company.boris, ticket.id, spent=HOUR)
    nobody = replace(company.boris, team_rights={})
    with pytest.raises(NotFound):
        await work.log_of(nobody, ticket.id)
