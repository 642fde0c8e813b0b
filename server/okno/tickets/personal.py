"""What tickets hold of a person: what he ordered, what was ordered for him, his words, and the files with them.

A ticket is his own when it is for him: then all words in it are about him and go, whoever wrote them. What he ordered
for somebody else is that person's: of it his words go, the order and his comments, and the rest stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from okno.catalog import registry
from okno.db import execute, fetch, fetch_value, load_json
from okno.files.personal import copies, described, erase
from okno.files.store import COLUMNS, File, file_of
from okno.people.personal import Copy, Erasure, holder, told
from okno.text import N_, Phrase, search_key
from okno.tickets import bulk_store, saved_lists
from okno.tickets.answers import readable

# Neither is a list that people page through: whoever forgets waits for one reading of the table.
_OWN = "(on_behalf_of_id = $1 OR (requester_id = $1 AND on_behalf_of_id IS NULL))"
_HIS = "(on_behalf_of_id = $1 OR requester_id = $1)"
_WORDS = f"(author_id = $1 OR ticket_id IN (SELECT id FROM ticket WHERE {_OWN}))"
_TIMES = ("created_at", "updated_at", "responded_at", "done_at", "closed_at", "respond_by", "resolve_by")
CHUNK = 500


async def export(person_id: int) -> dict[str, Any]:
    """His tickets as he sees them, and his words wherever he wrote. Notes of the staff about him are others' words."""
    rows = await fetch(
        "SELECT id, kind, service, service_item_id, subject, text, answers, source, state, requester_id,"
        f" on_behalf_of_id, {', '.join(_TIMES)} FROM ticket WHERE {_HIS} ORDER BY id",
        person_id,
    )
    past = await fetch(
        "SELECT ticket_id, service, service_item_id, answers, until FROM ticket_past_form"
        f" WHERE ticket_id IN (SELECT id FROM ticket WHERE {_HIS}) ORDER BY id",
        person_id,
    )
    emergencies = await fetch(
        "SELECT ticket_id, reason, at, until FROM emergency WHERE person_id = $1 ORDER BY id", person_id
    )
    drafts = await fetch("SELECT service, answers, at FROM draft WHERE person_id = $1 ORDER BY service", person_id)
    return {
        "drafts": [row | {"answers": load_json(row["answers"])} for row in told(drafts, times=("at",))],
        "tickets": [row | {"answers": await _answers(row)} for row in told(rows, times=_TIMES)],
        "past_forms": [row | {"answers": await _answers(row)} for row in told(past, times=("until",))],
        "words": await _words(person_id),
        "files_of_tickets": [described(file) for file in await _received(person_id)],
        "reads": await fetch(
            "SELECT ticket_id, why FROM ticket_reader WHERE principal_id = $1 ORDER BY ticket_id, why", person_id
        ),
        "emergencies": told(emergencies, times=("at", "until")),
        "lists": await saved_lists.own_of(person_id),
    }


async def _answers(row: dict[str, Any]) -> dict[str, Any]:
    """Answers as their requester reads them: what the team fills in is the team's."""
    service = await registry.service_item(row.pop("service_item_id"))
    return readable(service, load_json(row["answers"]), staff=False)


async def _words(person_id: int) -> list[dict[str, Any]]:
    """What he wrote, and what others wrote to him in public. Theirs are without the name: the page tells it."""
    rows = await fetch(
        "SELECT c.ticket_id, c.at, c.text, c.source, h.audience, c.author_id = $1 AS his FROM comment c"
        f" JOIN thread h ON h.id = c.thread_id WHERE c.author_id = $1 OR (h.audience = 'public' AND {_own_ticket('c')})"
        " ORDER BY c.id",
        person_id,
    )
    return told(rows, times=("at",), flags=("his",))


def _own_ticket(of: str) -> str:
    return f"{of}.ticket_id IN (SELECT id FROM ticket WHERE {_OWN})"


async def files(person_id: int) -> Sequence[Copy]:
    """The files that others put to his tickets in public; his own come from where files are."""
    return copies(await _received(person_id))


async def _received(person_id: int) -> list[File]:
    rows = await fetch(
        f"SELECT DISTINCT {COLUMNS} FROM file_use u JOIN file f ON f.id = u.file_id"
        f" WHERE u.visibility = 'public' AND f.size > 0 AND f.owner_id <> $1 AND {_own_ticket('u')} ORDER BY f.id",
        person_id,
    )
    return [file_of(row) for row in rows]


async def hinder(person_id: int) -> Phrase | None:
    """What is being worked on is finished or handed over first: nobody can work on erased words.

    How much there is stays untold: whoever asks may not know of these requests.
    """
    there = "SELECT 1 AS one FROM ticket WHERE open = $2 AND"
    if await fetch_value(f"{there} assignee_id = $1 LIMIT 1", person_id, True):
        return N_("The person works on open requests. Hand them over first.")
    if await fetch_value(f"{there} {_HIS} LIMIT 1", person_id, True):
        return N_("Requests of the person are still open. Finish or cancel them first.")
    return None


async def forget(erasure: Erasure) -> None:
    """Erases the words; numbers, services, states, times and who took part stay, as ids."""
    person_id, text = erasure.person.id, erasure.text
    await saved_lists.forget(erasure)
    await bulk_store.forget(person_id, await his_tickets(person_id))
    await _rename(erasure)
    await erase(await _all_files(person_id), erasure)
    await execute(
        f"DELETE FROM ticket_value WHERE ticket_id IN (SELECT id FROM ticket WHERE {_HIS})",
        person_id,
    )
    await execute(
        f"UPDATE ticket SET subject = $2, search_key = $3, text = '', answers = '{{}}' WHERE {_HIS}",
        person_id,
        text,
        search_key(text),
    )
    await execute("DELETE FROM draft WHERE person_id = $1", person_id)
    await execute(
        f"UPDATE ticket_past_form SET answers = '{{}}' WHERE ticket_id IN (SELECT id FROM ticket WHERE {_HIS})",
        person_id,
    )
    await execute(f"UPDATE comment SET text = $2 WHERE {_WORDS} AND text <> ''", person_id, text)
    await execute(
        f"UPDATE emergency SET reason = $2 WHERE person_id = $1 OR {_own_ticket('emergency')}", person_id, text
    )
    await execute(
        f"UPDATE audit SET reason = '' WHERE stream = 'ticket' AND stream_id IN (SELECT id FROM ticket WHERE {_OWN})",
        person_id,
    )


async def _all_files(person_id: int) -> list[File]:
    """All files in his tickets, the staff's among themselves too."""
    rows = await fetch(
        f"SELECT DISTINCT {COLUMNS} FROM file_use u JOIN file f ON f.id = u.file_id WHERE {_own_ticket('u')}"
        " ORDER BY f.id",
        person_id,
    )
    return [file_of(row) for row in rows]


async def _rename(erasure: Erasure) -> None:
    """Subjects of others that an answer has put his name into: “Access for ...”."""
    rows = await fetch(
        "SELECT DISTINCT t.id, t.subject FROM ticket_value v JOIN ticket t ON t.id = v.ticket_id WHERE v.value = $1",
        str(erasure.person.id),
    )
    for row in rows:
        subject = row["subject"].replace(erasure.person.name, erasure.name)
        if subject != row["subject"]:
            await execute(
                "UPDATE ticket SET subject = $2, search_key = $3 WHERE id = $1",
                row["id"],
                subject[:255],
                search_key(subject)[:512],
            )


async def his_tickets(person_id: int) -> list[int]:
    """The numbers of what he ordered or what was ordered for him."""
    rows = await fetch(f"SELECT id FROM ticket WHERE {_HIS} ORDER BY id", person_id)
    return [row["id"] for row in rows]


async def naming(person_id: int) -> list[int]:
    """The numbers of others' tickets in whose answers he is named."""
    rows = await fetch("SELECT DISTINCT ticket_id FROM ticket_value WHERE value = $1 ORDER BY 1", str(person_id))
    return [row["ticket_id"] for row in rows]


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in pieces that one statement takes."""
    return (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))


holder("tickets", export=export, forget=forget, files=files, hinder=hinder, content=True)
