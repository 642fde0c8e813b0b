"""Which addresses belong to the open internet, and how hosts spell them."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")


class Disguised(ValueError):
    """A host that a resolver takes for a number although it is not written as one writes an address."""


def public(address: Address) -> bool:
    """Whether an address belongs to the open internet, also when it hides in one of the other kind."""
    if isinstance(address, IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if hidden is not None:
            return public(hidden)
        if address in _NAT64:
            return public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address in _NAT64_LOCAL or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def written(host: str) -> Address | None:
    """The address that a host is; None when it is a name. Raises Disguised for 0x7f.1, 2130706433, 010.0.0.1 ..."""
    try:
        address = ip_address(host)
    except ValueError:
        if _number(host):
            raise Disguised(host) from None
        return None
    if "%" in host or (isinstance(address, IPv6Address) and address.ipv4_mapped is not None):
        raise Disguised(host)
    return address


def ours(address: str) -> bool:
    """Whether an address is one of this machine: then the way to it begins there, too. Nothing is sent."""
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(kind, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            begins = str(probe.getsockname()[0])
    except OSError:
        return False
    return ip_address(begins.partition("%")[0]) == ip_address(address.partition("%")[0])


def _number(host: str) -> bool:
    """Whether a host is written as a number, in any of the spellings that a resolver takes."""
    try:
        socket.inet_aton(host)
    except OSError:
        return ":" in host
    return True
