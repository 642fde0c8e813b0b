"""The worker is woken in the second in which something is due, and only then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from okno.db import execute, fetch, tx
from okno.settings import Settings
from okno.tickets.clock_alarm import KEY, Alarm
from tests.tickets.agreeing import moved_clock
from tests.tickets.burning import at, begin


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock; it begins on a Monday at nine."""
    move = moved_clock(monkeypatch)
    move(at(9))
    return move


async def _jobs() -> list[str]:
    return [row["name"] for row in await fetch("SELECT name FROM job WHERE key = $1", KEY)]


async def test_the_alarm_rings_when_something_is_due(db: Settings, set_to: Callable[[int], None]) -> None:
    """Once: while the job waits there is nothing to ask for; then it knows how long there is nothing to do."""
    alarm, people = Alarm(), await begin()
    assert await alarm.ring() == 0
    assert alarm.seconds() > 3600
    await people.ticket()
    set_to(at(9, 59))
    assert await alarm.ring() == 0
    assert alarm.seconds() == 60
    assert await _jobs() == []
    set_to(at(10))
    assert await alarm.ring() == 1
    assert await alarm.ring() == 0
    assert await _jobs() == ["tickets.clock"]
    async with tx():
        await execute("DELETE FROM job WHERE key = $1", KEY)
    assert await alarm.ring() == 1
