"""What approvals hold of a person: what he was asked, what he has decided and in which words."""

from __future__ import annotations

from typing import Any

from okno.db import dump_json, execute, fetch, load_json
from okno.people.personal import Erasure, holder, told

_OWN = "(on_behalf_of_id = $1 OR (requester_id = $1 AND on_behalf_of_id IS NULL))"
_HERE = f"ticket_id IN (SELECT id FROM ticket WHERE {_OWN})"
"""What is for him: then all words about it are about him, whoever wrote them."""


async def export(person_id: int) -> dict[str, Any]:
    """What he was asked and has decided, and what he has asked others as an agent."""
    asked = await fetch(
        "SELECT ticket_id, why, state, asked_at, decided_at, decided_by_id = $1 AS himself,"
        " CASE WHEN decided_by_id = $1 THEN text ELSE '' END AS text"
        " FROM approval WHERE person_id = $1 OR decided_by_id = $1 ORDER BY id",
        person_id,
    )
    return {
        "asked": told(asked, times=("asked_at", "decided_at"), flags=("himself",)),
        "asks": [
            {"ticket_id": row["ticket_id"], "text": load_json(row["spec"]).get("text", "")}
            for row in await _by_hand()
            if load_json(row["spec"]).get("author") == person_id
        ],
    }


async def forget(erasure: Erasure) -> None:
    """The words go; who was asked and what was decided stays, as ids."""
    person_id, text = erasure.person.id, erasure.text
    await execute(
        f"UPDATE approval SET text = $2 WHERE text <> '' AND (decided_by_id = $1 OR {_HERE})", person_id, text
    )
    own = {row["id"] for row in await _by_hand(_HERE, person_id)}
    for row in await _by_hand():
        spec = load_json(row["spec"])
        if spec.get("text") and (spec.get("author") == person_id or row["id"] in own):
            await execute(
                "UPDATE approval_step SET spec = $2 WHERE id = $1", row["id"], dump_json({**spec, "text": text})
            )


async def _by_hand(where: str = "true", *args: object) -> list[dict[str, Any]]:
    """The steps that agents have asked by hand."""
    sql = f"SELECT id, ticket_id, spec FROM approval_step WHERE key = '' AND {where} ORDER BY id"
    return await fetch(sql, *args)


holder("approvals", export=export, forget=forget, content=True)
