"""Giving roles to people and taking them away."""

from __future__ import annotations

from collections.abc import Iterable

from okno.access.authority import require_authority
from okno.access.events import RoleGranted, RoleRevoked
from okno.access.grants import administrators, roles_of
from okno.access.roles import ADMINISTRATOR, EVERYBODY, all_roles
from okno.clock import now_us
from okno.db import dialect, execute, fetch, tx
from okno.errors import Refused
from okno.events import record
from okno.text import N_


async def grant(person_id: int, role: str, *, team_id: int | None = None, actor_id: int | None = None) -> None:
    """Gives a person a role, in one team only when `team_id` is given.

    An actor needs `role.grant` and every right of the company that the role gives.
    """
    async with tx():
        await _keep(role)
        known = await all_roles()
        if role not in known:
            raise Refused(N_("There is no role %(role)s. Known are: %(known)s.", role=role, known=", ".join(known)))
        if role == EVERYBODY:
            return
        if team_id is not None and not known[role].in_team:
            raise Refused(N_("This role gives nothing in a team. Give it in the whole company."))
        await require_authority(actor_id, "role.grant", known[role].rights)
        if await _add(person_id, role, team_id, actor_id):
            event = RoleGranted(stream_id=person_id, actor_id=actor_id, role=role, team_id=team_id)
            await record(event, [f"person:{person_id}"])


async def revoke(person_id: int, role: str, *, team_id: int | None = None, actor_id: int | None = None) -> None:
    """Takes a role from a person. The last administrator keeps his; an actor needs what he needs for giving it."""
    async with tx():
        found = (await all_roles()).get(role)
        await require_authority(actor_id, "role.grant", found.rights if found is not None else ())
        if role == ADMINISTRATOR and team_id is None:
            await require_another_administrator(person_id)
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


async def require_another_administrator(person_id: int) -> None:
    """Raises Refused when nobody would be left to give roles without this person.

    In the transaction that takes the role from him or switches him off, before it changes anything else.
    """
    if await administrators() == {person_id}:
        raise Refused(N_("This is the last administrator. Make another one first."))


async def _keep(role: str) -> None:
    # A role that is removed at the same moment: either this waits and does not find it, or the other finds the holder.
    if dialect() == "postgres":
        await fetch("SELECT key FROM role WHERE key = $1 FOR SHARE", role)


async def _add(person_id: int, role: str, team_id: int | None, actor_id: int | None) -> int:
    columns = ("person_id", "role") if team_id is None else ("person_id", "role", "team_id")
    values = (person_id, role) if team_id is None else (person_id, role, team_id)
    places = ", ".join(f"${n}" for n in range(1, len(values) + 3))
    return await execute(
        f"INSERT INTO {_table(team_id)} ({', '.join(columns)}, granted_by, granted_at) VALUES ({places})"
        f" ON CONFLICT ({', '.join(columns)}) DO NOTHING",
        *values,
        actor_id,
        now_us(),
    )


def _table(team_id: int | None) -> str:
    return "role_grant" if team_id is None else "team_role_grant"
