"""What notices and letters hold of a person: those to him, and letters to others that carry his words or his name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from okno.access import Actor, actor_of
from okno.db import Row, execute, fetch, in_list, load_json
from okno.notify.notices import may_read
from okno.notify.outbox import NO_TICKET
from okno.notify.task_sight import seen_tasks
from okno.people import required
from okno.people.personal import Erasure, holder, told
from okno.tickets.personal import chunks, his_tickets, naming
from okno.tickets.reading import seen_among
from okno.tickets.ticket import Ticket

_ON_ITS_WAY = "state IN ('waiting', 'gathered')"
_BY_HIM = "EXISTS (SELECT 1 FROM event e WHERE e.id = message.event_id AND e.actor_id = $1)"


async def export(person_id: int) -> dict[str, Any]:
    """His notices and the letters to him: those that have reached him, and of the others what he may read still."""
    notices = await fetch(
        "SELECT ticket_id, kind, payload, at, read_at FROM notice WHERE person_id = $1 ORDER BY id", person_id
    )
    letters = await fetch(
        "SELECT m.ticket_id, m.channel, m.to_address, m.subject, m.text, m.state, m.created_at, m.sent_at, m.kind,"
        " e.payload FROM message m LEFT JOIN event e ON e.id = m.event_id WHERE m.person_id = $1 ORDER BY m.id",
        person_id,
    )
    actor = await actor_of(await required(person_id))
    seen = await _seen(actor, {row["ticket_id"] for row in (*notices, *letters)})
    tasks = await seen_tasks(actor, (*notices, *letters))
    shown = [_without(row, "payload") for row in notices if may_read(actor, row, seen, tasks)]
    reached = [row for row in letters if _reached(row) or may_read(actor, row, seen, tasks)]
    return {
        **await _choices(person_id),
        "notices": told(shown, times=("at", "read_at")),
        "letters": told([_without(row, "kind", "payload") for row in reached], times=("created_at", "sent_at")),
    }


async def _choices(person_id: int) -> dict[str, Any]:
    """What he wants to be told, when, and on which devices; without what encrypts for them."""
    choices = "SELECT kind, channel, wanted FROM notice_choice WHERE person_id = $1 ORDER BY kind, channel"
    times = "SELECT quiet_from, quiet_until, quiet_days, digest, urgent FROM notice_times WHERE person_id = $1"
    devices = "SELECT browser, endpoint, created_at, sent_at FROM push_subscription WHERE person_id = $1 ORDER BY id"
    return {
        "choices": told(await fetch(choices, person_id), flags=("wanted",)),
        "times": told(
            [row | {"quiet_days": load_json(row["quiet_days"])} for row in await fetch(times, person_id)],
            flags=("urgent",),
        ),
        "devices": told(await fetch(devices, person_id), times=("created_at", "sent_at")),
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
    for table in ("message", "notice_choice", "notice_times", "push_subscription"):
        await execute(f"DELETE FROM {table} WHERE person_id = $1", person_id)
    # A letter that still waits would carry nothing but that its text is gone.
    await execute(f"DELETE FROM message WHERE {_ON_ITS_WAY} AND {_BY_HIM}", person_id)
    await execute(f"UPDATE message SET text = $2, html = '' WHERE {_BY_HIM}", person_id, erasure.text)
    for ids in chunks(await his_tickets(person_id)):
        places, args = in_list(ids)
        await execute(f"DELETE FROM message WHERE {_ON_ITS_WAY} AND ticket_id IN {places}", *args)
        places, args = in_list(ids, start=3)
        sql = f"UPDATE message SET subject = $1, text = $2, html = '' WHERE ticket_id IN {places}"
        await execute(sql, erasure.text, erasure.text, *args)
    for ids in chunks(await naming(person_id)):
        places, args = in_list(ids)
        for row in await fetch(f"SELECT id, subject, text, html FROM message WHERE ticket_id IN {places}", *args):
            await _rename(row, erasure)
    for row in await fetch("SELECT id, error FROM message WHERE error IS NOT NULL"):
        if erasure.names(row["error"]):
            await execute("UPDATE message SET error = $2 WHERE id = $1", row["id"], erasure.text)


async def _rename(row: Row, erasure: Erasure) -> None:
    """The subject of another's ticket may name him, and each letter about it repeats the subject."""
    subject, text = (row[part].replace(erasure.person.name, erasure.name) for part in ("subject", "text"))
    # In HTML his name may be written otherwise, so of a letter that has to change this part goes.
    html = row["html"] if (subject, text) == (row["subject"], row["text"]) else ""
    await execute("UPDATE message SET subject = $2, text = $3, html = $4 WHERE id = $1", row["id"], subject, text, html)


holder("notify", export=export, forget=forget, content=True)
