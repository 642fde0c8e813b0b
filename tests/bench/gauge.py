"""What the processes of a server take: time of the processor, memory, open files, and who holds which connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.stands.server import ServerStand

MB = 2**20


@dataclass(frozen=True)
class Reading:
    """One process at one moment: seconds of the processor, bytes of its own memory, files that are open besides
    connections, for those come and go with clients."""

    name: str
    cpu: float
    memory: int
    files: int


def read(server: ServerStand) -> dict[int, Reading]:
    """All processes of the server by their ids; one that ends meanwhile is left out."""
    found = {}
    for pid, command in server.pids().items():
        with suppress(psutil.Error, OSError):
            found[pid] = reading(pid, name_of(command))
    return found


def reading(pid: int, name: str) -> Reading:
    """One process. Memory is what would be free without it, as shared pages count for no one."""
    process = psutil.Process(pid)
    times = process.cpu_times()
    talks = sum(1 for one in process.net_connections("tcp") if one.status != psutil.CONN_LISTEN)
    return Reading(name, times.user + times.system, process.memory_full_info().uss, process.num_fds() - talks)


def name_of(command: str) -> str:
    """What a process of the tree is: "web", "jobs" or "supervisor"."""
    words = command.split()
    return words[words.index("okno.serve.worker") + 1] if "okno.serve.worker" in words else "supervisor"


def workers(server: ServerStand, kind: str = "web") -> list[int]:
    """The ids of the workers of a kind."""
    return [pid for pid, command in server.pids().items() if name_of(command) == kind]


def held(server: ServerStand) -> Mapping[int, int]:
    """How many clients each web worker holds: it is not said which worker takes a connection."""
    counted: Counter[int] = Counter()
    for pid in workers(server):
        counted[pid] = 0
        with suppress(psutil.Error):
            for one in psutil.Process(pid).net_connections("tcp"):
                if one.status == psutil.CONN_ESTABLISHED and one.laddr.port == server.port:
                    counted[pid] += 1
    return counted


def bulk(folder: Path) -> dict[str, int]:
    """The bytes of each file below a folder, by its path from there."""
    found = {}
    for path in folder.rglob("*"):
        with suppress(OSError):
            if not path.is_dir():
                found[str(path.relative_to(folder))] = path.lstat().st_size
    return found
