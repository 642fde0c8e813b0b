"""Waiting for a condition with a deadline: the only way in which a test waits."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import TypeVar, cast

T = TypeVar("T")
PAUSE = 0.02


def until(condition: Callable[[], T], what: str, *, within: float = 15.0) -> T:
    """Calls `condition` until its answer is true and gives that answer; AssertionError names `what` did not happen."""
    end = time.monotonic() + within
    while not (answer := condition()):
        assert time.monotonic() < end, f"not within {within} s: {what}"
        threading.Event().wait(PAUSE)
    return answer


async def soon(condition: Callable[[], T | Awaitable[T]], what: str, *, within: float = 15.0) -> T:
    """As `until`, for a test on an event loop; `condition` may be a coroutine function."""
    end = time.monotonic() + within
    while True:
        answer = condition()
        value = cast(T, await answer if isawaitable(answer) else answer)
        if value:
            return value
        assert time.monotonic() < end, f"not within {within} s: {what}"
        await asyncio.sleep(PAUSE)


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
