"""What announcements hold of a person: of which he has said “me too”. Their words are the company's, not his."""

from __future__ import annotations

from typing import Any

from okno.db import execute, fetch
from okno.people.personal import Erasure, holder, told


async def export(person_id: int) -> dict[str, Any]:
    """What he has published, and what he has said of outages."""
    published = "SELECT id, kind, title, created_at FROM announcement WHERE author_id = $1 ORDER BY id"
    affected = "SELECT announcement_id, at FROM announcement_affected WHERE person_id = $1 ORDER BY id"
    return {
        "published": told(await fetch(published, person_id), times=("created_at",)),
        "affected_by": told(await fetch(affected, person_id), times=("at",)),
    }


async def forget(erasure: Erasure) -> None:
    """What he has said of outages goes; what he has published for the company stays, by the number of who wrote it."""
    await execute("DELETE FROM announcement_affected WHERE person_id = $1", erasure.person.id)


holder("announcements", export=export, forget=forget)
