"""Proving requests whole: the row of each agrees with its facts, its clock and what can be found of it."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from okno.catalog import registry
from okno.clock import SECOND_US
from okno.db import Row, fetch, fetch_value, in_list, load_json
from okno.events import Fact
from okno.events.log import read_stream
from okno.text import N_, Phrase
from okno.tickets import Ticket, clock, clock_fold, segment, store
from okno.tickets.segment import Segment

BATCH = 200
NEWEST, SAMPLE = 500, 1500
"""Without `whole`: so many of the newest, and so many others by chance."""
NEAR_US = 60 * SECOND_US
"""How far a kept instant and that of its fact may lie apart: longer than any transaction."""
_SHAPE = """
SELECT t.id,
  EXISTS (SELECT 1 FROM event e WHERE e.stream = 'ticket' AND e.stream_id = t.id AND e.kind = 'TicketCreated') AS begun,
  EXISTS (SELECT 1 FROM ticket_reader r WHERE r.ticket_id = t.id) AS readers,
  EXISTS (SELECT 1 FROM team m WHERE m.id = t.team_id) AS team,
  EXISTS (SELECT 1 FROM person p WHERE p.id = t.requester_id) AS requester
FROM ticket t WHERE t.id IN {places} ORDER BY t.id
"""
_MISSING: dict[str, Phrase] = {
    "begun": N_("It has no fact of how it began."),
    "readers": N_("Nobody may read it."),
    "team": N_("Its team is not there."),
    "requester": N_("Its requester is not there."),
}


async def count() -> int:
    """How many requests there are."""
    return int(await fetch_value("SELECT count(*) FROM ticket"))


async def chosen(*, whole: bool) -> list[int]:
    """The numbers of the requests that are looked at, in order."""
    newest = [row["id"] for row in await fetch(f"SELECT id FROM ticket ORDER BY id DESC LIMIT {NEWEST}")]
    if whole or await count() <= NEWEST + SAMPLE:
        return [row["id"] for row in await fetch("SELECT id FROM ticket ORDER BY id")]
    first, last = newest[-1], int(await fetch_value("SELECT min(id) FROM ticket"))
    guessed = random.Random().sample(range(last, first), min(SAMPLE, first - last))
    found: set[int] = set(newest)
    for at in range(0, len(guessed), BATCH):
        places, args = in_list(guessed[at : at + BATCH])
        found |= {row["id"] for row in await fetch(f"SELECT id FROM ticket WHERE id IN {places}", *args)}
    return sorted(found)


async def flaws(numbers: Sequence[int]) -> AsyncIterator[tuple[int, list[Phrase]]]:
    """Each request with all that is wrong with it."""
    for at in range(0, len(numbers), BATCH):
        places, args = in_list(numbers[at : at + BATCH])
        for row in await fetch(_SHAPE.format(places=places), *args):
            yield row["id"], _shape(row) or await _story(row["id"])


def _shape(row: Row) -> list[Phrase]:
    return [what for name, what in _MISSING.items() if not row[name]]


async def _story(number: int) -> list[Phrase]:
    """Whether the row is what its facts make of it."""
    ticket, facts = await store.load(number), await read_stream("ticket", number)
    found: list[Phrase] = []
    state = registry.lifecycle(ticket.lifecycle).state(ticket.state)
    if state is None or (state.phase == "closed") == ticket.open:
        found.append(N_("Its state “%(state)s” and its being open or closed do not fit.", state=ticket.state))
    kept = await fetch_value("SELECT segments FROM clock_story WHERE ticket_id = $1", number)
    if kept is None:
        found.append(N_("The story of its clock is not there."))
    else:
        found += _clock(ticket, facts, segment.read(load_json(kept)))
    return found


def _like(kept: Sequence[Segment], folded: Sequence[Segment]) -> bool:
    """Whether two stories are one. A fact is written a little after the instant at which its clock was counted."""
    if len(kept) != len(folded):
        return False
    return all(
        replace(one, start=0, end=None, counted=0) == replace(other, start=0, end=None, counted=0)
        and (one.end is None) == (other.end is None)
        and abs(one.start - other.start) < NEAR_US
        for one, other in zip(kept, folded, strict=True)
    )


def _clock(ticket: Ticket, facts: Sequence[Fact], kept: Sequence[Segment]) -> list[Phrase]:
    if not _like(kept, clock_fold.folded(ticket, facts)):
        return [N_("Its clock is not what its facts tell.")]
    wanted = clock.standing(kept)
    if not ticket.open or ticket.state == "done":
        wanted = {"worked": wanted["worked"]}
    wrong = [name for name, value in wanted.items() if getattr(ticket, name) != value]
    return [N_("Its row and its clock do not agree about: %(names)s.", names=", ".join(wrong))] if wrong else []
