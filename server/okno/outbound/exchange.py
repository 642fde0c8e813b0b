"""One question and its answer on a line: HTTP/1.1, every size bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult

import h11

from okno.outbound.line import HEAD_BYTES, Line

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
OURS = frozenset({"host", "content-length", "connection", "transfer-encoding", "te", "upgrade", "expect", "cookie"})
"""What the client says by itself, or never."""
_PIECE = 16 * 1024
_FORERUNNERS = 5
"""Interim answers (100, 103) that are passed over; who sends more gives no answer at all."""


@dataclass(frozen=True)
class Reply:
    """What the other side answered, names of headers in small letters.

    `cut`: it was longer than was asked for. `url`: who answered, after redirects.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False
    url: str = ""


async def exchange(
    line: Line, parts: SplitResult, *, method: str, headers: Mapping[str, str], content: bytes, limit: int
) -> Reply:
    """Asks and reads. Raises OSError for every fault of the other side."""
    reader, writer = line
    talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_BYTES)
    try:
        writer.write(_question(talk, parts, method, headers, content))
        await writer.drain()
        return await _answer(reader, talk, limit)
    except h11.ProtocolError as error:
        raise OSError(f"no proper answer: {error}") from error


def _question(
    talk: h11.Connection, parts: SplitResult, method: str, headers: Mapping[str, str], content: bytes
) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fields = [("Host", parts.netloc), ("Connection", "close"), ("Accept-Encoding", "identity")]
    if content or method not in ("GET", "HEAD"):
        fields.append(("Content-Length", str(len(content))))
    fields += [(name, value) for name, value in headers.items() if name.lower() not in OURS]
    asked = (h11.Request(method=method, target=target, headers=fields), h11.Data(data=content), h11.EndOfMessage())
    return b"".join(talk.send(event) or b"" for event in asked)


async def _answer(reader: asyncio.StreamReader, talk: h11.Connection, limit: int) -> Reply:
    head: h11.Response | None = None
    body = bytearray()
    interim = 0
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            talk.receive_data(await reader.read(_PIECE))
        elif isinstance(event, h11.InformationalResponse):
            interim += 1
        elif isinstance(event, h11.Response):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        over = len(body) > limit or interim > _FORERUNNERS
        if over or isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
            break
    if head is None:
        raise OSError("the other side hangs up")
    told = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
    return Reply(head.status_code, told, bytes(body[:limit]), cut=len(body) > limit)
