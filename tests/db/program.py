"""A process of its own for tests of several processes: `python -m tests.db.program WHAT HOME DATABASE JSON`."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from okno.db import connect, disconnect, execute, fetch_value, migrate as runner, tx
from okno.db.connection import Owner
from okno.db.wake import bell
from okno.jobs import queue
from okno.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent


def start(what: str, settings: Settings, owners: Sequence[Owner], **more: Any) -> subprocess.Popen[str]:
    """Starts `what` in a process of its own."""
    order = {"owners": [asdict(owner) for owner in owners], "path": sys.path, **more}
    command = [sys.executable, "-m", "tests.db.program", what, str(settings.home), settings.database, json.dumps(order)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(processes: Sequence[subprocess.Popen[str]], within: float = 60) -> list[Any]:
    """What the processes answer, in order; a process that fails shows why."""
    answers = []
    for process in processes:
        out, errors = process.communicate(timeout=within)
        assert process.returncode == 0, errors
        answers.append(json.loads(out.splitlines()[-1]))
    return answers


async def migrate(settings: Settings, owners: Sequence[Owner], order: dict[str, Any]) -> object:
    """Migrates and answers what it has applied."""
    return await runner.migrate(settings, owners)


async def count_up(settings: Settings, owners: Sequence[Owner], order: dict[str, Any]) -> object:
    """Reads a number and writes the next one, many times; answers how often it could."""
    await connect(settings, owners)
    done = 0
    for _ in range(order["times"]):
        async with tx():
            suffix = " FOR UPDATE" if settings.database != "sqlite" else ""
            value = await fetch_value(f"SELECT name FROM parent WHERE id = 1{suffix}")
            await asyncio.sleep(0)
            await execute("UPDATE parent SET name = $1 WHERE id = 1", str(int(value) + 1))
        done += 1
    await disconnect()
    return done


async def claim(settings: Settings, owners: Sequence[Owner], order: dict[str, Any]) -> object:
    """Takes jobs until there are none; answers their ids."""
    await connect(settings, owners)
    taken: list[int] = []
    while rows := await queue.claim(["sample"], 3):
        taken += [row["id"] for row in rows]
    await disconnect()
    return taken


async def take_and_hang(settings: Settings, owners: Sequence[Owner], order: dict[str, Any]) -> object:
    """Takes a job for a short time and never comes back."""
    queue.LEASE_US = order["lease_us"]
    await connect(settings, owners)
    await queue.claim(["sample"], 1)
    await asyncio.Event().wait()
    return None


async def ring(settings: Settings, owners: Sequence[Owner], order: dict[str, Any]) -> object:
    """Rings the bell once, as a command does that does not listen itself."""
    await connect(settings, owners)
    bell.aim(settings)
    async with tx():
        await bell.ring(order["message"])
    await disconnect()
    return None


WORK = {"migrate": migrate, "count_up": count_up, "claim": claim, "take_and_hang": take_and_hang, "ring": ring}


def main() -> None:
    """Does what the command line asks for and prints the answer as JSON."""
    what, home, database, text = sys.argv[1:]
    order = json.loads(text)
    sys.path[:] = order["path"]
    settings = Settings(home=Path(home), database=database)
    owners = [Owner(one["name"], tuple(one["models"]), one["migrations"], one["prefix"]) for one in order["owners"]]
    done = asyncio.run(WORK[what](settings, owners, order))
    sys.stdout.write(json.dumps(done) + "\n")


if __name__ == "__main__":
    main()
