"""Taking an act on several tickets back, as far as nobody has touched them since."""

from __future__ import annotations

from dataclasses import replace

from okno.access import Actor, may
from okno.clock import now_us
from okno.db import asking, tx
from okno.errors import Conflict, Forbidden, NotFound, Refused
from okno.events import record
from okno.teams import get as get_team
from okno.text import N_
from okno.tickets import bulk_store, clock, clock_story, gate, guards, lines, store, watch
from okno.tickets.bulk_store import Item, Left, Result
from okno.tickets.desk_events import BulkUndone
from okno.tickets.events import TicketAssigned
from okno.tickets.move import by_rule
from okno.tickets.reclassify import Wish, change_within
from okno.tickets.ticket import PRIORITIES, Ticket
from okno.tickets.visible import is_staff

CAUSE = "undone"


async def undo(actor: Actor, bulk_id: int) -> Result:
    """Makes each ticket what it was before. Raises NotFound, and Conflict when it was taken back already."""
    async with tx():
        told = await bulk_store.load(actor, bulk_id)
        if not told.undoable or not await bulk_store.mark_undone(bulk_id):
            raise Conflict(N_("This cannot be taken back."))
    done: list[Item] = []
    left: list[Left] = []
    for item in told.done:
        try:
            await _restored(actor, item)
            done.append(item)
        except (Conflict, Forbidden, NotFound, Refused) as error:
            left.append(Left(str(item.ticket_id), error.code, error.phrase))
    result = replace(told, done=tuple(done), left=tuple(left), undoable=False, undone=True)
    async with tx():
        await bulk_store.keep_undone(result)
        await record(
            BulkUndone(stream_id=bulk_id, actor_id=actor.id, action=told.action, done=len(done), left=len(left))
        )
    return result


@asking
async def _restored(actor: Actor, item: Item) -> None:
    async with tx():
        await _restore(actor, item)


async def _restore(actor: Actor, item: Item) -> None:
    """One ticket. Whoever may not have done it any more may not take it back either."""
    ticket = await store.locked(item.ticket_id)
    team_id = item.was.get("team_id", ticket.team_id)
    if not is_staff(actor, replace(ticket, team_id=team_id)):
        raise store.no_ticket()
    if item.watcher is not None:
        await _unwatch(actor, ticket, item.watcher)
    if not item.was:
        return
    await gate.require_free(actor, ticket, action="ticket.handle")
    if ticket.version != item.version:
        raise Conflict(N_("Somebody has changed it since. Change it back on its page."))
    if "service" in item.was:
        raise Refused(N_("It is of another service now. Change it back on its page."))
    if "state" in item.was:
        if not ticket.open:
            raise Refused(N_("It is closed, and what belonged to it is over. Open it again on its page."))
        store.require_of_staff(actor, "ticket.handle", ticket)
        await guards.require_free(actor, ticket, item.was["state"])
        ticket = await by_rule(ticket, item.was["state"], actor_id=actor.id, meant=False, cause=CAUSE)
    if "priority" in item.was:
        store.require_of_staff(actor, "ticket.classify", ticket)
        ticket = await change_within(actor, ticket, Wish(priority=PRIORITIES[item.was["priority"]]))
    if {"team_id", "assignee_id", "line"} & set(item.was):
        ticket = await _give_back(actor, ticket, item)
    await _forget_answer(ticket, item)


async def _unwatch(actor: Actor, ticket: Ticket, person_id: int) -> None:
    if await watch.watches(person_id, ticket.id):
        await watch.remove(actor, ticket.id, person_id)


async def _give_back(actor: Actor, ticket: Ticket, item: Item) -> Ticket:
    columns = {name: item.was[name] for name in ("team_id", "assignee_id", "line") if name in item.was}
    if not may(actor, "ticket.assign", team_id=columns.get("team_id", ticket.team_id)):
        raise store.lacks(actor, "ticket.assign")
    goes = replace(ticket, **columns)
    columns |= await clock_story.promised_anew(ticket, goes, now_us(), why="handed", again=False)
    await store.write(ticket, columns)
    fresh = await store.load(ticket.id)
    if fresh.team_id != ticket.team_id or fresh.assignee_id != ticket.assignee_id:
        event = TicketAssigned(
            stream_id=fresh.id,
            actor_id=actor.id,
            team_id=fresh.team_id,
            assignee_id=fresh.assignee_id,
            from_team_id=ticket.team_id,
            from_assignee_id=ticket.assignee_id,
        )
        await record(event, await store.topics(fresh, f"team:{ticket.team_id}"))
    if fresh.line != ticket.line:
        await lines.tell(ticket, fresh, actor_id=actor.id)
    team = await get_team(fresh.team_id)
    if team is not None and fresh.team_id != ticket.team_id:
        await watch.leave(fresh, team)
    return fresh


async def _forget_answer(ticket: Ticket, item: Item) -> None:
    """Taking counted as the first answer: it was none."""
    columns = {name: item.was[name] for name in ("responded_at", "unanswered_since") if name in item.was}
    if not columns:
        return
    now = replace(await store.load(ticket.id), **columns)
    # The scanner of the clock looks at once at what is due then.
    await store.touch(ticket, {**columns, "due_sort": clock.due_sort(now), "next_clock_at": now_us()})
