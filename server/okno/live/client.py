"""One connected browser: its topics, and what waits to be sent to it."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

QUEUE = 100
"""How many messages wait for a slow browser; more make it reload instead."""


@dataclass(frozen=True)
class Message:
    """A message as a browser gets it. `position` is where to go on after a lost connection."""

    event: str = ""
    topics: tuple[str, ...] = ()
    position: int | None = None

    def encode(self) -> bytes:
        """The lines of the stream."""
        lines = [f"id: {self.position}"] if self.position is not None else []
        if self.event:
            lines.append(f"event: {self.event}")
        lines.append("data: " + json.dumps({"topics": list(self.topics)} if self.topics else {}))
        return ("\n".join(lines) + "\n\n").encode()


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

    def tell(self, topics: Iterable[str], position: int) -> None:
        """Puts those of the topics that are allowed into the queue."""
        mine = self.topics.intersection(topics)
        if mine:
            self.put(Message(topics=tuple(sorted(mine)), position=position))

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
        """Sets the allowed topics; what waits loses those that are not allowed any more."""
        self.topics = frozenset(topics)
        kept: deque[Message] = deque()
        for message in self._waiting:
            mine = tuple(topic for topic in message.topics if topic in self.topics)
            if message.event or mine:
                kept.append(Message(message.event, mine, message.position))
        self._waiting = kept

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
