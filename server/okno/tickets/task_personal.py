"""What tasks and checklists hold of a person: his part in them, what he wrote there, and what stands in his tickets."""

from __future__ import annotations

from typing import Any

from okno.db import dump_json, execute, fetch, fetch_value, load_json
from okno.people.personal import Erasure, holder, told
from okno.text import N_, Phrase

_OWN = (
    "ticket_id IN (SELECT id FROM ticket WHERE on_behalf_of_id = $1 OR (requester_id = $1 AND on_behalf_of_id IS NULL))"
)
_TIMES = ("created_at", "opened_at", "started_at", "done_at", "due_by")


async def export(person_id: int) -> dict[str, Any]:
    """The tasks that he did, has or has added, with his words in them; his lines to tick; the parts of his tickets."""
    tasks = await fetch(
        "SELECT ticket_id, key, state, title, text, answers, author_id = $1 AS his, done_by_id = $1 AS done_by_him,"
        f" {', '.join(_TIMES)} FROM task WHERE author_id = $1 OR assignee_id = $1 OR done_by_id = $1 ORDER BY id",
        person_id,
    )
    lines = await fetch(
        "SELECT ticket_id, text, done_at FROM check_line WHERE author_id = $1 OR done_by_id = $1 ORDER BY id", person_id
    )
    outlines = await fetch(
        f"SELECT ticket_id, key, state, opened_at, done_at FROM task WHERE {_OWN} ORDER BY id", person_id
    )
    return {
        "tasks": [_his(row) for row in told(tasks, times=_TIMES, flags=("his", "done_by_him"))],
        "lines": told(lines, times=("done_at",)),
        "tasks_of_tickets": told(outlines, times=("opened_at", "done_at")),
    }


def _his(row: dict[str, Any]) -> dict[str, Any]:
    """Words and answers only where they are his own."""
    words = row if row["his"] else {**row, "title": "", "text": ""}
    return {**words, "answers": load_json(row["answers"]) if row["done_by_him"] else {}}


async def hinder(person_id: int) -> Phrase | None:
    """What he has to do is handed over first."""
    if await fetch_value("SELECT 1 AS one FROM task WHERE open = $2 AND assignee_id = $1 LIMIT 1", person_id, True):
        return N_("The person has open tasks. Hand them over first.")
    return None


async def forget(erasure: Erasure) -> None:
    """Erases words and answers: in tickets that are his, whoever wrote them, and elsewhere those of his own."""
    for column in ("title", "text"):
        await execute(
            f"UPDATE task SET {column} = $2 WHERE {column} <> '' AND (author_id = $1 OR {_OWN})",
            erasure.person.id,
            erasure.text,
        )
    await execute(
        f"UPDATE task SET answers = $2 WHERE done_by_id = $1 OR assignee_id = $1 OR {_OWN}",
        erasure.person.id,
        dump_json({}),
    )
    await execute(f"UPDATE check_line SET text = $2 WHERE author_id = $1 OR {_OWN}", erasure.person.id, erasure.text)


holder("tasks", export=export, forget=forget, hinder=hinder, content=True)
