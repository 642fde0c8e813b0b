"""What the live bench has seen: which deliveries came, how late, and which are missing."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.bench.live_client import Heard


@dataclass
class Count:
    """Deliveries: a person and an act on a ticket that he may see."""

    expected: int = 0
    told: int = 0
    covered: int = 0
    """Not named, but the page was told to load anew after the act."""
    lost: list[tuple[int, int, float]] = field(default_factory=list)
    """Person, ticket and the second of the act."""
    foreign: int = 0
    """Tickets that somebody was told of and may not see."""
    again: int = 0
    """How often a ticket was named once more than its acts; only facts of the bench's own are named exactly once."""
    steady: list[float] = field(default_factory=list)
    """Seconds until it came, of those who were listening all the time."""
    cut: list[float] = field(default_factory=list)
    """The same for those whose stream was lost in between."""


def count(acts: Sequence[tuple[int, float]], seers: Mapping[int, frozenset[int]], heard: Mapping[int, Heard]) -> Count:
    """Compares what each person may see with what he was told. `acts` are tickets and the seconds of their commits."""
    found = Count()
    for person, own in heard.items():
        sees = seers[person]
        for number, at in acts:
            if number in sees:
                _one(found, person, own, number, at)
        found.foreign += sum(1 for number in own.tickets if number not in sees)
    return found


def _one(found: Count, person: int, own: Heard, number: int, at: float) -> None:
    found.expected += 1
    moments = own.tickets.get(number, [])
    if moments:
        found.told += 1
        found.again += len(moments) - 1
        late = max(0.0, moments[0] - at)
        # A stream that was opened after the act tells what was missed.
        (found.cut if bisect(own.opened, at) != bisect(own.opened, moments[0]) else found.steady).append(late)
    elif any(moment >= at for moment in own.reloads):
        found.covered += 1
    else:
        found.lost.append((person, number, at))


def part(values: Sequence[float], share: float) -> float:
    """The value below which so large a share lies; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
