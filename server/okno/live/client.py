"""One connected browser: its topics, and what waits to be sent to it."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass

QUEUE = 100
"""How many messages wait for a slow browser; more make it reload instead."""


@dataclass(frozen=True)
class Message:
    """A message as a browser gets it. `position` is where to go on after a lost connection."""

    event: str
    topics: tuple[str, ...] = ()
    position: int | None = None

    def encode(self) -> bytes:
        """The lines of the stream."""
        lines = [f"id: {self.position}"] if self.position is not None else []
        lines.append(f"event: {self.event}")
        lines.append("data: " + json.dumps({"topics": list(self.topics)} if self.topics else {}))
        return ("\n".join(lines) + "\n\n").encode()


TICKET = ("ticket:", "staff:")
"""The beginnings of topics about one ticket: what everybody sees who reads it, and what its team sees."""
CHANGE = "change"
"""Something on the named topics has changed."""
READY = "ready"
"""Nothing has changed; it tells the position where the stream begins."""
RELOAD = "reload"
"""The browser has missed something and asks for the page anew."""
BYE = "bye"
"""The stream ends on purpose; the browser connects again after a moment."""


class Client:
    """The waiting messages of one stream. Used by the event loop's thread only."""

    def __init__(self, person_id: int, topics: Iterable[str]) -> None:
        self.person_id = person_id
        self.topics = frozenset(topics)
        self.closed = False
        self._recheck = False
        self._waiting: deque[Message] = deque()
        self._rung = asyncio.Event()

    def tell(self, facts: Iterable[Collection[str]], position: int) -> None:
        """Puts what concerns this browser into the queue; `facts` are the topics of each fact."""
        mine = self.heard(facts)
        if mine:
            self.put(Message(CHANGE, mine, position))

    def heard(self, facts: Iterable[Collection[str]]) -> tuple[str, ...]:
        """The topics that this browser hears of.

        A fact about a ticket names the persons and the teams that may see it. Whoever is one of them also hears the
        number of the ticket, so that its page is refreshed; nobody else does. Whom a fact names as "but:person:N"
        hears nothing of it.
        """
        found: set[str] = set()
        for topics in facts:
            if f"but:person:{self.person_id}" in topics:
                continue
            mine = self.topics.intersection(topics)
            if mine:
                found |= mine
                found.update(topic for topic in topics if topic.startswith(TICKET))
        return tuple(sorted(found))

    def put(self, message: Message) -> None:
        """Puts a message into the queue; when that is full, one "reload" stands for all."""
        if len(self._waiting) >= QUEUE:
            self.reload(message.position)
        elif self._waiting and self._waiting[-1].event == RELOAD:
            # It has not gone out yet and covers this one too.
            self.reload(message.position)
        else:
            self._waiting.append(message)
            self._rung.set()

    def reload(self, position: int | None) -> None:
        """Replaces all that waits by the word that the page is to be asked for anew."""
        self._waiting.clear()
        self._waiting.append(Message(event=RELOAD, position=position))
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
        before, self.topics = self.topics, frozenset(topics)
        if before - self.topics and self._waiting:
            self.reload(self._waiting[-1].position)

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
