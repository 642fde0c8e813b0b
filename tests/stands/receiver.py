"""A receiver on loopback: an HTTP server, by TLS or plain, that keeps what it hears and says what it is told to say."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.stands.push import HOST, certificate


@dataclass(frozen=True)
class Heard:
    """A question as it came, names of headers in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        """The body, which is JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Say:
    """An answer: in its parts, or as raw bytes. `silent`: none at all until the other side hangs up."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw: bytes = b""
    silent: bool = False

    def sent(self) -> bytes:
        """The bytes of it."""
        lines = {"Content-Length": str(len(self.body)), **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return self.raw or f"HTTP/1.1 {self.status} Said\r\n{head}\r\n".encode() + self.body


@dataclass
class Receiver:
    """The server. `says` are its next answers, the last of which it repeats."""

    base: str = ""
    authority: str = ""
    """The file with the certificate that vouches for it; "" when it is plain."""
    heard: list[Heard] = field(default_factory=list)
    says: list[Say] = field(default_factory=lambda: [Say()])
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.base.rpartition(":")[2])

    async def wait(self, count: int = 1) -> list[Heard]:
        """What it has heard, once that is so many."""
        async with asyncio.timeout(20):
            while len(self.heard) < count:
                self.came.clear()
                await self.came.wait()
        return self.heard

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes one question."""
        try:
            await self._take(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines if one)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = first.split(" ")
        self.heard.append(Heard(method, path, headers, body))
        self.came.set()
        say = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if say.silent:
            await reader.read()
            return
        writer.write(say.sent())
        await writer.drain()


@asynccontextmanager
async def receiver(folder: Path | None = None, *names: str) -> AsyncIterator[Receiver]:
    """A running receiver: by TLS with a certificate in a file of `folder` for these names, else plain."""
    stand, context = Receiver(), None
    if folder is not None:
        made, key = certificate(folder, *names)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(made, key)
        stand.authority = str(made)
    server = await asyncio.start_server(stand.serve, HOST, 0, ssl=context)
    stand.base = f"{'https' if context else 'http'}://{HOST}:{server.sockets[0].getsockname()[1]}"
    try:
        yield stand
    finally:
        server.close()
