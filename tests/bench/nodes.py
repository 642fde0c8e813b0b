"""Several nodes under load, killed one after the other by `kill -9`: what was accepted is counted and compared.

    python -m tests.bench.nodes [--kills 16] [--nodes 2] [--pairs 3] [--seed 7]

Starts a PostgreSQL of its own on loopback, and leaves nothing behind.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from okno import db as okno_db
from okno.owners import OWNERS
from okno.settings import load
from tests.company import starter_catalog
from tests.nodes.several.killing import load_and_kill, team
from tests.nodes.several.nodes import Nodes, environment, running
from tests.stands import postgres
from tests.stands.database import Template
from tests.stands.smtp import SmtpStand


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the bench and prints what it found; ends with an AssertionError when a promise was broken."""
    asked = _asked(arguments)
    server = postgres.start()
    try:
        with tempfile.TemporaryDirectory(prefix="okno-nodes-") as folder, SmtpStand() as smtp:
            home = Path(folder)
            template = Template.make(home / "template", server).stocked(home / "stocked", starter_catalog())
            url = server.create("okno_nodes", template=template.name)
            begun = time.monotonic()
            with running(home, environment(url, home / "shared", smtp), count=asked.nodes) as nodes:
                counts = asyncio.run(_bench(nodes, smtp, asked))
            _tell({"nodes": asked.nodes, "kills": asked.kills, **counts, "seconds": round(time.monotonic() - begun)})
    finally:
        server.stop()


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kills nodes under load and counts what was promised.")
    for name, usual in (("kills", 16), ("nodes", 2), ("pairs", 3), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    return parser.parse_args(arguments)


async def _bench(nodes: Nodes, smtp: SmtpStand, asked: argparse.Namespace) -> dict[str, int]:
    await okno_db.connect(load(nodes.stands[0].home, nodes.env), OWNERS)
    try:
        async with team(nodes, pairs=asked.pairs, seed=asked.seed) as people:
            return await load_and_kill(nodes, people, smtp, kills=asked.kills, seed=asked.seed)
    finally:
        await okno_db.disconnect()


def _tell(counts: dict[str, int]) -> None:
    lines = [f"{name:24} {count:8}" for name, count in counts.items()]
    lines.append("Nothing that was accepted is lost, nothing is there twice.")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
