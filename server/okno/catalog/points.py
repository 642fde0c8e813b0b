"""Points of a clock as service levels write them: a share of the promise, a time before it is due, a time after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Literal

from okno.catalog.model import working_time

WHOLE = 100
"""Per cent of the promise at which it is due."""
_SHARE = re.compile(r"([1-9][0-9]?|100)%")
_BEFORE = re.compile(r"-([1-9][0-9]{0,3})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Point:
    """Where a step stands: `amount` is per cent of a `share`, else microseconds.

    `before`: by the wall clock before it is due; `after`: working time after it was due.
    """

    kind: Literal["share", "before", "after"]
    amount: int


DUE = Point("share", WHOLE)
"""The due time itself."""


@lru_cache(maxsize=200)
def point(at: str) -> Point:
    """Read `75%`, `-24h` or `+4h`; raise ValueError for anything else. A day before is 24 hours, after it 8."""
    if share := _SHARE.fullmatch(at):
        return Point("share", int(share[1]))
    if before := _BEFORE.fullmatch(at):
        return Point("before", int(before[1]) * _UNITS[before[2]] // _MICROSECOND)
    if at.startswith("+"):
        return Point("after", working_time(at[1:]) // _MICROSECOND)
    raise ValueError(f"{at!r} is no point of a clock")
