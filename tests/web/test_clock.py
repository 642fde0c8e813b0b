"""The clock in words: its kinds, and the table whose lines add up to the widget."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import groupby, pairwise

from okno.access import actor_of
from okno.clock import now_us
from okno.events import Fact
from okno.i18n import translator
from okno.people import required
from okno.themes.contexts import ClockView
from okno.tickets import Ticket, get
from okno.tickets.backdate import backdate
from okno.tickets.segments import segments
from okno.tickets.story import Entry
from okno.web.clock_told import after_cause
from okno.web.clockview import large_clock_view
from okno.web.clockwhy import MINUTE_US
from tests.web.browsing import Browser
from tests.web.conftest import Company, move, order, take

WORDS = translator("en", "Europe/Moscow")


def minutes(text: str) -> int:
    """«10 h 55 min» as minutes; nothing when there is no time in the text."""
    found = re.search(r"(?:(\d+)\sh)?\s?(?:(\d+)\smin)?$", text)
    assert found is not None
    return int(found[1] or 0) * 60 + int(found[2] or 0)


async def seen_by(who: Browser, number: int) -> Ticket:
    """The ticket as it is stored."""
    return (await get(await actor_of(await required(who.id)), number))[0]


async def clock_of(ticket: Ticket, *, later: timedelta = timedelta(0)) -> ClockView:
    """The large clock, as it will be after some time."""
    now = now_us() + later // timedelta(microseconds=1)
    return large_clock_view(ticket, await segments(ticket, now), WORDS, now=now)


async def test_the_lines_add_up_to_the_widget(company: Company) -> None:
    """After a week with a pause in it, to the minute."""
    number = await order(company.anna)
    await take(company.boris, number)
    await move(company.boris, number, "waiting_user", "Which one?")
    await move(company.boris, number, "in_progress")
    await backdate(number, timedelta(days=7))
    ticket = await seen_by(company.boris, number)
    clock = await clock_of(ticket)
    *lines, total = clock.segments
    assert total.total
    assert sum(minutes(line.counted) for line in lines if line.counted != "pause") == minutes(total.counted)
    assert "pause" in [line.counted for line in lines]
    left = ticket.resolve_work // MINUTE_US - minutes(total.counted)
    assert minutes(clock.big.split(" left")[0].removeprefix("Overdue by ")) == abs(left)


async def test_the_strip_shows_what_ran_what_stood_and_what_is_left(company: Company) -> None:
    """In their order, apart from each other, within its width; the line for now stands where the rest begins."""
    number = await order(company.anna)
    await take(company.boris, number)
    await move(company.boris, number, "waiting_user", "Which one?")
    await move(company.boris, number, "in_progress")
    await backdate(number, timedelta(hours=10))
    strip = (await clock_of(await seen_by(company.boris, number))).strip
    assert strip is not None
    assert [kind for kind, _ in groupby(bar.kind for bar in strip.bars)] == ["ran", "held", "ran", "todo"]
    places = [(float(bar.x), float(bar.x) + float(bar.width)) for bar in strip.bars]
    assert all(0 <= left < right <= 300 for left, right in places)
    assert all(one[1] <= other[0] + 0.2 for one, other in pairwise(places))
    rest = next(float(bar.x) for bar in strip.bars if bar.kind == "todo")
    assert abs(float(strip.now) - rest) < 5
    assert "it stood" in strip.label


async def test_what_ran_after_the_due_time_looks_different(company: Company) -> None:
    """And an answer that came late is not praised."""
    number = await order(company.anna)
    await backdate(number, timedelta(hours=40))
    await take(company.boris, number)
    await move(company.boris, number, "waiting_user", "Which one?")
    await move(company.boris, number, "in_progress")
    clock = await clock_of(await seen_by(company.boris, number))
    assert clock.strip is not None
    assert clock.strip.kinds[:2] == ("ran", "over")
    assert clock.answer_late


async def test_a_clock_burns_and_then_is_late(company: Company) -> None:
    """The answer burns first; what is due is the nearer of both."""
    number = await order(company.anna)
    ticket = await seen_by(company.boris, number)
    assert ticket.respond_by is not None
    assert ticket.resolve_by is not None
    until = timedelta(microseconds=ticket.respond_by - now_us())
    assert (await clock_of(ticket)).kind == "fine"
    assert "to answer" in (await clock_of(ticket)).text
    soon = await clock_of(ticket, later=until - timedelta(minutes=5))
    assert soon.kind == "burn"
    assert soon.used >= 75
    late = await clock_of(ticket, later=until + timedelta(minutes=1))
    assert late.kind == "late"
    assert late.text.startswith("\u2212")
    assert late.big.startswith("Overdue")


async def test_a_done_ticket_tells_how_long_it_took(company: Company) -> None:
    """The clock has stopped for good; a cancelled ticket has none."""
    done, cancelled = await order(company.anna), await order(company.anna, place="Elsewhere")
    await take(company.boris, done)
    await move(company.boris, done, "done")
    ticket = await seen_by(company.boris, done)
    clock = await clock_of(ticket, later=timedelta(days=3))
    assert clock.kind == "done"
    assert minutes(clock.big) == ticket.worked // MINUTE_US
    page = await company.anna.open(f"/tickets/{cancelled}")
    await company.anna.send(page.form(f"/tickets/{cancelled}/move", to="cancelled"))
    assert (await clock_of(await seen_by(company.boris, cancelled))).kind == "none"


def test_what_is_promised_stands_after_what_has_changed_it() -> None:
    """It is recorded a moment before; what another act changed later does not take it along."""
    told = [
        _fact("TicketCreated", 0),
        _fact("PromiseChanged", 5, why="classified"),
        _fact("TicketReclassified", 6),
        _fact("PromiseChanged", 20, why="catalog"),
        _fact("TicketReclassified", 21),
        _fact("PromiseChanged", 30, why="handed"),
        _fact("TicketAssigned", 32_000_000),
    ]
    assert [entry.fact.at for entry in after_cause(told)] == [0, 6, 5, 20, 21, 30, 32_000_000]


def _fact(kind: str, at: int, **payload: str) -> Entry:
    return Entry(Fact(at, "ticket", 1, kind, None, at, payload, ()))
