"""A clock that stands still until a test turns it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from okno import clock

WEDNESDAY = datetime(2026, 9, 2, 9, 0, tzinfo=UTC)
"""Noon in Moscow, in the middle of a working day: where each test begins."""


class Frozen:
    """The time of the desk. It goes on only by `forward` and `at`."""

    def __init__(self, moment: datetime = WEDNESDAY) -> None:
        self.moment = moment

    def forward(self, **by: float) -> datetime:
        """Turns it on: `forward(days=1, minutes=5)`, as timedelta counts."""
        self.moment += timedelta(**by)
        return self.moment

    def at(self, moment: datetime) -> None:
        """Sets it; `moment` has a zone."""
        self.moment = moment.astimezone(UTC)

    def hang(self, monkeypatch: Any) -> None:
        """Lets the server read this clock: it asks the machine for the time in one place alone."""
        monkeypatch.setattr(clock, "datetime", _reading(self))


def _reading(frozen: Frozen) -> type[datetime]:
    class Reading(datetime):
        """A datetime whose present is that of the test."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            """The moment of the clock."""
            return frozen.moment.astimezone(tz)

    return Reading
