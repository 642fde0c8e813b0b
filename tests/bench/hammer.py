"""Clients that ask for pages without pause, and how long each answer took. HTTP by hand: they must cost little."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

EXPECTED = (200, 201, 303)


@dataclass(frozen=True)
class Ask:
    """A request as it is sent, but for the host."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def raw(self) -> bytes:
        """Its bytes."""
        body = self.body.encode()
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if body or self.method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + body


class Refused(AssertionError):
    """A page was not answered as it should."""


class Client:
    """A connection that is kept."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Client:
        """Connects to a worker."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**22))

    async def send(self, ask: Ask) -> bytes:
        """The body of the answer. Raises Refused for an answer that is none of EXPECTED."""
        self._writer.write(ask.raw())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        body = await self._body(head)
        if status not in EXPECTED:
            raise Refused(f"{ask.method} {ask.path}: {status} {body[:300].decode(errors='replace')}")
        if status == 303 and "location: /sign-in" in head:
            raise Refused(f"{ask.method} {ask.path}: one has to sign in")
        return body

    async def _body(self, head: str) -> bytes:
        for line in head.split("\r\n"):
            if line.startswith("content-length:"):
                return await self._reader.readexactly(int(line.split(":")[1]))
        if "transfer-encoding: chunked" not in head:
            return b""
        parts = []
        while size := int(await self._reader.readline(), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readline()
        await self._reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        """Ends the connection."""
        self._writer.close()


async def hammer(port: int, make: Callable[[], Ask], *, clients: int, seconds: float) -> list[float]:
    """The milliseconds of each answer while so many clients ask for so long."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def one() -> None:
        client = await Client.open(port)
        try:
            while (began := time.perf_counter()) < until:
                await client.send(make())
                took.append((time.perf_counter() - began) * 1000)
        finally:
            client.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(one())
    return took


async def once(port: int, ask: Ask) -> bytes:
    """One answer."""
    client = await Client.open(port)
    try:
        return await client.send(ask)
    finally:
        client.close()
