"""The killer: `kill -9` of a process of the tree at a random moment."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.stands.server import ServerStand
from tests.stands.wait import soon

SUPERVISOR = "supervisor"
WEB = "web"
JOBS = "jobs"
AFTER_SUPERVISOR_SECONDS = 15.0
"""All workers end within a second of their supervisor; the rest is for a busy machine."""


HAND = (WEB, WEB, WEB, JOBS, JOBS, JOBS, JOBS)
"""Whom to kill, in a random order, before the supervisor: few enough that pauses before a restart stay short."""


def deck(kills: int, chance: random.Random) -> list[str]:
    """Whom to kill one after the other."""
    victims: list[str] = []
    while len(victims) < kills:
        victims += [*chance.sample(HAND, len(HAND)), SUPERVISOR]
    return victims[:kills]


@dataclass
class Killer:
    """Kills and, when it was the supervisor, starts the tree again. `killed` tells whom, for a failure's note."""

    server: ServerStand
    chance: random.Random
    killed: list[str] = field(default_factory=list)

    async def kill(self, victim: str) -> None:
        """Kills a process of this kind as soon as there is one."""
        pid = await soon(lambda: self._find(victim), f"there is a process to kill: {victim}", within=60)
        await asyncio.sleep(self.chance.random() * 0.03)
        family = _family(self.server.process.pid)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:  # it has ended by itself, as workers do that were replaced
            return await self.kill(victim)
        self.killed.append(victim)
        if victim == SUPERVISOR:
            await self._bury(family)
            await asyncio.to_thread(self.server.start)
        return None

    async def _bury(self, family: dict[int, str]) -> None:
        await asyncio.to_thread(self.server.process.wait, 10)
        await soon(lambda: not _alive(family), "all workers end with it", within=AFTER_SUPERVISOR_SECONDS)

    def _find(self, victim: str) -> int:
        """The id of a process of this kind; 0 when there is none now."""
        if victim == SUPERVISOR:
            return self.server.process.pid
        mark = f"okno.serve.worker {victim}"
        found = sorted(pid for pid in _children(self.server.process.pid) if mark in _command(pid))
        return self.chance.choice(found) if found else 0


def _alive(family: dict[int, str]) -> list[int]:
    return [pid for pid, command in family.items() if command and _command(pid) == command]


def _family(supervisor: int) -> dict[int, str]:
    """The supervisor and its children, each with its command line."""
    return {pid: _command(pid) for pid in (supervisor, *_children(supervisor))}


def _children(parent: int) -> set[int]:
    """The processes below one; each thread has its own list of those that it started. Cheaper than asking for all."""
    try:
        threads = list(Path(f"/proc/{parent}/task").iterdir())
        return {int(word) for thread in threads for word in (thread / "children").read_text().split()}
    except OSError:
        return set()


def _command(pid: int) -> str:
    """The command line; "" when the process is gone or only waits to be buried."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


async def murder(
    killer: Killer, victims: list[str], *, answered: Callable[[], int], letters: Callable[[], int]
) -> None:
    """One kill after the other, each when the load has gone on since the last one.

    The worker for jobs is mostly killed at its work: after a letter or two.
    """
    for victim in victims:
        await _more(answered, killer.chance.randint(1, 8))
        if victim == JOBS and killer.chance.random() < 0.7:
            await _more(letters, killer.chance.randint(1, 4))
        await killer.kill(victim)


async def _more(count: Callable[[], int], by: int) -> None:
    goal = count() + by
    await soon(lambda: count() >= goal, "the load goes on after a kill", within=60)
