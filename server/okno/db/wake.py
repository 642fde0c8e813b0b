"""Waking: after a commit every process of this installation hears that there is something new.

PostgreSQL: NOTIFY in the transaction, one listening connection a process. SQLite: a Unix datagram socket for each
process in HOME/run, written to after the commit. A ring may be lost (a full socket, a lost connection): whoever
listens also looks by himself from time to time, and after a reconnect everybody is rung with None, "look at all".
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import asyncpg

from okno.db.connection import client, dialect, postgres_credentials
from okno.db.tasks import cancel, spawn
from okno.db.trouble import door
from okno.db.tx import on_commit
from okno.log import get
from okno.settings import Settings

CHANNEL = "okno"
MESSAGE_BYTES = 4096
RECONNECT_SECONDS = (0.2, 5.0)
"""First and longest pause before a lost PostgreSQL connection is tried again."""

Heard = Callable[[Sequence[str] | None], None]
"""Called with the messages that came, or with None when some may have been missed."""

log = get(__name__)


class Bell:
    """The bell of this process: hears, and rings the others."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []
        self._folder: Path | None = None
        self._socket: socket.socket | None = None
        self._path: Path | None = None
        self._task: asyncio.Task[None] | None = None
        self._listener: asyncpg.Connection | None = None

    def subscribe(self, heard: Heard) -> Callable[[], None]:
        """Calls `heard` at each ring until the returned function is called."""
        self._heard.append(heard)
        return lambda: self._heard.remove(heard)

    async def ring(self, message: str) -> None:
        """Tells all processes `message` (short ASCII, ids only) once the current transaction has committed."""
        if dialect() == "postgres":
            with door:
                await client().execute_query("SELECT pg_notify($1, $2)", [CHANNEL, message])
        else:
            on_commit(lambda: self._send(message))

    async def call(self, message: str) -> None:
        """The same at once, outside of any transaction: for what is not stored, such as who looks at something."""
        if dialect() == "postgres":
            with door:
                await client().execute_query("SELECT pg_notify($1, $2)", [CHANNEL, message])
        else:
            self._send(message)

    def aim(self, settings: Settings) -> None:
        """Says where the other processes of the installation are; enough for one that only rings, as the CLI."""
        self._folder = settings.home / "run"

    async def start(self, settings: Settings) -> None:
        """Begins to hear."""
        self.aim(settings)
        if settings.database != "sqlite":
            self._task = spawn(self._listen(settings.database), "wake")
            return
        self._bind(settings.home / "run")

    async def stop(self) -> None:
        """Ends hearing and leaves nothing behind."""
        await cancel(self._task)
        self._task = None
        if self._listener is not None:
            self._listener.terminate()
            self._listener = None
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None

    # SQLite -----------------------------------------------------------------------------------------------------

    def _bind(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"wake-{os.getpid()}-{id(self):x}.sock"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        with _short(self._path) as short:
            self._socket.bind(short)
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._read)

    def _read(self) -> None:
        messages: list[str] = []
        while self._socket is not None and len(messages) < 1000:
            try:
                messages.append(self._socket.recv(MESSAGE_BYTES).decode())
            except OSError:
                break
        if messages:
            self._tell(messages)

    def _send(self, message: str) -> None:
        if self._folder is None:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
            for path in self._folder.glob("wake-*.sock"):
                _send_to(sender, path, message.encode())

    # PostgreSQL -------------------------------------------------------------------------------------------------

    async def _listen(self, url: str) -> None:
        pause, longest = RECONNECT_SECONDS
        while True:
            try:
                await self._listen_once(url)
                pause = RECONNECT_SECONDS[0]
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("not listening to the database", why=str(error), again_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    async def _listen_once(self, url: str) -> None:
        wanted = ("user", "password", "host", "port", "database")
        where = {key: value for key, value in postgres_credentials(url).items() if key in wanted}
        connection: asyncpg.Connection = await asyncpg.connect(**where, timeout=10)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(CHANNEL, lambda _c, _p, _ch, payload: self._tell([str(payload)]))
            self._listener = connection
            # What was rung while nobody listened is not repeated.
            self._tell(None)
            await lost.wait()
        finally:
            connection.terminate()

    def _tell(self, messages: Sequence[str] | None) -> None:
        for heard in list(self._heard):
            try:
                heard(messages)
            except Exception:
                log.exception("a wake listener failed")


def _send_to(sender: socket.socket, path: Path, message: bytes) -> None:
    try:
        with _short(path) as short:
            sender.sendto(message, short)
    except (ConnectionRefusedError, FileNotFoundError):
        # Its process was killed and could not clean up.
        path.unlink(missing_ok=True)
    except BlockingIOError:
        log.debug("a process is too busy to be rung", path=str(path))


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name of `path` short enough for a socket address (108 bytes), however deep the home folder is."""
    if len(os.fsencode(path)) < 100:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


bell = Bell()
"""The bell of this process."""
