"""One connected browser: its topics, and what waits to be sent to it."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from okno.live.ear import Ear

QUEUE = 100
"""How many messages wait for a slow browser; more make it reload instead."""


@dataclass(frozen=True)
class Message:
    """A message as a browser gets it. `place` is the sealed word for where to go on after a lost connection."""

    event: str
    topics: tuple[str, ...] = ()
    place: str = ""

    def encode(self) -> bytes:
        """The lines of the stream."""
        lines = [f"id: {self.place}"] if self.place else []
        lines.append(f"event: {self.event}")
        lines.append("data: " + json.dumps({"topics": list(self.topics)} if self.topics else {}))
        return ("\n".join(lines) + "\n\n").encode()


CHANGE = "change"
"""Something on the named topics has changed."""
READY = "ready"
"""Nothing has changed; it tells the place where the stream begins."""
RELOAD = "reload"
"""The browser has missed something and asks for the page anew."""
PRESENCE = "presence"
"""Somebody has come to a ticket or gone; it has no place, for nothing is lost with it."""
BYE = "bye"
"""The stream ends on purpose; the browser connects again after a moment."""


class Client:
    """The waiting messages of one stream. Used by the event loop's thread only."""

    def __init__(self, person_id: int, topics: Iterable[str]) -> None:
        self.ear = Ear(person_id, frozenset(topics))
        self.closed = False
        self._recheck = False
        self._waiting: deque[Message] = deque()
        self._rung = asyncio.Event()

    @property
    def person_id(self) -> int:
        """Whose browser it is."""
        return self.ear.person_id

    @property
    def topics(self) -> frozenset[str]:
        """Of what it hears."""
        return self.ear.topics

    def tell(self, facts: Iterable[Collection[str]], place: Callable[[Ear], str]) -> None:
        """Puts what concerns this browser into the queue: `facts` are the topics of each fact, `place` seals where
        the person stands after them."""
        mine = self.ear.heard(facts)
        if mine:
            self.put(Message(CHANGE, mine, place(self.ear)))

    def hint(self, topics: Collection[str], about: str) -> None:
        """Says that somebody came to a ticket or went, if this browser may hear of it; a slow one is spared that."""
        message = Message(PRESENCE, (about,))
        covered = message in self._waiting or any(one.event == RELOAD for one in self._waiting)
        if self.ear.hears(topics) and not covered and len(self._waiting) < QUEUE // 2:
            self.put(message)

    def put(self, message: Message) -> None:
        """Puts a message into the queue; when that is full, one "reload" stands for all."""
        if len(self._waiting) >= QUEUE:
            self.reload(message.place)
        elif self._waiting and self._waiting[-1].event == RELOAD:
            # It has not gone out yet and covers this one too.
            self.reload(message.place)
        else:
            self._waiting.append(message)
            self._rung.set()

    def reload(self, place: str) -> None:
        """Replaces all that waits by the word that the page is to be asked for anew."""
        self._waiting.clear()
        self._waiting.append(Message(RELOAD, place=place))
        self._rung.set()

    def ask_recheck(self) -> None:
        """Says that the rights of the person may have changed."""
        self._recheck = True
        self._rung.set()

    def take_recheck(self) -> bool:
        """Whether the rights have to be read again before the next message."""
        asked, self._recheck = self._recheck, False
        return asked

    def narrow(self, topics: Iterable[str]) -> None:
        """Sets the allowed topics. When some are gone, what waits may tell too much: the page is loaded anew."""
        before, self.ear = self.topics, Ear(self.person_id, frozenset(topics))
        if before - self.topics and self._waiting:
            self.reload(next((one.place for one in reversed(self._waiting) if one.place), ""))

    def close(self) -> None:
        """Ends the stream after what it sends now."""
        self.closed = True
        self._rung.set()

    async def wait(self) -> None:
        """Returns when there is something to do: a message, a recheck, the end."""
        await self._rung.wait()

    def take(self) -> Message | None:
        """The next message, or None when nothing waits."""
        if self._waiting:
            return self._waiting.popleft()
        if not self.closed and not self._recheck:
            self._rung.clear()
        return None
