"""A manager reads why a ticket is late, minute by minute: each time in a state, each day, what did not count."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from okno import tickets
from okno.catalog.levels import Policy
from okno.catalog.model import CalendarSpec
from okno.db import execute
from okno.events.log import read_stream
from okno.i18n import translator
from okno.settings import Settings
from okno.themes.clock_parts import ClockSegment, ClockView
from okno.tickets import Ticket, clock_scanner, reclassify
from okno.tickets.clock_acts import come_of
from okno.tickets.reclassify import Wish
from okno.tickets.segments import segments
from okno.web.clocktable import Table, hours_of
from okno.web.clockview import large_clock_view
from tests.tickets.agreeing import moved_clock
from tests.tickets.burning import DAY, Burning, at, begin, catalog, level, put_in_force

ENGLISH = translator("en", "UTC")


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock; it begins on a Monday at nine."""
    move = moved_clock(monkeypatch)
    move(at(9))
    return move


async def _clock(people: Burning, ticket: Ticket, now: int) -> ClockView:
    fresh = await people.fresh(ticket)
    facts = await read_stream("ticket", ticket.id)
    return large_clock_view(
        fresh, await segments(fresh, now), ENGLISH, come=await come_of(ticket.id), facts=facts, now=now
    )


def _minutes(text: str) -> int:
    found = re.fullmatch(r"(?:(\d+) h)? ?(?:(\d+) min)?", text.replace("\u00a0", " "))
    return int(found[1] or 0) * 60 + int(found[2] or 0) if found is not None else 0


def _plain(lines: tuple[ClockSegment, ...]) -> list[tuple[str, str, str]]:
    return [(one.span, one.why, one.counted.replace("\u00a0", " ")) for one in lines]


async def test_each_time_in_a_state_is_told_and_they_add_up(db: Settings, set_to: Callable[[int], None]) -> None:
    """Over a weekend and a holiday, with a pause: days by name, minutes that sum to the widget."""
    people = await begin()
    holiday = replace(DAY, exceptions={"2026-11-18": ()})
    await put_in_force(catalog(level(), calendars=(holiday,)))
    set_to(at(16))
    ticket = await people.ticket()
    set_to(at(17, 30))
    await tickets.take(people.boris, ticket.id, version=None)
    set_to(at(10, day=19))
    await tickets.move(people.boris, ticket.id, to="waiting_user", version=None, text="Which?")
    set_to(at(12, day=19))
    await tickets.move(people.boris, ticket.id, to="in_progress", version=None)
    now = at(9, 30, day=23)
    clock = await _clock(people, ticket, now)
    *lines, total = clock.segments
    assert [one.counted.replace("\u00a0", " ") for one in lines] == [
        "1 h 30 min",
        "10 h 30 min",
        "pause",
        "15 h 30 min",
    ]
    assert [one.why for one in lines] == [
        "“New”: the clock goes",
        "“In progress”: the clock goes",
        "waiting for the requester: the clock stands",
        "“In progress”: the clock goes",
    ]
    assert [one.notes for one in lines] == [
        (),
        ("did not count: Wed 18 Nov: day off by the calendar",),
        (),
        ("did not count: Sat 21 Nov, Sun 22 Nov: weekend",),
    ]
    assert _minutes(total.counted) == sum(_minutes(one.counted) for one in lines) == 27 * 60 + 30
    for one in lines:
        assert not one.days or sum(_minutes(day.counted) for day in one.days) == _minutes(one.counted)
    assert [day.hours for day in lines[1].days] == ["17:30–18:00", "09:00–18:00", "09:00–10:00"]
    assert clock.kind == "late"
    assert "service level “Fast”" in clock.rule
    assert "nights, days off and holidays do not" in clock.rule


async def test_a_pause_in_which_the_clock_goes_says_so(db: Settings, set_to: Callable[[int], None]) -> None:
    """The level decides for which pauses it stands."""
    people = await begin(stops=())
    ticket = await tickets.take(people.boris, (await people.ticket()).id, version=None)
    await tickets.move(people.boris, ticket.id, to="waiting_user", version=None, text="Which?")
    clock = await _clock(people, ticket, at(11))
    assert clock.segments[-2].why == "waiting for the requester, but the clock goes by this service level"
    assert _minutes(clock.segments[-2].counted) == 120


async def test_another_promise_is_told_where_it_began(db: Settings, set_to: Callable[[int], None]) -> None:
    """By which policy, from how much to how much."""
    people = await begin()
    urgent = replace(level(), key="urgent", title={"ru": "Срочно", "en": "Urgent"})
    policy = Policy(key="top", title={"ru": "Важное", "en": "Top"}, sort=1, sla="urgent", priorities=("critical",))
    await put_in_force(catalog(level(), urgent, policies=(policy,)))
    ticket = await tickets.take(people.boris, (await people.ticket()).id, version=None)
    set_to(at(10))
    await reclassify(people.boris, ticket.id, Wish(impact=1, urgency=1), version=None)
    clock = await _clock(people, ticket, at(11))
    notes = clock.segments[-2].notes
    assert "service level: Fast → Urgent" in notes
    assert "policy: none → Top" in notes
    assert any(note.startswith("promised for the solution: 1 working day → 2") for note in notes)
    assert "Promised by the policy “Top”, service level “Urgent”, priority critical" in clock.rule


async def test_what_comes_next_and_what_came_is_told(db: Settings, set_to: Callable[[int], None]) -> None:
    """Whom the next step tells, and a sign on the strip where it burned and became late."""
    people = await begin()
    ticket = await tickets.take(people.boris, (await people.ticket()).id, version=None)
    clock = await _clock(people, ticket, at(10))
    assert "15:00: a notice goes to the assignee, to the leads of the team" in clock.ahead[0]
    assert "the solution is due" in clock.ahead[1]
    assert "goes on to the next line" in clock.ahead[1]
    for hour in (15, 17):
        set_to(at(hour))
        while await clock_scanner.look():
            pass
    clock = await _clock(people, ticket, at(17, 30))
    assert clock.strip is not None
    assert [one.kind for one in clock.strip.ticks] == ["warned", "late"]
    assert clock.strip.ticks[0].text.endswith("75 % of the time for the solution is gone")


async def test_an_answer_is_measured_without_the_wait_for_approval(db: Settings, set_to: Callable[[int], None]) -> None:
    """Nobody could answer then."""
    people = await begin()
    ticket = await people.ticket()
    await execute(
        "UPDATE ticket SET respond_waited = $2, respond_by = respond_by + $2 WHERE id = $1",
        ticket.id,
        3 * 3_600_000_000,
    )
    set_to(at(13))
    await tickets.take(people.boris, ticket.id, version=None)
    clock = await _clock(people, ticket, at(13))
    assert (clock.answer.replace("\u00a0", " "), clock.answer_line.replace("\u00a0", " ")) == (
        "Answered in 1 h",
        "out of 2 h",
    )
    assert not clock.answer_late


async def test_the_requester_reads_where_the_time_went_in_plain_words(
    db: Settings, set_to: Callable[[int], None]
) -> None:
    """No service level, no policy, no priority: what was done and what was waited for."""
    people = await begin()
    ticket = await tickets.take(people.boris, (await people.ticket()).id, version=None)
    set_to(at(10))
    await tickets.move(people.boris, ticket.id, to="waiting_user", version=None, text="Which?")
    fresh = await people.fresh(ticket)
    table = Table(await segments(fresh, at(11)), ENGLISH, now=at(11), plain=True)
    lines = [one[1:] for one in _plain(table.lines())]
    assert lines == [("in progress", "1 h"), ("we waited for your answer", "pause")]
    assert table.minutes == 60


async def test_hours_round_the_clock_are_told_as_such(db: Settings, set_to: Callable[[int], None]) -> None:
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00-24:00",))
    always = CalendarSpec(key="day", title={"ru": "Всегда", "en": "Always"}, zone="UTC", week=week)
    await put_in_force(catalog(level(), calendars=(always,)))
    assert hours_of("day", ENGLISH) == "The clock goes round the clock, by the calendar “Always”."
