"""Merging: one ticket goes on as another of the same customer. Its rows stay where they are, so it can be taken back.

The source is closed by rule, without the fact that tells that something is over; its words are read in the story of its
goal (see merged.py), its public readers read the goal, and its number leads there.
"""

from __future__ import annotations

from okno.access import Actor
from okno.catalog import registry
from okno.catalog.model import Lifecycle, State
from okno.clock import now_us
from okno.db import asking, execute, fetch, fetch_one, fetch_value, tx
from okno.errors import Conflict, Invalid, Refused
from okno.events import record
from okno.teams import get_many
from okno.text import N_, Phrase
from okno.tickets import routing, store, task_clock, task_store
from okno.tickets.events import TaskOpened, TicketsMerged, TicketsUnmerged
from okno.tickets.merged import APART, TOGETHER, goal_of
from okno.tickets.move import by_rule
from okno.tickets.task import CANCELLED
from okno.tickets.ticket import Ticket

MOST = 100
"""Tickets that go on as one."""
_READERS = "('requester', 'behalf', 'watcher')"
"""Who reads the goal because he reads the source: whoever follows it, not who was only asked about it."""
_NOT_MERGED = N_("This request is not merged with another one.")


@asking
async def merge(actor: Actor, number: str | int, into: str | int, *, version: int | None) -> Ticket:
    """Lets the ticket go on as `into`. The actor works on both. Returns the ticket as it is then.

    NotFound for a ticket that he does not see; Refused with advice when they can't be one, Conflict when one of them
    is merged already or somebody was faster.
    """
    async with tx():
        await store.lock_all(number, into)
        ticket = await _handled(actor, number, version)
        goal = await _handled(actor, into, None)
        await _check(ticket, goal)
        await execute(
            "INSERT INTO ticket_merge (ticket_id, into_id, state, author_id, at) VALUES ($1, $2, $3, $4, $5)",
            ticket.id,
            goal.id,
            ticket.state,
            actor.id,
            now_us(),
        )
        await store.write(ticket, {"merged_into_id": goal.id})
        await _set_readers(goal.id)
        await _tell(TicketsMerged, ticket, goal, actor)
        fresh = await store.load(ticket.id)
        if ticket.open:
            over = _over(registry.lifecycle(ticket.lifecycle))
            fresh = await by_rule(fresh, over.key, actor_id=actor.id, meant=False, cause=TOGETHER)
        await store.touch(goal, {})
    return fresh


@asking
async def unmerge(actor: Actor, number: str | int) -> Ticket:
    """Makes the ticket one of its own again, in the state that it had; its clock goes on with the time that was left.

    What was written since stays where it was written. Conflict when it goes on as none that the actor sees.
    """
    async with tx():
        before = await store.load(number)
        await store.lock_all(before.id, *([before.merged_into_id] if before.merged_into_id else []))
        ticket = await _handled(actor, number, None)
        goal = await goal_of(actor, ticket)
        row = await fetch_one("SELECT state, at FROM ticket_merge WHERE ticket_id = $1", ticket.id)
        if goal is None or row is None:
            raise Conflict(_NOT_MERGED, state=ticket.state, version=ticket.version)
        await execute("DELETE FROM ticket_merge WHERE ticket_id = $1", ticket.id)
        await store.write(ticket, {"merged_into_id": None})
        # Told before they lose it: their pages are to be told too.
        await _tell(TicketsUnmerged, ticket, goal, actor)
        await _set_readers(goal.id)
        fresh = await _returned(ticket, str(row["state"]), actor)
        if fresh.open:
            await _revive_tasks(fresh, row["at"])
        fresh = await routing.give(fresh)
        await store.touch(goal, {})
    return fresh


async def _returned(ticket: Ticket, state: str, actor: Actor) -> Ticket:
    fresh = await store.load(ticket.id)
    if state == ticket.state:
        return fresh
    lifecycle = registry.lifecycle(ticket.lifecycle)
    to = state if lifecycle.state(state) is not None else lifecycle.start
    fresh = await by_rule(fresh, to, actor_id=actor.id, meant=False, cause=APART)
    # It was done when it was done; only the time in which its requester may object begins anew.
    await store.touch(fresh, {"closed_at": None, "done_at": ticket.done_at})
    return await store.load(ticket.id)


async def _revive_tasks(ticket: Ticket, since: int) -> None:
    """Tasks that ended with the merge are what they were before it; teams whose turn it is hear of it again.

    Approvals have only slept: nobody is asked about what goes on elsewhere.
    """
    for one in await task_store.tasks_of(ticket.id):
        if one.state == CANCELLED and one.done_at is not None and one.done_at >= since:
            task = await task_store.write(one, task_clock.revived(one))
            if task.open:
                event = TaskOpened(
                    stream_id=ticket.id, actor_id=None, task_id=task.id, team_id=task.team_id, key=task.key
                )
                await record(event, await task_store.topics(ticket, task))


async def refusal(ticket: Ticket, goal: Ticket) -> Phrase | None:
    """Why these two can't be one, with advice; None when they can. The caller sees both."""
    if ticket.customer_id != goal.customer_id:
        return N_(
            "Requests %(one)s and %(other)s are for different people. Link them as duplicates instead.",
            one=ticket.number,
            other=goal.number,
        )
    if goal.merged_into_id is not None:
        return N_("Request %(number)s is merged into another one itself. Choose that one.", number=goal.number)
    if not goal.open:
        return N_(
            "Request %(number)s is closed. Open it again first, or merge the other way round.", number=goal.number
        )
    if await fetch_value("SELECT 1 AS one FROM ticket_merge WHERE into_id = $1 LIMIT 1", ticket.id):
        return N_(
            "Other requests are merged into %(number)s. Merge the other way round, or separate them first.",
            number=ticket.number,
        )
    if await _is_secret_to_one(ticket, goal):
        return N_("The requests are of different teams, and one of the teams is confidential. Link them instead.")
    if len(await fetch("SELECT id FROM ticket_merge WHERE into_id = $1 LIMIT $2", goal.id, MOST)) >= MOST:
        return N_("At most %(n)s requests can be merged into one.", n=MOST)
    return None


async def _check(ticket: Ticket, goal: Ticket) -> None:
    if ticket.id == goal.id:
        raise Invalid({"into": N_("A request can’t be merged with itself. Name another one.")})
    if ticket.merged_into_id is not None:
        raise Conflict(
            N_("Request %(number)s is merged already.", number=ticket.number),
            state=ticket.state,
            version=ticket.version,
        )
    phrase = await refusal(ticket, goal)
    if phrase is not None:
        raise Refused(phrase)


async def _is_secret_to_one(ticket: Ticket, goal: Ticket) -> bool:
    teams = await get_many((ticket.team_id, goal.team_id))
    return ticket.team_id != goal.team_id and any(team.confidential for team in teams.values())


async def _handled(actor: Actor, number: str | int, version: int | None) -> Ticket:
    ticket, seen = await store.load_for_change(actor, number, version, action="ticket.handle")
    store.staff_only(seen)
    store.require_of_staff(actor, "ticket.handle", ticket)
    return ticket


def _over(lifecycle: Lifecycle) -> State:
    """The state of what ends without having been done: neither an answer nor a solution is counted for it."""
    closed = [state for state in lifecycle.states if state.phase == "closed"]
    return min(closed, key=lambda state: state.glyph != "cancelled")


async def _set_readers(goal_id: int) -> None:
    """Whoever follows what goes on as this ticket reads it, and nobody else by that reason.

    What is confidential by now is read by nobody because he follows a ticket of another team.
    """
    await execute("DELETE FROM ticket_reader WHERE ticket_id = $1 AND why = 'merged'", goal_id)
    await execute(
        "INSERT INTO ticket_reader (principal_id, ticket_id, why)"
        " SELECT DISTINCT r.principal_id, g.id, 'merged' FROM ticket g JOIN team m ON m.id = g.team_id"
        " JOIN ticket s ON s.merged_into_id = g.id AND (s.team_id = g.team_id OR m.confidential = $2)"
        f" JOIN ticket_reader r ON r.ticket_id = s.id WHERE g.id = $1 AND r.why IN {_READERS}"
        " ON CONFLICT DO NOTHING",
        goal_id,
        False,
    )


async def _tell(event: type[TicketsMerged] | type[TicketsUnmerged], ticket: Ticket, goal: Ticket, actor: Actor) -> None:
    for one in (ticket, goal):
        fact = event(stream_id=one.id, actor_id=actor.id, from_id=ticket.id, into_id=goal.id)
        await record(fact, await store.topics(one))
