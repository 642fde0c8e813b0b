"""How long to wait before a dead worker is replaced."""

from __future__ import annotations

from dataclasses import dataclass, field

_CALM_SECONDS = 30.0
_ALARM_DEATHS = 5


@dataclass
class Backoff:
    """Pauses that start short and double up to a cap; a worker that lived for a while starts the row anew."""

    first: float
    cap: float
    deaths: int = field(default=0, init=False)

    def died(self, lived: float) -> float:
        """Notes a death after `lived` seconds of service (0 when it never served); returns the pause in seconds."""
        if lived >= _CALM_SECONDS:
            self.deaths = 0
        self.deaths += 1
        return min(self.cap, self.first * 2.0 ** min(self.deaths - 1, 20))

    def alarming(self) -> bool:
        """Whether this death is one that the log should shout about: every fifth of a row."""
        return self.deaths % _ALARM_DEATHS == 0
