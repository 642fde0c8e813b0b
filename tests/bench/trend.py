"""Whether a figure that is looked at again and again grows."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

MOST_PAIRS = 200
"""Points that are compared each with each; of more only so many are taken, evenly."""


@dataclass(frozen=True)
class Trend:
    """How a figure went after the time that it takes to get warm. `growth` is what it gained from there to the end by
    its slope."""

    name: str
    first: float
    last: float
    growth: float
    points: int

    def grows(self, allowed: float, share: float = 0.0) -> bool:
        """Whether it gained more than `allowed`, and more than this share of what it was."""
        return self.growth > max(allowed, share * self.first)


def trend(name: str, points: Sequence[tuple[float, float]], *, warm: float = 0.5) -> Trend:
    """The trend of (second, value) in their order; the first part, `warm` of the whole time, is left out.

    The slope is the median of the slopes between all pairs (Theil and Sen): single leaps up and down do not count.
    """
    if not points:
        return Trend(name, 0.0, 0.0, 0.0, 0)
    began, ended = points[0][0], points[-1][0]
    settled = [point for point in points if point[0] >= began + (ended - began) * warm]
    taken = settled[:: max(1, len(settled) // MOST_PAIRS)]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for n, a in enumerate(taken) for b in taken[n + 1 :] if b[0] > a[0]]
    growth = statistics.median(slopes) * (settled[-1][0] - settled[0][0]) if slopes else 0.0
    return Trend(name, settled[0][1], settled[-1][1], growth, len(settled))
