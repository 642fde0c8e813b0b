"""A power cut of a SQLite home, at any moment of a recorded run.

strace writes down what the desk does to its files. A disk may lose or keep any write that was not followed by a
sync, and tear it at the border of a sector: each cut takes a random choice of these, and is opened and looked at.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from okno.db.connection import SQLITE_FILE
from tests.stands import missing
from tests.stands.server import environment

SECTOR = 512
MAIN, WAL = SQLITE_FILE, f"{SQLITE_FILE}-wal"
_CALLS = "pwrite64,fdatasync,fsync,ftruncate"
_LINE = re.compile(r"(?P<pid>\d+) +(?P<at>[\d.]+) (?P<rest>.*)")
_BEGUN = re.compile(r"(?P<call>\w+)\(\d+<(?P<path>[^>]*)>(?P<args>.*)", re.DOTALL)
_WRITE = re.compile(r', "(?P<bytes>(?:\\x[0-9a-f]{2})*)", \d+, (?P<place>\d+)')
_NUMBER = re.compile(r", (\d+)")


@dataclass(frozen=True)
class Deed:
    """What was done to a file: bytes written at a place, a new length, or a sync. It began `at`, by the wall."""

    at: float
    name: str
    place: int = 0
    data: bytes | None = None
    length: int | None = None

    @property
    def syncs(self) -> bool:
        """Whether all before it is safe by it."""
        return self.data is None and self.length is None


@dataclass
class Recording:
    """A run: the files before it, what was done in order, and what was promised when."""

    before: dict[str, bytes]
    deeds: list[Deed]
    promised: list[tuple[str, float]] = field(default_factory=list)


def record(home: Path, orders: int) -> Recording:
    """Runs a desk on a migrated home with a catalog, and writes down what it does."""
    if shutil.which("strace") is None:
        missing("strace")
    before = {name: (home / name).read_bytes() for name in (MAIN, WAL) if (home / name).exists()}
    log = home.parent / "strace.log"
    watch: list[str | Path] = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-ttt",
        "-y",
        "-xx",
        "-s",
        "70000",
        "-e",
        f"trace={_CALLS}",
        "-o",
        log,
    ]
    done = subprocess.run(
        [*watch, sys.executable, "-m", "tests.crash.writer", str(home), str(orders)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if "ptrace" in done.stderr and "not permitted" in done.stderr:
        missing("the right to watch a process of one's own (ptrace)")
    assert done.returncode == 0, done.stderr[-2000:]
    words = [line.split() for line in done.stdout.splitlines() if line.startswith("promised ")]
    deeds = list(_deeds(log.read_text("ascii").splitlines()))
    log.unlink()
    return Recording(before, deeds, [(number, float(at)) for _, number, at in words])


def _deeds(lines: Sequence[str]) -> Iterator[Deed]:
    """Each in the order in which it ended: another thread may do something while one waits for a sync."""
    begun: dict[str, tuple[float, str]] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        at, rest = float(found["at"]), found["rest"]
        if rest.endswith("<unfinished ...>"):
            begun[found["pid"]] = at, rest
            continue
        if rest.startswith("<... "):
            at, rest = begun.pop(found["pid"], (at, rest))
        deed = _deed(at, rest)
        if deed is not None:
            yield deed


def _deed(at: float, text: str) -> Deed | None:
    found = _BEGUN.match(text)
    name = _plain(found["path"]).rpartition("/")[2] if found is not None else ""
    if found is None or name not in (MAIN, WAL):
        return None
    if found["call"] == "pwrite64":
        written = _WRITE.match(found["args"])
        assert written is not None, text[:200]
        return Deed(at, name, int(written["place"]), bytes.fromhex(written["bytes"].replace("\\x", "")))
    if found["call"] == "ftruncate":
        cut = _NUMBER.match(found["args"])
        assert cut is not None, text[:200]
        return Deed(at, name, length=int(cut[1]))
    return Deed(at, name)


def _plain(path: str) -> str:
    """A path that strace has written in hexadecimal, or not."""
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


@dataclass
class Disk:
    """Files as they are for sure, and what may or may not have reached them."""

    safe: dict[str, bytearray]
    loose: list[Deed] = field(default_factory=list)

    def do(self, deed: Deed) -> None:
        """Goes on by one deed."""
        if not deed.syncs:
            self.loose.append(deed)
            return
        for one in self.loose:
            if one.name == deed.name:
                _apply(self.safe, one)
        self.loose = [one for one in self.loose if one.name != deed.name]

    def cut(self, chance: random.Random) -> dict[str, bytearray]:
        """What is there when the power comes back."""
        left = {name: bytearray(data) for name, data in self.safe.items()}
        for one in self.loose:
            kept = chance.choice(("all", "none", "part"))
            if kept == "all":
                _apply(left, one)
            elif kept == "part" and one.data is not None:
                size = chance.randrange(0, len(one.data) + 1, SECTOR) if len(one.data) > SECTOR else 0
                _apply(left, Deed(one.at, one.name, one.place, one.data[:size]))
        return left


def _apply(files: dict[str, bytearray], deed: Deed) -> None:
    data = files.setdefault(deed.name, bytearray())
    if deed.length is not None:
        del data[deed.length :]
        data.extend(bytes(deed.length - len(data)))
    elif deed.data:
        data.extend(bytes(max(deed.place - len(data), 0)))
        data[deed.place : deed.place + len(deed.data)] = deed.data


def cuts(run: Recording, count: int, chance: random.Random) -> Iterator[tuple[dict[str, bytearray], set[str]]]:
    """What is left by `count` cuts, in their order, each with the numbers that had been promised by then."""
    chosen = sorted(chance.randrange(len(run.deeds)) for _ in range(count))
    disk = Disk({name: bytearray(data) for name, data in run.before.items()})
    done = 0
    for place in chosen:
        for deed in run.deeds[done:place]:
            disk.do(deed)
        done = place
        # What was promised before the next deed began was promised by what is done.
        yield disk.cut(chance), {number for number, at in run.promised if at < run.deeds[place].at}


def flaws(folder: Path, left: dict[str, bytearray], promised: set[str]) -> list[str]:
    """What is wrong with the desk after a cut; [] when it is whole and all that was promised is there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in left.items():
        (folder / name).write_bytes(data)
    try:
        with sqlite3.connect(folder / MAIN) as opened:
            whole = [str(row[0]) for row in opened.execute("PRAGMA integrity_check")]
            loose = opened.execute("PRAGMA foreign_key_check").fetchall()
            there = {str(row[0]) for row in opened.execute("SELECT id FROM ticket")}
            silent = opened.execute(
                "SELECT count(*) FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM event e"
                " WHERE e.stream = 'ticket' AND e.stream_id = t.id AND e.kind = 'TicketCreated')"
            ).fetchone()[0]
        opened.close()
    except sqlite3.DatabaseError as error:
        return [f"can't be opened: {error}"]
    found = [] if whole == ["ok"] else whole
    found += [f"a row without its parent: {row}" for row in loose]
    found += [f"{silent} tickets without their fact"] if silent else []
    return found + [f"lost: {number}" for number in sorted(promised - there)]
