"""Criteria as the readable part of an address: `priority=high,critical&assignee=-&unanswered=2..`.

One parameter is one criterion, so a name may stand several times. `a,b` is one of them and `!a,b` none of them; `2..`
is at least two, `..8` under eight, `2..8` both; `*` is filled in, `-` is empty; `yes` and `no` tell whether it is so.
A backslash takes the meaning from the sign that follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from okno.catalog.automation import Criterion
from okno.catalog.criteria import LONGEST, MOST, MOST_VALUES, Subject, subject
from okno.text import one_line

_BOUNDS = re.compile(r"(-?\d{1,6}(?:\.\d{1,3})?)?\.\.(-?\d{1,6}(?:\.\d{1,3})?)?")
_WHOLE = re.compile(r"-?\d{1,4}")
_PARTS = re.compile(r"(?:[^\\,]|\\.)+")
_SIGNS = "!*-"
LONGEST_PARAMETER = 2000


def of_query(pairs: Iterable[tuple[str, str]]) -> tuple[Criterion, ...]:
    """The criteria among the parameters of an address; what is none is passed over."""
    found = (read(name, value) for name, value in pairs)
    return tuple(one for one in found if one is not None)[:MOST]


def query_of(criteria: Iterable[Criterion]) -> list[tuple[str, str]]:
    """The parameters that `of_query` reads as these criteria."""
    return [(one.of, text) for one in criteria for text in written(one)]


def read(name: str, value: str) -> Criterion | None:
    """The criterion that one parameter says; None when it says none."""
    known = subject(name)
    if known is None or not value or len(value) > LONGEST_PARAMETER:
        return None
    if known.sort == "words":
        return Criterion(of=name, words=one_line(value, LONGEST))
    if known.sort == "flag":
        return Criterion(of=name, filled=value == "yes") if value in ("yes", "no") else None
    if value in ("*", "-") and "filled" in known.operators:
        return Criterion(of=name, filled=value == "*")
    if "at_least" in known.operators and (bounds := _BOUNDS.fullmatch(value)):
        low, high = (_number(part) for part in bounds.groups())
        return Criterion(of=name, at_least=low, below=high) if bounds[0] != ".." else None
    return _listed(name, known, value) if "values" in known.operators else None


def _listed(name: str, known: Subject, value: str) -> Criterion | None:
    none_of = value.startswith("!")
    values: Sequence[Any] = [_plain(part) for part in _PARTS.findall(value[1:] if none_of else value)]
    if known.sort == "number":
        values = [int(one) for one in values if _WHOLE.fullmatch(one)]
    kept = tuple(dict.fromkeys(one_line(one, LONGEST) if isinstance(one, str) else one for one in values))
    kept = tuple(one for one in kept if one != "")[:MOST_VALUES]
    if not kept:
        return None
    return Criterion(of=name, others=kept) if none_of else Criterion(of=name, values=kept)


def written(one: Criterion) -> Iterable[str]:
    """What stands for a criterion in an address; each of its comparisons for itself."""
    known = subject(one.of)
    if known is None:
        return
    if one.words:
        yield one.words
    if one.filled is not None:
        yield ("yes" if one.filled else "no") if known.sort == "flag" else "*" if one.filled else "-"
    if one.values:
        yield ",".join(_safe(value, first=not n) for n, value in enumerate(one.values))
    if one.others:
        yield "!" + ",".join(_safe(value) for value in one.others)
    if one.at_least is not None or one.below is not None:
        yield f"{_bound(one.at_least)}..{_bound(one.below)}"


def _bound(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def _number(text: str | None) -> float | int | None:
    if text is None:
        return None
    return float(text) if "." in text else int(text)


def _safe(value: object, *, first: bool = False) -> str:
    text = str(value).replace("\\", "\\\\").replace(",", "\\,")
    return "\\" + text if first and isinstance(value, str) and text[:1] in _SIGNS else text


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
