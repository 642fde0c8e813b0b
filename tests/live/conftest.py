"""A hub, streams as a server would run them, and facts."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import re
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest_asyncio

from okno.access import Actor
from okno.db import tx
from okno.db.wake import bell
from okno.events import Event, record
from okno.events.trace import last_id
from okno.live import Ear, Hub, Stream
from okno.settings import Settings
from tests.stands.wait import soon


class Happened(Event):
    """An event of the tests."""

    stream = "ticket"


def actor(person: int = 5, teams: Iterable[int] = ()) -> Actor:
    """A person with the right to see tickets of his teams."""
    rights = {team: frozenset({"ticket.see"}) for team in teams}
    return Actor(person, "x", "ru", "", team_rights=rights, teams=frozenset(rights))


async def happen(*topics: str, times: int = 1) -> None:
    """A fact, committed; or several of one transaction."""
    async with tx():
        for _ in range(times):
            await record(Happened(stream_id=1, actor_id=None), topics)


def ear(person: int = 5, teams: Iterable[int] = ()) -> Ear:
    """What such an actor hears."""
    return Ear(person, actor(person, teams).topics)


def sign(text: str) -> str:
    """The signature of an installation."""
    return hmac.new(b"key", text.encode(), "sha256").hexdigest()


async def told(hub: Hub) -> None:
    """Waits until the hub has told all that is committed."""
    last = await last_id()
    await soon(lambda: not last or last in {one.id for one in hub._memory._told}, "the hub has told the last fact")


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
        return self.places[-1]

    @property
    def places(self) -> list[str]:
        """The ids of all messages, in their order."""
        return re.findall(r"id: (\S+)", self.text)

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
    started = Hub(sign)
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
        opened.append(Open(Stream(settings.pop("at", hub), person, **settings)))
        return await opened[-1].ready()

    yield one
    for stream in opened:
        with contextlib.suppress(asyncio.CancelledError):
            await stream.leave()
