"""Interviews: whom somebody should talk to this quarter, because a request was late, came back twice or was marked low.

One row a person and quarter, however many requests went wrong, in an order that was drawn by lot: whoever works
through the list from above asks neither the loudest nor the nearest.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from okno.api import (
    N_,
    Actor,
    clean,
    errors,
    execute,
    fetch,
    fetch_one,
    fetch_value,
    in_list,
    now_us,
    record,
    tx,
)
from okno_feedback.calendar import quarter_of
from okno_feedback.events import InterviewChanged
from okno_feedback.scope import open_to

LATE, REOPENED, BAD = "late", "reopened", "bad"
WHYS = (LATE, REOPENED, BAD)
CONTACTED = ("", "yes", "no", "declined")
NOTES_LIMIT = 4000
REOPENED_LEAST = 2
"""How often a request comes back before somebody is asked about it."""
PAGE = 30
_LOTS = 1_000_000


@dataclass(frozen=True)
class Cause:
    """A request that went wrong, and how."""

    ticket_id: int
    team_id: int
    whys: Sequence[str]


@dataclass(frozen=True)
class Interview:
    """A person to talk to. `causes` are those that the reader may know of."""

    id: int
    person_id: int | None
    quarter: int
    lot: int
    contacted: str
    notes: str
    by_id: int | None
    changed_at: int | None
    version: int
    causes: Sequence[Cause] = field(default=())


_COLUMNS = "id, person_id, quarter, lot, contacted, notes, by_id, changed_at, version"

_KNOWN = "EXISTS (SELECT 1 FROM x_feedback_reason r WHERE r.interview_id = i.id AND r.team_id IN {teams})"


# Noting ---------------------------------------------------------------------------------------------------------


async def note(person_id: int, ticket_id: int, team_id: int, why: str) -> None:
    """Puts a person on the list of this quarter because of a ticket, in the current transaction; once for each why."""
    quarter = quarter_of(now_us())
    await execute(
        "INSERT INTO x_feedback_interview (person_id, quarter, lot, contacted, notes, version)"
        " VALUES ($1, $2, $3, '', '', 1) ON CONFLICT (person_id, quarter) DO NOTHING",
        person_id,
        quarter,
        secrets.randbelow(_LOTS),
    )
    interview_id = await fetch_value(
        "SELECT id FROM x_feedback_interview WHERE person_id = $1 AND quarter = $2", person_id, quarter
    )
    await execute(
        "INSERT INTO x_feedback_reason (interview_id, ticket_id, team_id, why) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (interview_id, ticket_id, why) DO NOTHING",
        interview_id,
        ticket_id,
        team_id,
        why,
    )


async def note_bad(person_id: int, ticket_id: int, team_id: int) -> None:
    """The same because of a bad mark."""
    await note(person_id, ticket_id, team_id, BAD)


# Reading --------------------------------------------------------------------------------------------------------


async def page(
    actor: Actor, quarter: int, *, contacted: str | None = None, after: tuple[int, int] | None = None
) -> tuple[list[Interview], tuple[int, int] | None]:
    """A page of the list of a quarter by lot, and the key to go on with.

    Somebody whose requests were all with confidential teams is on the list of their members alone.
    """
    teams = await open_to(actor)
    places, args = in_list(teams, start=2)
    where = f"i.quarter = $1 AND {_KNOWN.format(teams=places)}"
    values: list[object] = [quarter, *args]
    if contacted is not None:
        values.append(contacted)
        where += f" AND i.contacted = ${len(values)}"
    if after is not None:
        values += after
        where += f" AND (i.lot, i.id) > (${len(values) - 1}, ${len(values)})"
    columns = ", ".join(f"i.{name}" for name in _COLUMNS.split(", "))
    rows = await fetch(
        f"SELECT {columns} FROM x_feedback_interview i WHERE {where} ORDER BY i.lot, i.id LIMIT {PAGE + 1}", *values
    )
    causes = await _causes([row["id"] for row in rows[:PAGE]], teams)
    found = [Interview(**row, causes=causes.get(row["id"], ())) for row in rows[:PAGE]]
    return found, (found[-1].lot, found[-1].id) if len(rows) > PAGE else None


async def counts(actor: Actor, quarter: int) -> Mapping[str, int]:
    """How many of the quarter were contacted in which way, by what one may know of."""
    places, args = in_list(await open_to(actor), start=2)
    rows = await fetch(
        "SELECT i.contacted, count(*) AS n FROM x_feedback_interview i"
        f" WHERE i.quarter = $1 AND {_KNOWN.format(teams=places)} GROUP BY i.contacted",
        quarter,
        *args,
    )
    return {row["contacted"]: int(row["n"]) for row in rows}


async def load(actor: Actor, interview_id: int) -> Interview:
    """One of them. Raises NotFound for what the actor may not know of."""
    row = await fetch_one(f"SELECT {_COLUMNS} FROM x_feedback_interview WHERE id = $1", interview_id)
    causes = (await _causes([interview_id], await open_to(actor))).get(interview_id, ())
    if row is None or not causes:
        raise errors.NotFound
    return Interview(**row, causes=causes)


async def _causes(ids: Sequence[int], teams: Sequence[int]) -> dict[int, list[Cause]]:
    mine, args = in_list(ids)
    known, more = in_list(teams, start=len(args) + 1)
    rows = await fetch(
        "SELECT interview_id, ticket_id, team_id, why FROM x_feedback_reason"
        f" WHERE interview_id IN {mine} AND team_id IN {known} ORDER BY ticket_id, id",
        *args,
        *more,
    )
    whys: dict[tuple[int, int, int], list[str]] = {}
    for row in rows:
        whys.setdefault((row["interview_id"], row["ticket_id"], row["team_id"]), []).append(row["why"])
    found: dict[int, list[Cause]] = {}
    for (interview_id, ticket_id, team_id), why in whys.items():
        found.setdefault(interview_id, []).append(Cause(ticket_id, team_id, why))
    return found


# Keeping --------------------------------------------------------------------------------------------------------


async def keep(actor: Actor, interview_id: int, *, contacted: str, notes: str, version: int) -> None:
    """Writes down how it went. Raises Invalid, NotFound, or Conflict when somebody else has written meanwhile."""
    text = clean(notes).strip()
    if contacted not in CONTACTED:
        raise errors.Invalid({"contacted": N_("Choose from the list.")})
    if len(text) > NOTES_LIMIT:
        raise errors.Invalid({"notes": N_("At most %(n)s characters.", n=NOTES_LIMIT)})
    async with tx():
        await load(actor, interview_id)
        kept = await execute(
            "UPDATE x_feedback_interview SET contacted = $1, notes = $2, by_id = $3, changed_at = $4,"
            " version = version + 1 WHERE id = $5 AND version = $6",
            contacted,
            text,
            actor.id,
            now_us(),
            interview_id,
            version,
        )
        if not kept:
            raise errors.Conflict(N_("Somebody else has written here meanwhile. Read it, then write yours again."))
        await record(InterviewChanged(stream_id=0, actor_id=actor.id, interview_id=interview_id, contacted=contacted))
