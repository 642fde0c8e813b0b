"""A browser's stream, as cheap as can be: one connection, no library, and what it was told with the moment."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote

from okno.http.sessions import COOKIE

RETRY_SECONDS = 1.0
"""The first pause after a refusal or a goodbye, as in live-worker.js; it doubles."""


@dataclass
class Heard:
    """What one person was told: when each ticket was named, when all was to be loaded anew."""

    tickets: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    reloads: list[float] = field(default_factory=list)
    messages: int = 0
    opened: list[float] = field(default_factory=list)
    """When a stream was granted: from then on it tells, and at first what was missed."""
    broken: list[float] = field(default_factory=list)
    goodbyes: int = 0
    refusals: int = 0


class Listener:
    """Keeps a stream open as a browser does: after a lost one it gives back the last place that it was told."""

    def __init__(self, person_id: int, port: int, cookie: str) -> None:
        self.person_id = person_id
        self.heard = Heard()
        self.ready = asyncio.Event()
        self._port = port
        self._cookie = cookie
        self._place = ""
        self._retry = RETRY_SECONDS
        self._transport: asyncio.WriteTransport | None = None
        self._ending = False

    def head(self) -> bytes:
        """The request."""
        since = f"?since={quote(self._place)}" if self._place else ""
        last = f"Last-Event-ID: {self._place}\r\n" if self._place else ""
        return (
            f"GET /live{since} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept: text/event-stream\r\n"
            f"{last}Cookie: {COOKIE}={self._cookie}\r\n\r\n"
        ).encode()

    async def keep(self) -> None:
        """Listens until `end`."""
        loop, wait = asyncio.get_running_loop(), RETRY_SECONDS
        while not self._ending:
            wire = _Wire(self)
            with suppress(OSError):
                transport, _ = await loop.create_connection(lambda wire=wire: wire, "127.0.0.1", self._port)  # type: ignore[misc]
                self._transport = transport
                await wire.gone
            if wire.began and not wire.goodbye and not self._ending:
                self.heard.broken.append(time.monotonic())
            wait = RETRY_SECONDS if wire.began else min(wait * 2, 60)
            if not self._ending:
                again = wait + random.random() * wait if wire.goodbye or not wire.began else self._retry
                await asyncio.sleep(again)

    def end(self) -> None:
        """Closes the page."""
        self._ending = True
        if self._transport is not None:
            self._transport.close()

    def told(self, message: bytes) -> str:
        """Takes in one message and gives its kind."""
        place, kind, data = "", "", ""
        for line in message.decode().split("\n"):
            name, _, value = line.partition(": ")
            if name == "id":
                place = value
            elif name == "event":
                kind = value
            elif name == "data":
                data = value
            elif name == "retry":
                self._retry = int(value) / 1000
        self._place = place or self._place
        self._take(kind, data)
        return kind

    def _take(self, kind: str, data: str) -> None:
        now = time.monotonic()
        if kind == "change":
            self.heard.messages += 1
            for topic in json.loads(data)["topics"]:
                if topic.startswith("staff:"):
                    self.heard.tickets[int(topic[6:])].append(now)
        elif kind == "reload":
            self.heard.reloads.append(now)
        elif kind == "bye":
            self.heard.goodbyes += 1
        if kind in ("ready", "change", "reload") and not self.ready.is_set():
            self.ready.set()


class _Wire(asyncio.Protocol):
    """One connection: the head of the answer, then chunks."""

    def __init__(self, listener: Listener) -> None:
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.began = False
        self.goodbye = False
        self._listener = listener
        self._head = True
        self._raw = b""
        self._text = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asks."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.write(self._listener.head())

    def data_received(self, data: bytes) -> None:
        """Reads what is whole."""
        self._raw += data
        if self._head and not self._read_head():
            return
        while (part := self._chunk()) is not None:
            self._text += part
        *whole, self._text = self._text.split(b"\n\n")
        for message in whole:
            kind = self._listener.told(message)
            self.began = self.began or bool(kind)
            if kind == "bye":
                self.goodbye = True
                self._transport.close()

    def _read_head(self) -> bool:
        head, end, rest = self._raw.partition(b"\r\n\r\n")
        if not end:
            return False
        if b" 200 " not in head.split(b"\r\n")[0]:
            self._listener.heard.refusals += 1
            self._transport.close()
            return False
        self._head, self._raw = False, rest
        self._listener.heard.opened.append(time.monotonic())
        return True

    def _chunk(self) -> bytes | None:
        size, end, rest = self._raw.partition(b"\r\n")
        length = int(size, 16) if end else 0
        if not end or len(rest) < length + 2:
            return None
        self._raw = rest[length + 2 :]
        return rest[:length] if length else None

    def connection_lost(self, exc: Exception | None) -> None:
        """Tells the listener."""
        if not self.gone.done():
            self.gone.set_result(None)
