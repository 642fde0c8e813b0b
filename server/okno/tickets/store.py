"""Reading a ticket for a change, and writing the change: version, audience, who was faster."""

from __future__ import annotations

from collections.abc import Mapping

from okno.access import RIGHTS, Actor, may
from okno.clock import now_us
from okno.db import dialect, execute, fetch, fetch_one, fetch_value
from okno.errors import Conflict, Forbidden, NotFound
from okno.events.log import read_stream
from okno.text import N_, pick
from okno.tickets import gate
from okno.tickets.ticket import COLUMNS, Ticket, ticket_of
from okno.tickets.untold import untold
from okno.tickets.visible import Sight, emergency_until, reads_history, sight

CHANGES = (
    "TicketCreated", "TicketAssigned", "TicketMoved", "TicketReclassified", "TicketLineChanged", "PriorityRaised",
)  # fmt: skip
"""Facts after which a ticket has another version."""


def no_ticket() -> NotFound:
    """The one answer for what does not exist and for what one may not know of."""
    return NotFound(N_("There is no such request, or you may not see it."))


async def load(number: str | int) -> Ticket:
    """The ticket, whoever asks: only for what the server does by itself."""
    row = await fetch_one(f"SELECT {COLUMNS} FROM ticket WHERE id = $1", _id(number))
    if row is None:
        raise no_ticket()
    return ticket_of(row)


async def load_seen(actor: Actor, number: str | int) -> tuple[Ticket, Sight]:
    """The ticket and how the actor sees it, be it in an emergency only; NotFound when he does not."""
    ticket = await load(number)
    seen = await sight(actor, ticket)
    if seen is None and await emergency_until(actor, ticket) is not None:
        seen = Sight.STAFF
    if seen is None:
        raise no_ticket()
    return ticket, seen


async def load_for_change(
    actor: Actor, number: str | int, version: int | None, *, action: str | None
) -> tuple[Ticket, Sight]:
    """The ticket, locked until the end of the transaction. A stale `version` is a Conflict: who was faster?

    Forbidden when a plugin forbids the `action`, one of okno.tickets.hooks.ACTIONS. None: what is done next asks by
    itself.
    """
    ticket = await locked(number)
    seen = await changing_sight(actor, ticket)
    if version is not None and version != ticket.version:
        raise await _lost_race(ticket, seen, told=reads_history(actor, ticket, seen))
    if action is not None:
        await gate.require_free(actor, ticket, action=action)
    return ticket, seen


async def changing_sight(actor: Actor, ticket: Ticket) -> Sight:
    """How the actor sees a ticket that he wants to change. Forbidden in an emergency, else NotFound."""
    seen = await sight(actor, ticket)
    if seen is None and await emergency_until(actor, ticket) is not None:
        raise Forbidden(N_("In an emergency you may only read. Leave the rest to the team."))
    if seen is None:
        raise no_ticket()
    return seen


async def locked(number: str | int) -> Ticket:
    """The ticket, locked until the end of the transaction, whoever asks. SQLite has one writer anyway."""
    suffix = " FOR UPDATE" if dialect() == "postgres" else ""
    row = await fetch_one(f"SELECT {COLUMNS} FROM ticket WHERE id = $1{suffix}", _id(number))
    if row is None:
        raise no_ticket()
    return ticket_of(row)


async def lock_all(*numbers: str | int) -> None:
    """Locks several tickets until the end of the transaction, in the order of their ids.

    So two who want the same ones never wait for each other. What is not there is passed over: whoever reads it next
    gets the answer.
    """
    suffix = " FOR UPDATE" if dialect() == "postgres" else ""
    for ticket_id in sorted({_id(number) for number in numbers}):
        await fetch_one(f"SELECT id FROM ticket WHERE id = $1{suffix}", ticket_id)


def _id(number: str | int) -> int:
    text = str(number)
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise no_ticket()
    return int(text)


async def _lost_race(ticket: Ticket, seen: Sight, *, told: bool) -> Conflict:
    """Who was faster; what he did goes with it only when it may be `told`."""
    facts = await read_stream("ticket", ticket.id, limit=20)
    last = next((fact for fact in reversed(facts) if fact.kind in CHANGES), None)
    name = await fetch_value("SELECT name FROM person WHERE id = $1", last.actor_id) if last else None
    return Conflict(
        N_("%(name)s has changed this request meanwhile. Look at it and try again.", name=name or "Okno"),
        version=ticket.version,
        state=ticket.state,
        # The id of the fact: how much of it is told is for those who tell it.
        last=last.id if last is not None and told and not untold(seen, last) else None,
    )


async def write(ticket: Ticket, changes: Mapping[str, object]) -> None:
    """Writes columns of a locked ticket and makes its version one higher."""
    values = {**changes, "updated_at": now_us()}
    sets = ", ".join(f"{column} = ${n}" for n, column in enumerate(values, start=2))
    await execute(f"UPDATE ticket SET {sets}, version = version + 1 WHERE id = $1", ticket.id, *values.values())


async def touch(ticket: Ticket, changes: Mapping[str, object]) -> None:
    """Writes columns that do not compete with anybody's decision, as after a comment: the version stays."""
    values = {**changes, "updated_at": now_us()}
    sets = ", ".join(f"{column} = ${n}" for n, column in enumerate(values, start=2))
    await execute(f"UPDATE ticket SET {sets} WHERE id = $1", ticket.id, *values.values())


async def add_reader(ticket_id: int, principal_id: int, why: str) -> bool:
    """Lets a principal read the ticket; False when he reads it for this reason already."""
    added = await execute(
        "INSERT INTO ticket_reader (principal_id, ticket_id, why) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        principal_id,
        ticket_id,
        why,
    )
    return added > 0


async def topics(ticket: Ticket, *more: str, internal: bool = False) -> list[str]:
    """Under which topics browsers hear of a change. What is internal reaches staff alone."""
    staff = [f"staff:{ticket.id}", f"team:{ticket.team_id}", *more]
    if internal:
        # He may be in the team himself: of notes about his own ticket he hears nothing.
        return [*staff, f"but:person:{ticket.customer_id}"]
    rows = await fetch("SELECT DISTINCT principal_id FROM ticket_reader WHERE ticket_id = $1", ticket.id)
    return [*staff, f"ticket:{ticket.id}", *(f"person:{row['principal_id']}" for row in rows)]


def staff_only(seen: Sight) -> None:
    """Raises Forbidden for who sees the ticket as a requester does."""
    if seen is not Sight.STAFF:
        raise Forbidden


def require_of_staff(actor: Actor, right: str, ticket: Ticket) -> None:
    """Raises Forbidden, which names the right, when one of the staff lacks it in the team of the ticket."""
    if not may(actor, right, team_id=ticket.team_id):
        raise lacks(actor, right)


def lacks(actor: Actor, right: str) -> Forbidden:
    """The refusal for one of the staff who lacks a right in this team."""
    title = pick(RIGHTS[right].title, actor.locale) if right in RIGHTS else right
    return Forbidden(
        N_(
            "In this team you do not have the right “%(right)s”. Hand the request over to somebody who has.",
            right=title,
        )
    )
