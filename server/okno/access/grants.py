"""Who has which role: in the company, or in one team only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okno.access.roles import ADMINISTRATOR, EVERYBODY, all_roles
from okno.db import dialect, fetch, in_list
from okno.people.search import Subset


@dataclass(frozen=True)
class Grant:
    """A role of a person: everywhere (`team_id` None) or in one team. Who gave it and when, if that is known."""

    role: str
    team_id: int | None
    granted_by: int | None
    granted_at: int | None


async def roles_of(person_id: int) -> list[str]:
    """The keys of the roles that a person has everywhere, that of everybody first."""
    return (await roles_of_many([person_id]))[person_id]


async def roles_of_many(person_ids: Iterable[int]) -> Mapping[int, list[str]]:
    """The same for many persons at once."""
    wanted = sorted(set(person_ids))
    places, args = in_list(wanted)
    rows = await fetch(f"SELECT person_id, role FROM role_grant WHERE person_id IN {places} ORDER BY role", *args)
    known = await all_roles()
    found = {person_id: [EVERYBODY] for person_id in wanted}
    for row in rows:
        if row["role"] in known:
            found[row["person_id"]].append(row["role"])
    return found


async def grants_of(person_id: int) -> list[Grant]:
    """All roles of a person with their teams, those that hold everywhere first; without that of everybody."""
    rows = await fetch(
        "SELECT role, NULL AS team_id, granted_by, granted_at FROM role_grant WHERE person_id = $1 UNION ALL"
        " SELECT role, team_id, granted_by, granted_at FROM team_role_grant WHERE person_id = $1",
        person_id,
    )
    grants = [Grant(row["role"], row["team_id"], row["granted_by"], row["granted_at"]) for row in rows]
    return sorted(grants, key=lambda one: (one.team_id or 0, one.role))


async def grants_in(team_id: int) -> list[tuple[int, Grant]]:
    """The roles that active persons have in this team only, each with the id of the person, in the order of names."""
    rows = await fetch(
        "SELECT g.person_id, g.role, g.team_id, g.granted_by, g.granted_at FROM team_role_grant g"
        " JOIN person p ON p.id = g.person_id WHERE g.team_id = $1 AND p.active = $2 ORDER BY p.sort_key, p.id, g.role",
        team_id,
        True,
    )
    return [(row.pop("person_id"), Grant(**row)) for row in rows]


async def holders_of(role: str) -> list[tuple[int, int | None]]:
    """To whom a role is given: ids of active persons, each with the working team where he has it (None: everywhere)."""
    rows = await fetch(
        "SELECT g.person_id, NULL AS team_id FROM role_grant g JOIN person p ON p.id = g.person_id"
        " WHERE g.role = $1 AND p.active = $2 UNION ALL"
        " SELECT g.person_id, g.team_id FROM team_role_grant g JOIN person p ON p.id = g.person_id"
        " JOIN team t ON t.id = g.team_id WHERE g.role = $1 AND p.active = $2 AND t.active = $2",
        role,
        True,
    )
    return sorted(((row["person_id"], row["team_id"]) for row in rows), key=lambda one: (one[0], one[1] or 0))


async def with_right(right: str) -> list[int]:
    """Who has a right of the company by a role that is given to him: ids of active persons."""
    keys = [role.key for role in (await all_roles()).values() if right in role.rights]
    return sorted({person_id for key in keys for person_id, team_id in await holders_of(key) if team_id is None})


async def holder_counts() -> Mapping[str, int]:
    """To how many active persons each role is given, everywhere or in a working team; roles of nobody are left out."""
    rows = await fetch(
        "SELECT h.role, count(*) AS n FROM (SELECT role, person_id FROM role_grant"
        " UNION SELECT g.role, g.person_id FROM team_role_grant g JOIN team t ON t.id = g.team_id"
        " WHERE t.active = $1) h JOIN person p ON p.id = h.person_id"
        " WHERE p.active = $1 GROUP BY h.role",
        True,
    )
    return {row["role"]: int(row["n"]) for row in rows}


async def administrators() -> set[int]:
    """The active administrators. Locked until the end of the transaction: two who take the role from each other, or
    switch each other off, at once must not both succeed.
    """
    locked = " FOR NO KEY UPDATE OF g, p" if dialect() == "postgres" else ""
    rows = await fetch(
        "SELECT g.person_id FROM role_grant g JOIN person p ON p.id = g.person_id"
        f" WHERE g.role = $1 AND p.active = $2 ORDER BY g.id{locked}",
        ADMINISTRATOR,
        True,
    )
    return {row["person_id"] for row in rows}


def holding(role: str) -> Subset:
    """To whom a role is given, everywhere or in a working team, as lists of people ask for them."""
    return lambda start: (
        f"SELECT person_id FROM role_grant WHERE role = ${start}"
        " UNION SELECT g.person_id FROM team_role_grant g JOIN team t ON t.id = g.team_id"
        f" WHERE g.role = ${start} AND t.active = ${start + 1}",
        (role, True),
    )
