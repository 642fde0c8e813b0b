"""What notices and letters hold of a person: those to him, and letters to others that carry his words or his name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from okno.access import Actor, actor_of
from okno.db import Row, execute, fetch, in_list
from okno.notify.notices import may_read
from okno.notify.outbox import NO_TICKET
from okno.notify.task_sight import seen_tasks
from okno.people import required
from okno.people.personal import Erasure, holder, told
from okno.tickets.personal import chunks, his_tickets, naming
from okno.tickets.reading import seen_among
from okno.tickets.ticket import Ticket

_BY_HIM = "EXISTS (SELECT 1 FROM event e WHERE e.id = message.event_id AND e.actor_id = $1)"


async def export(person_id: int) -> dict[str, Any]:
    """His notices and the letters to him: those that have reached him, and of the others what he may read still."""
    notices = await fetch(
        "SELECT ticket_id, kind, payload, at, read_at FROM notice WHERE person_id = $1 ORDER BY id", person_id
    )
    letters = await fetch(
        "SELECT m.ticket_id, m.channel, m.to_address, m.subject, m.text, m.state, m.created_at, m.sent_at, n.kind,"
        " n.payload FROM message m LEFT JOIN notice n ON n.person_id = m.person_id AND n.event_id = m.event_id"
        " WHERE m.person_id = $1 ORDER BY m.id",
        person_id,
    )
    actor = await actor_of(await required(person_id))
    seen = await _seen(actor, {row["ticket_id"] for row in (*notices, *letters)})
    tasks = await seen_tasks(actor, (*notices, *letters))
    shown = [_without(row, "payload") for row in notices if may_read(actor, row, seen, tasks)]
    reached = [row for row in letters if _reached(row) or may_read(actor, row, seen, tasks)]
    return {
        "notices": told(shown, times=("at", "read_at")),
        "letters": told([_without(row, "kind", "payload") for row in reached], times=("created_at", "sent_at")),
    }


async def _seen(actor: Actor, ids: Collection[int]) -> dict[int, Ticket]:
    found: dict[int, Ticket] = {}
    for some in chunks(sorted(ids)):
        found |= await seen_among(actor, some)
    return found


def _reached(row: Row) -> bool:
    """Whether a letter has left, or is about his own account."""
    return bool(row["state"] == "sent" or row["ticket_id"] == NO_TICKET)


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


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
