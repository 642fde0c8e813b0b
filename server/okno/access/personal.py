"""What access holds of a person: his roles."""

from __future__ import annotations

from typing import Any

from okno.access.granting import revoke
from okno.access.grants import administrators
from okno.access.roles import ADMINISTRATOR
from okno.db import fetch, fetch_value
from okno.people.personal import Erasure, holder, told
from okno.text import N_, Phrase

# Those in teams that are closed by now too.
_GRANTS = (
    "SELECT role, CAST(NULL AS BIGINT) AS team_id, granted_by, granted_at FROM role_grant WHERE person_id = $1"
    " UNION ALL SELECT role, team_id, granted_by, granted_at FROM team_role_grant WHERE person_id = $1"
)


async def export(person_id: int) -> list[dict[str, Any]]:
    """His roles, where he has them, since when and by whom."""
    return told(await fetch(_GRANTS, person_id), times=("granted_at",))


async def forget(erasure: Erasure) -> None:
    """He loses all of them."""
    for row in await fetch(_GRANTS, erasure.person.id):
        await revoke(erasure.person.id, row["role"], team_id=row["team_id"])


async def hinder(person_id: int) -> Phrase | None:
    """Somebody has to be left who can give roles."""
    own = "SELECT 1 AS one FROM role_grant WHERE person_id = $1 AND role = $2"
    if await fetch_value(own, person_id, ADMINISTRATOR) and not await administrators() - {person_id}:
        return N_("This is the last administrator. Make another one first.")
    return None


holder("access", export=export, forget=forget, hinder=hinder)
