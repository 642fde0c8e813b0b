"""Drawings of numbers, made on the server: columns by month with a line of averages, and bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from okno.api import N_
from okno.api.themes import Translator
from okno_feedback.calendar import first_day
from okno_feedback.marks import Marks

WIDTH, HEIGHT = 700, 150
_TOP, _FLOOR = 14, 124
_LEFT = 22


@dataclass(frozen=True, kw_only=True)
class Column:
    """A month: how many marks there were, the bad ones apart, with the places in the drawing."""

    label: str
    short: str
    hint: str
    x: str
    middle: str
    width: str
    bad_y: str
    bad_height: str
    good_y: str
    good_height: str


@dataclass(frozen=True, kw_only=True)
class Dot:
    """The average of a month."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TrendView:
    """The drawing: columns of how many, a line of how good. `paths`: pieces of the line between empty months."""

    label: str
    columns: tuple[Column, ...]
    dots: tuple[Dot, ...]
    paths: tuple[str, ...]
    levels: tuple[Dot, ...]
    most: str


def trend(found: Mapping[int, Marks], bad: int, t: Translator) -> TrendView:
    """The drawing of the months."""
    most = max((marks.total for marks in found.values()), default=0)
    step = (WIDTH - _LEFT) / max(len(found), 1)
    columns: list[Column] = []
    line: list[Dot | None] = []
    for n, (month, marks) in enumerate(found.items()):
        columns.append(_column(month, marks, bad, _LEFT + n * step, step, most, t))
        middle = _LEFT + (n + 0.5) * step
        line.append(_dot(middle, marks.average, t) if marks.average is not None else None)
    return TrendView(
        label=t.say(N_("Marks by month: how many, and how good")),
        columns=tuple(columns),
        dots=tuple(dot for dot in line if dot is not None),
        paths=tuple(_paths(line)),
        levels=tuple(Dot(x="0", y=_text(_level(n)), text=str(n)) for n in (1, 3, 5)),
        most=str(most),
    )


def _column(month: int, marks: Marks, bad: int, x: float, step: float, most: int, t: Translator) -> Column:
    scale = (_FLOOR - _TOP) / most if most else 0
    low = marks.bad(bad) * scale
    whole = marks.total * scale
    name = month_name(month)
    return Column(
        label=name,
        short=t.date(first_day(month)).split()[1][:3] if month else "",
        hint=t.say(N_("%(month)s: marks %(n)s, bad %(bad)s", month=name, n=marks.total, bad=marks.bad(bad))),
        x=_text(x + step * 0.2),
        middle=_text(x + step / 2),
        width=_text(step * 0.6),
        bad_y=_text(_FLOOR - low),
        bad_height=_text(low),
        good_y=_text(_FLOOR - whole),
        good_height=_text(whole - low),
    )


def month_name(month: int) -> str:
    """A month in words: 09.2026 as people write it in tables."""
    return f"{month % 100:02}.{month // 100}"


def _dot(x: float, average: float, t: Translator) -> Dot:
    return Dot(x=_text(x), y=_text(_level(average)), text=decimal(average, t))


def decimal(average: float, t: Translator) -> str:
    """An average with one decimal, always: 4,0 stands under 4,3."""
    return f"{average:.1f}".replace(".", "," if t.locale == "ru" else ".")


def _level(mark: float) -> float:
    return _FLOOR - (mark - 1) / 4 * (_FLOOR - _TOP)


def _paths(line: Sequence[Dot | None]) -> list[str]:
    """The line, broken where a month has no marks."""
    pieces: list[list[Dot]] = [[]]
    for dot in line:
        if dot is not None:
            pieces[-1].append(dot)
        elif pieces[-1]:
            pieces.append([])
    return ["M" + " L".join(f"{dot.x} {dot.y}" for dot in piece) for piece in pieces if len(piece) > 1]


def _text(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
