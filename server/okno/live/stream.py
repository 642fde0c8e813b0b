"""The answer that never ends by itself: server-sent events for one browser."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing

import anyio
from starlette.types import Receive, Scope, Send

from okno.access import Actor
from okno.clock import SECOND_US, now_us
from okno.drain import drain
from okno.live.client import BYE, CHANGE, READY, RELOAD, Client, Message
from okno.live.hub import Hub

HEARTBEAT_SECONDS = 20.0
RECHECK_US = 5 * 60 * SECOND_US
"""How often the rights are read again without a reason, so that an ended session ends its stream too."""
RETRY_MS = (500, 3000)
"""After a lost connection browsers come back at different moments within this span."""
MOST_TICKETS = 50
"""How many tickets one page may listen to."""

Who = Callable[[], Awaitable[Actor | None]]
"""Reads anew who looks; None when he may look no more."""
Tickets = Callable[[Actor, frozenset[int]], Awaitable[Iterable[int]]]
"""Those of the tickets that the actor may see."""

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    # A proxy must not keep a connection that will be closed at the end of the stream.
    (b"connection", b"close"),
]


class Stream:
    """An ASGI answer. `since` is the place that a page or a lost stream had (the text of Last-Event-ID), or ""."""

    def __init__(
        self, hub: Hub, actor: Actor, *, who: Who, tickets: Tickets, wanted: Iterable[str] = (), since: str = ""
    ) -> None:
        self.hub = hub
        self.client = Client(actor.id, actor.topics)
        self._who = who
        self._tickets = tickets
        self._wanted = ticket_numbers(wanted)
        self._since = since.strip()
        self._actor = actor
        self._checked_at = now_us()

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Sends until the browser leaves, the process drains or the rights are gone."""
        self.client.narrow(await self._topics(self._actor))
        # Joined before reading: what comes while we read waits in the queue.
        self.hub.join(self.client)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            async with anyio.create_task_group() as group:
                group.start_soon(self._until_gone, receive)
                group.start_soon(self._until_drained)
                async with aclosing(self._parts()) as parts:
                    async for part in parts:
                        await send({"type": "http.response.body", "body": part, "more_body": True})
                group.cancel_scope.cancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self.hub.leave(self.client)

    async def _parts(self) -> AsyncGenerator[bytes, None]:
        yield f"retry: {random.randint(*RETRY_MS)}\n\n".encode()
        yield (await self._catch_up()).encode()
        while not self.client.closed:
            if self.client.take_recheck() or now_us() - self._checked_at > RECHECK_US:
                await self._recheck()
            elif (message := self.client.take()) is not None:
                yield message.encode()
            elif not await self._something():
                yield b": here\n\n"
        yield Message(BYE).encode()

    async def _something(self) -> bool:
        """Waits for something to do; False when a heartbeat is due instead."""
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await self.client.wait()
        except TimeoutError:
            return False
        return True

    async def _catch_up(self) -> Message:
        """What happened since the place, and where the stream begins."""
        ear = self.client.ear
        if not self._since:
            return Message(READY, place=self.hub.place(ear))
        missed = await self.hub.missed(ear, self._since)
        if missed is None:
            return Message(RELOAD, place=self.hub.place(ear))
        return Message(CHANGE if missed else READY, missed, self.hub.later(ear, self._since))

    async def _recheck(self) -> None:
        self._checked_at = now_us()
        actor = await self._who()
        if actor is None:
            self.client.close()
        else:
            self.client.narrow(await self._topics(actor))

    async def _topics(self, actor: Actor) -> frozenset[str]:
        visible = await self._tickets(actor, self._wanted) if self._wanted else ()
        return actor.topics | {f"ticket:{number}" for number in visible if number in self._wanted}

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.client.close()

    async def _until_drained(self) -> None:
        await drain.wait()
        self.client.close()


def ticket_numbers(topics: Iterable[str]) -> frozenset[int]:
    """The numbers in topics such as "ticket:10427"; other topics are given by rights, not by asking."""
    found = set()
    for topic in topics:
        name, _, number = topic.partition(":")
        if name == "ticket" and (asked := _number(number)):
            found.add(asked)
    return frozenset(sorted(found)[:MOST_TICKETS])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
