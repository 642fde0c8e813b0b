"""The clock of a ticket as pages draw it: a ring, a strip, and how its term came about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ClockDay:
    """The working time of one day within a segment."""

    day: str  # "пт 20 нояб."; of days that are told as one "2 нояб. – 9 нояб."
    hours: str  # "09:00–13:00, 14:00–18:00", "" for several days
    counted: str  # "8 ч"


@dataclass(frozen=True, kw_only=True)
class ClockSegment:
    """One line of «Из чего сложился срок»."""

    span: str  # "17 ноя, 10:12–18:00"
    why: str  # "«В работе»: часы идут", "ждём ответа заказчика: часы стоят"
    counted: str  # "7 ч 08 мин" or "пауза"
    total: bool = False  # the last line, the sum
    kind: str = "ran"  # "ran" | "held" (paused)
    notes: tuple[str, ...] = ()  # what was promised anew, which days did not count
    days: tuple[ClockDay, ...] = ()  # day by day, when there is more than one; they sum to `counted`


@dataclass(frozen=True, kw_only=True)
class StripBar:
    """A rectangle of the strip of a clock, in units of its drawing, which is 300 wide."""

    kind: str  # "ran" | "over" (ran after the due time) | "held" (paused) | "todo" (left)
    x: str  # "81.5"
    width: str


@dataclass(frozen=True, kw_only=True)
class StripMark:
    """A word under the strip of a clock."""

    x: str
    text: str  # "17 нояб.", "сегодня", "завтра, 16:00"
    anchor: str  # "start" | "end": which end of the word stands at `x`


@dataclass(frozen=True, kw_only=True)
class StripTick:
    """A sign on the strip: what has come on the way."""

    x: str
    kind: str  # "warned" | "late"
    text: str  # "17 нояб., 15:40: прошло 75 % времени на решение"


@dataclass(frozen=True, kw_only=True)
class ClockStrip:
    """The strip of a clock: working time only, days apart by a gap (DESIGN.md part 6)."""

    bars: tuple[StripBar, ...]
    marks: tuple[StripMark, ...]
    now: str  # where the line for now stands; "" = no line, the work is done
    label: str  # the same in one sentence: "Шло 16 ч 5 мин из 27 ч, 5 ч 48 мин часы стояли"
    kinds: tuple[str, ...]  # the kinds of bars that there are, for the key
    ticks: tuple[StripTick, ...] = ()  # warnings, and where it became late


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """The clock of a ticket, small in rows and large in the ticket (DESIGN.md part 6)."""

    kind: str  # "fine" | "burn" | "late" | "pause" | "done" | "none" (no term: nothing is drawn)
    text: str  # short, for a row: "2 ч 15 мин", "7 мин до ответа", "−1 ч 12 мин", "ждём 2 ч", "за 3 ч 05 мин"
    title: str = ""  # full date and zone, for the tooltip
    used: int = 0  # share of the time that is used, 0..100, for the ring
    big: str = ""  # large: "Осталось 10 ч 55 мин"
    line: str = ""  # under it: "рабочего времени, до завтра, 16:00"
    due_iso: str = ""  # ISO 8601 of the due moment or ""
    minutes: int | None = (
        None  # working minutes left (negative when late) if a script may count them down now, else None
    )
    answer: str = ""  # "Ответили за 12 мин" or ""
    answer_line: str = ""  # "из 30 мин" or ""
    answer_late: bool = False  # the answer came after its time
    strip: ClockStrip | None = None  # the large clock only
    segments: tuple[ClockSegment, ...] = ()  # how the term came about
    ahead: tuple[str, ...] = ()  # what comes next by itself: "сегодня, 15:40: сообщим руководителям команды"
    rule: str = ""  # by which level and policy it is promised, and which hours count; or ""
