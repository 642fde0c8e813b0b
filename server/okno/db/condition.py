"""How the database and its disk were of late, as this process has met them: for /health and for administrators."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from okno import clock
from okno.log import get

FRESH_SECONDS = 30.0
"""How long a trouble counts as lasting after it was met the last time: whoever asks for health wants the present."""
KEPT_SECONDS = 24 * 3600.0
"""How long administrators are told of one that is over."""
QUIET_SECONDS = 30.0
"""How often at most the log tells of the same trouble: a full disk must not be filled by telling of it."""

log = get(__name__)


@dataclass
class Met:
    """A trouble that was met: how often, and when last. `lasts` by the steady clock, which nobody sets."""

    code: str
    last: datetime
    seen: float
    times: int = 0
    logged: float = float("-inf")

    @property
    def lasts(self) -> bool:
        """Whether it was met a moment ago."""
        return time.monotonic() - self.seen < FRESH_SECONDS


_met: dict[str, Met] = {}


def note(code: str) -> None:
    """Writes down that a trouble was met now; tells the log of it from time to time."""
    now = time.monotonic()
    one = _met.setdefault(code, Met(code, clock.now(), now))
    one.last, one.seen, one.times = clock.now(), now, one.times + 1
    if now - one.logged >= QUIET_SECONDS:
        one.logged = now
        log.error("trouble with the database or its disk", trouble=code, times=one.times)


def over(code: str) -> None:
    """Says that a trouble is known to be over, such as by the space that is free again."""
    if code in _met:
        _met[code].seen = float("-inf")


def lasting() -> str:
    """The code of the trouble that was met last and lasts; "" when all is well."""
    fresh = [one for one in _met.values() if one.lasts]
    return max(fresh, key=lambda one: one.seen).code if fresh else ""


def met_of_late() -> list[Met]:
    """What was met within a day, the latest first."""
    now = clock.now()
    late = [one for one in _met.values() if abs((now - one.last).total_seconds()) < KEPT_SECONDS]
    return sorted(late, key=lambda one: one.last, reverse=True)


def forget() -> None:
    """Forgets all, as a new process."""
    _met.clear()
