"""A hub, streams as a server would run them, and facts."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest_asyncio

from okno.access import Actor
from okno.db import tx
from okno.db.wake import bell
from okno.events import Event, record
from okno.live import Hub, Stream
from okno.settings import Settings
from tests.stands.wait import soon


class Happened(Event):
    """An event of the tests."""

    stream = "test"


def actor(person: int = 5, teams: Iterable[int] = ()) -> Actor:
    """A person with the right to see tickets of his teams."""
    empty = frozenset[str]()
    return Actor(person, "x", "ru", "", empty, empty, frozenset({"ticket.see"}), frozenset(teams))


async def happen(*topics: str) -> int:
    """A fact, committed."""
    async with tx():
        return await record(Happened(stream_id=1, actor_id=None), topics)


class Open:
    """A running stream."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.text = ""
        self.headers: dict[str, str] = {}
        self.ended = False
        self._gone = asyncio.Event()
        self.task = asyncio.ensure_future(stream({"type": "http"}, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        self.text += message["body"].decode()
        self.ended = not message["more_body"]

    @property
    def heard(self) -> set[str]:
        """All topics that came."""
        return set(re.findall(r'"([a-z]+:\d+)"', self.text))

    @property
    def events(self) -> list[str]:
        """The names of the events that came."""
        return re.findall(r"event: (\w+)", self.text)

    @property
    def last(self) -> str:
        """What the browser would send as Last-Event-ID."""
        return re.findall(r"id: (\d+)", self.text)[-1]

    async def ready(self) -> Open:
        """Waits until the stream has begun."""
        await soon(lambda: self.events, "the stream has begun")
        return self

    async def leave(self) -> None:
        """The browser closes the page."""
        self._gone.set()
        await asyncio.wait_for(self.task, 5)


@pytest_asyncio.fixture
async def hub(db: Settings) -> AsyncIterator[Hub]:
    """A hub that hears."""
    await bell.start(db)
    started = Hub()
    await started.start()
    yield started
    await started.stop()
    await bell.stop()


@pytest_asyncio.fixture
async def connect(hub: Hub) -> AsyncIterator[Any]:
    """Opens streams and closes them after the test."""
    opened: list[Open] = []

    async def nothing(*_: object) -> list[int]:
        return []

    async def one(person: Actor, **wishes: Any) -> Open:
        async def same() -> Actor:
            return person

        settings = {"who": same, "tickets": nothing} | wishes
        opened.append(Open(Stream(hub, person, **settings)))
        return await opened[-1].ready()

    yield one
    for stream in opened:
        with contextlib.suppress(asyncio.CancelledError):
            await stream.leave()
