"""How the time of a clock adds up, segment by segment and day by day, in words; minutes are cut once, so they sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_date

from okno.catalog import registry
from okno.catalog.days_off import titles
from okno.catalog.model import CalendarSpec
from okno.clock import DAYS, WorkCalendar, from_us, now_us, to_us
from okno.events import Fact
from okno.i18n import Translator
from okno.text import N_, Phrase
from okno.themes.clock_parts import ClockDay, ClockSegment
from okno.tickets.segment import Segment
from okno.web import clockwhy
from okno.web.clockstrip import pieces, short_day
from okno.web.clockwhy import MINUTE_US

DAYS_MOST = 12
"""How many days of a segment are told one by one; the rest is one line."""
IDLE_MOST = 6
_NOTHING: Mapping[str, str] = {}


class Table:
    """The lines of the clock of one ticket; `plain` ones are for its requester.

    `facts` say why something else was promised, `services` are the titles of those that they name.
    """

    def __init__(
        self,
        told: Sequence[Segment],
        t: Translator,
        *,
        now: int,
        facts: Sequence[Fact] = (),
        services: Mapping[str, str] = _NOTHING,
        plain: bool = False,
    ) -> None:
        self.told = told
        self.t = t
        self.now = now
        self.facts = facts
        self.services = services
        self.plain = plain

    def lines(self) -> tuple[ClockSegment, ...]:
        """A line for each time in a state."""
        made: list[ClockSegment] = []
        counted = 0
        for former, one in zip((None, *self.told[:-1]), self.told, strict=True):
            line = self._line(one, former, counted)
            counted += one.counted
            if line.notes or not self._is_moment(one, counted):
                made.append(line)
        return tuple(made)

    def _is_moment(self, one: Segment, counted: int) -> bool:
        """Whether a state was passed through so fast that there is nothing to tell, and no minute is lost by that.

        That the clock stood is always told: somebody was asked for something.
        """
        short = one.runs and one.end is not None and one.end - one.start < MINUTE_US
        return short and counted // MINUTE_US == (counted - one.counted) // MINUTE_US

    @property
    def minutes(self) -> int:
        """What has been counted in all."""
        return sum(one.counted for one in self.told) // MINUTE_US

    def _line(self, one: Segment, former: Segment | None, before: int) -> ClockSegment:
        minutes = (before + one.counted) // MINUTE_US - before // MINUTE_US
        say = clockwhy.plainly if self.plain else clockwhy.why
        return ClockSegment(
            span=self._span(one),
            why=say(one, self.t),
            counted=self.t.hours(minutes) if one.runs else self.t.say(N_("pause")),
            kind="ran" if one.runs else "held",
            notes=(
                *(() if self.plain else clockwhy.turned(one, former, self.facts, self.services, self.t)),
                *(self._idle(one) if one.runs else ()),
            ),
            days=self._days(one, before) if one.runs else (),
        )

    def _end(self, one: Segment) -> int:
        return self.now if one.end is None else one.end

    def _span(self, one: Segment) -> str:
        t, now = self.t, self.now
        start, end = t.local(from_us(one.start)), t.local(from_us(self._end(one)))
        begin = f"{short_day(t, start.date(), now)}, {t.time(start)}"
        if one.end is None:
            return t.say(N_("since %(moment)s", moment=begin))
        if start.date() == end.date():
            return f"{begin}–{t.time(end)}"
        return f"{begin} – {short_day(t, end.date(), now)}, {t.time(end)}"

    # Day by day ---------------------------------------------------------------------------------------------------

    def _days(self, one: Segment, before: int) -> tuple[ClockDay, ...]:
        """The working hours of each day; nothing for what lies within one, and where the hours were others then."""
        calendar = registry.calendar(one.calendar)
        found = list(pieces(calendar, one.start, self._end(one), ZoneInfo(self.t.zone)))
        days = [(day, list(parts)) for day, parts in groupby(found, key=lambda piece: piece[2])]
        if len(days) < 2 or sum(end - start for start, end, _ in found) != one.counted:
            return ()
        made: list[ClockDay] = []
        total = before
        for day, parts in days:
            after = total + sum(end - start for start, end, _ in parts)
            hours = ", ".join(f"{self.t.time(from_us(start))}–{self._until(end)}" for start, end, _ in parts)
            made.append(self._day(self._named(day), hours, after // MINUTE_US - total // MINUTE_US))
            total = after
        return self._shortened(made, days, before)

    def _shortened(
        self, made: list[ClockDay], days: Sequence[tuple[date, list[tuple[int, int, date]]]], before: int
    ) -> tuple[ClockDay, ...]:
        """The last days are told; those before them are one line, so that the sum stays the same."""
        first = len(days) - DAYS_MOST
        if first <= 1:
            return tuple(made)
        work = sum(end - start for _, parts in days[:first] for start, end, _ in parts)
        name = f"{self._named(days[0][0])} – {self._named(days[first - 1][0])}"
        minutes = (before + work) // MINUTE_US - before // MINUTE_US
        return (self._day(name, "", minutes), *made[first:])

    def _day(self, name: str, hours: str, minutes: int) -> ClockDay:
        return ClockDay(day=name, hours=hours, counted=self.t.hours(minutes))

    def _until(self, at: int) -> str:
        """The end of a time; that of a day is not the beginning of the next one."""
        shown = self.t.time(from_us(at))
        return "24:00" if shown == "00:00" else shown

    def _named(self, day: date) -> str:
        return format_date(day, "EEE d MMM", locale=self.t.locale)

    # What does not count -------------------------------------------------------------------------------------------

    def _idle(self, one: Segment) -> Iterator[str]:
        """The days of a segment on which nobody works, and why; that it lies outside of working hours altogether."""
        spec = registry.calendar_spec(one.calendar)
        end = self._end(one)
        if not one.counted and end - one.start >= MINUTE_US:
            yield self.t.say(N_("outside working hours"))
        idle = [(day, why) for day, why in _off(spec, one.start, end, self.t) if why]
        named = [
            f"{self._dates([day for day, _ in days])}: {why}"
            for why, days in ((why, list(group)) for why, group in groupby(idle, key=lambda pair: pair[1]))
        ]
        if named:
            more = len(named) - IDLE_MOST
            shown = "; ".join(named[:IDLE_MOST]) + (" …" if more > 0 else "")
            yield self.t.say(N_("did not count: %(days)s", days=shown))

    def _dates(self, days: Sequence[date]) -> str:
        if len(days) == 1:
            return self._named(days[0])
        joint = ", " if len(days) == 2 else " – "
        return joint.join((self._named(days[0]), self._named(days[-1])))


def _off(spec: CalendarSpec, start: int, end: int, t: Translator) -> Iterator[tuple[date, str]]:
    """The whole days between two instants on which nobody works by a calendar, and how each is called."""
    zone = ZoneInfo(spec.zone)
    day, last = (from_us(at).astimezone(zone).date() for at in (start, end))
    special = registry.exceptions_of(spec, range(day.year, last.year + 1))
    while day <= last:
        hours = special.get(day, spec.week.get(DAYS[day.weekday()], ()))
        if not hours:
            yield day, _called(spec, day, t)
        day += timedelta(days=1)


def _called(spec: CalendarSpec, day: date, t: Translator) -> str:
    holiday = titles(spec.holidays, day.year, t.locale).get(day, "")
    if not spec.week.get(DAYS[day.weekday()]):
        return holiday or t.say(N_("weekend"))
    return holiday or t.say(N_("day off by the calendar"))


def round_the_clock(spec: CalendarSpec) -> bool:
    """Whether a calendar counts every hour."""
    work: WorkCalendar = registry.calendar(spec.key)
    day = datetime.combine(from_us(now_us()).date(), time(), UTC)
    week = (to_us(day), to_us(day + timedelta(days=7)))
    return work.between(*week) == week[1] - week[0]


def hours_of(key: str, t: Translator) -> str:
    """In which hours a clock counts."""
    spec = registry.calendar_spec(key)
    title = clockwhy.calendar_title(key, t)
    if round_the_clock(spec):
        return t.say(N_("The clock goes round the clock, by the calendar “%(calendar)s”.", calendar=title))
    phrase: Phrase = N_(
        "Only working hours count, by the calendar “%(calendar)s”, time of %(zone)s: nights, days off and holidays do"
        " not.",
        calendar=title,
        zone=t.city(spec.zone),
    )
    return t.say(phrase)
