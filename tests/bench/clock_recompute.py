"""How long it takes to count due times anew; prints figures. Run: python -m tests.bench.clock_recompute [rows]

Arithmetic alone for a million due times, then whole tickets with their stories: read, counted, written. On SQLite in a
folder that goes away, or on a throw-away PostgreSQL with OKNO_TEST_DATABASE=postgres. It is no test: nothing fails when
a machine is slow.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from okno import db
from okno.catalog import registry, store
from okno.clock import WorkCalendar, now_us
from okno.db import dump_json, execute, fetch_value, migrate
from okno.db.wake import bell
from okno.owners import OWNERS
from okno.settings import Settings, load
from okno.tickets import recompute, segment
from okno.tickets.segment import Segment
from tests.stands import postgres
from tests.tickets.burning import HOUR, begin

MILLION = 1_000_000


def say(line: str) -> None:
    """Prints a line of figures."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def arithmetic(work: WorkCalendar) -> float:
    """Seconds of CPU for a million due times."""
    chance, now = random.Random(5), now_us()
    wanted = [(now - chance.randrange(60 * 24 * HOUR), chance.randrange(5 * 8 * HOUR)) for _ in range(MILLION)]
    begun = time.process_time()
    for start, length in wanted:
        work.add(start, length)
    return time.process_time() - begun


async def fill(rows: int) -> None:
    """Copies one ticket many times, each begun at another time, with a story of three segments."""
    people = await begin()
    ticket = await people.ticket()
    columns = [row for row in ticket.__dataclass_fields__ if row != "id"]
    listed = ", ".join(columns)
    own = ", ".join("created_at - CAST(n.i AS BIGINT) * 60000000" if name == "created_at" else name for name in columns)
    numbers = f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) SELECT i FROM n)"
    more = "search_key, next_clock_at"
    await execute(
        f"INSERT INTO ticket ({listed}, {more}) SELECT {own}, {more} FROM ticket JOIN {numbers} n ON true"
        " WHERE id = $1",
        ticket.id,
    )
    first = Segment(
        ticket.created_at - 20 * HOUR, ticket.created_at - 10 * HOUR, HOUR, "new", calendar="day", sla="fast"
    )
    told = [
        replace(first, work=ticket.resolve_work),
        replace(
            first, start=first.end or 0, end=ticket.created_at, state="waiting_user", pause="requester", runs=False
        ),
        replace(first, start=ticket.created_at, end=None, counted=0, state="in_progress", work=ticket.resolve_work),
    ]
    await execute(
        "INSERT INTO clock_story (ticket_id, segments, steps, frozen)"
        " SELECT id, $1, '[]', false FROM ticket WHERE id <> $2",
        dump_json(segment.rows(told)),
        ticket.id,
    )


async def another_day() -> None:
    """The calendar gets a shorter week: every due time is another one."""
    catalog = await store.load()
    day = catalog.calendars["day"]
    week = dict.fromkeys(day.week, ("09:00-17:00",))
    await store.apply(
        replace(catalog, base=None, calendars={**catalog.calendars, "day": replace(day, week=week)}), actor_id=None
    )
    await registry.refresh()


async def measure(settings: Settings, rows: int) -> None:
    """Prints the figures."""
    await migrate.migrate(settings, OWNERS)
    await db.connect(settings, OWNERS)
    bell.aim(settings)
    try:
        await fill(rows)
        say(f"arithmetic: {MILLION:,} due times in {arithmetic(registry.calendar('day')):.2f} s of CPU")
        await another_day()
        count = int(await fetch_value("SELECT count(*) AS n FROM ticket"))
        for title in ("another week", "nothing to change"):
            begun, used = time.perf_counter(), time.process_time()
            done = await recompute.recompute(["day"])
            spent, used = time.perf_counter() - begun, time.process_time() - used
            each = used / count * 1e6
            say(f"{title}: {count:,} tickets, {done.tickets:,} changed, {spent:.2f} s, {each:.0f} us of CPU each")
    finally:
        await db.disconnect()


def main(rows: int) -> None:
    """Makes a database, measures on it, and takes it away."""
    server = postgres.start() if os.environ.get("OKNO_TEST_DATABASE") == "postgres" else None
    with tempfile.TemporaryDirectory() as home:
        url = server.create("okno_bench", template="template0") if server is not None else "sqlite"
        try:
            asyncio.run(measure(load(Path(home), {"OKNO_DATABASE": url}), rows))
        finally:
            if server is not None:
                server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
