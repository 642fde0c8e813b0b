"""Asking an address that people have typed: short, bounded, never inward, and redirected only where that is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, urljoin

from okno.outbound.exchange import METHODS, Reply, exchange
from okno.outbound.line import PORTS, connect
from okno.outbound.way import Unreachable, Way, check

WHOLE_SECONDS = 20.0
ANSWER_BYTES = 64 * 1024
"""Of an answer no more is read."""
_GOODBYE_SECONDS = 1.0
_HARMLESS = frozenset({"accept", "accept-language", "content-type", "user-agent", "if-none-match", "if-modified-since"})
"""Headers that another host may read after a redirect: all others may hold a key or a signature."""
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked. `seconds` for all of it, redirects too; `limit` in bytes; `follow`: so many redirects at most."""

    method: str = "GET"
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    seconds: float = WHOLE_SECONDS
    limit: int = ANSWER_BYTES
    follow: int = 0


class _Usual:
    way = Way()


def settle(way: Way) -> None:
    """Tells the way of this installation, as its settings say."""
    _Usual.way = way


def usual() -> Way:
    """The way of this installation."""
    return _Usual.way


async def ask(question: Question, way: Way | None = None) -> Reply:
    """Asks an address, by the way of this installation when no other is given.

    Raises Unreachable when it may not be called, OSError (TimeoutError is one) for every fault of the other side. Of
    redirects, those that are not followed are answers as any other.
    """
    if question.method not in METHODS:
        raise ValueError(f"{question.method} is none of {METHODS}")
    taken = usual() if way is None else way
    async with asyncio.timeout(question.seconds):
        while True:
            parts = check(question.url, taken)
            reply = replace(await _once(question, parts, taken), url=question.url)
            if question.follow <= 0 or reply.status not in _REDIRECTS or "location" not in reply.headers:
                return reply
            question = _onward(question, parts, reply, taken)


async def post(url: str, content: bytes, headers: Mapping[str, str], way: Way) -> Reply:
    """Sends `content` to an address and gives the answer; redirects are not followed. Raises as `ask`."""
    return await ask(Question(method="POST", url=url, content=content, headers=headers, seconds=WHOLE_SECONDS), way)


async def _once(question: Question, parts: SplitResult, way: Way) -> Reply:
    line = await connect(parts, way)
    try:
        reply = await exchange(
            line,
            parts,
            method=question.method,
            headers=question.headers,
            content=question.content,
            limit=question.limit,
        )
    except BaseException:
        # A silent side would make a polite goodbye longer than the question.
        line[1].transport.abort()
        raise
    await _hang_up(line[1])
    return reply


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    try:
        async with asyncio.timeout(_GOODBYE_SECONDS):
            await writer.wait_closed()
    except OSError:
        writer.transport.abort()


def _onward(question: Question, parts: SplitResult, reply: Reply, way: Way) -> Question:
    """The question for where a redirect leads. Raises Unreachable when it leads where nothing shall go."""
    url = urljoin(question.url, reply.headers["location"]).partition("#")[0]
    to = check(url, way)
    if parts.scheme == "https" and to.scheme != "https":
        raise Unreachable(to.hostname or "")
    onward = replace(question, url=url, follow=question.follow - 1)
    if reply.status == 303 or (reply.status in (301, 302) and question.method == "POST"):
        onward = replace(onward, method="HEAD" if question.method == "HEAD" else "GET", content=b"")
    if _origin(parts) == _origin(to):
        return onward
    if onward.content:
        # What was written for one receiver is not for another.
        raise Unreachable(to.hostname or "")
    kept = {name: value for name, value in onward.headers.items() if name.lower() in _HARMLESS}
    return replace(onward, headers=kept)


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]
