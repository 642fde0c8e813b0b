"""Who has which role: in the company, or in one team only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okno.access.events import RoleGranted, RoleRevoked
from okno.access.roles import ADMINISTRATOR, EVERYBODY, all_roles
from okno.clock import now_us
from okno.db import dialect, execute, fetch, in_list, tx
from okno.errors import Refused
from okno.events import record
from okno.text import N_


@dataclass(frozen=True)
class Grant:
    """A role of a person: everywhere (`team_id` None) or in one team. Who gave it and when, if that is known."""

    role: str
    team_id: int | None
    granted_by: int | None
    granted_at: int | None


async def grant(person_id: int, role: str, *, team_id: int | None = None, actor_id: int | None = None) -> None:
    """Gives a person a role, in one team only when `team_id` is given."""
    known = await all_roles()
    if role not in known:
        raise Refused(N_("There is no role %(role)s. Known are: %(known)s.", role=role, known=", ".join(known)))
    if role == EVERYBODY:
        return
    async with tx():
        columns = ("person_id", "role") if team_id is None else ("person_id", "role", "team_id")
        values = (person_id, role) if team_id is None else (person_id, role, team_id)
        places = ", ".join(f"${n}" for n in range(1, len(values) + 3))
        added = await execute(
            f"INSERT INTO {_table(team_id)} ({', '.join(columns)}, granted_by, granted_at) VALUES ({places})"
            f" ON CONFLICT ({', '.join(columns)}) DO NOTHING",
            *values,
            actor_id,
            now_us(),
        )
        if added:
            event = RoleGranted(stream_id=person_id, actor_id=actor_id, role=role, team_id=team_id)
            await record(event, [f"person:{person_id}"])


async def revoke(person_id: int, role: str, *, team_id: int | None = None, actor_id: int | None = None) -> None:
    """Takes a role from a person. The last administrator keeps his."""
    async with tx():
        if role == ADMINISTRATOR and team_id is None and await _administrators() == {person_id}:
            raise Refused(N_("This is the last administrator. Make another one first."))
        where, args = ("", ()) if team_id is None else (" AND team_id = $3", (team_id,))
        table = _table(team_id)
        if await execute(f"DELETE FROM {table} WHERE person_id = $1 AND role = $2{where}", person_id, role, *args):
            event = RoleRevoked(stream_id=person_id, actor_id=actor_id, role=role, team_id=team_id)
            await record(event, [f"person:{person_id}"])


async def set_roles(person_id: int, roles: Iterable[str], *, actor_id: int | None = None) -> None:
    """Makes these the roles that a person has everywhere, besides that of everybody."""
    wanted = set(roles) - {EVERYBODY}
    async with tx():
        present = set(await roles_of(person_id)) - {EVERYBODY}
        for role in sorted(present - wanted):
            await revoke(person_id, role, actor_id=actor_id)
        for role in sorted(wanted - present):
            await grant(person_id, role, actor_id=actor_id)


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


async def holders_of(role: str) -> list[tuple[int, int | None]]:
    """Who has a role: ids of active persons, each with the team in which he has it (None: everywhere)."""
    rows = await fetch(
        "SELECT g.person_id, NULL AS team_id FROM role_grant g JOIN person p ON p.id = g.person_id"
        " WHERE g.role = $1 AND p.active = $2 UNION ALL"
        " SELECT g.person_id, g.team_id FROM team_role_grant g JOIN person p ON p.id = g.person_id"
        " WHERE g.role = $1 AND p.active = $2",
        role,
        True,
    )
    return sorted(((row["person_id"], row["team_id"]) for row in rows), key=lambda one: (one[0], one[1] or 0))


def _table(team_id: int | None) -> str:
    return "role_grant" if team_id is None else "team_role_grant"


async def _administrators() -> set[int]:
    # Locked until the end: two who take it from each other at once must not both succeed.
    locked = " FOR UPDATE OF g" if dialect() == "postgres" else ""
    rows = await fetch(
        "SELECT g.person_id FROM role_grant g JOIN person p ON p.id = g.person_id"
        f" WHERE g.role = $1 AND p.active = $2 ORDER BY g.id{locked}",
        ADMINISTRATOR,
        True,
    )
    return {row["person_id"] for row in rows}
