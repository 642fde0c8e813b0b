"""The recent facts of the log: what a person has heard last, and what he has missed since.

A place (see place.py) follows from the facts that its person hears and from nothing else. The horizon moves with
everybody's transactions and is therefore never shown; it only decides how far a fact counts when it is told: a fact
at or above it is told early, and older ones may still come to light beside it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from okno.events.trace import Trace, last_id, position_at, traces_since
from okno.live.ear import BUT, Ear
from okno.live.place import Place

STEP = 5000
"""What is older than the last one or two times so many facts is forgotten, so many at a time.

All processes forget the same facts, so that a person gets the same place from each; and somebody who hears nothing
for long sees his place move so rarely that it does not count what others do.
"""
MOST = 3 * STEP
"""How many facts are read at once; of more nothing is remembered."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A fact that was told. All facts below `safe` were told by then, and it is not beyond the fact itself."""

    id: int
    position: int
    safe: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Last:
    """The last of several facts: the highest `safe` and the highest position among them."""

    safe: int = 0
    position: int = 0


class Memory:
    """Every fact at or above `floor` that this process has told. Bounded: see STEP."""

    def __init__(self) -> None:
        self.floor = 0
        self._oldest = 0
        self._told: list[_Told] = []
        """In the order of positions."""
        # By topic, and by those who hear nothing of a fact although it has the topic.
        self._last: dict[str, dict[frozenset[str], _Last]] = {}

    async def load(self) -> int:
        """Reads the recent facts and gives the horizon below which they were told: those at or above it are to come.

        A process that starts remembers what others do.
        """
        oldest = _oldest(await last_id())
        floor = await position_at(oldest) if oldest else 0
        traces, at = await traces_since(floor, MOST + 1)
        self.forget(at)
        if len(traces) <= MOST:
            self.floor, self._oldest = min(floor, at), oldest
            self.add([trace for trace in traces if trace.position < at], at)
        return at

    def forget(self, at: int) -> None:
        """Forgets everything; what is below the horizon `at` can't be asked for any more."""
        self.floor, self._told, self._last = at, [], {}

    def add(self, traces: Iterable[Trace], at: int) -> None:
        """Remembers facts that are told now and were not before. `at` is the horizon of their reading."""
        fresh = [_Told(one.id, one.position, min(one.position + 1, at), one.topics) for one in traces]
        for one in fresh:
            # A place is asked for with each message and needs the last ones only: so they stand in order.
            insort(self._told, one, key=_position)
            self._note(one)
        if fresh:
            self._trim(_oldest(max(one.id for one in fresh)))

    def _trim(self, oldest: int) -> None:
        if oldest <= self._oldest:
            return
        self._oldest = oldest
        first = min((one for one in self._told if one.id >= oldest), key=lambda one: one.id)
        # Never down: what was forgotten in between is not there any more.
        self.floor = max(self.floor, first.position)
        self._told = [one for one in self._told if one.position >= self.floor]
        self._last = {}
        for one in self._told:
            self._note(one)

    def _note(self, told: _Told) -> None:
        deaf = frozenset(topic for topic in told.topics if topic.startswith(BUT))
        for topic in told.topics:
            by_deaf = self._last.setdefault(topic, {})
            last = by_deaf.get(deaf, _Last())
            last = by_deaf[deaf] = _Last(max(last.safe, told.safe), max(last.position, told.position))
            if not deaf and len(by_deaf) > 1:
                # Everybody has heard this one; older ones that some have not are of no interest any more.
                self._last[topic] = {
                    key: one
                    for key, one in by_deaf.items()
                    if key == deaf or one.safe > last.safe or one.position > last.position
                }

    def place(self, ear: Ear) -> Place:
        """Where he stands now."""
        safe, position = self.floor, 0
        deaf = BUT + ear.person
        for topic in ear.topics:
            for names, last in self._last.get(topic, {}).items():
                if deaf not in names:
                    safe, position = max(safe, last.safe), max(position, last.position)
        return Place(safe, _digest(self._since(ear, safe)) if position >= safe else 0)

    def missed(self, ear: Ear, place: Place) -> tuple[str, ...]:
        """Under which topics he has heard of something since he was at a place, which is not below the floor."""
        since = self._since(ear, place.position)
        return () if _digest(since) == place.early else ear.heard(one.topics for one in since)

    def _since(self, ear: Ear, position: int) -> list[_Told]:
        last = self._told[bisect_left(self._told, position, key=_position) :]
        return [one for one in last if ear.hears(one.topics)]


def _position(told: _Told) -> int:
    return told.position


def _oldest(newest: int) -> int:
    """The lowest id that is remembered when `newest` is the highest."""
    return (newest // STEP - 1) * STEP if newest >= 2 * STEP else 0


def _digest(told: Iterable[_Told]) -> int:
    """A number for a set of facts; 0 for none."""
    ids = sorted(one.id for one in told)
    return int.from_bytes(blake2b(repr(ids).encode(), digest_size=8).digest()) if ids else 0
