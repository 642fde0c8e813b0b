"""Notices: written once for each fact and hearer, read in the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from okno.access import Actor
from okno.announcements import Announcement
from okno.catalog import registry
from okno.clock import now_us
from okno.db import Row, execute, fetch, in_list, load_json
from okno.db.together import Scalar
from okno.notify import brought, clock_words, newcomers, outages, outbox, trial
from okno.notify.hearers import WORDS, Reason, may_be_told, words
from okno.notify.task_sight import seen_tasks, task_in
from okno.notify.task_words import WORDS as TASK_WORDS
from okno.people import get_many
from okno.text import Phrase, Texts, one_line, pick
from okno.tickets import approval, emergency
from okno.tickets.reading import places_among, seen_among
from okno.tickets.task_reading import SeenTask
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Place, Placed

PAGE = 30
PIECES_MOST = 20
"""How many pages of notices are looked through for one that can be shown."""
UNREAD_MOST = 1000
"""Of how many tickets unread notices are counted."""


@dataclass(frozen=True)
class Notice:
    """A notice as its person sees it. `at` in microseconds UTC; `ticket_id` 0: it is about a team."""

    id: int
    ticket_id: int
    kind: str
    phrase: Phrase
    subject: str
    actor_id: int | None
    actor_name: str
    comment_id: int | None
    at: int
    is_read: bool
    task_id: int = 0
    announcement_id: int = 0
    path: str = ""

    @property
    def href(self) -> str:
        """The page that it is about."""
        if self.path:
            return self.path
        if self.announcement_id:
            return f"/announcements/{self.announcement_id}"
        if self.task_id:
            return f"/tasks/{self.task_id}"
        if self.kind in trial.WORDS:
            return trial.PATH
        return f"/tickets/{self.ticket_id}" if self.ticket_id != outbox.NO_TICKET else "/desk"


# Reading ------------------------------------------------------------------------------------------------------


async def page(actor: Actor, *, cursor: int | None = None, limit: int = PAGE) -> tuple[list[Notice], int | None]:
    """A page of the actor's notices, newest first, and the cursor to go on with, or None at the end.

    What he may not see any more is left out, and the page is full without it: a gap would tell of it.
    """
    shown: list[tuple[Row, Ticket | SeenTask | None]] = []
    before = cursor if cursor is not None else 2**62
    for _ in range(PIECES_MOST):
        rows = await fetch(
            "SELECT id, ticket_id, kind, payload, at, read_at FROM notice"
            " WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
            actor.id,
            before,
            limit + 1,
        )
        seen = await seen_among(actor, (row["ticket_id"] for row in rows))
        tasks = await seen_tasks(actor, rows)
        shown += [(row, _about(row, seen, tasks)) for row in rows if may_read(actor, row, seen, tasks)]
        if len(shown) > limit or len(rows) <= limit:
            break
        before = rows[-1]["id"]
    page = shown[:limit]
    known = await outages.readable(actor, (row for row, _ in page))
    return await _notices(page, actor.locale, known), page[-1][0]["id"] if len(shown) > limit else None


def _about(row: Row, seen: Mapping[int, Ticket], tasks: Mapping[int, SeenTask]) -> Ticket | SeenTask | None:
    return tasks.get(task_in(row) or 0) or seen.get(row["ticket_id"])


def may_read(actor: Actor, row: Row, seen: Mapping[int, Placed], tasks: Mapping[int, SeenTask]) -> bool:
    """Whether the ticket of a notice is among the `seen` ones, and seen by staff when the notice is for staff.

    What is about a task may be read by who sees the task, what is about a team by everybody who was told.
    """
    if row["kind"] in TASK_WORDS:
        return task_in(row) in tasks
    if brought.is_brought(row["kind"]):
        return row["ticket_id"] == outbox.NO_TICKET or row["ticket_id"] in seen
    if row["ticket_id"] == outbox.NO_TICKET:
        return any(row["kind"] in one.WORDS for one in (newcomers, outages, trial))
    ticket = seen.get(row["ticket_id"])
    if ticket is None or row["kind"] not in WORDS:
        return False
    return may_be_told(actor, ticket, row["kind"])


async def _notices(
    rows: Sequence[tuple[Row, Ticket | SeenTask | None]], locale: str, known: Mapping[int, Announcement]
) -> list[Notice]:
    payloads = [load_json(row["payload"]) for row, _ in rows]
    people = await get_many(payload.get("actor") for payload in payloads)
    names = {person_id: person.name for person_id, person in people.items()}
    why = await emergency.reasons(payload["emergency"] for payload in payloads if payload.get("emergency"))
    about_teams = [
        (row["kind"], payload)
        for (row, ticket), payload in zip(rows, payloads, strict=True)
        if ticket is None and row["kind"] in newcomers.WORDS
    ]
    said = iter(await newcomers.phrases(about_teams) if about_teams else ())
    found: list[Notice] = []
    for (row, about), payload in zip(rows, payloads, strict=True):
        if isinstance(about, SeenTask):
            found.append(_of_task(row, about, payload, names, locale))
        elif brought.is_brought(row["kind"]):
            found.append(_brought(row, about, payload))
        elif about is not None:
            known_why = why.get(payload.get("emergency") or 0, "") or await _bypassed(about, payload)
            reason = known_why or await _missing(about, payload) or clock_words.amount(payload)
            found.append(_notice(row, about, payload, names, reason))
        elif row["kind"] in outages.WORDS:
            found.append(_of_outage(row, payload, names, known, locale))
        elif row["kind"] in trial.WORDS:
            found.append(_of_team(row, payload, names, trial.WORDS[row["kind"]]))
        else:
            found.append(_of_team(row, payload, names, next(said)))
    return found


async def _bypassed(ticket: Ticket, payload: Mapping[str, Any]) -> str:
    """Why somebody has begun without approval."""
    at = payload.get("bypassed")
    return await approval.reason_of(ticket.id, payload.get("actor"), int(at)) if at else ""


async def _missing(ticket: Ticket, payload: Mapping[str, Any]) -> tuple[Texts, ...]:
    """The titles of the fields that have to be filled in before a ticket can be done."""
    wanted = payload.get("missing") or ()
    service = await registry.service_item(ticket.service_item_id) if wanted else None
    return tuple(field.title for field in service.fields if field.key in wanted) if service is not None else ()


async def unread_count(actor: Actor) -> int:
    """How many notices the actor has not read, without those of tickets that he sees no more."""
    # Of a ticket only its place is asked: every page counts, and the texts of a thousand tickets are long.
    seen, args = places_among(actor, "SELECT ticket_id FROM notice WHERE person_id = $1 AND read_at IS NULL", start=2)
    unread = (
        "SELECT ticket_id, kind, count(*) AS n, max(id) AS last FROM notice WHERE person_id = $1 AND read_at IS NULL"
        f" GROUP BY ticket_id, kind ORDER BY last DESC LIMIT {UNREAD_MOST}"
    )
    rows = await fetch(
        "SELECT u.ticket_id, u.kind, u.n, s.team_id, s.customer_id"
        f" FROM ({unread}) u LEFT JOIN ({seen}) s ON s.id = u.ticket_id",
        actor.id,
        *args,
    )
    places = {row["ticket_id"]: Place(row["team_id"], row["customer_id"]) for row in rows if row["team_id"] is not None}
    usual = [row for row in rows if row["kind"] not in TASK_WORDS]
    tasks = await _unread_of_tasks(actor) if len(usual) < len(rows) else 0
    return tasks + sum(int(row["n"]) for row in usual if may_read(actor, row, places, {}))


def has_unread(actor: Actor) -> Scalar:
    """Whether there is anything to count, to be asked with other questions."""
    return Scalar(
        "SELECT count(*) FROM (SELECT 1 FROM notice WHERE person_id = $1 AND read_at IS NULL LIMIT 1) n", (actor.id,)
    )


async def _unread_of_tasks(actor: Actor) -> int:
    kinds, args = in_list(sorted(TASK_WORDS), start=2)
    rows = await fetch(
        "SELECT kind, payload FROM notice WHERE person_id = $1 AND read_at IS NULL"
        f" AND kind IN {kinds} ORDER BY id DESC LIMIT {UNREAD_MOST}",
        actor.id,
        *args,
    )
    seen = await seen_tasks(actor, rows)
    return sum(task_in(row) in seen for row in rows)


async def read(
    person_id: int, ids: Iterable[int] | None = None, *, upto: int | None = None, ticket_id: int | None = None
) -> int:
    """Marks notices of a person as read: these, those up to an id, those of a ticket; without any, all."""
    where, args = ["person_id = $2", "read_at IS NULL"], [now_us(), person_id]
    if upto is not None:
        where.append(f"id <= ${len(args) + 1}")
        args.append(upto)
    if ticket_id is not None:
        where.append(f"ticket_id = ${len(args) + 1}")
        args.append(ticket_id)
    more: list[object] = []
    if ids is not None:
        places, more = in_list(ids, start=len(args) + 1)
        where.append(f"id IN {places}")
    return await execute(f"UPDATE notice SET read_at = $1 WHERE {' AND '.join(where)}", *args, *more)


def _notice(
    row: Row, ticket: Ticket, payload: Mapping[str, int | None], names: Mapping[int, str], reason: Reason
) -> Notice:
    actor_id = payload.get("actor")
    name = names.get(actor_id or 0) or outbox.current().company
    told = one_line(reason, emergency.LONGEST) if isinstance(reason, str) else reason
    return Notice(
        id=row["id"],
        ticket_id=row["ticket_id"],
        kind=row["kind"],
        phrase=words(row["kind"], name, ticket.number, told),
        subject=ticket.subject,
        actor_id=actor_id,
        actor_name=name,
        comment_id=payload.get("comment"),
        at=row["at"],
        is_read=row["read_at"] is not None,
    )


def _of_task(
    row: Row, seen: SeenTask, payload: Mapping[str, int | None], names: Mapping[int, str], locale: str
) -> Notice:
    actor_id = payload.get("actor")
    name = names.get(actor_id or 0) or outbox.current().company
    return Notice(
        id=row["id"],
        ticket_id=row["ticket_id"],
        kind=row["kind"],
        phrase=Phrase(TASK_WORDS[row["kind"]].msgid, {"actor": name}),
        subject=seen.task.name(locale),
        actor_id=actor_id,
        actor_name=name,
        comment_id=None,
        at=row["at"],
        is_read=row["read_at"] is not None,
        task_id=seen.task.id,
    )


def _brought(row: Row, ticket: Ticket | None, payload: Mapping[str, Any]) -> Notice:
    """One of a plugin, which says itself where it leads."""
    subject = ticket.subject if ticket is not None else ""
    return replace(_of_team(row, {}, {}, brought.phrase_of(payload)), subject=subject, path=str(payload["path"]))


def _of_team(row: Row, payload: Mapping[str, int | None], names: Mapping[int, str], said: Phrase) -> Notice:
    actor_id = payload.get("actor")
    return Notice(
        id=row["id"],
        ticket_id=row["ticket_id"],
        kind=row["kind"],
        phrase=said,
        subject="",
        actor_id=actor_id,
        actor_name=names.get(actor_id or 0) or outbox.current().company,
        comment_id=None,
        at=row["at"],
        is_read=row["read_at"] is not None,
    )


def _of_outage(
    row: Row,
    payload: Mapping[str, int | None],
    names: Mapping[int, str],
    known: Mapping[int, Announcement],
    locale: str,
) -> Notice:
    """Its title is told to who may read the announcement still."""
    number = outages.announcement_in(row)
    return replace(
        _of_team(row, payload, names, outages.WORDS[row["kind"]]),
        subject=pick(known[number].title, locale) if number in known else "",
        announcement_id=number,
    )
