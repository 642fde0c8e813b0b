"""What the audit holds of a person: what he did and what was done with him; addresses and reasons can be erased."""

from __future__ import annotations

from typing import Any

from okno.db import execute, fetch
from okno.people.personal import Erasure, holder, told


async def export(person_id: int) -> list[dict[str, Any]]:
    """The entries by ids. Address and reason only where he acted himself: elsewhere they are another's.

    Without numbers of tickets: whoever hands the copy out may not know them. His own accesses to tickets are told
    with the content of requests.
    """
    rows = await fetch(
        "SELECT event_id, at, kind, actor_id, stream,"
        " CASE WHEN stream IN ('ticket', 'emergency') THEN NULL ELSE stream_id END AS stream_id, via,"
        " CASE WHEN actor_id = $1 THEN address ELSE '' END AS address,"
        " CASE WHEN actor_id = $1 THEN reason ELSE '' END AS reason"
        " FROM audit WHERE actor_id = $1 OR person_id = $1 ORDER BY event_id",
        person_id,
    )
    return told(rows, times=("at",))


async def forget(erasure: Erasure) -> None:
    """The entries stay: who did what and when, as ids. Words and addresses go, those that others gave about him too."""
    person_id = erasure.person.id
    await execute("UPDATE audit SET address = '', reason = '' WHERE actor_id = $1", person_id)
    await execute("UPDATE audit SET reason = '' WHERE person_id = $1", person_id)


holder("audit", export=export, forget=forget)
