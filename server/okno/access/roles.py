"""Roles as data, and who has which."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import ClassVar

from okno.access.events import RoleGranted, RoleRevoked
from okno.db import dialect, execute, fetch, tx
from okno.errors import Refused
from okno.events import record
from okno.text import N_, Texts


@dataclass(frozen=True)
class Role:
    """A named set of rights. `in_team` are those that hold in the person's own teams only."""

    key: str
    title: Texts
    rights: frozenset[str]
    in_team: frozenset[str]

    everybody: ClassVar[str] = "employee"


def _load() -> dict[str, Role]:
    data = tomllib.loads(files("okno.access").joinpath("roles.toml").read_text("utf-8"))
    return {
        key: Role(key, body["title"], frozenset(body["rights"]), frozenset(body.get("in_team", ())))
        for key, body in data.items()
    }


ROLES: dict[str, Role] = _load()
"""All roles by key."""


async def grant(person_id: int, role: str, *, actor_id: int | None = None) -> None:
    """Gives a person a role."""
    if role not in ROLES:
        raise Refused(N_("There is no role %(role)s. Known are: %(known)s.", role=role, known=", ".join(ROLES)))
    if role == Role.everybody:
        return
    async with tx():
        added = await execute(
            "INSERT INTO role_grant (person_id, role) VALUES ($1, $2) ON CONFLICT (person_id, role) DO NOTHING",
            person_id,
            role,
        )
        if added:
            event = RoleGranted(stream_id=person_id, actor_id=actor_id, role=role)
            await record(event, [f"person:{person_id}"])


async def revoke(person_id: int, role: str, *, actor_id: int | None = None) -> None:
    """Takes a role from a person. The last administrator keeps his."""
    async with tx():
        if role == "administrator" and await _administrators() == {person_id}:
            raise Refused(N_("This is the last administrator. Make another one first."))
        if await execute("DELETE FROM role_grant WHERE person_id = $1 AND role = $2", person_id, role):
            event = RoleRevoked(stream_id=person_id, actor_id=actor_id, role=role)
            await record(event, [f"person:{person_id}"])


async def set_roles(person_id: int, roles: Iterable[str], *, actor_id: int | None = None) -> None:
    """Makes these the roles of a person, besides that of everybody."""
    wanted = set(roles) - {Role.everybody}
    async with tx():
        present = set(await roles_of(person_id)) - {Role.everybody}
        for role in sorted(present - wanted):
            await revoke(person_id, role, actor_id=actor_id)
        for role in sorted(wanted - present):
            await grant(person_id, role, actor_id=actor_id)


async def roles_of(person_id: int) -> list[str]:
    """The keys of a person's roles, that of everybody first."""
    rows = await fetch("SELECT role FROM role_grant WHERE person_id = $1 ORDER BY role", person_id)
    return [Role.everybody, *(row["role"] for row in rows if row["role"] in ROLES)]


async def _administrators() -> set[int]:
    # Locked until the end: two who take it from each other at once must not both succeed.
    locked = " FOR UPDATE OF g" if dialect() == "postgres" else ""
    rows = await fetch(
        "SELECT g.person_id FROM role_grant g JOIN person p ON p.id = g.person_id"
        f" WHERE g.role = 'administrator' AND p.active = $1 ORDER BY g.id{locked}",
        True,
    )
    return {row["person_id"] for row in rows}
