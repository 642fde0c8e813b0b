"""Checks service levels, the matrix of priorities and calendars."""

from datetime import date
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from okno.catalog.check_texts import TITLE_LIMIT, Found, languages, target
from okno.catalog.days_off import is_known
from okno.catalog.model import PRIORITIES, CalendarSpec, PriorityMatrix, SlaSpec
from okno.clock import DAYS, WorkCalendar
from okno.text import N_

STEPS = 3
"""How many steps impact and urgency have."""


def sla(level: SlaSpec) -> Found:
    """Give the problems of a service level."""
    for name in PRIORITIES:
        if name not in level.targets:
            yield ("targets",), N_("The priority “%(name)s” is missing", name=name)
    for name, promise in level.targets.items():
        if name not in PRIORITIES:
            yield ("targets", name), N_("Write one of these: %(allowed)s", allowed=", ".join(PRIORITIES))
        for path, reason in target(promise.respond, promise.resolve):
            yield ("targets", name, *path), reason


def priorities(matrix: PriorityMatrix) -> Found:
    """Give the problems of the matrix of priorities."""
    if matrix.key != "default":
        yield ("key",), N_("There is one matrix of priorities; its key is “default”")
    for name in ("impacts", "urgencies"):
        steps = getattr(matrix, name)
        if len(steps) != STEPS:
            yield (name,), N_("Write %(n)s steps", n=STEPS)
        for index, texts in enumerate(steps):
            yield from languages(texts, (name, index), TITLE_LIMIT)
    if len(matrix.matrix) != STEPS or any(len(row) != STEPS for row in matrix.matrix):
        yield ("matrix",), N_("Write %(n)s rows of %(n)s priorities", n=STEPS)


def calendar(calendar: CalendarSpec) -> Found:
    """Give the problems of a working calendar."""
    try:
        ZoneInfo(calendar.zone)
    except (OSError, ValueError, KeyError):
        yield ("zone",), N_("There is no time zone “%(zone)s”; write one as Europe/Moscow", zone=calendar.zone)
        return
    for day in calendar.week:
        if day not in DAYS:
            yield ("week", day), N_("Write one of these: %(allowed)s", allowed=", ".join(DAYS))
    if not any(calendar.week.values()):
        yield ("week",), N_("A week needs working hours")
    if calendar.holidays and not is_known(calendar.holidays):
        yield (
            ("holidays",),
            N_("Nothing is known of the holidays of “%(country)s”; write a country as RU", country=calendar.holidays),
        )
    for day in calendar.exceptions:
        if not _is_date(day):
            yield ("exceptions", day), N_("Write a date as 2026-12-31")
    for part in ("week", "exceptions"):
        for day, spans in getattr(calendar, part).items():
            if not _hours(spans):
                yield (part, day), N_("Write hours as 09:00-13:00, each later than the one before")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@lru_cache(maxsize=200)
def _hours(spans: tuple[str, ...]) -> bool:
    """Tell whether spans are well formed, in order and apart; equal-width text compares like time."""
    try:
        WorkCalendar.build("UTC", {}, {date(2026, 1, 1): spans}, range(2026, 2027))
    except ValueError:
        return False
    ends = [end for span in spans for end in span.split("-")]
    return all(a < b if index % 2 == 0 else a <= b for index, (a, b) in enumerate(pairwise(ends)))
