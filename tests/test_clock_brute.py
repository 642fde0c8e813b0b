"""Calendars as they are written against somebody who looks at the wall clock each minute, in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from okno.catalog.model import CalendarSpec
from okno.catalog.registry import exceptions_of
from okno.catalog.shape import build
from okno.clock import WorkCalendar, from_us, to_us
from tests.wallclock import NAMES, Wall

MINUTE = 60_000_000
YEARS = range(2025, 2028)
# Changes by an hour in the night, at midnight, by half an hour; none, and at odd minutes.
ZONES = (
    *("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Europe/Moscow", "America/Havana"),
    *("Australia/Lord_Howe", "Africa/Casablanca", "Asia/Beirut"),
)
TURNS = (
    *(date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 4), date(2026, 10, 25)),
    *(date(2026, 11, 1), date(2026, 2, 15), date(2026, 3, 22)),
)


def calendar_of(text: str) -> WorkCalendar:
    """Working time by a calendar as it is written."""
    spec = build(CalendarSpec, yaml.safe_load(text), _no_flaw)
    assert spec is not None
    return WorkCalendar.build(spec.zone, spec.week, exceptions_of(spec, YEARS), YEARS)


def _no_flaw(path: object, reason: object) -> None:
    raise AssertionError((path, reason))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def spans(draw: st.DrawFn) -> list[str]:
    """One or two spans of a day, at any quarter: also at times that come twice, and at such that do not come at all."""
    marks = sorted(draw(st.lists(st.integers(0, 96).map(lambda n: n * 15), min_size=2, max_size=4, unique=True)))
    return [f"{_clock(a)}-{_clock(b)}" for a, b in zip(marks[::2], marks[1::2], strict=False)]


@st.composite
def written(draw: st.DrawFn) -> tuple[str, datetime]:
    """A calendar as YAML, and a moment near a change of time, a holiday, or anywhere."""
    day = draw(st.sampled_from(TURNS) | st.dates(date(2026, 1, 2), date(2026, 12, 20)))
    near = st.sampled_from([day - timedelta(days=1), day, day + timedelta(days=1)])
    body = {
        "key": "any",
        "title": {"ru": "Любой", "en": "Any"},
        "zone": draw(st.sampled_from(ZONES)),
        "week": draw(st.dictionaries(st.sampled_from(NAMES), spans(), min_size=1)),
        "holidays": draw(st.sampled_from(["", "RU"])),
        "exceptions": draw(st.dictionaries(near.map(str), st.just([]) | spans(), max_size=2)),
    }
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=draw(st.integers(-900, 900)))
    return yaml.safe_dump(body, allow_unicode=True), start


@settings(max_examples=60, deadline=None)
@given(written(), st.integers(1, 2 * 24 * 60))
def test_every_minute_counts_as_it_is_written(rules: tuple[str, datetime], length: int) -> None:
    text, start = rules
    end = start + timedelta(minutes=length)
    assert calendar_of(text).between(to_us(start), to_us(end)) == Wall(text).between(start, end) * MINUTE


@settings(max_examples=40, deadline=None)
@given(written(), st.integers(1, 6 * 60))
def test_a_due_time_is_the_end_of_the_last_minute_that_counts(rules: tuple[str, datetime], minutes: int) -> None:
    text, start = rules
    calendar, wall = calendar_of(text), Wall(text)
    due = from_us(calendar.add(to_us(start), minutes * MINUTE))
    if due - start < timedelta(days=4):
        assert due == wall.due(start, minutes)
    assert wall.works(due - timedelta(minutes=1))
    assert calendar.back(to_us(due), minutes * MINUTE) >= to_us(start)


DAY = "key: day\ntitle: {{ru: День, en: Day}}\nzone: {zone}\nweek: {{{week}}}\n"


@pytest.mark.parametrize(
    ("zone", "week", "day", "hours"),
    [
        ("Europe/Berlin", 'sun: ["00:00-24:00"]', "2026-03-29", 23),
        ("Europe/Berlin", 'sun: ["00:00-24:00"]', "2026-10-25", 25),
        ("Europe/Berlin", 'sun: ["02:30-05:00"]', "2026-03-29", 2),
        ("Europe/Berlin", 'sun: ["00:00-02:30"]', "2026-03-29", 2),
        ("Europe/Berlin", 'sun: ["02:00-03:00"]', "2026-10-25", 2),
        ("America/New_York", 'sun: ["01:30-03:00"]', "2026-11-01", 2),
        ("Asia/Kathmandu", 'sun: ["00:00-24:00"]', "2026-03-29", 24),
        ("Australia/Lord_Howe", 'sun: ["00:00-24:00"]', "2026-10-04", 23.5),
    ],
)
def test_hours_that_come_twice_count_twice_and_those_left_out_not_at_all(
    zone: str, week: str, day: str, hours: float
) -> None:
    calendar = calendar_of(DAY.format(zone=zone, week=week))
    noon = to_us(datetime.fromisoformat(f"{day}T12:00+00:00"))
    assert calendar.between(noon - 36 * 60 * MINUTE, noon + 36 * 60 * MINUTE) == hours * 60 * MINUTE


def test_own_days_count_before_the_holidays_of_a_country() -> None:
    """A worked holiday, a worked Saturday, a short day; of a country that nobody knows there are none."""
    text = (
        DAY.format(zone="Europe/Moscow", week=", ".join(f'{name}: ["09:00-18:00"]' for name in NAMES[:5]))
        + 'holidays: RU\nexceptions:\n  2026-06-12: ["10:00-12:00"]\n  2026-11-07: ["09:00-13:00"]\n'
    )

    def hours(day: str) -> float:
        midnight = to_us(datetime.fromisoformat(f"{day}T00:00+03:00"))
        return calendar_of(text).between(midnight, midnight + 24 * 60 * MINUTE) / 60 / MINUTE

    assert [hours(day) for day in ("2026-06-12", "2026-11-07", "2026-11-04", "2026-11-05")] == [2, 4, 0, 9]
