"""The shut door of the tests."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.stands.network import NetworkForbidden
from tests.stands.wait import free_port


def test_another_machine_cannot_be_reached() -> None:
    """Neither by address nor by name."""
    with pytest.raises(NetworkForbidden):
        socket.create_connection(("192.0.2.1", 80), 1)
    with pytest.raises(NetworkForbidden):
        socket.getaddrinfo("example.test", 80)


async def test_an_event_loop_cannot_reach_it_either() -> None:
    """The door holds for asynchronous clients."""
    with pytest.raises(NetworkForbidden):
        await asyncio.open_connection("192.0.2.1", 80)


def test_nothing_listens_for_other_machines() -> None:
    """A test binds to loopback only."""
    with socket.socket() as door, pytest.raises(NetworkForbidden):
        door.bind(("0.0.0.0", 0))


def test_this_machine_can_be_reached() -> None:
    """Loopback is open."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        socket.create_connection(door.getsockname(), 5).close()
    assert free_port() > 1023
