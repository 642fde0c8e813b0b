"""Time: now, instants as whole microseconds, and working time by a calendar."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

SECOND_US = 1_000_000
FAR_US = 253_402_214_400_000_000
"""9999-12-31: the due time of what has none. It sorts after every real one and is never NULL."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")


class _Company:
    zone = "Europe/Moscow"


def settle(zone: str) -> None:
    """Tells in which zone the company lives, as its settings say."""
    _Company.zone = zone


def zone_of(own: str) -> str:
    """The zone in which a person reads and means times: his own, else that of the company."""
    return own or _Company.zone


def now() -> datetime:
    """The present moment, aware, UTC. The one place where the product asks the machine for the time."""
    return datetime.now(UTC)


def to_us(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC: the form in which the database keeps instants."""
    return (moment - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """The aware UTC moment of `us` microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=us)


def now_us() -> int:
    """The present moment in microseconds since 1970 UTC."""
    return to_us(now())


@dataclass(frozen=True)
class WorkCalendar:
    """Working intervals of several years as sorted UTC microseconds, with their running sum.

    Adding and measuring working time is a binary search in them. Outside of the covered years every moment is
    idle: `add` raises ValueError when the years do not suffice.
    """

    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def build(
        cls,
        zone: str,
        week: Mapping[str, Sequence[str]],
        exceptions: Mapping[date, Sequence[str]],
        years: range,
    ) -> WorkCalendar:
        """A calendar of `years` in the time zone `zone` (IANA name).

        `week` maps "mon".."sun" to spans such as "09:00-18:00"; a day that is absent is idle. `exceptions`
        replaces single dates: no spans = a holiday, spans = a moved working day. Whatever the zone does to its time:
        work goes on while the wall clock shows a time within a span. So an hour that comes twice counts twice, and one
        that is left out not at all.
        """
        hours = {day: [_span(span) for span in spans] for day, spans in week.items()}
        moved = {day: [_span(span) for span in spans] for day, spans in exceptions.items()}
        spans: list[tuple[int, int]] = []
        for since, until, offset in _pieces(ZoneInfo(zone), years):
            day, last = _local_day(since + offset), _local_day(until - 1 + offset)
            while day <= last:
                if day.year in years:
                    midnight = to_us(datetime.combine(day, time(), UTC)) - offset
                    for start, end in moved.get(day, hours.get(DAYS[day.weekday()], ())):
                        spans.append((max(midnight + start, since), min(midnight + end, until)))
                day += _DAY
        joined = _joined(spans)
        return cls(tuple(start for start, _ in joined), tuple(end for _, end in joined))

    @cached_property
    def _sums(self) -> Sequence[int]:
        lengths = (end - start for start, end in zip(self.starts, self.ends, strict=True))
        return tuple(accumulate(lengths, initial=0))

    def worked(self, us: int) -> int:
        """Working microseconds from the start of the calendar to the instant `us`."""
        at = bisect_right(self.starts, us) - 1
        if at < 0:
            return 0
        return self._sums[at] + min(us, self.ends[at]) - self.starts[at]

    def between(self, start: int, end: int) -> int:
        """Working microseconds between two instants (negative when `end` is earlier)."""
        return self.worked(end) - self.worked(start)

    def add(self, start: int, work: int) -> int:
        """The instant when `work` working microseconds after `start` are over; `start` itself when there are none."""
        if work <= 0:
            return start
        goal = self.worked(start) + work
        at = bisect_left(self._sums, goal) - 1
        if goal > self._sums[-1] or at >= len(self.starts):
            raise ValueError("the calendar does not reach that far")
        return self.starts[at] + goal - self._sums[at]

    def back(self, end: int, work: int) -> int:
        """The latest instant from which `work` working microseconds lead to `end`."""
        goal = self.worked(end) - work
        at = bisect_right(self._sums, goal) - 1
        if goal < 0 or at >= len(self.starts):
            raise ValueError("the calendar does not reach that far")
        return self.starts[at] + goal - self._sums[at]

    def working(self, us: int) -> bool:
        """Whether work goes on at this instant."""
        at = bisect_right(self.starts, us) - 1
        return at >= 0 and us < self.ends[at]


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, without empty ones, those that touch or overlap as one: each hour counts once."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _span(text: str) -> tuple[int, int]:
    """Microseconds after midnight by the wall clock; 24:00 is the next midnight."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a span of hours such as 09:00-18:00")
    h1, m1, h2, m2 = (int(part) for part in match.groups())
    start, end = timedelta(hours=h1, minutes=m1), timedelta(hours=h2, minutes=m2)
    if max(m1, m2) > 59 or not start < end <= _DAY:
        raise ValueError(f"{text!r} is not a span of hours such as 09:00-18:00")
    return start // _MICROSECOND, end // _MICROSECOND


def _pieces(tz: ZoneInfo, years: range) -> Iterator[tuple[int, int, int]]:
    """The times in which the zone keeps one offset from UTC: from, until, and the offset, in microseconds."""
    # Local years begin and end up to a day before or after those of UTC.
    first = datetime(years.start, 1, 1, tzinfo=UTC) - 2 * _DAY
    last = datetime(years.stop, 1, 1, tzinfo=UTC) + 2 * _DAY
    since, at = first, first
    while at < last:
        after = at + _DAY
        if _offset(tz, at) != _offset(tz, after):
            turn = _turn(tz, at, after)
            yield to_us(since), to_us(turn), _offset(tz, at) // _MICROSECOND
            since = turn
        at = after
    yield to_us(since), to_us(last), _offset(tz, since) // _MICROSECOND


def _turn(tz: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second at which the zone has the offset that it has at `after`."""
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        before, after = (middle, after) if _offset(tz, middle) == _offset(tz, before) else (before, middle)
    return after


def _offset(tz: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(tz).utcoffset() or timedelta()


def _local_day(us: int) -> date:
    return from_us(us).date()
