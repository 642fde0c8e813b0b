"""A PostgreSQL server of the tests' own, started for one run and gone after it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import asyncpg

from tests.stands import missing
from tests.stands.wait import free_port, until

OWNER = "okno"
# Nothing of a test run has to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300", "shared_buffers=64MB")


class Databases(Protocol):
    """Whatever gives databases to tests: a server of our own, or one that is named by its address."""

    def create(self, name: str, *, template: str = "template0") -> str:
        """Makes a database and gives its postgres:// address."""

    def address(self, name: str) -> str:
        """The address of a database."""

    def drop(self, name: str) -> None:
        """Removes a database, ending whoever is still connected."""

    def stop(self) -> None:
        """Ends what was started for the tests."""


def start() -> Databases:
    """The server named by OKNO_TEST_POSTGRES (postgres://user@host:port/database), else a new one."""
    url = os.environ.get("OKNO_TEST_POSTGRES")
    if not url:
        return OwnServer.start()
    server = Server(url)
    server.connect()
    return server


class Server:
    """A running server, reached by the address of one of its databases over one kept connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._runner = asyncio.Runner()
        self._connection: asyncpg.Connection | None = None

    def connect(self) -> None:
        """Connects; OSError or PostgresError when nobody answers."""
        self._connection = self._runner.run(asyncpg.connect(self._url, timeout=10))

    def sql(self, statement: str) -> None:
        """Runs a statement in the database of the address; not to be called on a running event loop."""
        assert self._connection is not None
        self._runner.run(self._connection.execute(statement))

    def create(self, name: str, *, template: str = "template0") -> str:
        """Makes a database and gives its address."""
        # Copying files is several times faster than going through the log, as long as nothing is synced.
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.address(name)

    def address(self, name: str) -> str:
        """The address of a database of this server."""
        head, _, query = self._url.partition("?")
        return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")

    def drop(self, name: str) -> None:
        """Removes a database, ending whoever is still connected."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Ends the connection; the server is not ours."""
        if self._connection is not None:
            self._runner.run(self._connection.close(timeout=5))
        self._runner.close()


class OwnServer(Server):
    """A server started here, in a folder of its own, listening on loopback only."""

    def __init__(self, folder: Path, port: int, command: Sequence[str | Path]) -> None:
        super().__init__(f"postgres://{OWNER}@127.0.0.1:{port}/postgres")
        self.folder = folder
        self.command = command
        self.process = self.run()

    @classmethod
    def start(cls, options: Sequence[str] = FAST) -> OwnServer:
        """Makes a cluster and starts it with these settings; as the user nobody when we are root, whom it refuses."""
        programs = _programs()
        folder = Path(tempfile.mkdtemp(prefix="okno-pg-", dir=_quick_folder()))
        as_nobody: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
            as_nobody = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        # When the tests are killed, the server gets SIGINT, its fast shutdown.
        drop = ["setpriv", *as_nobody, "--pdeathsig=INT"]
        data = folder / "data"
        made = subprocess.run(
            [*drop, programs / "initdb", "--no-sync", "-A", "trust", "-U", OWNER, "--locale=C.UTF-8", "-D", data],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")
        port = free_port()
        with_ = [f"-c{option}" for option in options]
        where: list[str | Path] = ["-D", data, "-k", folder, "-h", "127.0.0.1", "-p", str(port)]
        server = cls(folder, port, [*drop, programs / "postgres", *where, *with_])
        try:
            until(server._answers, f"PostgreSQL answers; its log is {folder / 'log'}", within=60)
        except BaseException:
            server.stop()
            raise
        return server

    def run(self) -> subprocess.Popen[bytes]:
        """Starts the program on its folder, also after it has ended; returns at once."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl+C is for the tests; they stop the server when they are done
            )
        return self.process

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")
        try:
            self.connect()
        except (OSError, asyncpg.PostgresError):
            return False
        return True

    def stop(self) -> None:
        """Ends the server at once and removes its folder."""
        super().stop()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # immediate: its data is thrown away
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _quick_folder() -> Path:
    """Memory, where there is enough: a database is copied in 12 ms there and in 160 ms on a disk.

    Short in any case, since the path of a Unix socket has a limit of 107 bytes.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 2**30
    return memory if roomy else Path("/tmp")


def _programs() -> Path:
    """The folder of initdb and postgres, of the newest version that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else missing("PostgreSQL (postgresql-15)")
