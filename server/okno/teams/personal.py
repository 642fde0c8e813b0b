"""What teams hold of a person: which of them he is in."""

from __future__ import annotations

from typing import Any

from okno.db import fetch
from okno.people.personal import Erasure, holder, told
from okno.teams.membership import leave


async def export(person_id: int) -> list[dict[str, Any]]:
    """His teams with his place in each."""
    rows = await fetch(
        "SELECT t.key AS team, m.lead, m.line, m.since FROM team_member m JOIN team t ON t.id = m.team_id"
        " WHERE m.person_id = $1 ORDER BY t.key",
        person_id,
    )
    return told(rows, times=("since",), flags=("lead",))


async def forget(erasure: Erasure) -> None:
    """He leaves all of them, those that work no more too."""
    rows = await fetch("SELECT team_id FROM team_member WHERE person_id = $1 ORDER BY team_id", erasure.person.id)
    for row in rows:
        await leave(row["team_id"], erasure.person.id)


holder("teams", export=export, forget=forget)
