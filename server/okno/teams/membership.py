"""Who is in which team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from okno.clock import now_us
from okno.db import Row, dialect, execute, fetch, fetch_one, in_list, tx
from okno.errors import Invalid, NotFound
from okno.events import record
from okno.people import Person, get_many
from okno.people.search import Subset
from okno.teams.events import MemberJoined, MemberLeft, MemberPaused
from okno.text import N_

LINES = range(5)
"""The lines of support 1 to 4; 0 stands for all of them."""


@dataclass(frozen=True)
class Place:
    """The place of a person in a team: whether he leads it, his line, and since when (microseconds UTC).

    `away`: the server gives him no work of this team; `given_at`: when it gave him some the last time.
    """

    person_id: int
    lead: bool
    line: int
    since: int | None
    away: bool
    given_at: int


_COLUMNS = ", ".join(field.name for field in fields(Place))


async def join(team_id: int, person_id: int, *, lead: bool = False, line: int = 0, actor_id: int | None = None) -> None:
    """Puts a person into a team, or changes his place in it: whether he leads it, and his line (0: all of them)."""
    if line not in LINES:
        raise Invalid({"line": N_("A line is a number from 1 to 4.")})
    async with tx():
        before = await place_of(team_id, person_id, hold=True)
        changed = await execute(
            "INSERT INTO team_member (team_id, person_id, lead, line, since) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (team_id, person_id) DO UPDATE SET lead = excluded.lead, line = excluded.line"
            " WHERE team_member.lead <> excluded.lead OR team_member.line <> excluded.line",
            team_id,
            person_id,
            lead,
            line,
            now_us(),
        )
        if not changed:
            return
        event = MemberJoined(
            stream_id=team_id,
            actor_id=actor_id,
            person_id=person_id,
            lead=lead,
            line=line,
            joined=before is None,
            promoted=lead and (before is None or not before.lead),
            demoted=not lead and before is not None and before.lead,
        )
        await record(event, [f"person:{person_id}"])


async def set_away(team_id: int, person_id: int, *, away: bool, actor_id: int | None) -> None:
    """Lets the server give a member no work of this team, or again some. Raises NotFound for who is no member."""
    async with tx():
        place = await place_of(team_id, person_id, hold=True)
        if place is None:
            raise NotFound(N_("This person is not in the team."))
        if place.away == away:
            return
        await execute(
            "UPDATE team_member SET away = $3 WHERE team_id = $1 AND person_id = $2", team_id, person_id, away
        )
        event = MemberPaused(stream_id=team_id, actor_id=actor_id, person_id=person_id, paused=away)
        await record(event, [f"person:{person_id}", f"team:{team_id}"])


async def leave(team_id: int, person_id: int, *, actor_id: int | None = None) -> None:
    """Takes a person out of a team."""
    async with tx():
        gone = await execute("DELETE FROM team_member WHERE team_id = $1 AND person_id = $2", team_id, person_id)
        if gone:
            event = MemberLeft(stream_id=team_id, actor_id=actor_id, person_id=person_id)
            await record(event, [f"person:{person_id}"])


async def set_members(team_id: int, person_ids: Iterable[int], *, actor_id: int | None = None) -> None:
    """Makes these persons the members of a team."""
    wanted = set(person_ids)
    async with tx():
        present = {person.id for person in await members(team_id)}
        for person_id in sorted(present - wanted):
            await leave(team_id, person_id, actor_id=actor_id)
        for person_id in sorted(wanted - present):
            await join(team_id, person_id, actor_id=actor_id)


async def members(team_id: int) -> list[Person]:
    """The active members of a team in the order of their names."""
    rows = await fetch(
        "SELECT m.person_id FROM team_member m JOIN person p ON p.id = m.person_id"
        " WHERE m.team_id = $1 AND p.active = $2 ORDER BY p.sort_key, p.id",
        team_id,
        True,
    )
    people = await get_many(row["person_id"] for row in rows)
    return [people[row["person_id"]] for row in rows]


async def sizes() -> dict[int, int]:
    """How many active members each team has, by its id; a team of nobody is left out."""
    rows = await fetch(
        "SELECT m.team_id, count(*) AS n FROM team_member m JOIN person p ON p.id = m.person_id"
        " WHERE p.active = $1 GROUP BY m.team_id",
        True,
    )
    return {row["team_id"]: int(row["n"]) for row in rows}


async def places(team_id: int) -> dict[int, Place]:
    """The places of all who are in a team, by the ids of the persons."""
    rows = await fetch(f"SELECT {_COLUMNS} FROM team_member WHERE team_id = $1", team_id)
    return {row["person_id"]: _place(row) for row in rows}


async def place_of(team_id: int, person_id: int, *, hold: bool = False) -> Place | None:
    """The place of a person in a team; None when he is not in it. `hold` keeps it so until the transaction ends."""
    locked = " FOR NO KEY UPDATE" if hold and dialect() == "postgres" else ""
    row = await fetch_one(
        f"SELECT {_COLUMNS} FROM team_member WHERE team_id = $1 AND person_id = $2{locked}",
        team_id,
        person_id,
    )
    return _place(row) if row is not None else None


def _place(row: Row) -> Place:
    flags = {"lead": bool(row["lead"]), "away": bool(row["away"])}
    return Place(**{**row, **flags})


async def leads(team_id: int) -> list[int]:
    """The ids of those who lead a team."""
    rows = await fetch("SELECT person_id FROM team_member WHERE team_id = $1 AND lead = $2", team_id, True)
    return [row["person_id"] for row in rows]


async def leading() -> list[tuple[int, int | None]]:
    """Everybody active who leads a working team: ids of persons and of their teams."""
    rows = await fetch(
        "SELECT m.person_id, m.team_id FROM team_member m JOIN team t ON t.id = m.team_id"
        " JOIN person p ON p.id = m.person_id WHERE m.lead = $1 AND t.active = $1 AND p.active = $1",
        True,
    )
    return [(row["person_id"], row["team_id"]) for row in rows]


async def teams_of(person_id: int) -> list[int]:
    """The ids of the working teams that a person is in."""
    return (await teams_of_many([person_id])).get(person_id, [])


async def teams_of_many(person_ids: Iterable[int]) -> dict[int, list[int]]:
    """The same for many persons at once; whoever is in none is left out."""
    places, args = in_list(sorted(set(person_ids)), start=2)
    rows = await fetch(
        "SELECT m.person_id, m.team_id FROM team_member m JOIN team t ON t.id = m.team_id"
        f" WHERE t.active = $1 AND m.person_id IN {places} ORDER BY t.key",
        True,
        *args,
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["person_id"], []).append(row["team_id"])
    return found


def within(team_id: int) -> Subset:
    """The members of a team, as lists of people ask for them."""
    return lambda start: (f"SELECT person_id FROM team_member WHERE team_id = ${start}", (team_id,))
