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
        people = await _people(rows)
        names = {str(person_id): row["name"] for person_id, row in people.items()}
        for row in rows:
            await _answer(found[row["id"]], row, names)
        for row in rows:
            _customers(found[row["id"]], row, people)
        await _rest(found, places, args)
    return found


def _begun(row: Row) -> Document:
    customer = row["on_behalf_of_id"] if row["on_behalf_of_id"] is not None else row["requester_id"]
    made = Document(row["id"], row["team_id"], customer)
    made.add(row["subject"], public=True)
    made.add(row["text"], public=True)
    return made


# Answers -----------------------------------------------------------------------------------------------------------


async def _people(rows: Sequence[Row]) -> Mapping[int, Row]:
    """The persons who are answers (all that are whole numbers), and those who ordered or get something, by id."""
    values = {str(value) for row in rows for value in _flat(load_json(row["answers"]).values())}
    answers = {int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 18}
    customers = {row[key] for row in rows for key in ("requester_id", "on_behalf_of_id")} - {None}
    places, args = in_list(sorted(answers | customers))
    return {row["id"]: row for row in await fetch(f"SELECT id, name, login FROM person WHERE id IN {places}", *args)}


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


def _customers(made: Document, row: Row, people: Mapping[int, Row]) -> None:
    """Whom the ticket is for, and who ordered it: the staff look for a request by its name."""
    for person_id in dict.fromkeys((made.customer_id, row["requester_id"])):
        if person_id in people:
            made.add(f"{people[person_id]['name']} {people[person_id]['login']}", public=False, title=True)


# The rest of the words in one statement, each part in its own order: of comments the newest first, so that the limit
# takes the oldest. Tasks with what was filled into them, lists to tick and words of approvals are of the staff.
_REST = f"""
SELECT * FROM (
SELECT 1 AS part, u.ticket_id, u.id AS place, u.visibility AS audience, f.name AS text, '' AS title,
  CAST(NULL AS TEXT) AS spec, CAST(NULL AS TEXT) AS answers
FROM file_use u JOIN file f ON f.id = u.file_id WHERE u.ticket_id IN {{places}}
UNION ALL
SELECT 2, ticket_id, id, 'staff', text, title, CAST(spec AS TEXT), CAST(answers AS TEXT)
FROM task WHERE ticket_id IN {{places}}
UNION ALL
SELECT 3, ticket_id, position, 'staff', text, '', NULL, NULL FROM check_line WHERE ticket_id IN {{places}}
UNION ALL
SELECT 4, ticket_id, id, 'staff', text, '', NULL, NULL FROM approval WHERE ticket_id IN {{places}} AND text <> ''
UNION ALL
SELECT 5, ticket_id, -id, audience, text, '', NULL, NULL FROM (
  SELECT c.ticket_id, h.audience, c.text, c.id,
    row_number() OVER (PARTITION BY c.ticket_id ORDER BY c.id DESC) AS nth
  FROM comment c JOIN thread h ON h.id = c.thread_id WHERE c.ticket_id IN {{places}}) n
WHERE nth <= {COMMENTS}
) r ORDER BY part, place
"""
_TASK = 2


async def _rest(found: Mapping[int, Document], places: str, args: Sequence[object]) -> None:
    for row in await fetch(_REST.format(places=places).strip(), *args):
        text = _task(row) if row["part"] == _TASK else row["text"]
        found[row["ticket_id"]].add(text, public=row["audience"] == "public")


def _task(row: Row) -> str:
    spec = load_json(row["spec"]) if row["spec"] is not None else {}
    title = spec.get("title")
    said = " ".join(title.values()) if isinstance(title, dict) else ""
    filled = " ".join(map(str, _flat(load_json(row["answers"]).values())))
    return " ".join((said, row["title"], row["text"], filled))
