"""Counts what a worker asks of PostgreSQL, whoever in it asks: all of asyncpg is listened to."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/bench-counted"


class _Counter:
    """The statements so far."""

    statements = 0


def _heard(_: Any) -> None:
    _Counter.statements += 1


def counted(app: ASGIApp) -> ASGIApp:
    """The application, and beside it an address that tells how many statements there were since the start."""
    _listen()
    answer = [(b"content-type", b"application/json")]

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await app(scope, receive, send)
            return
        body = json.dumps(_Counter.statements).encode()
        headers = [*answer, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return serve


def _listen() -> None:
    plain = asyncpg.Connection.__init__

    def begun(self: Any, *args: Any, **more: Any) -> None:
        plain(self, *args, **more)
        self.add_query_logger(_heard)

    asyncpg.Connection.__init__ = begun
