"""What a ticket is found by, as texts: those that its requester reads, and those of its staff beyond them.

Public: subject, title of the service, text, answers that the requester reads, public words, names of public files.
Of the staff: whom it is for, answers of teams, internal notes and names of their files, tasks, lists to tick, words of
approvals. Not in here: what others wrote in tickets that go on as this one (they are found by their own number),
former answers, reasons of emergencies, drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from okno.catalog import registry
from okno.catalog.model import Field
from okno.db import Row, fetch, in_list, load_json
from okno.phones import pretty

LIMIT = 60_000
"""Characters of each document; of a longer one the oldest words fall out."""
COMMENTS = 500
"""Comments of a ticket that are read for its documents, the newest."""

Texts = dict[int, list[str]]


@dataclass
class Document:
    """The texts of one ticket, and whose it is. `titles` are those that are found by but say nothing on their own."""

    ticket_id: int
    team_id: int
    customer_id: int
    public: list[str] = field(default_factory=list)
    staff: list[str] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)

    def add(self, text: str, *, public: bool, title: bool = False) -> None:
        """One more text; empty ones say nothing."""
        if text and text.strip():
            (self.public if public else self.staff).append(text)
            if title:
                self.titles.add(text)


async def documents(ticket_ids: Iterable[int]) -> dict[int, Document]:
    """The documents of tickets by id; a few queries, however many they are."""
    ids = sorted(set(ticket_ids))
    places, args = in_list(ids)
    rows = await fetch(
        "SELECT id, team_id, requester_id, on_behalf_of_id, subject, text, answers, service_item_id FROM ticket"
        f" WHERE id IN {places}",
        *args,
    )
    found = {row["id"]: _begun(row) for row in rows}
    if found:
        names = await _names(rows)
        for row in rows:
            await _answer(found[row["id"]], row, names)
        await _people(found.values(), rows)
        await _files(found, places, args)
        await _parts(found, places, args)
        await _comments(found, places, args)
    return found


def _begun(row: Row) -> Document:
    customer = row["on_behalf_of_id"] if row["on_behalf_of_id"] is not None else row["requester_id"]
    made = Document(row["id"], row["team_id"], customer)
    made.add(row["subject"], public=True)
    made.add(row["text"], public=True)
    return made


# Answers -----------------------------------------------------------------------------------------------------------


async def _names(rows: Sequence[Row]) -> Mapping[str, str]:
    """The names of the persons who are answers, by id as text: of all answers that are whole numbers."""
    values = {str(value) for row in rows for value in _flat(load_json(row["answers"]).values())}
    places, args = in_list(int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 18)
    known = await fetch(f"SELECT id, name FROM person WHERE id IN {places}", *args) if args else []
    return {str(row["id"]): row["name"] for row in known}


async def _answer(made: Document, row: Row, names: Mapping[str, str]) -> None:
    service = await registry.service_item(row["service_item_id"])
    if service is not None:
        made.add(" ".join(dict.fromkeys(service.title.values())), public=True, title=True)
    known = {one.key: one for one in service.fields} if service is not None else {}
    for key, value in load_json(row["answers"]).items():
        one = known.get(key)
        # Whoever may read what no form knows any more is not told here: it is the staff's.
        public = one is not None and not one.teams
        for part in _flat([value]):
            made.add(_told(one, part, names), public=public, title=one is not None and one.choice(part) is not None)


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _flat(value)
        elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
            yield value


def _told(one: Field | None, value: Any, names: Mapping[str, str]) -> str:
    """An answer in the words of all languages; what only points at a file is told by its name elsewhere."""
    text = str(value)
    if one is None:
        return text
    if one.type == "file":
        return ""
    if one.type == "person":
        return names.get(text, "")
    choice = one.choice(value)
    if choice is not None:
        return " ".join(dict.fromkeys(choice.title.values()))
    return f"{text} {pretty(text)}" if one.type == "phone" else text


# Everything else ---------------------------------------------------------------------------------------------------


async def _people(found: Iterable[Document], rows: Sequence[Row]) -> None:
    """Whom the ticket is for, and who ordered it: the staff look for a request by its name."""
    places, args = in_list({one.customer_id for one in found} | {row["requester_id"] for row in rows})
    names = {
        row["id"]: f"{row['name']} {row['login']}"
        for row in await fetch(f"SELECT id, name, login FROM person WHERE id IN {places}", *args)
    }
    ordered = {row["id"]: row["requester_id"] for row in rows}
    for one in found:
        for person_id in dict.fromkeys((one.customer_id, ordered[one.ticket_id])):
            one.add(names.get(person_id, ""), public=False, title=True)


async def _files(found: Mapping[int, Document], places: str, args: Sequence[object]) -> None:
    rows = await fetch(
        "SELECT u.ticket_id, u.visibility, f.name FROM file_use u JOIN file f ON f.id = u.file_id"
        f" WHERE u.ticket_id IN {places} ORDER BY u.id",
        *args,
    )
    for row in rows:
        found[row["ticket_id"]].add(row["name"], public=row["visibility"] == "public")


async def _parts(found: Mapping[int, Document], places: str, args: Sequence[object]) -> None:
    """Tasks with what was filled into them, lists to tick, words of approvals: of the staff, all of them."""
    tasks = await fetch(
        f"SELECT ticket_id, spec, title, text, answers FROM task WHERE ticket_id IN {places} ORDER BY id", *args
    )
    for row in tasks:
        spec = load_json(row["spec"]) if row["spec"] is not None else {}
        title = spec.get("title")
        said = " ".join(title.values()) if isinstance(title, dict) else ""
        filled = " ".join(map(str, _flat(load_json(row["answers"]).values())))
        found[row["ticket_id"]].add(" ".join((said, row["title"], row["text"], filled)), public=False)
    for sql in (
        f"SELECT ticket_id, text FROM check_line WHERE ticket_id IN {places} ORDER BY position",
        f"SELECT ticket_id, text FROM approval WHERE ticket_id IN {places} AND text <> '' ORDER BY id",
    ):
        for row in await fetch(sql, *args):
            found[row["ticket_id"]].add(row["text"], public=False)


async def _comments(found: Mapping[int, Document], places: str, args: Sequence[object]) -> None:
    """The newest words first, so that the limit takes the oldest. What is not public is for the staff alone."""
    rows = await fetch(
        "SELECT ticket_id, audience, text FROM (SELECT c.ticket_id, h.audience, c.text, c.id,"
        " row_number() OVER (PARTITION BY c.ticket_id ORDER BY c.id DESC) AS place"
        f" FROM comment c JOIN thread h ON h.id = c.thread_id WHERE c.ticket_id IN {places}) n"
        f" WHERE place <= {COMMENTS} ORDER BY id DESC",
        *args,
    )
    for row in rows:
        found[row["ticket_id"]].add(row["text"], public=row["audience"] == "public")
