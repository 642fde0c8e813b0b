"""The lock that keeps two trees of processes out of one home folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from okno.errors import ConfigError
from okno.text import N_, Phrase


@contextmanager
def home_lock(home: Path) -> Iterator[None]:
    """Holds HOME/run/okno.lock and writes HOME/run/okno.pid; raises `ConfigError` when another process holds it.

    The kernel frees the lock with the process, so a killed server leaves nothing to clean up.
    """
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "okno.lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigError(_taken(folder / "okno.lock", home)) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        _write_pid(folder / "okno.pid")
        try:
            yield
        finally:
            with suppress(FileNotFoundError):
                (folder / "okno.pid").unlink()


def _taken(path: Path, home: Path) -> Phrase:
    pid = path.read_text(encoding="ascii").strip() or "?"
    return N_(
        "Okno already runs in the home folder %(home)s (process %(pid)s). Stop it first, or choose another --home.",
        home=str(home),
        pid=pid,
    )


def _write_pid(path: Path) -> None:
    fresh = path.with_suffix(".tmp")
    fresh.write_text(f"{os.getpid()}\n", encoding="ascii")
    fresh.replace(path)
