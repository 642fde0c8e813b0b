"""Working time counted minute by minute on the wall clock, as a calendar is written: the slow twin of okno.clock.

It reads the YAML of a calendar and knows nothing of intervals, sums or offsets.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import yaml

MINUTE = timedelta(minutes=1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RUSSIA_2026 = frozenset({
    *(date(2026, 1, day) for day in range(1, 10)),
    *(date(2026, 2, 23), date(2026, 3, 9), date(2026, 5, 1), date(2026, 5, 11), date(2026, 6, 12)),
    *(date(2026, 11, 4), date(2026, 12, 31)),
})  # fmt: skip
"""The days off of the production calendar for 2026 that fall on a working day of the week."""


class Wall:
    """A calendar as somebody reads it who looks at the clock on the wall each minute."""

    def __init__(self, text: str) -> None:
        self.told: dict[str, Any] = yaml.safe_load(text)
        self.zone = ZoneInfo(self.told["zone"])

    @cached_property
    def moved(self) -> dict[str, list[str]]:
        """The days that differ, as they are written."""
        return {str(day): spans for day, spans in (self.told.get("exceptions") or {}).items()}

    def works(self, moment: datetime) -> bool:
        """Whether somebody works in the minute that begins now."""
        local = moment.astimezone(self.zone)
        shown = f"{local.hour:02}:{local.minute:02}"
        return any(span[:5] <= shown < span[6:] for span in self._hours(local.date()))

    def _hours(self, day: date) -> list[str]:
        if day.isoformat() in self.moved:
            return self.moved[day.isoformat()]
        if self.told.get("holidays") == "RU" and day in RUSSIA_2026:
            return []
        found: list[str] = self.told["week"].get(NAMES[day.weekday()], [])
        return found

    def between(self, start: datetime, end: datetime) -> int:
        """Working minutes."""
        return sum(self.works(start + n * MINUTE) for n in range((end - start) // MINUTE))

    def due(self, start: datetime, minutes: int, most: int = 200_000) -> datetime:
        """The moment at which so many working minutes are over."""
        at = start
        for _ in range(most):
            if minutes <= 0:
                return at
            minutes -= self.works(at)
            at += MINUTE
        raise AssertionError("never")


def moment(text: str, zone: str = "UTC") -> datetime:
    """A moment by the wall clock of a zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
