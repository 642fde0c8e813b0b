"""One web worker of Okno or of the yardstick in a process of its own, as `okno serve` would run it, without the others.

As a program: `python -m tests.bench.served okno|yardstick HOME [count]`. It tells its port on standard output.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import Any

import psutil
import uvicorn

from okno import app
from okno.serve.duty import settle
from okno.serve.protocol import Protocol
from tests.bench import counting
from tests.bench.yardstick.app import create_app

OKNO, YARDSTICK = "okno", "yardstick"
_GONE_SECONDS = 20


@dataclass
class Served:
    """A running worker. `ready`: seconds from its start until it took the first connection."""

    process: subprocess.Popen[str]
    port: int
    ready: float

    @classmethod
    def start(cls, what: str, home: Path, *, count: bool = False) -> Served:
        """Starts it; RuntimeError when it ends instead."""
        began = time.perf_counter()
        kept = {key: value for key, value in os.environ.items() if not key.startswith("OKNO_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.served", what, str(home), *(["count"] if count else [])],
            env=kept, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.strip().isdigit():
            process.wait(_GONE_SECONDS)
            raise RuntimeError(f"{what} did not start on {home}")
        return cls(process, int(line), time.perf_counter() - began)

    def cpu(self) -> float:
        """Seconds of a core that it has used, in itself and for the kernel's work for it."""
        used = psutil.Process(self.process.pid).cpu_times()
        return float(used.user + used.system)

    def memory(self) -> float:
        """Megabytes of its own: what would be free without it."""
        return float(psutil.Process(self.process.pid).memory_full_info().uss) / 2**20

    def stop(self) -> None:
        """Ends it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(_GONE_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


class _Worker(uvicorn.Server):
    """Tells its port when it is ready."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Runs the start-up of the application and opens the door."""
        await super().startup(sockets)
        if self.should_exit or not sockets:
            return
        # As a worker of `okno serve` does it.
        settle()
        sys.stdout.write(f"{sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    """Serves until it is told to end."""
    what, home = arguments[0], Path(arguments[1])
    made: Any = app.web_app(home) if what == OKNO else create_app(app.load_settings(home).database)
    if "count" in arguments:
        made = counting.counted(made)
    config = uvicorn.Config(
        made, interface="asgi3", http=Protocol if what == OKNO else "httptools", ws="none", lifespan="on",
        log_level="error", access_log=False, proxy_headers=False, server_header=False, timeout_keep_alive=75,
        loop="uvloop", timeout_graceful_shutdown=3,
    )  # fmt: skip
    with socket(AF_INET, SOCK_STREAM) as door:
        door.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", 0))
        _Worker(config).run(sockets=[door])


if __name__ == "__main__":
    main(sys.argv[1:])
