"""What the catalog holds of a person: the notes with which he applied changes, and the services that he answers for.

The catalog itself is the company's.
"""

from __future__ import annotations

from typing import Any

from okno.db import execute, fetch
from okno.people.personal import Erasure, holder, told


async def export(person_id: int) -> list[dict[str, Any]]:
    """The revisions that he made, the services whose owner he is, the items of the catalog that he is changing."""
    rows = await fetch("SELECT number, at, note FROM catalog_revision WHERE actor_id = $1 ORDER BY number", person_id)
    owned = await fetch(
        "SELECT service AS owner_of FROM service_owner WHERE person_id = $1 ORDER BY service", person_id
    )
    drafts = await fetch("SELECT kind, key, at FROM catalog_draft WHERE author_id = $1 ORDER BY kind, key", person_id)
    return [*told(rows, times=("at",)), *owned, *told(drafts, times=("at",))]


async def forget(erasure: Erasure) -> None:
    """His notes go, what he changed stays; somebody else has to answer for his services."""
    await execute("DELETE FROM service_owner WHERE person_id = $1", erasure.person.id)
    await execute("UPDATE catalog_revision SET note = '' WHERE actor_id = $1", erasure.person.id)


holder("catalog", export=export, forget=forget)
