"""What somebody keeps for himself while he works: drafts, canned replies, work time; and such about him."""

from __future__ import annotations

from typing import Any

from okno.db import execute, fetch
from okno.people.personal import Erasure, holder, told

_OWN = (
    "ticket_id IN (SELECT id FROM ticket WHERE on_behalf_of_id = $1 OR (requester_id = $1 AND on_behalf_of_id IS NULL))"
)


async def export(person_id: int) -> dict[str, Any]:
    """His drafts, his canned replies, his work time and his timer."""
    drafts = await fetch(
        "SELECT ticket_id, visibility, text, at FROM reply_draft WHERE person_id = $1 ORDER BY id", person_id
    )
    replies = await fetch("SELECT title, text FROM own_reply WHERE person_id = $1 ORDER BY position, id", person_id)
    work = await fetch(
        "SELECT ticket_id, task_id, day, spent, text, source, at FROM work WHERE person_id = $1 ORDER BY id", person_id
    )
    timer = await fetch("SELECT ticket_id, started_at FROM work_timer WHERE person_id = $1", person_id)
    return {
        "reply_drafts": told(drafts, times=("at",)),
        "own_replies": replies,
        "work": told(work, times=("at",)),
        "timer": told(timer, times=("started_at",)),
    }


async def forget(erasure: Erasure) -> None:
    """Drafts and replies of his go, so do drafts in his tickets; of work time the words go, the figures stay."""
    person_id = erasure.person.id
    await execute(f"DELETE FROM reply_draft WHERE person_id = $1 OR {_OWN}", person_id)
    await execute("DELETE FROM own_reply WHERE person_id = $1", person_id)
    await execute("DELETE FROM work_timer WHERE person_id = $1", person_id)
    await execute(f"UPDATE work SET text = '' WHERE person_id = $1 OR {_OWN}", person_id)


holder("work", export=export, forget=forget, content=True)
