"""What keeps failing is put off for longer each time, so that it never stands before the others."""

from __future__ import annotations

from okno.clock import SECOND_US

FIRST = 30 * SECOND_US
LONGEST = 3600 * SECOND_US
REMEMBERED = 1000
"""How many failing things are remembered by one process; what is forgotten begins with the first pause again."""


class Patience:
    """Counts failures in a row by id. A process that starts anew begins to count anew."""

    def __init__(self) -> None:
        self._failures: dict[int, int] = {}

    def pause(self, key: int) -> int:
        """Notes a failure; returns for how many microseconds to leave it alone."""
        before = self._failures.pop(key, 0)
        self._failures[key] = before + 1
        if len(self._failures) > REMEMBERED:
            del self._failures[next(iter(self._failures))]
        return int(min(FIRST * 2 ** min(before, 20), LONGEST))

    def forget(self, key: int) -> None:
        """It has worked."""
        self._failures.pop(key, None)
