"""A time of a ticket's clock in one state under one promise, and how a story of them goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from okno.catalog.model import Pause, State
from okno.catalog.registry import calendar

Began = Literal["ordered", "moved", "reopened", "merged", "separated", "promised"]
"""What a segment begins with: the order, another state (after the end: reopened), a merge or its end, other terms."""
PROMISED: Began = "promised"
OVER = ("done", "closed")
"""What a story keeps as the pause of a state in which the work is over."""


@dataclass(frozen=True)
class Segment:
    """A time in one state. Instants and `counted` are microseconds; `end` None: it goes on.

    `runs`: whether the clock went in it, by `calendar`. `pause`: the kind of the pause, or the phase of what is over.
    `sla` and `work`: the service level and the working time that were promised for the solution then.
    """

    start: int
    end: int | None
    counted: int
    state: str
    runs: bool = True
    pause: str = ""
    calendar: str = ""
    began: Began = "ordered"
    lifecycle: str = "default"
    sla: str = ""
    work: int = 0


Told = Sequence[Segment]
"""The story of a clock: its segments, oldest first. The last one goes on."""


def pause_of(state: State | None) -> str:
    """What a story keeps of a state: the kind of its pause, or its phase when the work is over; "" while it goes on."""
    if state is None:
        return "paused"
    return state.pause if state.phase == "paused" else "" if state.phase == "open" else state.phase


def runs_in(state: State | None, stops: Sequence[Pause]) -> bool:
    """Whether the clock runs in a state by a service level. A pause that has no kind stops every clock."""
    if state is None or state.phase in ("done", "closed"):
        return False
    return state.phase == "open" or (state.pause != "" and state.pause not in stops)


def counted(one: Segment, until: int) -> int:
    """The working microseconds of a segment up to an instant."""
    return max(calendar(one.calendar).between(one.start, until), 0) if one.runs else 0


def split(told: Told, at: int, began: Began, **changes: Any) -> list[Segment]:
    """The story with another segment from `at` on: what does not change in it stays as it was in the last one."""
    last = told[-1]
    at = max(at, last.start)
    fresh = replace(last, start=at, end=None, counted=0, began=began, **changes)
    if at == last.start and PROMISED in (began, last.began):
        # Another promise from the very beginning of a state is no time of its own.
        return [*told[:-1], replace(fresh, began=last.began if began == PROMISED else began)]
    return [*told[:-1], replace(last, end=at, counted=counted(last, at)), fresh]


def ended(before: Told, after: Told) -> Segment | None:
    """The segment that is over by a change of the story; None when the change goes on with it."""
    return after[-2] if len(after) > len(before) else None


def worked(told: Told) -> int:
    """The working microseconds of all that is over."""
    return sum(one.counted for one in told if one.end is not None)


def due(told: Told, work: int) -> int:
    """When so much working time is used, if the clock goes on; long ago when it was used before the last segment."""
    left = work
    for one in told[:-1]:
        if one.counted >= left and one.runs:
            return calendar(one.calendar).add(one.start, left)
        left -= one.counted
    return calendar(told[-1].calendar).add(told[-1].start, left)


def until_now(told: Told, now: int) -> list[Segment]:
    """The story with what the last segment counts by now."""
    last = told[-1]
    return [*told[:-1], replace(last, counted=counted(last, now))]


def rows(told: Told) -> list[list[Any]]:
    """The story as the database keeps it."""
    return [
        [
            *(one.start, one.end, one.state, one.pause, one.runs, one.calendar),
            one.counted if one.end is not None else None,
            *(one.began, one.lifecycle, one.sla, one.work),
        ]
        for one in told
    ]


def read(kept: Sequence[Sequence[Any]]) -> list[Segment]:
    """The story as the database keeps it, read."""
    return [
        Segment(start, end, counted_ or 0, state, runs, pause, key, began, lifecycle, sla, work)
        for start, end, state, pause, runs, key, counted_, began, lifecycle, sla, work in kept
    ]
