"""Power cuts and crashes in full: python -m tests.bench.crash sqlite [ORDERS CUTS], or postgres [ROUNDS].

sqlite: a desk takes ORDERS while its writes are recorded, then CUTS homes are left by a power cut at random moments.
postgres: a served desk (two web workers and one for jobs) takes orders while its PostgreSQL is killed ROUNDS times,
every third time restarted as an administrator does instead. Prints counts; ends with 1 when something was lost.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from okno import db, settings as okno_settings
from okno.db import fetch_value
from okno.owners import OWNERS
from tests.company import starter_catalog
from tests.crash.outage import SAFE, Ledger, begin, kill, load, restart, there
from tests.crash.power import cuts, flaws, record
from tests.flows.company import Caller, hire, talk
from tests.stands.database import Template
from tests.stands.postgres import OwnServer
from tests.stands.server import ServerStand
from tests.stands.wait import soon

ORDERS, CUTS, ROUNDS = 150, 500, 12
SEED = 20
CONNECTIONS = 60
"""Three processes with a pool of ten and a bell each, and who looks on."""
MORE = 20
"""Orders between two crashes."""


def told(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def power(folder: Path, orders: int, count: int) -> int:
    """Cuts the power of a SQLite home; returns how many homes were not whole."""
    home = folder / "home"
    Template.make(folder / "bare", None).stocked(home, starter_catalog())
    run = record(home, orders)
    syncs = sum(deed.syncs for deed in run.deeds)
    told(f"SQLite: {len(run.promised)} orders, {len(run.deeds) - syncs} writes, {syncs} syncs")
    found: Counter[str] = Counter()
    broken = checked = 0
    for left, promised in cuts(run, count, random.Random(SEED)):
        wrong = flaws(folder / "cut", left, promised)
        broken += bool(wrong)
        checked += len(promised)
        found.update(flaw.partition(":")[0] for flaw in wrong)
    told(f"SQLite: {count} power cuts, {checked} promised orders looked for, {broken} homes not whole {dict(found)}")
    return broken


async def crashes(folder: Path, cluster: OwnServer, url: str, rounds: int) -> int:
    """Ends PostgreSQL under a served desk; returns how many orders were lost."""
    home = folder / "served"
    home.mkdir()
    env = {"OKNO_DATABASE": url, "OKNO_WORKERS": "2"}
    settings = okno_settings.load(home, {"OKNO_DATABASE": url})
    await db.connect(settings, OWNERS)
    server = await asyncio.to_thread(ServerStand(home, env=env).start)
    ledger, pauses = Ledger(), []
    try:
        async with talk(server.base_url) as client:
            caller = Caller(await hire("anna", "Анна"), client)
            async with load(caller, ledger):
                for number in range(rounds):
                    await ledger.more(MORE)
                    await (restart if number % 3 == 2 else _crash)(cluster)
                    began = time.monotonic()
                    await ledger.more(1)
                    pauses.append(time.monotonic() - began)
                await ledger.more(MORE)
        await soon(_delivered, "every fact is delivered", within=120)
    finally:
        await db.disconnect()
        await asyncio.to_thread(server.stop)
    lost = await there(url, ledger.numbers)
    told(f"PostgreSQL: ended {rounds} times, {len(ledger.numbers)} orders promised, {len(lost)} lost")
    told(f"PostgreSQL: refused {dict(ledger.refused)}; first order {max(pauses):.1f} s after it answers, at the latest")
    return len(lost) + sum(count for (status, _), count in ledger.refused.items() if status != 503)


async def _crash(cluster: OwnServer) -> None:
    await kill(cluster)
    await begin(cluster)


async def _delivered() -> bool:
    return not await fetch_value("SELECT count(*) FROM delivery")


def served(folder: Path, rounds: int) -> int:
    """A cluster with a desk on it, and its crashes."""
    cluster = OwnServer.start((*SAFE, f"max_connections={CONNECTIONS}"))
    try:
        bare = Template.make(folder / "bare-postgres", cluster)
        stocked = bare.stocked(folder / "stocked-postgres", starter_catalog())
        return asyncio.run(crashes(folder, cluster, cluster.address(stocked.name), rounds))
    finally:
        cluster.stop()


def main(arguments: list[str]) -> int:
    """Runs what is asked for; a process speaks to one kind of database in its life."""
    with tempfile.TemporaryDirectory() as folder:
        match arguments:
            case ["sqlite", *sizes]:
                orders, count = map(int, sizes) if sizes else (ORDERS, CUTS)
                return int(power(Path(folder), orders, count) > 0)
            case ["postgres", *sizes]:
                return int(served(Path(folder), int(sizes[0]) if sizes else ROUNDS) > 0)
    told("name what: python -m tests.bench.crash sqlite 150 500, python -m tests.bench.crash postgres 12")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
