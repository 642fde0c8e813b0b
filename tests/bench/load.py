"""Loads N tickets into a home of its own: python -m tests.bench.load --home /tmp/tenk --tickets 10000.

PostgreSQL is the lasting one of the bench (see lasting.py), its database has the name of the home folder; SQLite lies
in the home folder as always. What the run of the pages needs to know is left in HOME/bench.json. After new
migrations have come: `okno --home HOME migrate`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from okno import app, log
from okno.catalog import registry
from okno.clock import now_us
from okno.db import fetch_value
from okno.db.connection import SQLITE_FILE
from okno.events.log import horizon
from okno.events.origin import coming
from okno.settings import Settings
from tests.bench import company, crowd, fates, lasting, rows
from tests.bench.crowd import Somebody
from tests.bench.lives import Life
from tests.bench.sinks import MANY, Postgres, Sink, Sqlite
from tests.bench.words import Words
from tests.stands.server import okno

PEOPLE = 100_000
BATCH = 5_000
BYTES_A_TICKET = 20_000
"""What one ticket takes on the disk at most: its facts, comments and all indexes, and the log of the writing."""
NOTE = "bench.json"


def told(text: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def note_of(home: Path) -> dict[str, Any]:
    """What the loading has left for the run of the pages."""
    found: dict[str, Any] = json.loads((home / NOTE).read_text("utf-8"))
    return found


def settings_of(home: Path) -> Settings:
    """The settings of a home that was loaded; its PostgreSQL is started if it is the one of the bench."""
    found = app.load_settings(home)
    if found.database.endswith(f"?host={lasting.FOLDER}"):
        lasting.start()
    return found


def prepare(home: Path, url: str) -> Settings:
    """An empty home on this database, migrated, with the plugins that are installed."""
    if (home / NOTE).exists() or (home / SQLITE_FILE).exists():
        raise SystemExit(f"{home} holds something already: remove it first")
    home.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(home).free < BYTES_A_TICKET:
        raise SystemExit("the disk is full")
    lines = [f'database = "{url}"', 'company = "Bench"', "session_hours = 1000", 'log_level = "WARNING"', ""]
    (home / "okno.toml").write_text("\n".join(lines), "utf-8")
    okno(home, "migrate", env={"OKNO_PLUGINS": "all"})
    return app.load_settings(home)


async def load(settings: Settings, tickets: int, people: int) -> dict[str, Any]:
    """Fills an empty home. The process must not be connected; it is connected meanwhile."""
    await app.start(settings, listening=False)
    try:
        return await fill(settings, tickets, people)
    finally:
        await app.stop()


async def fill(settings: Settings, tickets: int, people: int) -> dict[str, Any]:
    """Fills an empty home with the starter catalog in force, and tells what the run of the pages needs to know."""
    with coming("cli"):
        await company.found(settings)
    sink = await _sink(settings, tickets)
    note = await _fill(settings, sink, tickets, people)
    began = time.perf_counter()
    await sink.finish()
    told(f"indexes and statistics: {time.perf_counter() - began:.0f} s")
    (settings.home / NOTE).write_text(json.dumps(note, ensure_ascii=False, indent=1), "utf-8")
    return note


async def _sink(settings: Settings, tickets: int) -> Sink:
    if settings.database == "sqlite":
        return Sqlite(settings.home / SQLITE_FILE)
    return await Postgres.open(settings.database, many=tickets >= MANY)


async def _fill(settings: Settings, sink: Sink, tickets: int, people: int) -> dict[str, Any]:
    now = now_us()
    everybody = await _crowd(sink, people, now)
    places, askers = await company.places(), await company.askers()
    hidden = len(places) * crowd.AGENTS
    cast = fates.Cast(
        places=places,
        services={one.service: registry.current().services[one.service] for one in places},
        agents=await _agents(sink, places, everybody, askers),
        crowd=everybody[hidden:] or everybody,
        employee=_asker("employee", askers, settings),
        customer=_asker("customer", askers, settings),
        words=Words(),
        now=now,
    )
    names = {one.id: f"{one.name} {one.login}" for one in (*everybody, cast.employee, cast.customer)}
    lives = itertools.chain(fates.long_ones(cast), fates.fates(cast, tickets - sum(n for _, n in fates.LONG.values())))
    events = await write(sink, settings, lives, names, now)
    return _note(cast, tickets, people, events)


def _asker(login: str, askers: Mapping[str, int], settings: Settings) -> Somebody:
    name = f"Бенч {login.capitalize()}"
    return Somebody(askers[login], f"{company.PREFIX}{login}", name, "", "", "Контора", settings.locale)


async def write(sink: Sink, settings: Settings, lives: Iterator[Life], names: Mapping[int, str], now: int) -> int:
    """Writes tickets and tells how many facts they had."""
    dialect = "sqlite" if settings.database == "sqlite" else "postgres"
    first = {
        table: 1 + int(await fetch_value(f"SELECT coalesce(max(id), 0) FROM {table}"))
        for table in ("event", "comment", "thread")
    }
    writer = rows.Writer(dialect, now=now, position=await horizon(), **first)
    columns = {**rows.COLUMNS, "ticket_search": rows.SEARCH[dialect]}
    tickets = events = 0
    began = time.perf_counter()
    for batch in _batches(lives, BATCH):
        for table, found in writer.batch(batch, names).items():
            await sink.put(table, columns[table], found)
            events += len(found) if table == "event" else 0
        tickets += len(batch)
        sys.stderr.write(f"\r{tickets} tickets, {time.perf_counter() - began:.0f} s")
    sys.stderr.write("\n")
    return events


def _note(cast: fates.Cast, tickets: int, people: int, events: int) -> dict[str, Any]:
    middle = len(cast.crowd) // 2
    return {
        "tickets": tickets,
        "people": people,
        "events": events,
        "loaded_at": cast.now,
        **fates.long_numbers(),
        "teams": [asdict(one) for one in cast.places],
        "common": cast.words.common,
        "rare": cast.words.rare,
        "phones": [one.phone for one in cast.crowd[middle : middle + 50]],
    }


async def _crowd(sink: Sink, people: int, now: int) -> list[Somebody]:
    first = 1 + int(await fetch_value("SELECT max(id) FROM principal"))
    everybody = list(crowd.crowd(first, people))
    made = [crowd.rows(one, now, n) for n, one in enumerate(everybody)]
    for table in ("principal", "person", "number"):
        await sink.put(table, crowd.COLUMNS[table], (one[table] for one in made))
    for kind in ("mail", "phone"):
        await sink.put("person_contact", crowd.COLUMNS["person_contact"], (one[kind] for one in made))
    return everybody


async def _agents(
    sink: Sink, places: list[company.Place], everybody: list[Somebody], askers: dict[str, int]
) -> dict[str, list[int]]:
    """Puts people into the teams; those who ask for pages are there already."""
    teams = [one.id for one in places]
    found: dict[str, list[int]] = {}
    for one in places:
        own = [person for person in crowd.agents_of(one.id, teams, everybody[0].id) if person <= everybody[-1].id]
        own = own or [everybody[-1].id]
        members = [(one.id, person, n == 0, 0, None, False, 0) for n, person in enumerate(own)]
        await sink.put("team_member", crowd.COLUMNS["team_member"], members)
        await sink.put("role_grant", crowd.COLUMNS["role_grant"], [(person, "agent") for person in own if len(own) > 1])
        found[one.key] = own + [askers[login] for login, part in company.parts().items() if one.key in part.teams]
    return found


def _batches(lives: Iterator[Life], size: int) -> Iterator[list[Life]]:
    while batch := list(itertools.islice(lives, size)):
        yield batch


def main() -> None:
    """Reads what is wanted, and loads."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--tickets", type=int, default=10_000)
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    wanted = asked.parse_args()
    url = "sqlite"
    if shutil.disk_usage("/tmp").free < wanted.tickets * BYTES_A_TICKET:
        raise SystemExit("there is too little room on the disk for so many tickets")
    if wanted.database == "postgres":
        lasting.start()
        asyncio.run(lasting.create(wanted.home.name))
        url = lasting.url(wanted.home.name)
    for name in [name for name in os.environ if name.startswith("OKNO_")]:
        del os.environ[name]
    log.setup("WARNING")
    settings = prepare(wanted.home, url)
    began, used = time.perf_counter(), time.process_time()
    note = asyncio.run(load(settings, wanted.tickets, wanted.people))
    told(
        f"{wanted.tickets} tickets, {note['events']} facts, {wanted.people} people in"
        f" {time.perf_counter() - began:.0f} s, of which {time.process_time() - used:.0f} s of this process"
    )


if __name__ == "__main__":
    main()
