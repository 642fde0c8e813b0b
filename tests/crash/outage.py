"""Orders that go on and on while the database beneath them ends and begins, and a ledger of what was promised."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from tests.flows.company import Caller, monitor
from tests.stands.postgres import OwnServer
from tests.stands.wait import PAUSE, soon

SAFE = ("max_connections=12", "shared_buffers=32MB", "fsync=on", "synchronous_commit=on")
"""As in production, but with few connections."""
WITHIN = 90.0


@dataclass
class Ledger:
    """What was promised, and what else was answered."""

    numbers: list[str] = field(default_factory=list)
    refused: Counter[tuple[int, str]] = field(default_factory=Counter)

    async def order(self, caller: Caller) -> None:
        """One order, whatever comes of it."""
        response = await caller.ask("POST", "/tickets", json=monitor())
        if response.status_code == 201:
            self.numbers.append(str(response.json()["number"]))
        else:
            self.refused[response.status_code, str(response.json().get("code"))] += 1

    async def more(self, count: int) -> None:
        """Waits until so many more are promised."""
        goal = len(self.numbers) + count
        await soon(lambda: len(self.numbers) >= goal, f"{count} more orders are taken", within=WITHIN)

    async def refusal(self) -> None:
        """Waits until one more is refused."""
        before = self.refused.total()
        await soon(lambda: self.refused.total() > before, "an order is refused", within=WITHIN)


@asynccontextmanager
async def load(caller: Caller, ledger: Ledger, *, clients: int = 3) -> AsyncIterator[None]:
    """Orders side by side until the end."""
    calm = asyncio.Event()

    async def go_on() -> None:
        while not calm.is_set():
            await ledger.order(caller)
            # Who was refused waits a little, as a person would.
            await asyncio.sleep(PAUSE)

    tasks = [asyncio.create_task(go_on()) for _ in range(clients)]
    try:
        yield
    finally:
        calm.set()
        await asyncio.gather(*tasks)


def family(server: OwnServer) -> list[psutil.Process]:
    """The processes of a PostgreSQL server, its own first."""
    parent = psutil.Process(server.process.pid)
    return [parent, *parent.children(recursive=True)]


async def kill(server: OwnServer) -> None:
    """Kills the server as a crash does; its children end by themselves."""
    gone = family(server)
    server.process.kill()
    server.process.wait()
    await soon(lambda: not any(one.is_running() for one in gone), "all of it ends", within=WITHIN)


async def begin(server: OwnServer) -> None:
    """Starts it again, and waits until it has recovered."""
    server.run()

    async def answers() -> bool:
        if server.process.poll() is not None:
            # Memory of the killed one may be held a moment longer.
            server.run()
        try:
            connection = await asyncpg.connect(server.address("postgres"), timeout=5)
        except (OSError, asyncpg.PostgresError):
            return False
        await connection.close()
        return True

    await soon(answers, "PostgreSQL has recovered", within=WITHIN)


async def restart(server: OwnServer) -> None:
    """As an administrator does: connections are ended, then it starts again."""
    server.process.send_signal(signal.SIGINT)
    await asyncio.to_thread(server.process.wait, WITHIN)
    await begin(server)


def snapshot(server: OwnServer, folder: Path) -> Path:
    """A copy of the data at one instant, as a disk would show it after the machine has stopped."""
    processes = family(server)
    for one in processes:
        one.send_signal(signal.SIGSTOP)
    try:
        copy = folder / "data"
        shutil.copytree(server.folder / "data", copy)
    finally:
        for one in processes:
            one.send_signal(signal.SIGCONT)
    (copy / "postmaster.pid").unlink(missing_ok=True)
    if os.geteuid() == 0:
        for path in (folder, copy, *copy.rglob("*")):
            shutil.chown(path, "nobody", "nogroup")
    return copy


@asynccontextmanager
async def all_connections(server: OwnServer) -> AsyncIterator[None]:
    """Somebody else holds every connection that is left."""
    taken: list[Any] = []
    try:
        while True:
            try:
                taken.append(await asyncpg.connect(server.address("postgres"), timeout=10))
            except asyncpg.TooManyConnectionsError:
                break
        yield
    finally:
        for one in taken:
            await one.close()


async def there(address: str, numbers: list[str]) -> list[str]:
    """Which of the orders are not in a database."""
    connection = await asyncpg.connect(address, timeout=10)
    try:
        rows = await connection.fetch("SELECT id FROM ticket")
    finally:
        await connection.close()
    return sorted(set(numbers) - {str(row["id"]) for row in rows})
