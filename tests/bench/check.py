"""Looks whether what was loaded is what Okno would have written: python -m tests.bench.check --home /tmp/tenk.

Every ticket of a sample is asked of Okno's own checkers: its clock folded from its facts, its documents of the search
made anew, its row against its story.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from okno import app, log
from okno.catalog import registry
from okno.db import fetch, fetch_value, in_list, load_json
from okno.events.log import read_stream
from okno.settings import Settings
from okno.tickets import clock, clock_fold, segment, store
from okno.tickets.search import index
from okno.tickets.search.document import documents
from tests.bench import fates
from tests.bench.load import NOTE, note_of, settings_of

SAMPLE = 200
_WHOLE = {
    "each ticket has its first fact": "SELECT count(*) FROM event WHERE stream = 'ticket' AND kind = 'TicketCreated'",
    "each ticket has a story of its clock": "SELECT count(*) FROM clock_story",
    "each ticket can be found": "SELECT count(*) FROM ticket_search",
    "each ticket has its requester among its readers": "SELECT count(DISTINCT ticket_id) FROM ticket_reader",
}
_ALIKE = {
    "each comment has its fact": (
        "SELECT count(*) FROM comment", "SELECT count(*) FROM event WHERE kind = 'TicketCommented'"
    ),
    "what is closed has its fact": (
        "SELECT count(*) FROM ticket WHERE open = false", "SELECT count(*) FROM event WHERE kind = 'TicketClosed'"
    ),
    "nobody is in a team that does not exist": (
        "SELECT count(*) FROM ticket", "SELECT count(*) FROM ticket t JOIN team m ON m.id = t.team_id"
    ),
    "each ticket is somebody's": (
        "SELECT count(*) FROM ticket", "SELECT count(*) FROM ticket t JOIN person p ON p.id = t.requester_id"
    ),
}  # fmt: skip


async def problems(amount: int, sample: int = SAMPLE) -> list[str]:
    """What does not fit, in words; the process is connected."""
    found = []
    for what, sql in _WHOLE.items():
        counted = await fetch_value(sql)
        if counted != amount:
            found.append(f"{what}: {counted} of {amount}")
    for what, (one, other) in _ALIKE.items():
        left, right = await fetch_value(one), await fetch_value(other)
        if left != right:
            found.append(f"{what}: {left} and {right}")
    chance = random.Random(1)
    marked = [number for numbers in fates.long_numbers().values() for number in numbers]
    last = fates.FIRST_NUMBER + amount - len(marked)
    some = (chance.randrange(fates.FIRST_NUMBER, last) for _ in range(sample))
    numbers = sorted({*marked, *range(last - 20, last), *some})
    for number in numbers:
        found += await _ticket(number)
    return found + await _search(numbers)


async def _ticket(number: int) -> list[str]:
    ticket = await store.load(number)
    facts = await read_stream("ticket", number)
    row = (await fetch("SELECT segments FROM clock_story WHERE ticket_id = $1", number))[0]
    kept, folded = segment.read(load_json(row["segments"])), clock_fold.folded(ticket, facts)
    found = []
    if [one.at for one in facts] != sorted(one.at for one in facts) or facts[0].kind != "TicketCreated":
        found.append(f"ticket {number}: its facts are not in the order of time")
    if kept != folded:
        found.append(f"ticket {number}: its clock tells {kept}, its facts {folded}")
    if kept[-1].state != ticket.state:
        found.append(f"ticket {number}: it is {ticket.state}, its clock says {kept[-1].state}")
    wanted: dict[str, Any] = clock.standing(kept)
    if not ticket.open or ticket.state == "done":
        wanted = {"worked": wanted["worked"]}
    for name, value in wanted.items():
        if getattr(ticket, name) != value:
            found.append(f"ticket {number}: {name} is {getattr(ticket, name)}, not {value}")
    if ticket.open and ticket.due_sort != clock.due_sort(ticket):
        found.append(f"ticket {number}: it is sorted by {ticket.due_sort}, not {clock.due_sort(ticket)}")
    lifecycle = registry.lifecycle(ticket.lifecycle)
    state = lifecycle.state(ticket.state)
    if state is None or (state.phase == "closed") == ticket.open:
        found.append(f"ticket {number}: {ticket.state} and open={ticket.open}")
    return found


async def _search(numbers: Sequence[int]) -> list[str]:
    places, args = in_list(numbers)
    rows = await fetch(f"SELECT ticket_id, digest FROM ticket_search WHERE ticket_id IN {places}", *args)
    kept = {row["ticket_id"]: row["digest"] for row in rows}
    made = {number: index._digest(one) for number, one in (await documents(numbers)).items()}
    return [
        f"ticket {number}: its documents are not as Okno makes them"
        for number in numbers
        if kept.get(number) != made[number]
    ]


async def look(settings: Settings, amount: int) -> list[str]:
    """The problems of a home folder; connects for it."""
    await app.start(settings, listening=False)
    try:
        return await problems(amount)
    finally:
        await app.stop()


def main() -> None:
    """Prints what does not fit, and fails when something does not."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, required=True)
    home = asked.parse_args().home
    log.setup("WARNING")
    found = asyncio.run(look(settings_of(home), note_of(home)["tickets"]))
    sys.stdout.write("\n".join(found[:20]) + ("\n" if found else f"{home / NOTE}: everything fits\n"))
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
