"""A whole tree of `okno serve` on a home folder, as a user would start it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import psutil

from tests.stands.wait import free_port, until

OKNO = (sys.executable, "-m", "okno")


class CommandFailed(AssertionError):
    """An `okno` command ended with an exit code that was not asked for."""


def okno(
    home: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    exit_code: int = 0,
    python: str = sys.executable,
) -> str:
    """Runs `okno --home HOME ARGUMENTS` and gives what it printed on stdout."""
    done = subprocess.run(
        [python, *OKNO[1:], "--home", str(home), *arguments],
        env=environment(env),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode != exit_code:
        raise CommandFailed(f"okno {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without Okno's own settings, without plugins, with `extra` added."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("OKNO_")}
    return {**kept, "PYTHONUNBUFFERED": "1", "OKNO_PLUGINS": "none", **(extra or {})}


class ServerStand:
    """A running tree: `base_url`, `log` (a file), `pids()`. Prepare the home first: `okno(home, "migrate")`."""

    def __init__(
        self,
        home: Path,
        *,
        env: Mapping[str, str] | None = None,
        arguments: tuple[str, ...] = (),
        python: str = sys.executable,
    ) -> None:
        self.home = home
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.log = home / "serve-test.log"
        self._env = env
        self._arguments = arguments
        self._python = python
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The supervisor."""
        assert self._process is not None, "the server was not started"
        return self._process

    def start(self, *, within: float = 120.0) -> ServerStand:
        """Starts the tree and waits until /health answers 200."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._python,
                    *OKNO[1:],
                    "--home",
                    str(self.home),
                    "serve",
                    "--port",
                    str(self.port),
                    *self._arguments,
                ],
                env=environment(self._env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl+C is for the tests
            )
        try:
            until(self.healthy, "the server answers /health", within=within)
        except BaseException as error:
            self.kill()
            error.add_note(f"the server's log ends with:\n{self.tail()}")
            raise
        return self

    def healthy(self) -> bool:
        """Whether /health answers 200 now; AssertionError when the server has ended."""
        assert self.process.poll() is None, f"the server ended with {self.process.returncode}"
        try:
            with urllib.request.urlopen(f"{self.base_url}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def pids(self) -> dict[int, str]:
        """The supervisor and all below it, each with its command line."""
        try:
            root = psutil.Process(self.process.pid)
            tree = [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return {}
        return {one.pid: command for one in tree if (command := _command(one))}

    def tail(self, size: int = 4000) -> str:
        """The end of the log."""
        return self.log.read_text("utf-8", errors="replace")[-size:] if self.log.exists() else ""

    def stop(self, *, within: float = 40.0) -> None:
        """Asks the tree to end; AssertionError unless it drains, ends with 0 and leaves nobody behind."""
        before = self.pids()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not end within {within} s:\n{self.tail()}") from None
        assert code == 0, f"the server ended with {code}:\n{self.tail()}"
        until(lambda: not _alive(before), "all workers end with the supervisor", within=10)

    def kill(self) -> None:
        """Ends everything without asking, for the end of a failed test."""
        for pid in self.pids():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(10)


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return ""


def _alive(known: Mapping[int, str]) -> list[int]:
    """Which of the known processes still run, not counting others that got the same number."""
    return [
        pid for pid, command in known.items() if psutil.pid_exists(pid) and _command(psutil.Process(pid)) == command
    ]
