"""A resolver that answers as a test wants, one answer after the other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from okno.outbound import line


def resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str], ours: tuple[str, ...] = ()) -> list[str]:
    """Has names resolve to these addresses, the last answer for ever; returns what was asked.

    `ours` are those that belong to this machine: the door of the tests lets nobody look for the way to others.
    """
    asked: list[str] = []
    left = list(answers)

    async def getaddrinfo(_: Any, host: str, port: int, **__: object) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", (one, port)) for one in (left.pop(0) if len(left) > 1 else left[0])]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(line, "ours", lambda address: address in ours)
    return asked
