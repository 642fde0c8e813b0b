"""The one door through which this server calls addresses that people have typed: short, bounded, never inward.

A name is resolved once and what was resolved is what is called, so a name that changes its answer in between gains
nothing; redirects are not followed. Through a proxy it is the proxy that resolves, so only what the name itself tells
can be refused here.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

import h11

from okno.errors import Refused
from okno.text import N_

WHOLE_SECONDS = 20.0
ANSWER_BYTES = 64 * 1024
"""Of an answer no more is read."""
_HEAD_BYTES = 16 * 1024
_PIECE = 4096
_NAT64 = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


class Unreachable(Refused):
    """An address that this server does not call: none by https, or one inside of the own network."""

    code = "unreachable"

    def __init__(self, host: str) -> None:
        super().__init__(N_("This server does not call the address %(host)s.", host=host[:100]))


@dataclass(frozen=True)
class Way:
    """How addresses are called: through a proxy or not, which hosts alone, which though they are inside."""

    proxy: str = ""
    only: Collection[str] = ()
    inside: Collection[str] = ()


@dataclass(frozen=True)
class Reply:
    """What the other side answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def check(url: str, way: Way) -> SplitResult:
    """The parts of an address that may be called, as far as its letters tell. Raises Unreachable."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreachable(url) from None
    host = parts.hostname or ""
    if parts.scheme != "https" or not host or parts.username is not None or port == 0 or not url.isascii():
        raise Unreachable(host)
    if any(not sign.isprintable() or sign == " " for sign in url):
        raise Unreachable(host)
    if way.only and not _named(host, way.only):
        raise Unreachable(host)
    if not _named(host, way.inside) and (_number(host) or "." not in host or host.endswith((".local", ".internal"))):
        raise Unreachable(host)
    return parts


async def post(url: str, content: bytes, headers: Mapping[str, str], way: Way) -> Reply:
    """Sends `content` to an address and gives the answer. Raises Unreachable, OSError, TimeoutError.

    Every other fault of the other side is an OSError, too.
    """
    parts = check(url, way)
    async with asyncio.timeout(WHOLE_SECONDS):
        reader, writer = await _connect(parts, way)
        try:
            return await _exchange(reader, writer, parts, content, headers)
        except h11.ProtocolError as error:
            raise OSError(f"no proper answer: {error}") from error
        finally:
            writer.close()
            with contextlib.suppress(OSError, ssl.SSLError):
                await writer.wait_closed()


def _named(host: str, names: Collection[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)


def _number(host: str) -> bool:
    """Whether a host is written as a number, in any of the spellings that a resolver takes."""
    try:
        socket.inet_aton(host)
    except OSError:
        return ":" in host
    return True


def public(address: Address) -> bool:
    """Whether an address belongs to the open internet, also when it hides in one of the other kind."""
    if isinstance(address, IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if hidden is not None:
            return public(hidden)
        if address in _NAT64:
            return public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


async def resolve(host: str, port: int, *, inside: bool) -> list[str]:
    """The addresses of a host. Raises Unreachable when one of them is not public, unless it may be `inside`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not inside and not all(public(ip_address(one.partition("%")[0])) for one in addresses):
        raise Unreachable(host)
    return addresses


async def _connect(parts: SplitResult, way: Way) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = parts.hostname or "", parts.port or 443
    context = ssl.create_default_context()
    if way.proxy:
        return await _through(way.proxy, host, port, context)
    last: OSError | None = None
    for address in await resolve(host, port, inside=_named(host, way.inside)):
        try:
            return await asyncio.open_connection(address, port, ssl=context, server_hostname=host, limit=_HEAD_BYTES)
        except OSError as error:
            last = error
    raise last or OSError("there is no address")


async def _through(
    proxy: str, host: str, port: int, context: ssl.SSLContext
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A line through a proxy: it connects, and TLS goes to the other end."""
    at = urlsplit(proxy)
    reader, writer = await asyncio.open_connection(at.hostname, at.port, limit=_HEAD_BYTES)
    try:
        writer.write(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode("ascii"))
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        if head.split(b" ", 2)[1:2] != [b"200"]:
            raise OSError(f"the proxy refuses: {head[:60]!r}")
        await writer.start_tls(context, server_hostname=host)
    except asyncio.IncompleteReadError as error:
        writer.close()
        raise OSError("the proxy hangs up") from error
    except BaseException:
        writer.close()
        raise
    return reader, writer


async def _exchange(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    parts: SplitResult,
    content: bytes,
    headers: Mapping[str, str],
) -> Reply:
    line = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_BYTES)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fields = {"Host": parts.netloc, "Content-Length": str(len(content)), "Connection": "close", **headers}
    for event in (
        h11.Request(method="POST", target=target, headers=list(fields.items())),
        h11.Data(data=content),
        h11.EndOfMessage(),
    ):
        writer.write(line.send(event) or b"")
    await writer.drain()
    return await _answer(reader, line)


async def _answer(reader: asyncio.StreamReader, line: h11.Connection) -> Reply:
    head: h11.Response | None = None
    body = b""
    while True:
        event = line.next_event()
        if event is h11.NEED_DATA:
            line.receive_data(await reader.read(_PIECE))
        elif isinstance(event, h11.Response):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        if isinstance(event, h11.EndOfMessage | h11.ConnectionClosed) or len(body) > ANSWER_BYTES:
            break
    if head is None:
        raise OSError("the other side hangs up")
    told = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
    return Reply(head.status_code, told, body[:ANSWER_BYTES])
