"""The shut door: while tests run, this process reaches nothing but this machine."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any


class NetworkForbidden(AssertionError):
    """A test tried to reach another machine."""


class _Door:
    shut = False


def shut() -> None:
    """Shuts the door for the rest of this process."""
    if not _Door.shut:
        _Door.shut = True
        sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a Unix socket has a path, not a tuple
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host is not None and not _here(host):
        raise NetworkForbidden(f"{event} {host!r}: a test may only reach this machine; use a stand of tests/stands")


def _here(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in ("localhost", ""):
        return name != ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
