"""Measures pages: python -m tests.bench.pages --home /tmp/tenk.

Okno and the yardstick are served by one process each and asked in turn (A B B A ...), so that whatever else the
machine does meets both. What counts is the CPU of a request and its ratio; times are those of this machine. Written to
HOME/pages.json, which `python -m tests.bench.report` turns into docs/performance.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from okno import log
from tests.bench import hammer
from tests.bench.cases import Case, Make, World, cases, world
from tests.bench.counting import PATH
from tests.bench.hammer import Ask
from tests.bench.load import settings_of, told
from tests.bench.served import OKNO, YARDSTICK, Served

RESULT = "pages.json"
COUNTED = 5
"""Single requests whose statements are counted; the median is told."""


@dataclass
class Figures:
    """What was seen of one page of one side. `cpu`: milliseconds of a core for a request."""

    took: list[float] = field(default_factory=list)
    used: float = 0.0
    statements: float | None = None

    def told(self) -> dict[str, Any]:
        """As JSON."""
        if not self.took:
            return {}
        parts = statistics.quantiles(self.took, n=100) if len(self.took) > 1 else self.took * 99
        return {
            "requests": len(self.took),
            "cpu_ms": round(1000 * self.used / len(self.took), 3),
            "p50_ms": round(parts[49], 2),
            "p95_ms": round(parts[94], 2),
            "p99_ms": round(parts[98], 2),
            "statements": self.statements,
        }


@dataclass(frozen=True)
class Wish:
    """How it is measured."""

    seconds: float
    rounds: int
    clients: int


async def measure(chosen: Sequence[Case], home: Path, wish: Wish, *, plain: bool) -> dict[str, Any]:
    """The figures of all cases; without `plain` there is no yardstick, as on SQLite."""
    counted = await _count(chosen, home, plain=plain)
    okno = Served.start(OKNO, home)
    yardstick = Served.start(YARDSTICK, home) if plain else None
    first = okno.memory()
    found = []
    try:
        for one in chosen:
            sides = {OKNO: (okno, one.okno)}
            if yardstick is not None and one.yardstick is not None:
                sides = {YARDSTICK: (yardstick, one.yardstick), **sides}
            figures = await _case(sides, wish)
            for name, seen in figures.items():
                seen.statements = counted.get((one.title, name))
            row = {"name": one.name, "who": one.who, "goal": one.goal}
            found.append({**row, **{name: seen.told() for name, seen in figures.items()}})
            told(line(found[-1]))
        memory = {"after_start": round(first), "after_all": round(okno.memory())}
        return {"cases": found, "memory_mb": memory, "start_s": round(okno.ready, 2)}
    finally:
        okno.stop()
        if yardstick is not None:
            yardstick.stop()


async def _case(sides: dict[str, tuple[Served, Make]], wish: Wish) -> dict[str, Figures]:
    figures = {name: Figures() for name in sides}
    for served, make in sides.values():
        await hammer.hammer(served.port, make, clients=2, seconds=min(wish.seconds / 4, 1))
    order = list(sides)
    for turn in range(wish.rounds):
        for name in order if turn % 2 == 0 else order[::-1]:
            served, make = sides[name]
            before = served.cpu()
            figures[name].took += await hammer.hammer(served.port, make, clients=wish.clients, seconds=wish.seconds)
            figures[name].used += served.cpu() - before
    return figures


async def _count(chosen: Sequence[Case], home: Path, *, plain: bool) -> dict[tuple[str, str], float]:
    """How many statements a request sends, by workers of their own; and whether the pages are what they should be."""
    found: dict[tuple[str, str], float] = {}
    for what in (OKNO, YARDSTICK) if plain else (OKNO,):
        served = Served.start(what, home, count=True)
        try:
            for one in chosen:
                make = one.okno if what == OKNO else one.yardstick
                if make is None:
                    continue
                body = (await hammer.once(served.port, make())).decode()
                if what == OKNO and one.proof not in body:
                    raise hammer.Refused(f"{one.title}: there is no {one.proof} in the answer")
                seen = [await _statements(served.port, make) for _ in range(COUNTED)]
                found[one.title, what] = statistics.median(seen)
        finally:
            served.stop()
    return found if plain else {}


async def _statements(port: int, make: Make) -> int:
    counter = Ask("GET", PATH)
    before = json.loads(await hammer.once(port, counter))
    await hammer.once(port, make())
    return int(json.loads(await hammer.once(port, counter)) - before)


def ratio(row: dict[str, Any]) -> float | None:
    """How many times the CPU of the yardstick a page takes."""
    own, other = row.get(OKNO), row.get(YARDSTICK)
    return own["cpu_ms"] / other["cpu_ms"] if own and other and other["cpu_ms"] else None


def line(row: dict[str, Any]) -> str:
    """One case for the terminal."""
    own, times = row[OKNO], ratio(row)
    against = f"{times:5.2f}x of {row[YARDSTICK]['cpu_ms']:.2f}" if times is not None else ""
    return (
        f"{row['name']:22} {row['who']:9} {own['cpu_ms']:7.2f} ms {against:18} p50 {own['p50_ms']:7.1f}"
        f" p95 {own['p95_ms']:7.1f} p99 {own['p99_ms']:7.1f}  statements {own['statements'] or '-'}"
    )


def _machine() -> dict[str, Any]:
    load = os.getloadavg()
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_before": round(load[0], 1),
    }


async def run(home: Path, wish: Wish, names: Sequence[str]) -> dict[str, Any]:
    """Measures the cases whose titles begin with one of the names; all without any."""
    settings = settings_of(home)
    known: World = await world(settings)
    chosen = [one for one in cases(known) if not names or any(one.title.startswith(name) for name in names)]
    machine = _machine()
    found = await measure(chosen, home, wish, plain=settings.database != "sqlite")
    kind = "SQLite" if settings.database == "sqlite" else "PostgreSQL"
    size = {"tickets": known.note["tickets"], "events": known.note["events"], "people": known.note["people"]}
    how = {"seconds": wish.seconds, "rounds": wish.rounds, "clients": wish.clients}
    return {"database": kind, **size, **how, **machine, **found}


def main() -> None:
    """Reads what is wanted, measures, writes the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--seconds", type=float, default=3, help="of one turn of one side")
    asked.add_argument("--rounds", type=int, default=4, help="turns of each side")
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--cases", default="", help="beginnings of titles such as “queue of 50, agent1”, with ;")
    asked.add_argument("--out", type=Path, help="by default pages.json in the home")
    wanted = asked.parse_args()
    log.setup("WARNING")
    names = [name.strip() for name in wanted.cases.split(";") if name.strip()]
    found = asyncio.run(run(wanted.home, Wish(wanted.seconds, wanted.rounds, wanted.clients), names))
    out = wanted.out or wanted.home / RESULT
    out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"memory {found['memory_mb']} MB, start {found['start_s']} s, written to {out}\n")


if __name__ == "__main__":
    main()
