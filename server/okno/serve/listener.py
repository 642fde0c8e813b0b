"""The listening socket, which the supervisor owns and every web worker shares."""

from __future__ import annotations

import errno
import socket

from okno.errors import ConfigError
from okno.text import N_, Phrase

BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the address; raises `ConfigError` with a sentence when that is not possible."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise ConfigError(N_("The address %(host)s is not known to this machine. Check --host.", host=host)) from None
    family, kind, protocol, _, address = found[0]
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        # Clients that come while the workers still start wait in the queue of the kernel instead of being refused.
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise ConfigError(_reason(error, host, port)) from None
    return sock


def url_of(sock: socket.socket) -> str:
    """The address of a listening socket as people type it."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _reason(error: OSError, host: str, port: int) -> Phrase:
    where = {"host": host, "port": port}
    if error.errno == errno.EADDRINUSE:
        return N_(
            "Port %(port)s on %(host)s is already taken. Stop the program that uses it, or choose another --port.",
            **where,
        )
    if error.errno == errno.EACCES:
        return N_("Port %(port)s may not be used by this account. Choose a --port above 1023.", **where)
    if error.errno == errno.EADDRNOTAVAIL:
        return N_("This machine does not have the address %(host)s. Check --host.", **where)
    return N_("Okno cannot listen on %(host)s, port %(port)s: %(why)s.", why=error.strerror or "", **where)
