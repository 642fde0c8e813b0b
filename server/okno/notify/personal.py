"""What notices and letters hold of a person: those to him, and letters to others that carry his words or his name."""

from __future__ import annotations

from typing import Any

from okno.db import execute, fetch, in_list
from okno.people.personal import Erasure, holder, told
from okno.tickets.personal import chunks, his_tickets, naming

_BY_HIM = "EXISTS (SELECT 1 FROM event e WHERE e.id = message.event_id AND e.actor_id = $1)"


async def export(person_id: int) -> dict[str, Any]:
    """His notices, and the letters that were written to him."""
    notices = "SELECT ticket_id, kind, at, read_at FROM notice WHERE person_id = $1 ORDER BY id"
    letters = (
        "SELECT ticket_id, channel, to_address, subject, text, state, created_at, sent_at FROM message"
        " WHERE person_id = $1 ORDER BY id"
    )
    return {
        "notices": told(await fetch(notices, person_id), times=("at", "read_at")),
        "letters": told(await fetch(letters, person_id), times=("created_at", "sent_at")),
    }


async def forget(erasure: Erasure) -> None:
    """Notices and letters to him go. Of letters to others it stays that there was one, to whom and when."""
    person_id = erasure.person.id
    await execute("DELETE FROM notice WHERE person_id = $1", person_id)
    await execute("DELETE FROM message WHERE person_id = $1", person_id)
    # A letter that still waits would carry nothing but that its text is gone.
    await execute(f"DELETE FROM message WHERE state = 'waiting' AND {_BY_HIM}", person_id)
    await execute(f"UPDATE message SET text = $2 WHERE {_BY_HIM}", person_id, erasure.text)
    for ids in chunks(await his_tickets(person_id)):
        places, args = in_list(ids)
        await execute(f"DELETE FROM message WHERE state = 'waiting' AND ticket_id IN {places}", *args)
        places, args = in_list(ids, start=3)
        sql = f"UPDATE message SET subject = $1, text = $2 WHERE ticket_id IN {places}"
        await execute(sql, erasure.text, erasure.text, *args)
    for ids in chunks(await naming(person_id)):
        places, args = in_list(ids)
        for row in await fetch(f"SELECT id, subject, text FROM message WHERE ticket_id IN {places}", *args):
            await _rename(row["id"], row["subject"], row["text"], erasure)
    for row in await fetch("SELECT id, error FROM message WHERE error IS NOT NULL"):
        if erasure.names(row["error"]):
            await execute("UPDATE message SET error = $2 WHERE id = $1", row["id"], erasure.text)


async def _rename(row_id: int, subject: str, text: str, erasure: Erasure) -> None:
    """The subject of another's ticket may name him, and each letter about it repeats the subject."""
    await execute(
        "UPDATE message SET subject = $2, text = $3 WHERE id = $1",
        row_id,
        subject.replace(erasure.person.name, erasure.name),
        text.replace(erasure.person.name, erasure.name),
    )


holder("notify", export=export, forget=forget, content=True)
