"""A PostgreSQL server of the tests' own, started for one run and gone after it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Protocol

from tests.stands import missing
from tests.stands.wait import free_port, until

OWNER = "okno"
# Nothing of a test run has to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300", "shared_buffers=64MB")


class Databases(Protocol):
    """Whatever gives databases to tests: a server of our own, or one that is named by its address."""

    def create(self, name: str, *, template: str = "template0") -> str:
        """Makes a database and gives its postgres:// address."""

    def drop(self, name: str) -> None:
        """Removes a database, ending whoever is still connected."""

    def stop(self) -> None:
        """Ends what was started for the tests."""


def start() -> Databases:
    """The server named by OKNO_TEST_POSTGRES (postgres://user@host:port/database), else a new one."""
    url = os.environ.get("OKNO_TEST_POSTGRES")
    return Server(url, psql=shutil.which("psql") or missing("psql")) if url else OwnServer.start()


class Server:
    """A running server, reached by the address of one of its databases."""

    def __init__(self, url: str, *, psql: str) -> None:
        self._url = url
        self._psql = psql

    def sql(self, statement: str, *, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs a statement in the database of the address."""
        done = subprocess.run(
            [self._psql, "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement, self._url],
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"{statement}: {done.stderr.strip()}")
        return done

    def create(self, name: str, *, template: str = "template0") -> str:
        """Makes a database and gives its address."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        head, _, query = self._url.partition("?")
        return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")

    def drop(self, name: str) -> None:
        """Removes a database, ending whoever is still connected."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Leaves the server running: it is not ours."""


class OwnServer(Server):
    """A server started here, in a folder of its own, listening on loopback only."""

    def __init__(self, folder: Path, port: int, process: subprocess.Popen[bytes], programs: Path) -> None:
        super().__init__(f"postgres://{OWNER}@127.0.0.1:{port}/postgres", psql=str(programs / "psql"))
        self.folder = folder
        self.process = process

    @classmethod
    def start(cls) -> OwnServer:
        """Makes a cluster and starts it, as the user nobody when we are root: PostgreSQL refuses root."""
        programs = _programs()
        # Short, since the path of a Unix socket has a limit of 107 bytes.
        folder = Path(tempfile.mkdtemp(prefix="okno-pg-", dir="/tmp"))
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
        options = [f"-c{option}" for option in FAST]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*drop, programs / "postgres", "-D", data, "-k", folder, "-h", "127.0.0.1", "-p", str(port), *options],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl+C is for the tests; they stop the server when they are done
            )
        server = cls(folder, port, process, programs)
        try:
            until(server._answers, f"PostgreSQL answers; its log is {folder / 'log'}", within=60)
        except BaseException:
            server.stop()
            raise
        return server

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")
        return self.sql("SELECT 1", check=False).returncode == 0

    def stop(self) -> None:
        """Ends the server at once and removes its folder."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # immediate: its data is thrown away
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of initdb and postgres, of the newest version that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else missing("PostgreSQL (postgresql-15)")
