"""The arithmetic of marks: averages, shares, and whether people would recommend us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SCORES_LEAST = 5
"""Fewer answers than these tell who said what, and nothing else."""


@dataclass(frozen=True)
class Marks:
    """How many gave each mark, and how many were asked."""

    counts: Mapping[int, int]
    asked: int = 0

    @property
    def total(self) -> int:
        """How many marks there are."""
        return sum(self.counts.values())

    @property
    def average(self) -> float | None:
        """The mean mark; None when there is none."""
        return sum(mark * n for mark, n in self.counts.items()) / self.total if self.total else None

    def bad(self, upto: int) -> int:
        """How many marks are not better than `upto`."""
        return sum(n for mark, n in self.counts.items() if mark <= upto)

    def bad_share(self, upto: int) -> int | None:
        """Their share in percent; None when there is no mark."""
        return percent(self.bad(upto), self.total)

    @property
    def answered_share(self) -> int | None:
        """The share of those asked who answered, in percent; None when nobody was asked."""
        return percent(self.total, max(self.asked, self.total))


@dataclass(frozen=True)
class Scores:
    """Answers from 0 to 10 to whether one would recommend us, by what they mean."""

    promoters: int
    passives: int
    detractors: int

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Scores:
        """9 and 10 promote, 7 and 8 are passive, the rest warns others."""
        return cls(
            sum(n for score, n in counts.items() if score >= 9),
            sum(n for score, n in counts.items() if 7 <= score <= 8),
            sum(n for score, n in counts.items() if score <= 6),
        )

    @property
    def total(self) -> int:
        """How many answers there are."""
        return self.promoters + self.passives + self.detractors

    @property
    def net(self) -> int | None:
        """The share of promoters less that of detractors, -100 to 100; None while there are too few answers."""
        if self.total < SCORES_LEAST:
            return None
        return round(100 * (self.promoters - self.detractors) / self.total)


def percent(part: int, whole: int) -> int | None:
    """A share in whole percent; None of nothing."""
    return round(100 * part / whole) if whole else None
