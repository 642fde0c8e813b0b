"""What a calendar makes of a year: the days that differ from the week, and how much work there is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from okno.catalog import registry
from okno.catalog.days_off import titles
from okno.catalog.model import CalendarSpec
from okno.catalog.shape import build
from okno.clock import DAYS, now, to_us
from okno.i18n import Translator
from okno.text import N_, plural
from okno.themes.editor import YearDay, YearView

HOUR_US = 3_600_000_000


def years(body: Mapping[str, Any], key: str, t: Translator) -> tuple[YearView, ...]:
    """This year and the next, as the calendar of a body makes them; none while it cannot be read."""
    spec = build(CalendarSpec, {**body, "key": key}, lambda _path, _reason: None)
    if not isinstance(spec, CalendarSpec):
        return ()
    try:
        return tuple(_year(spec, now().year + ahead, t) for ahead in (0, 1))
    except (ValueError, OSError, KeyError):
        # A day or a zone that is none is told beside its field.
        return ()


def _year(spec: CalendarSpec, year: int, t: Translator) -> YearView:
    work = registry.work_calendar(spec)
    zone = ZoneInfo(spec.zone)
    start, end = (to_us(datetime(one, 1, 1, tzinfo=zone).astimezone(UTC)) for one in (year, year + 1))
    hours = work.between(start, end) // HOUR_US
    special = registry.exceptions_of(spec, range(year, year + 1))
    days = sum(bool(special.get(day, spec.week.get(DAYS[day.weekday()], ()))) for day in _days(year))
    return YearView(
        year=str(year),
        line=f"{t.say(plural('%(n)s working day', '%(n)s working days', days))}, {t.number(hours)} {t.gettext('h')}",
        days=tuple(_differing(spec, special, year, t)),
    )


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _differing(
    spec: CalendarSpec, special: Mapping[date, tuple[str, ...]], year: int, t: Translator
) -> Iterator[YearDay]:
    """The days whose hours are not those of their weekday."""
    called = titles(spec.holidays, year, t.locale)
    for day in sorted(special):
        usual, hours = spec.week.get(DAYS[day.weekday()], ()), special[day]
        if day.year != year or hours == usual:
            continue
        kind = "off" if not hours else "worked" if not usual else "moved"
        said = called.get(day, "") or t.say(N_("Day off")) if not hours else _hours(hours, usual, t)
        yield YearDay(day=format_date(day, "d MMMM, EEE", locale=t.locale), text=said, kind=kind)


def _hours(hours: tuple[str, ...], usual: tuple[str, ...], t: Translator) -> str:
    # A span is not broken at its dash.
    spans = ", ".join(hours).replace("-", "\u2060–\u2060")
    if not usual:
        return t.say(N_("worked, %(hours)s", hours=spans))
    return t.say(N_("other hours, %(hours)s", hours=spans))
