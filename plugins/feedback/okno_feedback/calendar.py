"""Months and quarters as numbers: 202609 and 20263, by the clock of the company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from okno.api import from_us, now_us
from okno.api.clock import zone_of

DAY_US = 24 * 3600 * 1_000_000


def local(us: int) -> datetime:
    """The instant on the wall clock of the company."""
    return from_us(us).astimezone(ZoneInfo(zone_of("")))


def month_of(us: int) -> int:
    """The month of an instant: 202609."""
    at = local(us)
    return at.year * 100 + at.month


def quarter_of(us: int) -> int:
    """The quarter of an instant: 20263."""
    at = local(us)
    return at.year * 10 + (at.month - 1) // 3 + 1


def months(count: int, *, until: int | None = None) -> Sequence[int]:
    """The last `count` months up to `until` (this one), oldest first."""
    last = until or month_of(now_us())
    index = last // 100 * 12 + last % 100 - 1
    return [one // 12 * 100 + one % 12 + 1 for one in range(index - count + 1, index + 1)]


def quarters(count: int) -> Sequence[int]:
    """The last `count` quarters up to this one, newest first."""
    last = quarter_of(now_us())
    index = last // 10 * 4 + last % 10 - 1
    return [one // 4 * 10 + one % 4 + 1 for one in range(index, index - count, -1)]


def is_quarter(number: int) -> bool:
    """Whether this is the number of a quarter."""
    return 20_000 < number < 100_000 and number % 10 in (1, 2, 3, 4)


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 100, month % 100, 1)


def quarter_start(quarter: int) -> date:
    """The first day of a quarter."""
    return date(quarter // 10, quarter % 10 * 3 - 2, 1)


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)
