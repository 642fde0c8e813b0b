"""The strip of a clock: its working time from left to right, the days apart by a gap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from okno.clock import WorkCalendar, from_us, to_us
from okno.i18n import Translator
from okno.text import N_
from okno.themes.clock_parts import ClockStrip, StripBar, StripMark, StripTick

WIDTH = 300.0
"""The strip in units of its own drawing; themes scale it."""
LETTER = 6.2
"""The width of a letter of its marks in the same units, rather more than less."""
WIDE_GAP, THIN_GAP, NO_GAP = 3.0, 1.0, 0.0
FEW_DAYS, MANY_DAYS = 15, 60


@dataclass(frozen=True)
class Span:
    """A stretch of the life of a ticket in which its clock ran or stood. Instants are microseconds."""

    start: int
    end: int
    runs: bool
    state: str


@dataclass(frozen=True)
class _Cell:
    """Working time without a break, and where it begins on the strip."""

    start: int
    end: int
    day: date
    x: float


class Strip:
    """Draws the strip from `spans`, the first of them the beginning; `end` is where the strip ends."""

    def __init__(self, spans: Sequence[Span], calendar: WorkCalendar, t: Translator, *, now: int, end: int) -> None:
        self.spans = spans
        self.t = t
        self.now = now
        self.start = spans[0].start
        self.end = max(end, spans[-1].end)
        found = list(pieces(calendar, self.start, self.end, ZoneInfo(t.zone)))
        work = sum(end - start for start, end, _ in found)
        days = len({day for _, _, day in found})
        gap = WIDE_GAP if days <= FEW_DAYS else THIN_GAP if days <= MANY_DAYS else NO_GAP
        self.scale = (WIDTH - gap * max(days - 1, 0)) / work if work else 0.0
        self.cells = self._cells(found, gap)

    def view(
        self, label: str, *, over: int | None, stands: bool, come: Sequence[tuple[int, str, str]] = ()
    ) -> ClockStrip | None:
        """The strip with its sentence; None when there was no working time at all.

        `over`: from when on the clock ran over its time. `stands`: the work is done, there is no line for now.
        `come`: what has come on the way, each with its instant, its kind and its words.
        """
        if not self.cells:
            return None
        bars = tuple(self._bars(over))
        return ClockStrip(
            bars=bars,
            marks=self._marks(late=over is not None and not stands),
            now="" if stands else _number(self._x(self.now)),
            label=label,
            kinds=tuple(kind for kind in ("ran", "over", "held", "todo") if any(bar.kind == kind for bar in bars)),
            ticks=tuple(
                StripTick(x=_number(self._x(at)), kind=kind, text=text) for at, kind, text in come if at >= self.start
            ),
        )

    def _cells(self, found: Sequence[tuple[int, int, date]], gap: float) -> list[_Cell]:
        cells: list[_Cell] = []
        x = 0.0
        for start, end, day in found:
            x += gap if cells and cells[-1].day != day else 0.0
            cells.append(_Cell(start, end, day, x))
            x += (end - start) * self.scale
        return cells

    def _x(self, at: int) -> float:
        """Where an instant stands; idle time has no width."""
        x = 0.0
        for cell in self.cells:
            if at < cell.start:
                break
            x = cell.x + (min(at, cell.end) - cell.start) * self.scale
        return x

    def _stretches(self, over: int | None) -> Iterator[tuple[int, int, str]]:
        for span in self.spans:
            if not span.runs:
                yield span.start, span.end, "held"
                continue
            turn = span.end if over is None else min(max(over, span.start), span.end)
            yield span.start, turn, "ran"
            yield turn, span.end, "over"
        yield self.spans[-1].end, self.end, "todo"

    def _bars(self, over: int | None) -> Iterator[StripBar]:
        for start, end, kind in self._stretches(over):
            drawn: list[tuple[float, float]] = []
            for cell in self.cells:
                if cell.start < end and cell.end > start:
                    left = cell.x + (max(start, cell.start) - cell.start) * self.scale
                    right = cell.x + (min(end, cell.end) - cell.start) * self.scale
                    if drawn and left - drawn[-1][1] < 0.01:
                        left = drawn.pop()[0]
                    drawn.append((left, right))
            for left, right in drawn:
                # What is framed is drawn inside of its place: the frame has a width too.
                inset = 0.5 if kind in ("held", "todo") else 0.0
                if right - left > 2 * inset:
                    yield StripBar(
                        kind=kind, x=_number(left + inset), width=_number(max(right - left - 2 * inset, 0.5))
                    )

    # Words under the strip ---------------------------------------------------------------------------------------

    def _marks(self, *, late: bool) -> tuple[StripMark, ...]:
        """The first day, the end, today, and the other days for which there is room."""
        days = {cell.day: cell.x for cell in reversed(self.cells)}
        today = self.t.local(from_us(self.now)).date()
        first = min(days)
        marks = [self._last(single=len(days) == 1, late=late), self._first(first, single=len(days) == 1)]
        rest = sorted((day for day in days if day != first), key=lambda day: (day != today, day))
        for day in rest:
            text = self.t.gettext("today") if day == today else str(day.day)
            mark = StripMark(x=_number(days[day]), text=text, anchor="start")
            if all(_apart(mark, other) for other in marks):
                marks.append(mark)
        return tuple(marks)

    def _first(self, day: date, *, single: bool) -> StripMark:
        text = self.t.time(from_us(self.cells[0].start)) if single else short_day(self.t, day, self.now)
        return StripMark(x="0", text=text, anchor="start")

    def _last(self, *, single: bool, late: bool) -> StripMark:
        end = from_us(self.end)
        if late:
            text = self.t.gettext("now")
        elif single:
            text = self.t.time(end)
        else:
            text = f"{short_day(self.t, self.t.local(end).date(), self.now)}, {self.t.time(end)}"
        return StripMark(x=_number(WIDTH), text=text, anchor="end")


def short_day(t: Translator, day: date, now: int) -> str:
    """A day in few letters: «сегодня», «завтра», «17 нояб.»."""
    near = {0: "today", 1: "tomorrow"}.get((day - t.local(from_us(now)).date()).days)
    return t.gettext(near) if near else format_date(day, "d MMM", locale=t.locale)


def sentence(t: Translator, *, used: str, total: str, held: str) -> str:
    """What the strip shows, for those who hear it. `held` is empty when the clock never stood."""
    if held:
        return t.say(N_("%(used)s of %(total)s ran, %(held)s it stood", used=used, total=total, held=held))
    return t.say(N_("%(used)s of %(total)s ran", used=used, total=total))


def pieces(calendar: WorkCalendar, start: int, end: int, zone: ZoneInfo) -> Iterator[tuple[int, int, date]]:
    """Working time between two instants, cut at midnight, with the day of each piece."""
    at = max(bisect_right(calendar.starts, start) - 1, 0)
    while at < len(calendar.starts) and calendar.starts[at] < end:
        begin, stop = max(calendar.starts[at], start), min(calendar.ends[at], end)
        while begin < stop:
            day = from_us(begin).astimezone(zone).date()
            cut = min(stop, _midnight(day + timedelta(days=1), zone))
            yield begin, cut, day
            begin = cut
        at += 1


def _midnight(day: date, zone: ZoneInfo) -> int:
    return to_us(datetime.combine(day, time(), zone).astimezone(UTC))


def _apart(one: StripMark, other: StripMark) -> bool:
    left, right = sorted((_reach(one), _reach(other)))
    return left[1] + LETTER < right[0]


def _reach(mark: StripMark) -> tuple[float, float]:
    x, width = float(mark.x), len(mark.text) * LETTER
    return (x - width, x) if mark.anchor == "end" else (x, x + width)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
