"""What the catalog holds of a person: the notes with which he applied changes. The catalog itself is the company's."""

from __future__ import annotations

from typing import Any

from okno.db import execute, fetch
from okno.people.personal import Erasure, holder, told


async def export(person_id: int) -> list[dict[str, Any]]:
    """The revisions that he made."""
    rows = await fetch("SELECT number, at, note FROM catalog_revision WHERE actor_id = $1 ORDER BY number", person_id)
    return told(rows, times=("at",))


async def forget(erasure: Erasure) -> None:
    """His notes go, what he changed stays."""
    await execute("UPDATE catalog_revision SET note = '' WHERE actor_id = $1", erasure.person.id)


holder("catalog", export=export, forget=forget)
