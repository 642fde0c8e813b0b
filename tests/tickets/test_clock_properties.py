"""Lives of tickets by chance, against somebody who looks at the wall clock each minute."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings as tuned, strategies as st

from okno.catalog.levels import Policy, SlaSpec, Target
from okno.catalog.model import CalendarSpec, Catalog
from okno.catalog.shape import build
from okno.clock import SECOND_US, from_us, now_us, to_us
from okno.db import tx
from okno.events.log import read_stream
from okno.settings import Settings
from okno.tickets import Ticket, clock, clock_fold, clock_story, clock_words, lines, store
from okno.tickets.move import go
from okno.tickets.reclassify import Wish, reclassify
from okno.tickets.segments import segments
from tests.tickets.agreeing import moved_clock
from tests.tickets.burning import Burning, begin, catalog, put_in_force
from tests.wallclock import MINUTE, Wall

CALENDARS = {
    "day": """
key: day
title: {ru: День, en: Day}
zone: Europe/Berlin
week:
  mon: ["09:00-13:00", "14:00-18:00"]
  tue: ["09:00-13:00", "14:00-18:00"]
  wed: ["09:00-13:00"]
  thu: ["09:00-13:00", "14:00-18:00"]
  fri: ["09:00-13:00", "14:00-18:00"]
  sun: ["01:30-02:30"]
exceptions:
  2026-03-28: ["10:00-16:30"]
  2026-03-30: []
  2026-10-26: ["09:00-12:15"]
  2026-11-02: []
""",
    "round": """
key: round
title: {ru: Всегда, en: Always}
zone: America/New_York
week: {mon: ["00:00-24:00"], tue: ["00:00-24:00"], wed: ["00:00-24:00"], thu: ["00:00-24:00"],
  fri: ["00:00-24:00"], sat: ["00:00-24:00"], sun: ["00:00-24:00"]}
""",
    "hills": """
key: hills
title: {ru: Горы, en: Hills}
zone: Asia/Kathmandu
week: {sun: ["06:15-12:00"], mon: ["06:15-12:00"], tue: ["06:15-12:00"], wed: ["06:15-12:00"], thu: ["06:15-12:00"]}
holidays: ""
""",
}
WALLS = {key: Wall(text) for key, text in CALENDARS.items()}
STOPS = {"fast": {"requester", "approval", "supplier"}, "keen": {"approval"}, "slow": {"requester", "approval"}}
PAUSES = {"waiting_user": "requester", "waiting_supplier": "supplier", "waiting_approval": "approval"}
OVER = {"done", "closed", "cancelled"}
STARTS = (
    datetime(2026, 3, 27, 6, 40, tzinfo=UTC),
    datetime(2026, 10, 23, 13, 10, tzinfo=UTC),
    datetime(2026, 10, 31, 20, 5, tzinfo=UTC),
)
STATES = ("new", "in_progress", "waiting_user", "waiting_supplier", "waiting_approval", "done", "closed", "cancelled")


def spec(key: str) -> CalendarSpec:
    """A calendar as the catalog has it."""
    found = build(CalendarSpec, yaml.safe_load(CALENDARS[key]), lambda path, reason: None)
    assert found is not None
    return found


def level(key: str, respond: str, resolve: str, **more: Any) -> SlaSpec:
    """A level that promises half of it from high on."""
    usual = Target(respond=respond, resolve=resolve)
    targets = {"critical": Target(respond="10m", resolve="70m"), "high": usual, "normal": usual, "low": usual}
    return SlaSpec(key=key, title={"ru": key, "en": key}, targets=targets, **more)


def hours_of_many() -> Catalog:
    """Levels in the hours of the team and in their own; critical ones and the second line have others."""
    title = {"ru": "Правило", "en": "Rule"}
    return catalog(
        level("fast", "45m", "6h", stops=tuple(sorted(STOPS["fast"]))),
        level("keen", "20m", "9h", stops=("approval",), calendar="round"),
        level("slow", "90m", "2d", stops=("requester", "approval"), calendar="hills"),
        policies=(
            Policy(key="burning", title=title, sort=1, sla="keen", priorities=("critical",)),
            Policy(key="deep", title=title, sort=2, sla="slow", lines=(2,)),
        ),
        calendars=tuple(spec(key) for key in CALENDARS),
    )


@dataclass(frozen=True)
class Step:
    """What happens after some minutes: another state, priority, line, or an answer of the staff."""

    after: int
    kind: str
    value: Any


STEP = st.builds(
    Step,
    st.integers(0, 26 * 60) | st.integers(0, 2 * 24 * 60),
    st.just("state"),
    st.sampled_from(STATES),
) | st.builds(
    Step,
    st.integers(0, 12 * 60),
    st.sampled_from(["grade", "line", "answer"]),
    st.integers(0, 2),
)


@dataclass(frozen=True)
class Era:
    """What held from an instant on."""

    since: int
    state: str
    sla: str
    calendar: str

    @classmethod
    def of(cls, ticket: Ticket) -> Era:
        """What holds now."""
        return cls(now_us(), ticket.state, ticket.sla, ticket.calendar)

    def counts(self, minute: datetime) -> bool:
        """Whether this minute is one that was promised."""
        pause = PAUSES.get(self.state)
        runs = self.state not in OVER and (pause is None or pause not in STOPS[self.sla])
        return runs and WALLS[self.calendar].works(minute)


async def live(people: Burning, begins: datetime, steps: Sequence[Step], set_to: Callable[[int], None]) -> None:
    """One life, looked at after each step."""
    at = begins
    set_to(to_us(at))
    ticket = await people.ticket()
    eras, counted = [Era.of(ticket)], 0
    for step in (*steps, Step(17, "nothing", None)):
        until = at + step.after * MINUTE
        minutes = (at + n * MINUTE for n in range((until - at) // MINUTE))
        counted += sum(eras[-1].counts(minute) for minute in minutes)
        at = until
        set_to(to_us(at))
        await take(people, ticket, step)
        ticket = await store.load(ticket.id)
        eras.append(Era.of(ticket))
        check_sums(ticket, counted)
        await check_story(ticket)
    check_due(ticket, eras)


async def take(people: Burning, ticket: Ticket, step: Step) -> None:
    """Does one step, where the ticket may take it."""
    fresh = await store.load(ticket.id)
    if step.kind == "grade" and fresh.open:
        await reclassify(people.boris, fresh.id, Wish(impact=1 + step.value, urgency=1 + step.value), version=None)
    async with tx():
        locked = await store.locked(ticket.id)
        if step.kind == "state" and step.value != locked.state:
            await go(locked, step.value, actor_id=None, comment_id=None, by_rule=True)
        elif step.kind == "line" and locked.open:
            await lines.to_line(locked, 1 + step.value % 2, actor_id=None)
        elif step.kind == "answer":
            await store.touch(locked, clock.answered(locked, now_us()))


def check_sums(ticket: Ticket, counted: int) -> None:
    """What the columns say was worked is what the minutes say."""
    assert ticket.worked + clock.worked_since(ticket, now_us()) == counted * 60 * SECOND_US


async def check_story(ticket: Ticket) -> None:
    """The story that is kept is the one that the facts tell, and it adds up to the columns."""
    told = await clock_story.of(ticket)
    assert told == clock_fold.folded(ticket, await read_stream("ticket", ticket.id))
    now = now_us()
    shown = await segments(ticket, now)
    worked = ticket.worked + clock.worked_since(ticket, now)
    assert sum(one.counted for one in shown) == worked
    assert sum(clock_words.counted_seconds(shown)) == worked // SECOND_US
    assert all(one.end == after.start for one, after in pairwise(told))
    assert (ticket.running_since is not None) == told[-1].runs
    # Counted anew under the same hours, nothing is another.
    known = clock.recounted(ticket, told, now)
    assert {name: getattr(ticket, name) for name in known if hasattr(ticket, name)} == {
        name: value for name, value in known.items() if hasattr(ticket, name)
    }


def check_due(ticket: Ticket, eras: Sequence[Era]) -> None:
    """The solution is due at the end of the minute with which the promised time is used up."""
    if ticket.resolve_by is None:
        return
    left = ticket.resolve_work // (60 * SECOND_US)
    for era, after in zip(
        eras, [*eras[1:], replace(eras[-1], since=eras[-1].since + 20 * 24 * 3600 * SECOND_US)], strict=True
    ):
        minute, end = from_us(era.since), from_us(after.since)
        while minute < end:
            left -= era.counts(minute)
            minute += MINUTE
            if left == 0:
                assert from_us(ticket.resolve_by) == minute
                return
    raise AssertionError("never due")


async def test_any_life_counts_as_the_minutes_do(db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moves, pauses that stop one level and not another, changes of promise and calendar, ends and reopenings."""
    set_to = moved_clock(monkeypatch)
    people = await begin()
    await put_in_force(hours_of_many())
    loop = asyncio.get_running_loop()

    @tuned(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(STARTS), st.lists(STEP, max_size=6))
    def any_life(begins: datetime, steps: list[Step]) -> None:
        asyncio.run_coroutine_threadsafe(live(people, begins, steps, set_to), loop).result()

    await asyncio.to_thread(any_life)
