"""How addresses are called: what may be, as far as the letters tell, and by which way."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from okno.errors import Refused
from okno.outbound.address import Address, Disguised, public, written
from okno.text import N_

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.IGNORECASE)
_NEAR = (".localhost", ".local", ".internal", ".home.arpa", ".localdomain")
"""Names that only an own network gives a meaning."""


class Unreachable(Refused):
    """An address that this server does not call: none by https, or one inside of the own network."""

    code = "unreachable"

    def __init__(self, host: str) -> None:
        super().__init__(N_("This server does not call the address %(host)s.", host=host[:100]))


@dataclass(frozen=True)
class Way:
    """How addresses are called.

    `proxy` as http://proxy.example.com:3128; with `direct` what is `inside` is called without it. `only`: no other
    hosts. `inside`: hosts, with what ends with .HOST, and networks such as 10.1.0.0/16 that may be called although
    they are no part of the open internet. `plain`: hosts that may be called by http. `authorities`: a file of
    certificates that vouch besides those of the system. `own`: the names of this server, which are called only when
    they are `inside`.
    """

    proxy: str = ""
    direct: bool = False
    only: Collection[str] = ()
    inside: Collection[str] = ()
    plain: Collection[str] = ()
    authorities: str = ""
    own: Collection[str] = ()

    @cached_property
    def networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks and single addresses among `inside`."""
        return networks_in(self.inside)

    def names(self, host: str) -> bool:
        """Whether a host is `inside` by its name."""
        return named(host, self.inside)

    def lets(self, address: Address, *, ours: bool) -> bool:
        """Whether a resolved address may be called. One of this machine has to be named by itself, in no network."""
        single = any(address in net and net.num_addresses == 1 for net in self.networks)
        if single or ours:
            return single
        return public(address) or any(address in net for net in self.networks)


def networks_in(entries: Collection[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Those of the entries that are networks or addresses."""
    found = []
    for entry in entries:
        try:
            found.append(ip_network(entry, strict=False))
        except ValueError:
            continue
    return tuple(found)


def named(host: str, names: Collection[str]) -> bool:
    """Whether a host is one of the names, or below one."""
    host = host.lower()
    return any(host == name.lower() or host.endswith(f".{name.lower()}") for name in names)


def check(url: str, way: Way) -> SplitResult:
    """The parts of an address that may be called, as far as its letters tell. Raises Unreachable."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreachable(url) from None
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.password is not None or port == 0 or not url.isascii():
        raise Unreachable(host)
    if any(not sign.isprintable() or sign in ' "<>\\^`{|}' for sign in url):
        raise Unreachable(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and _plain(host, way)):
        raise Unreachable(host)
    if (way.only and not named(host, way.only)) or not _callable(host, way):
        raise Unreachable(host)
    return parts


def _plain(host: str, way: Way) -> bool:
    """Whether a host is named among those that may be called by http."""
    try:
        address = ip_address(host)
    except ValueError:
        return named(host, way.plain)
    return any(address in net for net in networks_in(way.plain))


def _callable(host: str, way: Way) -> bool:
    """Whether the letters of a host let it be called: what it resolves to is looked at later."""
    try:
        address = written(host)
    except Disguised:
        return False
    if address is not None:
        return way.lets(address, ours=False)
    if not _NAME.fullmatch(host) or len(host) > 253 or max(map(len, host.split("."))) > 63:
        return False
    near = "." not in host or host.lower().endswith(_NEAR) or host.lower() in {one.lower() for one in way.own}
    return not near or way.names(host)
