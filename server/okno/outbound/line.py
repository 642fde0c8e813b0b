"""A line to the other side: its name resolved once, what was resolved called, TLS checked, perhaps through a proxy."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from okno.outbound.address import ours, written
from okno.outbound.way import Unreachable, Way

HEAD_BYTES = 16 * 1024
"""Of the head of an answer no more is read."""
CONNECT_SECONDS = 8.0
"""How long one address may take: the next one shall have its turn, too."""
PORTS = {"http": 80, "https": 443}

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def resolve(host: str, port: int, way: Way) -> list[str]:
    """The addresses of a host. Raises Unreachable when one of them may not be called."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not way.names(host):
        for one in addresses:
            if not way.lets(ip_address(one.partition("%")[0]), ours=ours(one)):
                raise Unreachable(host)
    return addresses


async def connect(parts: SplitResult, way: Way) -> Line:
    """A line to where a checked address leads. Raises Unreachable, OSError."""
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    context = _context(way.authorities, *_environment()) if parts.scheme == "https" else None
    if way.proxy and not _direct(host, way):
        return await _through(way.proxy, host, port, context)
    last: OSError | None = None
    for address in await resolve(host, port, way):
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await _open(address, port, host, context)
        except TimeoutError:
            last = TimeoutError("there is no answer")
        except OSError as error:
            last = error
    raise last or OSError("there is no address")


async def _open(address: str, port: int, host: str, context: ssl.SSLContext | None) -> Line:
    name = host if context is not None else None
    return await asyncio.open_connection(address, port, ssl=context, server_hostname=name, limit=HEAD_BYTES)


def _direct(host: str, way: Way) -> bool:
    """Whether a host is inside and no proxy is needed there."""
    if not way.direct:
        return False
    address = written(host)
    return way.names(host) if address is None else any(address in net for net in way.networks)


def _environment() -> tuple[str, str]:
    """Where the system looks for certificates: what else is known of them stays in memory."""
    return os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", "")


@lru_cache(maxsize=8)
def _context(authorities: str, _file: str, _folder: str) -> ssl.SSLContext:
    """Reading all certificates of a system takes a while: once for each place where they lie."""
    context = ssl.create_default_context()
    if authorities:
        context.load_verify_locations(authorities)
    return context


async def _through(proxy: str, host: str, port: int, context: ssl.SSLContext | None) -> Line:
    """A line through a proxy: it connects, and TLS goes to the other end."""
    at = urlsplit(proxy)
    reader, writer = await asyncio.open_connection(at.hostname, at.port, limit=HEAD_BYTES)
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        writer.write(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode("ascii"))
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        if head.split(b" ", 2)[1:2] != [b"200"]:
            raise OSError(f"the proxy refuses: {head[:60]!r}")
        if context is not None:
            await writer.start_tls(context, server_hostname=host)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        writer.close()
        raise OSError("the proxy hangs up") from error
    except BaseException:
        writer.close()
        raise
    return reader, writer
