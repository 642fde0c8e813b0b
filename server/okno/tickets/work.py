"""Work time: how long who worked on a ticket or on one of its tasks, and how much was planned.

It is for the staff of a ticket alone: whoever reads the ticket as its requester learns nothing of it. One writes down
one's own time, and may put it right for a week.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from okno.access import Actor
from okno.clock import SECOND_US, from_us, now_us, zone_of
from okno.db import Row, asking, execute, fetch, fetch_one, fetch_value, tx
from okno.errors import Conflict, Invalid, NotFound
from okno.events import record
from okno.people import required
from okno.text import N_, Phrase, one_line
from okno.tickets import store, task_reading, task_work
from okno.tickets.task_reading import TaskSight
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight
from okno.tickets.work_events import WorkChanged, WorkLogged, WorkPlanned

MINUTE_US = 60 * SECOND_US
DAY_US = 24 * 60 * MINUTE_US
PLAN_MOST_US = 1000 * 60 * MINUTE_US
TEXT_LIMIT = 255
MOST = 1000
"""Entries of one ticket."""
BACK_DAYS = 31
"""How far back a day may lie."""
OWN_DAYS = 7
"""How long one may change what one has written down."""
HAND, TIMER = "hand", "timer"
NEEDS = "ticket.handle"


@dataclass(frozen=True)
class Work:
    """One entry. `spent` in microseconds, `day` as an ISO date."""

    id: int
    ticket_id: int
    task_id: int | None
    person_id: int
    day: str
    spent: int
    text: str
    source: str
    at: int


@dataclass(frozen=True)
class Log:
    """All entries of a ticket, the oldest day first, with what was planned (None: nothing)."""

    entries: tuple[Work, ...]
    planned: int | None

    @property
    def spent(self) -> int:
        """All of it."""
        return sum(one.spent for one in self.entries)

    @property
    def by_person(self) -> dict[int, int]:
        """How much of it each has worked, whoever worked most first."""
        found: dict[int, int] = {}
        for one in self.entries:
            found[one.person_id] = found.get(one.person_id, 0) + one.spent
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))


_COLUMNS = "id, ticket_id, task_id, person_id, day, spent, text, source, at"
_HOURS = re.compile(r"(?:(\d{1,4})\s*(?:h|ч|час[а-я]*)\.?)?\s*(?:(\d{1,5})\s*(?:m|min|м|мин)[a-zа-я]*\.?)?")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")
_DECIMAL = re.compile(r"(\d{1,3})[.,](\d{1,2})\s*(?:h|ч)?")


def _work(row: Row) -> Work:
    return Work(**row)


def span(text: str) -> int | None:
    """A time that somebody has typed, in microseconds: «1 ч 30 мин», 1h 30m, 1:30, 1,5 or minutes alone."""
    said = " ".join(text.lower().split())
    if said.isascii() and said.isdigit() and len(said) < 6:
        return int(said) * MINUTE_US
    if found := _CLOCK.fullmatch(said):
        return (int(found[1]) * 60 + int(found[2])) * MINUTE_US
    if found := _DECIMAL.fullmatch(said):
        return round(float(f"{found[1]}.{found[2]}") * 60) * MINUTE_US
    found = _HOURS.fullmatch(said)
    if found is None or not (found[1] or found[2]):
        return None
    return (int(found[1] or 0) * 60 + int(found[2] or 0)) * MINUTE_US


# Reading ------------------------------------------------------------------------------------------------------


async def log_of(actor: Actor, number: str | int) -> tuple[Ticket, Log]:
    """The work on a ticket, for whoever sees it as staff; NotFound for all others."""
    ticket, seen = await store.load_seen(actor, number)
    if seen is not Sight.STAFF:
        raise store.no_ticket()
    return ticket, await of_ticket(ticket)


async def of_task(actor: Actor, task_id: str | int) -> Log:
    """The work on one task, for whoever does it or sees its ticket as staff; nothing is planned for it alone."""
    part = await task_reading.get(actor, task_id)
    if part.sight is TaskSight.READER:
        raise task_reading.no_task()
    sql = f"SELECT {_COLUMNS} FROM work WHERE task_id = $1 ORDER BY day, id LIMIT {MOST}"
    return Log(tuple(_work(row) for row in await fetch(sql, part.task.id)), None)


async def of_ticket(ticket: Ticket) -> Log:
    """The same, whoever asks."""
    rows = await fetch(f"SELECT {_COLUMNS} FROM work WHERE ticket_id = $1 ORDER BY day, id LIMIT {MOST}", ticket.id)
    planned = await fetch_value("SELECT planned_work FROM ticket WHERE id = $1", ticket.id)
    return Log(tuple(_work(row) for row in rows), None if planned is None else int(planned))


def may_change(actor: Actor, one: Work) -> bool:
    """Whether somebody may change an entry: it is his own, and not old."""
    return one.person_id == actor.id and now_us() - one.at <= OWN_DAYS * DAY_US


# Writing ------------------------------------------------------------------------------------------------------


@asking
async def log(
    actor: Actor,
    number: str | int,
    *,
    spent: int | None,
    day: str = "",
    text: str = "",
    task_id: int | None = None,
    source: str = HAND,
) -> Work:
    """Writes down own time. Raises Invalid by field: spent, day, text, task."""
    async with tx():
        ticket = await _hold(actor, number, task_id)
        length, when, words = await _checked(actor, spent=spent, day=day, text=text)
        if int(await fetch_value("SELECT count(*) FROM work WHERE ticket_id = $1", ticket.id)) >= MOST:
            raise Invalid({"spent": N_("This request has %(n)s entries: that is the most.", n=MOST)})
        row = await fetch_one(
            "INSERT INTO work (ticket_id, task_id, person_id, day, spent, text, source, at)"
            f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING {_COLUMNS}",
            ticket.id,
            task_id,
            actor.id,
            when,
            length,
            words,
            source,
            now_us(),
        )
        assert row is not None
        made = _work(row)
        event = WorkLogged(
            stream_id=ticket.id,
            actor_id=actor.id,
            work_id=made.id,
            person_id=actor.id,
            seconds=length // SECOND_US,
            source=source,
            task_id=task_id,
        )
        await record(event, await store.topics(ticket, internal=True))
    return made


@asking
async def change(
    actor: Actor,
    number: str | int,
    work_id: str | int,
    *,
    spent: int | None = None,
    day: str | None = None,
    text: str | None = None,
) -> Work:
    """Puts an entry of one's own right; None leaves a part as it is."""
    async with tx():
        ticket, old = await _own(actor, number, work_id)
        length, when, words = await _checked(
            actor,
            spent=old.spent if spent is None else spent,
            day=old.day if day is None else day,
            text=old.text if text is None else text,
            without=old,
        )
        await execute("UPDATE work SET spent = $2, day = $3, text = $4 WHERE id = $1", old.id, length, when, words)
        await _tell_change(actor, ticket, old, length)
    return Work(old.id, old.ticket_id, old.task_id, old.person_id, when, length, words, old.source, old.at)


@asking
async def delete(actor: Actor, number: str | int, work_id: str | int) -> Work:
    """Takes an entry of one's own away and returns what it was."""
    async with tx():
        ticket, old = await _own(actor, number, work_id)
        await execute("DELETE FROM work WHERE id = $1", old.id)
        await _tell_change(actor, ticket, old, 0)
    return old


@asking
async def plan(actor: Actor, number: str | int, planned: int | None) -> Ticket:
    """Says how much time the staff plans for a ticket; None: nothing is planned."""
    if planned is not None and not 0 < planned <= PLAN_MOST_US:
        raise Invalid({"planned": N_("Write a time as 4 h or 1 h 30 min, up to %(n)s hours.", n=1000)})
    async with tx():
        ticket = await _hold(actor, number)
        before = await fetch_value("SELECT planned_work FROM ticket WHERE id = $1", ticket.id)
        if before != planned:
            await store.touch(ticket, {"planned_work": planned})
            event = WorkPlanned(
                stream_id=ticket.id,
                actor_id=actor.id,
                seconds=(planned or 0) // SECOND_US,
                from_seconds=int(before or 0) // SECOND_US,
            )
            await record(event, await store.topics(ticket, internal=True))
    return ticket


async def _hold(actor: Actor, number: str | int, task_id: int | None = None) -> Ticket:
    """The ticket, locked, for whoever works on it or does this task of it."""
    if task_id is not None:
        part = await task_reading.get_for_change(actor, task_id, number)
        if not (task_work.may_do(actor, part) or task_work.may_lead(actor, part)):
            raise store.lacks(actor, NEEDS)
        return part.ticket
    ticket, seen = await store.load_for_change(actor, number, None, action=NEEDS)
    if seen is not Sight.STAFF:
        # That such a thing is kept at all is no matter of the requester.
        raise store.no_ticket()
    store.require_of_staff(actor, NEEDS, ticket)
    return ticket


async def _own(actor: Actor, number: str | int, work_id: str | int) -> tuple[Ticket, Work]:
    text = str(work_id)
    row = None
    if text.isascii() and text.isdigit() and len(text) <= 18:
        row = await fetch_one(f"SELECT {_COLUMNS} FROM work WHERE id = $1 AND person_id = $2", int(text), actor.id)
    if row is None or str(row["ticket_id"]) != str(number):
        raise NotFound(N_("There is no such entry of yours."))
    found = _work(row)
    ticket = await _hold(actor, number, found.task_id)
    if not may_change(actor, found):
        raise Conflict(N_("After %(n)s days an entry stays as it is. Write down the difference.", n=OWN_DAYS))
    return ticket, found


async def _checked(
    actor: Actor, *, spent: int | None, day: str, text: str, without: Work | None = None
) -> tuple[int, str, str]:
    """Time, day and words as they are stored. Raises Invalid by field."""
    problems: dict[str, Phrase] = {}
    words = one_line(text, TEXT_LIMIT + 1)
    if len(words) > TEXT_LIMIT:
        problems["text"] = N_("At most %(n)s characters.", n=TEXT_LIMIT)
    if spent is None or not MINUTE_US <= spent <= DAY_US:
        problems["spent"] = N_("Write a time as 45 min or 1 h 30 min, at most a day.")
    today = await day_of(actor.id, now_us())
    when = _day(day, today)
    if when is None or not today - timedelta(days=BACK_DAYS) <= when <= today:
        problems["day"] = N_("Choose a day of the last %(n)s days, not one to come.", n=BACK_DAYS)
    if problems:
        raise Invalid(problems)
    assert spent is not None
    assert when is not None
    sql = "SELECT coalesce(sum(spent), 0) FROM work WHERE person_id = $1 AND day = $2 AND id <> $3"
    others = int(await fetch_value(sql, actor.id, when.isoformat(), without.id if without is not None else 0))
    if others + spent > DAY_US:
        raise Invalid({"spent": N_("With the rest of that day this would be more than 24 hours.")})
    return spent, when.isoformat(), words


def _day(text: str, today: date) -> date | None:
    if not text.strip():
        return today
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


async def day_of(person_id: int, at: int) -> date:
    """The day that an instant belongs to for a person."""
    person = await required(person_id)
    return from_us(at).astimezone(ZoneInfo(zone_of(person.time_zone))).date()


async def _tell_change(actor: Actor, ticket: Ticket, old: Work, spent: int) -> None:
    event = WorkChanged(
        stream_id=ticket.id,
        actor_id=actor.id,
        work_id=old.id,
        person_id=old.person_id,
        seconds=spent // SECOND_US,
        from_seconds=old.spent // SECOND_US,
    )
    await record(event, await store.topics(ticket, internal=True))
