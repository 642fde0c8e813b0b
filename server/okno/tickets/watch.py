"""Following a ticket: whoever watches it reads it and hears of its news."""

from __future__ import annotations

from collections.abc import Sequence

from okno.access import Actor, actor_of, may
from okno.db import asking, execute, fetch, fetch_value, tx
from okno.errors import Forbidden, Invalid, Refused
from okno.events import Fact, listener, record
from okno.people import Person, find, get_many
from okno.teams import Team, get as get_team
from okno.teams.events import MemberLeft
from okno.text import N_
from okno.tickets import approval, store
from okno.tickets.events import TicketWatched
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight, is_staff

WHY = "watcher"
MOST = 50
"""Watchers of one ticket."""


async def watchers(ticket_id: int) -> Sequence[Person]:
    """Who follows a ticket, in the order of their names. The ticket was chosen by right already."""
    rows = await fetch("SELECT principal_id FROM ticket_reader WHERE ticket_id = $1 AND why = $2", ticket_id, WHY)
    people = await get_many(row["principal_id"] for row in rows)
    return sorted(people.values(), key=lambda one: (one.name, one.id))


async def watches(person_id: int, ticket_id: int) -> bool:
    """Whether a person follows a ticket."""
    return bool(
        await fetch_value(
            "SELECT 1 AS one FROM ticket_reader WHERE principal_id = $1 AND ticket_id = $2 AND why = $3",
            person_id,
            ticket_id,
            WHY,
        )
    )


async def may_add(actor: Actor, ticket: Ticket, seen: Sight) -> bool:
    """Whether the actor may let others follow: the staff that answers, and the requester unless it is confidential."""
    if seen is Sight.STAFF:
        return may(actor, "ticket.handle", team_id=ticket.team_id) and is_staff(actor, ticket)
    return _is_own(actor, ticket) and not await _confidential(ticket)


def may_remove(actor: Actor, ticket: Ticket, seen: Sight, person_id: int) -> bool:
    """Whether the actor may end that somebody follows: everybody for himself."""
    if person_id == actor.id or _is_own(actor, ticket):
        return True
    return seen is Sight.STAFF and may(actor, "ticket.handle", team_id=ticket.team_id) and is_staff(actor, ticket)


def _is_own(actor: Actor, ticket: Ticket) -> bool:
    return actor.id in (ticket.requester_id, ticket.customer_id)


async def _confidential(ticket: Ticket) -> bool:
    team = await get_team(ticket.team_id)
    return team is None or team.confidential


@asking
async def add(actor: Actor, number: str | int, who: str | int) -> Ticket:
    """Lets a person follow the ticket, by his id or login. He is told when another did it.

    What is confidential is shown to others by its staff alone.
    """
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, None, action="ticket.watch")
        person = await _person(who)
        himself = person.id == actor.id
        if not await (may_follow if himself else may_add)(actor, ticket, seen) and not (
            himself and await watches(person.id, ticket.id)
        ):
            raise _refusal(actor, ticket, seen)
        if person.id in (ticket.requester_id, ticket.customer_id):
            raise Invalid({"who": N_("This is the request of this person: the news come anyway.")})
        if await watches(person.id, ticket.id):
            return ticket
        if len(await watchers(ticket.id)) >= MOST:
            raise Invalid({"who": N_("At most %(n)s people follow a request. Take somebody out first.", n=MOST)})
        await store.add_reader(ticket.id, person.id, WHY)
        await _tell(actor.id, ticket, person.id, watches_now=True)
    return ticket


async def add_by_rule(ticket: Ticket, who: Sequence[str]) -> bool:
    """Lets people follow a locked ticket because a rule says so, by their logins; tells whether anybody is new.

    What is confidential only its staff may follow. In the current transaction.
    """
    added = False
    for login in who:
        person = await _person(login)
        if person.id in (ticket.requester_id, ticket.customer_id) or await watches(person.id, ticket.id):
            continue
        if await _confidential(ticket) and not is_staff(await actor_of(person), ticket):
            raise Refused(N_("The request is with a confidential team: only its people can follow it."))
        if len(await watchers(ticket.id)) >= MOST:
            raise Invalid({"who": N_("At most %(n)s people follow a request. Take somebody out first.", n=MOST)})
        await store.add_reader(ticket.id, person.id, WHY)
        await _tell(None, ticket, person.id, watches_now=True)
        added = True
    return added


async def may_follow(actor: Actor, ticket: Ticket, seen: Sight) -> bool:
    """Whether the actor may follow it himself. What is confidential he was shown by its staff, for as long as it says.

    Whoever is only asked whether he agrees would go on reading it by that.
    """
    return seen is Sight.STAFF or _is_own(actor, ticket) or not await _confidential(ticket)


async def _person(who: str | int) -> Person:
    person = await find(who)
    if person is None:
        raise Invalid({"who": N_("There is no such colleague. Choose one of the list")})
    return person


def _refusal(actor: Actor, ticket: Ticket, seen: Sight) -> Forbidden:
    if seen is Sight.STAFF:
        return store.lacks(actor, "ticket.handle")
    if _is_own(actor, ticket):
        return Forbidden(N_("This request is confidential: ask those who work on it to add a colleague."))
    return Forbidden()


@asking
async def remove(actor: Actor, number: str | int, who: str | int) -> Ticket:
    """Ends that a person follows the ticket, and that he reads it by that; nothing happens when he does not."""
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, None, action="ticket.watch")
        named = str(who).strip().casefold()
        person = next((one for one in await watchers(ticket.id) if named in (one.login, str(one.id))), None)
        meant = await find(named)
        himself = meant is not None and meant.id == actor.id
        if not himself and not may_remove(actor, ticket, seen, person.id if person is not None else 0):
            raise store.lacks(actor, "ticket.handle") if seen is Sight.STAFF else Forbidden
        if person is not None:
            await _end(actor.id, ticket, person.id)
    return ticket


async def leave(ticket: Ticket, team: Team) -> None:
    """What came to a confidential team is read no more by those who followed it, or have decided on it before.

    In the current transaction: its staff may let them again.
    """
    if team.confidential:
        for person in await watchers(ticket.id):
            if not is_staff(await actor_of(person), ticket):
                await _end(None, ticket, person.id)
        await approval.settle_readers(ticket.id, decided=False)
        # They followed what was merged into it.
        await execute("DELETE FROM ticket_reader WHERE ticket_id = $1 AND why = 'merged'", ticket.id)


async def _end(actor_id: int | None, ticket: Ticket, person_id: int) -> None:
    # Told to him too: an open page of his shows what he may not see any more.
    await _tell(actor_id, ticket, person_id, watches_now=False)
    await execute(
        "DELETE FROM ticket_reader WHERE ticket_id = $1 AND principal_id = $2 AND why = $3", ticket.id, person_id, WHY
    )


async def _tell(actor_id: int | None, ticket: Ticket, person_id: int, *, watches_now: bool) -> None:
    event = TicketWatched(stream_id=ticket.id, actor_id=actor_id, person_id=person_id, watches=watches_now)
    await record(event, await store.topics(ticket))


@listener("tickets.watchers", MemberLeft)
async def left_team(fact: Fact) -> None:
    """Whoever leaves a confidential team stops following its requests: it was its work that led him to them."""
    team = await get_team(fact.stream_id)
    if team is None or not team.confidential:
        return
    person_id = int(fact.payload["person_id"])
    rows = await fetch(
        "SELECT r.ticket_id FROM ticket_reader r JOIN ticket t ON t.id = r.ticket_id"
        " WHERE r.principal_id = $1 AND r.why = $2 AND t.team_id = $3 ORDER BY r.ticket_id",
        person_id,
        WHY,
        team.id,
    )
    for row in rows:
        await _end(None, await store.locked(row["ticket_id"]), person_id)
