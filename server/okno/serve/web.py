"""A web worker: uvicorn on the shared socket, with a drain that loses no request."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import uvicorn

from okno import log as logs
from okno.drain import drain
from okno.errors import OknoError
from okno.serve.duty import find
from okno.serve.listener import BACKLOG
from okno.serve.options import Options
from okno.serve.protocol import Protocol
from okno.text import N_

log = logs.get("okno.serve")

_CLOSE = (b"connection", b"close")
_POLL_SECONDS = 0.05
_CLOSE_SECONDS = 10.0


class Web(uvicorn.Server):
    """The duty of a web worker.

    The socket that the supervisor shares stays open while the worker drains; only a duplicate, made by `accept`, is
    closed. So other workers go on taking connections from the same queue, and this one may take them again.
    """

    def __init__(self, options: Options, listener: socket.socket) -> None:
        app = find(options.web_app)(options.home)
        super().__init__(_config(app, options))
        self.failed = asyncio.Event()
        self._options = options
        self._listener = listener
        self._door: asyncio.Server | None = None
        self._ticking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Runs the start-up of the application."""
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.lifespan.startup()
        if self.lifespan.should_exit:
            raise OknoError(N_("The application did not start; the reason is in the log above."))
        self._ticking = asyncio.create_task(self._tick())

    async def accept(self) -> None:
        """Takes connections, also after a drain."""
        drain.clear()
        self._say_close(False)
        if self._door is None:
            loop = asyncio.get_running_loop()
            self._door = await loop.create_server(self._connection, sock=self._listener.dup(), backlog=BACKLOG)

    async def drain(self) -> None:
        """Closes the door, answers what is asked and still comes on open connections, then closes those."""
        if self._door is not None:
            self._door.close()
            self._door = None
        self._say_close(True)
        drain.set()
        await self._empty()

    def resign(self) -> None:
        """Gives back the socket: when the last holder does, the kernel refuses clients instead of letting them wait."""
        self._listener.close()

    async def close(self) -> None:
        """Runs the shutdown of the application."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self.lifespan.shutdown()
        except TimeoutError:
            log.warning("the application did not shut down in time", seconds=_CLOSE_SECONDS)
        if self._ticking is not None:
            self._ticking.cancel()

    def _connection(self) -> asyncio.Protocol:
        protocol: Any = self.config.http_protocol_class
        made: asyncio.Protocol = protocol(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made

    async def _tick(self) -> None:
        while True:
            await self.on_tick(0)  # renews the Date header
            await asyncio.sleep(1)

    def _say_close(self, wanted: bool) -> None:
        """Makes every answer from now on end its connection, those of requests that already run included."""
        self.config.encoded_headers = [_CLOSE] if wanted else []
        dated = [header for header in self.server_state.default_headers if header != _CLOSE]
        self.server_state.default_headers = dated + self.config.encoded_headers
        if not wanted:
            return
        for connection in self._connections():
            cycle = connection.cycle
            # An answer that has begun without the header promised to keep the connection: a proxy would send
            # its next request into a closed one.
            if cycle is not None and not cycle.response_started:
                cycle.keep_alive = False

    async def _empty(self) -> None:
        began = time.monotonic()
        while self.server_state.connections or self.server_state.tasks:
            passed = time.monotonic() - began
            if passed >= self._options.drain_seconds:
                await self._cut()
                return
            if passed >= self._options.linger_seconds:
                self._close_idle()
            await asyncio.sleep(_POLL_SECONDS)

    def _close_idle(self) -> None:
        for connection in self._connections():
            if _is_idle(connection) and not connection.transport.is_closing():
                connection.transport.close()

    async def _cut(self) -> None:
        tasks = list(self.server_state.tasks)
        log.warning("cut requests that did not end in time", requests=len(tasks), seconds=self._options.drain_seconds)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=1)
        for connection in self._connections():
            connection.transport.close()

    def _connections(self) -> list[Any]:
        return list(self.server_state.connections)


def _config(app: Any, options: Options) -> uvicorn.Config:
    return uvicorn.Config(
        app=lambda: app,
        factory=True,
        interface="asgi3",
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        # Which proxies are trusted is a setting of the application.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=options.keep_alive,
    )


def _is_idle(connection: Any) -> bool:
    """Whether nothing is asked and nothing is being asked: a head that has come in part is a request."""
    if connection.cycle is None:
        return connection.scope is None
    return bool(connection.cycle.response_complete and connection.timeout_keep_alive_task is not None)
