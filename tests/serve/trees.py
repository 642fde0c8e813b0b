"""A tree of Okno's processes with the small applications beside this file, and a raw client to talk to it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from okno.serve.options import Options
from tests.stands.wait import until

DEADLINE = 30.0
_RUN = (
    # With a terminal as standard input the process becomes the one that the terminal controls.
    "import fcntl, os, termios; os.isatty(0) and fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "import sys; from okno.serve.options import Options; from okno.serve.supervisor import run;"
    "sys.exit(run(Options.load(sys.argv[1])))"
)


def options(home: Path, **given: object) -> Options:
    """Options for the small applications, on a port that the kernel chooses."""
    usual: dict[str, object] = {
        "port": 0,
        "workers": 1,
        "locale": "en",
        "web_app": "answering_apps:web_app",
        "jobs_main": "answering_apps:jobs_main",
        "search_path": (str(Path(__file__).parent),),
        "linger_seconds": 0.3,
        "drain_seconds": 10.0,
        "respawn_cap": 0.3,
        "log_json": True,
    }
    return Options(home=home, **(usual | given))  # type: ignore[arg-type]


@dataclass
class Tree:
    """A supervisor that was started, with all below it."""

    process: subprocess.Popen[bytes]
    log_path: Path

    @property
    def log(self) -> str:
        """All that was written to standard output and error so far."""
        return self.log_path.read_text()

    @property
    def port(self) -> int:
        """The port that the kernel chose."""
        found = re.search(r"http://127\.0\.0\.1:(\d+)", self.log)
        assert found, self.log
        return int(found[1])

    def says(self, event: str) -> int:
        """How many times the log tells this."""
        return self.log.count(f'"event": "{event}"')

    def is_ready(self) -> bool:
        """Whether all workers have begun; fails when the supervisor has ended."""
        assert self.process.poll() is None, self.log
        return self.says("ready") > 0

    def children(self) -> set[int]:
        """Processes whose parent is the supervisor."""
        found = set()
        # Each thread has its own list of the children that it started.
        for thread in Path(f"/proc/{self.process.pid}/task").iterdir():
            found |= {int(word) for word in (thread / "children").read_text().split()}
        return found

    def send(self, number: signal.Signals) -> None:
        """Sends a signal to the supervisor."""
        self.process.send_signal(number)

    def exit_code(self) -> int:
        """Waits for the end."""
        return self.process.wait(DEADLINE)

    def refuses(self) -> bool:
        """Whether nobody listens on the port any more."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) != 0

    async def open(self) -> Connection:
        """A new connection."""
        return Connection(*await asyncio.open_connection("127.0.0.1", self.port))

    async def get(self, path: str = "/pid") -> tuple[int, str]:
        """One request on a connection of its own: status and body."""
        async with asyncio.timeout(DEADLINE):
            connection = await self.open()
            status, _, body = await connection.ask(path)
            await connection.close()
        return status, body


@dataclass
class Connection:
    """A raw client: it sees a connection that is closed without an answer as the failure that it is."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, path: str) -> None:
        """Sends a request and does not wait for the answer."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: okno\r\n\r\n".encode())

    async def ask(self, path: str) -> tuple[int, bool, str]:
        """One request: status, whether the connection ends with the answer, body."""
        self.send(path)
        return await self.answer()

    async def answer(self) -> tuple[int, bool, str]:
        """The answer to a request that was sent, as `ask` gives it."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = re.search(r"content-length: (\d+)", head)
        assert length, head
        body = await self.reader.readexactly(int(length[1]))
        return int(head.split()[1]), "connection: close" in head, body.decode()

    async def close(self) -> None:
        """Closes it."""
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


@contextmanager
def tree(wanted: Options, *, ready: bool = True, terminal: int = subprocess.DEVNULL) -> Iterator[Tree]:
    """Starts a tree; at the end nothing of it is left."""
    log_path = wanted.home / f"log-{time.monotonic_ns()}"
    with log_path.open("wb") as log:
        command = [sys.executable, "-I", "-c", _RUN, wanted.dump()]
        process = subprocess.Popen(command, stdin=terminal, stdout=log, stderr=log, start_new_session=True)
    made = Tree(process, log_path)
    try:
        if ready:
            until(made.is_ready, "the tree is ready", within=DEADLINE)
        yield made
    except BaseException as error:
        error.add_note(made.log[-4000:])
        raise
    finally:
        # The workers end with their parent: a test of its own shows it.
        process.kill()
        process.wait(DEADLINE)


@dataclass
class LoneWorker:
    """A web worker whose supervisor is the test: the line to it, and the port of the socket that both hold."""

    process: subprocess.Popen[bytes]
    line: socket.socket
    port: int

    def say(self, word: str) -> None:
        """Gives an order."""
        self.line.sendall(json.dumps({"say": word}).encode() + b"\n")

    def hears(self, word: str) -> None:
        """Waits for the next report, which has to be this."""
        assert json.loads(self.line.recv(1000)) == {"say": word}

    def ask(self) -> str:
        """One request on a connection of its own: the whole answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE) as client:
            client.sendall(b"GET /pid HTTP/1.1\r\nHost: okno\r\nConnection: close\r\n\r\n")
            return client.makefile().read()


@contextmanager
def lone_worker(wanted: Options) -> Iterator[LoneWorker]:
    """Starts one web worker without a supervisor."""
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.create_server(("127.0.0.1", 0)) as listener:
        numbers = (theirs.fileno(), listener.fileno())
        command = [sys.executable, "-I", "-m", "okno.serve.worker", "web", str(os.getpid()), *map(str, numbers)]
        process = subprocess.Popen([*command, wanted.dump()], pass_fds=numbers)
        theirs.close()
        ours.settimeout(DEADLINE)
        try:
            yield LoneWorker(process, ours, listener.getsockname()[1])
        finally:
            process.kill()
            process.wait(DEADLINE)


def alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def kill(pid: int) -> None:
    """Ends a process as a power cut would."""
    os.kill(pid, signal.SIGKILL)
