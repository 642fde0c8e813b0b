"""Whether a message that has waited may still go out, and in which words: it may have waited for days."""

from __future__ import annotations

from dataclasses import replace

from okno.access import actor_of
from okno.clock import now_us
from okno.db import Row, execute, fetch_one
from okno.jobs import Later
from okno.notify import newcomers, outages, outbox, trial
from okno.notify.brought import is_brought
from okno.notify.choices import wishes_of
from okno.notify.delivery import is_urgent
from okno.notify.groups import group_of
from okno.notify.hearers import may_be_told
from okno.notify.letters import Tale
from okno.notify.outbox import DIGEST, NO_TICKET, PUSH, SEALED
from okno.notify.task_sight import seen_tasks, task_in
from okno.notify.task_words import WORDS as TASK_WORDS
from okno.notify.wording import Said, task_letter, task_push, ticket_letter, ticket_push
from okno.people import Person, get as get_person, get_many
from okno.secret import unseal
from okno.teams import get_many as get_teams
from okno.tickets import store
from okno.tickets.reading import seen_among
from okno.tickets.task_reading import SeenTask
from okno.tickets.ticket import Ticket

_ROW = (
    "SELECT m.*, e.payload, e.actor_id, e.stream_id FROM message m LEFT JOIN event e ON e.id = m.event_id"
    " WHERE m.id = $1 AND m.state = $2"
)


async def waiting(row_id: int, state: str = "waiting") -> Row | None:
    """The row of a message with the fact that it is about; None when it has left already."""
    return await fetch_one(_ROW, row_id, state)


async def wait_for_quiet(row: Row, person: Person) -> None:
    """Raises Later while its person wants to be left alone."""
    if row["kind"] == DIGEST:
        return
    wishes = (await wishes_of([person]))[person.id]
    now = now_us()
    urgent = False
    if group_of(row["kind"]).key == "deadlines" and row["ticket_id"] != NO_TICKET:
        urgent = is_urgent(row["kind"], await store.load(row["ticket_id"]), person)
    plan = wishes.plan(row["kind"], now, urgent=urgent)
    if plan.push_at > now:
        await execute("UPDATE message SET not_before = $2 WHERE id = $1", row["id"], plan.push_at)
        raise Later(plan.push_at)


async def ready(row: Row) -> Said | None:
    """What a message says, if its person may still read of it; None when it is to be dropped.

    What has become confidential since is written anew, without the words.
    """
    person = await get_person(row["person_id"])
    if person is None:
        return None
    if row["ticket_id"] == NO_TICKET:
        about_others = any(row["kind"] in one.WORDS for one in (newcomers, outages)) or is_brought(row["kind"])
        return _stored(row) if person.active or not about_others else None
    if not person.active:
        return None
    actor = await actor_of(person)
    if row["kind"] in TASK_WORDS:
        seen = (await seen_tasks(actor, [row])).get(task_in(row) or 0)
        return None if seen is None else await _of_task(row, person, seen)
    ticket = (await seen_among(actor, [row["ticket_id"]])).get(row["ticket_id"])
    if ticket is None or not may_be_told(actor, ticket, row["kind"]):
        return None
    return await _of_ticket(row, person, ticket)


async def discreet_about(*team_ids: int) -> bool:
    """Whether one of these teams is confidential."""
    return any(one.confidential for one in (await get_teams(team_ids)).values())


async def name_of(actor_id: int | None) -> str:
    """Who did it; the company for the server itself."""
    found = await get_many([actor_id])
    return found[actor_id].name if actor_id in found else outbox.current().company


def stored_text(row: Row, column: str = "text") -> str:
    """A part of a message, unsealed when it is about somebody's account."""
    text = str(row[column])
    own = row["ticket_id"] == NO_TICKET and row["kind"] != DIGEST and not row["channel"].startswith(PUSH)
    return unseal(outbox.current().home, SEALED, text) if own and text else text


def _stored(row: Row) -> Said:
    return Said(row["subject"], stored_text(row), stored_text(row, "html"))


async def _of_ticket(row: Row, person: Person, ticket: Ticket) -> Said:
    if not await discreet_about(ticket.team_id):
        return _stored(row)
    tale = Tale(actor=await name_of(row["actor_id"]), discreet=True)
    if row["channel"].startswith(PUSH):
        return await _kept(row, ticket_push(person, ticket, row["kind"], tale))
    return await _kept(row, ticket_letter(outbox.current(), person, ticket, row["kind"], tale))


async def _of_task(row: Row, person: Person, seen: SeenTask) -> Said:
    ticket, task = seen.ticket, seen.task
    if not await discreet_about(ticket.team_id, task.team_id):
        return _stored(row)
    actor = await name_of(row["actor_id"])
    if row["channel"].startswith(PUSH):
        return await _kept(row, task_push(person, ticket, task, row["kind"], actor, discreet=True))
    return await _kept(row, task_letter(outbox.current(), person, ticket, task, row["kind"], actor, discreet=True))


async def _kept(row: Row, said: Said) -> Said:
    """The words of the row go, too: what is stored is what left."""
    if (row["subject"], row["text"]) != (said.subject, said.text):
        sql = "UPDATE message SET subject = $2, text = $3, html = $4 WHERE id = $1"
        await execute(sql, row["id"], said.subject, said.text, said.html)
    return replace(said, discreet=True)


def href_of(row: Row) -> str:
    """The page that a message is about, by its address on this server."""
    task = task_in(row) if row["payload"] is not None else None
    if task is not None:
        return f"/tasks/{task}"
    if row["ticket_id"] != NO_TICKET:
        return f"/tickets/{row['ticket_id']}"
    if row["kind"] in newcomers.WORDS or is_brought(row["kind"]):
        return "/notices"
    if row["kind"] in outages.WORDS:
        return f"/announcements/{row['stream_id']}"
    return trial.PATH if row["kind"] in trial.WORDS else "/profile"
