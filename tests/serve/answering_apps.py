"""Small applications that the workers of the supervisor tests run. Files in the home folder let tests and apps meet."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from okno.drain import drain

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def web_app(home: Path) -> App:
    """Answers any path with the process, and these in their own way.

    /slow when HOME/release exists, /begun with its head at once and the rest then, /block never, with the whole loop
    standing still, /stream with events until the drain.
    """

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["path"] == "/slow":
            (home / "slow-began").touch()
            await _exists(home / "release")
            await _answer(send, "slow")
        elif scope["path"] == "/begun":
            await _begin(send, 4)
            await _exists(home / "release")
            await send({"type": "http.response.body", "body": b"late"})
        elif scope["path"] == "/block":
            (home / "blocked").touch()
            threading.Event().wait()
        elif scope["path"] == "/stream":
            await _stream(send)
        else:
            await _answer(send, str(os.getpid()))

    return app


def sick_app(home: Path) -> App:
    """Does not start before HOME/healed exists."""
    if not (home / "healed").exists():
        raise RuntimeError("sick")
    return web_app(home)


async def jobs_main(home: Path, stop: asyncio.Event) -> None:
    """Writes its process into HOME/jobs-began and, when it was told to stop, HOME/jobs-stopped."""
    (home / "jobs-began").write_text(str(os.getpid()))
    await stop.wait()
    (home / "jobs-stopped").write_text(str(os.getpid()))


async def _exists(path: Path) -> None:
    while not path.exists():  # noqa: ASYNC110  the other side is another process
        await asyncio.sleep(0.02)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _answer(send: Send, text: str) -> None:
    body = text.encode()
    await _begin(send, len(body))
    await send({"type": "http.response.body", "body": body})


async def _begin(send: Send, length: int) -> None:
    headers = [(b"content-length", str(length).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _stream(send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"data: hello\n\n", "more_body": True})
    await drain.wait()
    await send({"type": "http.response.body", "body": b"event: bye\ndata:\n\n"})
