"""Which notices and letters about tasks somebody may read now: those about tasks that he sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from okno.access import Actor
from okno.db import Row, load_json
from okno.notify.task_words import WORDS
from okno.tickets.task_reading import SeenTask, seen_ids


def task_in(row: Row) -> int | None:
    """The task that a row with kind and payload is about, of a notice or of its fact; None for another kind."""
    if row["kind"] not in WORDS:
        return None
    payload = load_json(row["payload"]) if row["payload"] is not None else {}
    found = payload.get("task") or payload.get("task_id")
    return None if found is None else int(found)


async def seen_tasks(actor: Actor, rows: Iterable[Row]) -> Mapping[int, SeenTask]:
    """Those of the tasks that rows of notices are about and the actor may know of, by id."""
    wanted = [found for row in rows if (found := task_in(row)) is not None]
    return await seen_ids(actor, wanted) if wanted else {}
