"""Working time: the same as counting minute by minute on the wall clock, whatever the zone does to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from okno.clock import DAYS, WorkCalendar, from_us, now, to_us

MINUTE = 60_000_000
# Changes at 2:00, at 1:00, at midnight (Havana), by half an hour (Lord Howe), none.
ZONES = ("Europe/Berlin", "Europe/London", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "Europe/Moscow")
YEARS = range(2025, 2027)

# Nobody begins or ends in the hours that a change of time repeats or leaves out.
_hours = st.lists(st.sampled_from([0, *range(4 * 60, 24 * 60 + 1, 15)]), min_size=2, max_size=4, unique=True)


def clock_text(minutes: int) -> str:
    """Minutes after midnight as 09:30."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def spans(draw: st.DrawFn) -> list[str]:
    """One or two spans of a day."""
    marks = sorted(draw(_hours))
    return [f"{clock_text(a)}-{clock_text(b)}" for a, b in zip(marks[::2], marks[1::2], strict=False)]


@st.composite
def calendars(draw: st.DrawFn) -> tuple[str, dict[str, list[str]], dict[date, list[str]], datetime]:
    """A zone, a week, moved days, and a moment near a change of time or anywhere."""
    zone = draw(st.sampled_from(ZONES))
    week = draw(st.dictionaries(st.sampled_from(DAYS), spans(), min_size=1))
    days = st.sampled_from(
        [date(2025, 3, 9), date(2025, 3, 30), date(2025, 4, 6), date(2025, 10, 5), date(2025, 10, 26)]
    )
    day = draw(days | st.dates(date(2025, 2, 1), date(2026, 10, 1)))
    moved = draw(st.dictionaries(st.just(day) | st.just(day + timedelta(days=1)), st.just([]) | spans(), max_size=2))
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=draw(st.integers(-600, 900)))
    return zone, week, moved, start


def works(zone: str, week: dict[str, list[str]], moved: dict[date, list[str]], moment: datetime) -> bool:
    """Whether the wall clock shows working time: the plain reading of the rules."""
    local = moment.astimezone(ZoneInfo(zone))
    shown = local.strftime("%H:%M")
    return any(
        a <= shown < b for a, b in (s.split("-") for s in moved.get(local.date(), week.get(DAYS[local.weekday()], [])))
    )


@settings(max_examples=40)
@given(calendars(), st.integers(1, 3 * 24 * 60))
def test_measuring_is_counting_minutes(
    rules: tuple[str, dict[str, list[str]], dict[date, list[str]], datetime], length: int
) -> None:
    zone, week, moved, start = rules
    calendar = WorkCalendar.build(zone, week, moved, YEARS)
    counted = sum(works(zone, week, moved, start + timedelta(minutes=n)) for n in range(length))
    assert calendar.between(to_us(start), to_us(start + timedelta(minutes=length))) == counted * MINUTE


@settings(max_examples=40)
@given(calendars(), st.integers(1, 20 * 60))
def test_a_due_time_is_the_first_moment_at_which_the_work_is_over(
    rules: tuple[str, dict[str, list[str]], dict[date, list[str]], datetime], minutes: int
) -> None:
    zone, week, moved, start = rules
    calendar = WorkCalendar.build(zone, week, moved, YEARS)
    try:
        due = calendar.add(to_us(start), minutes * MINUTE)
    except ValueError:
        return
    assert calendar.between(to_us(start), due) == minutes * MINUTE
    assert calendar.between(to_us(start), due - 1) == minutes * MINUTE - 1
    assert works(zone, week, moved, from_us(due) - timedelta(minutes=1))


OFFICE = {day: ["09:00-18:00"] for day in DAYS[:5]}


def at(text: str) -> int:
    """A wall clock moment in Moscow."""
    return to_us(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Moscow")))


def office(moved: dict[date, list[str]] | None = None) -> WorkCalendar:
    """Five days of nine hours."""
    return WorkCalendar.build("Europe/Moscow", OFFICE, moved or {}, YEARS)


def test_the_weekend_does_not_count() -> None:
    assert office().add(at("2025-11-14T17:00"), 2 * 60 * MINUTE) == at("2025-11-17T10:00")


def test_a_moved_working_saturday_counts_and_a_holiday_does_not() -> None:
    moved = {date(2025, 11, 1): ["09:00-13:00"], date(2025, 11, 3): [], date(2025, 11, 4): []}
    assert office(moved).add(at("2025-10-31T17:00"), 6 * 60 * MINUTE) == at("2025-11-05T10:00")


def test_work_that_ends_with_the_day_is_due_that_evening_not_the_next_morning() -> None:
    assert office().add(at("2025-11-14T16:00"), 2 * 60 * MINUTE) == at("2025-11-14T18:00")


def test_no_work_is_due_at_once_even_at_night() -> None:
    assert office().add(at("2025-11-15T03:00"), 0) == at("2025-11-15T03:00")


def test_round_the_clock_has_no_gaps() -> None:
    calendar = WorkCalendar.build("Europe/Berlin", {day: ["00:00-24:00"] for day in DAYS}, {}, YEARS)
    year = to_us(datetime(2026, 1, 1, tzinfo=UTC)) - to_us(datetime(2025, 1, 1, tzinfo=UTC))
    begin = to_us(datetime(2025, 1, 1, tzinfo=UTC))
    assert calendar.between(begin, begin + year) == year


def test_hours_that_overlap_count_once() -> None:
    calendar = WorkCalendar.build("UTC", {"mon": ["09:00-12:00", "11:00-13:00", "13:00-14:00"]}, {}, YEARS)
    monday = to_us(datetime(2025, 11, 17, tzinfo=UTC))
    assert calendar.between(monday, monday + 24 * 60 * MINUTE) == 5 * 60 * MINUTE


def test_beyond_the_years_there_is_an_error_not_a_wrong_time() -> None:
    with pytest.raises(ValueError, match="reach"):
        office().add(at("2026-12-31T17:00"), 100 * 60 * MINUTE)


@pytest.mark.parametrize("span", ["9-18", "18:00-09:00", "09:00-09:00", "09:61-10:00", "09:00-25:00", ""])
def test_a_span_that_is_none_is_refused(span: str) -> None:
    with pytest.raises(ValueError, match="span of hours"):
        WorkCalendar.build("UTC", {"mon": [span]}, {}, YEARS)


@given(st.datetimes(timezones=st.just(UTC)))
def test_microseconds_come_back_as_the_same_moment(moment: datetime) -> None:
    assert from_us(to_us(moment)) == moment


def test_now_is_aware() -> None:
    assert now().utcoffset() == timedelta(0)
