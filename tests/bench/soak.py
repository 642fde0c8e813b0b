"""Traffic of a day, 20 times as fast, for a bounded time: python -m tests.bench.soak --minutes 72 --database postgres.

72 minutes are a whole day. It looks again and again at memory, open files, files of the home folder, the log of the
database and the tables that should stay small, and says at the end what grows after the first half.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from okno import db, people
from okno.http import tokens
from tests.bench import gauge
from tests.bench.ground import Ground, laid, standing, told
from tests.bench.live_crowd import Crowd, actor_of, gather
from tests.bench.soak_traffic import DAY, Keys, Traffic
from tests.bench.trend import Trend, trend
from tests.stands.server import ServerStand

SPEED = 20.0
AGENTS, TEAMS, STREAMS, WITH_PASSWORD = 100, 10, 40, 10
PASSWORD = "lamp-river-window-7"
SAMPLES = 120
MB = gauge.MB
SMALL = ("job", "delivery", "session")
"""Tables that hold what is to be done or who is there, and nothing for good."""
ALLOWED = {"memory": 4 * MB, "open files": 3, "files": 3, "log": 32 * MB, "rows": 200}
"""How much each kind of figure may gain in the second half without being called growth."""
MEMORY_SHARE = 0.04


@dataclass
class Diary:
    """All figures by name: (second, value)."""

    points: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    began: float = field(default_factory=time.monotonic)

    def note(self, figures: Mapping[str, float]) -> None:
        """Writes down what is seen now."""
        at = time.monotonic() - self.began
        for name, value in figures.items():
            self.points[name].append((at, value))

    def trends(self) -> list[Trend]:
        """What each of them did after the first half."""
        return [trend(name, points) for name, points in sorted(self.points.items())]


def of_processes(server: ServerStand) -> dict[str, float]:
    """Memory and open files of each process."""
    found: dict[str, float] = {}
    for pid, one in gauge.read(server).items():
        found[f"memory {one.name} {pid}"] = one.memory
        found[f"open files {one.name} {pid}"] = one.files
    return found


def of_home(ground: Ground) -> dict[str, float]:
    """How many files there are, and the log of SQLite."""
    sizes = gauge.bulk(ground.home)
    found: dict[str, float] = {f"log {name}": size for name, size in sizes.items() if name.endswith("-wal")}
    return found | {"files in the home folder": float(len(sizes))}


async def of_database() -> dict[str, float]:
    """The rows of small tables, and the log of PostgreSQL."""
    found: dict[str, float] = {}
    for table in SMALL:
        found[f"rows {table}"] = int(await db.fetch_value(f"SELECT count(*) AS n FROM {table}"))
    found["data tickets"] = int(await db.fetch_value("SELECT count(*) AS n FROM ticket"))
    found["data facts"] = int(await db.fetch_value("SELECT count(*) AS n FROM event"))
    if db.dialect() == "postgres":
        found["log pg_wal"] = int(
            await db.fetch_value("SELECT coalesce(sum(size), 0)::bigint AS n FROM pg_ls_waldir()")
        )
        found["data bytes"] = int(await db.fetch_value("SELECT pg_database_size(current_database()) AS n"))
        backends = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()"
        found["open files connections"] = int(await db.fetch_value(backends))
    return found


def grows(one: Trend) -> bool:
    """Whether it gained more than its kind may; data grows by nature."""
    kind = next((kind for kind in ALLOWED if one.name.startswith(kind)), "")
    return bool(kind) and one.grows(ALLOWED[kind], MEMORY_SHARE if kind == "memory" else 0.0)


async def prepare() -> tuple[Crowd, Keys]:
    """The crowd, and how its people prove who they are."""
    crowd = await gather(AGENTS, TEAMS)
    customer = await actor_of(crowd.customer)
    given = {person: await tokens.issue(person, "bench") for person in crowd.cookies}
    logins = [f"agent{n}" for n in range(WITH_PASSWORD)]
    for login in logins:
        await people.set_password((await actor_of(login)).id, PASSWORD)
    return crowd, Keys(given, await tokens.issue(customer.id, "bench"), PASSWORD, logins)


async def soak(
    ground: Ground, server: ServerStand, crowd: Crowd, keys: Keys, *, seconds: float, speed: float
) -> tuple[Diary, Traffic]:
    """The traffic, and a look every now and then."""
    diary, traffic = Diary(), Traffic(server.base_url, server.port, crowd, keys)

    async def look() -> None:
        while True:
            diary.note(of_processes(server) | of_home(ground) | await of_database())
            await asyncio.sleep(seconds / SAMPLES)

    async with standing(ground.settings):
        looking = asyncio.create_task(look())
        try:
            await traffic.run(seconds, speed, STREAMS)
        finally:
            looking.cancel()
    return diary, traffic


def report(diary: Diary, traffic: Traffic) -> bool:
    """Prints the figures; whether nothing grows and nothing failed."""
    passed = max(points[-1][0] for points in diary.points.values())
    acts = sum(traffic.done[kind] for kind in DAY)
    told(f"done: {dict(traffic.done)}, {acts / passed * 86400 / sum(DAY.values()):.1f} times the speed of a day")
    told(f"failed: {dict(traffic.failed)}")
    growing = []
    for one in diary.trends():
        bad = grows(one)
        growing += [one.name] * bad
        unit, scale = (" MB", MB) if one.name.startswith(("memory", "log", "data bytes")) else ("", 1)
        told(
            f"  {one.name:34} {one.first / scale:10.1f} -> {one.last / scale:10.1f}{unit}, by its slope"
            f" {one.growth / scale:+.1f}{unit}{'  GROWS' if bad else ''}"
        )
    told(f"verdict: {'grows: ' + ', '.join(growing) if growing else 'nothing grows'}")
    return not growing and not traffic.failed


def run(ground: Ground, minutes: float, speed: float = SPEED) -> tuple[Diary, Traffic]:
    """One run on a ground."""

    async def first() -> tuple[Crowd, Keys]:
        async with standing(ground.settings):
            return await prepare()

    crowd, keys = asyncio.run(first())
    server = ServerStand(ground.home, env=ground.env).start()
    try:
        seen = asyncio.run(soak(ground, server, crowd, keys, seconds=minutes * 60, speed=speed))
    except BaseException:
        server.kill()
        raise
    server.stop()
    return seen


def main() -> int:
    """Runs and prints; 1 when something grows or fails."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=float, default=24 * 60 / SPEED)
    asked.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    asked.add_argument("--speed", type=float, default=SPEED, help="how many times as fast as a day")
    given = asked.parse_args()
    with laid(given.database) as ground:
        told(f"{given.database}: {given.minutes} minutes at {given.speed:.0f} times the speed of a day")
        diary, traffic = run(ground, given.minutes, given.speed)
    return 0 if report(diary, traffic) else 1


if __name__ == "__main__":
    sys.exit(main())
