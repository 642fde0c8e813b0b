"""Moving a ticket from state to state along the ways of its lifecycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from okno.access import RIGHTS, Actor, may, system
from okno.catalog import registry
from okno.catalog.model import Lifecycle, Transition
from okno.clock import FAR_US, now_us
from okno.db import asking, fetch, tx
from okno.errors import Conflict, Forbidden, Invalid, Refused
from okno.events import record
from okno.text import N_, pick
from okno.tickets import answering, approval, clock_story, closing, guards, reopening, store, task_store
from okno.tickets.comment import add, checked
from okno.tickets.events import TicketClosed, TicketDone, TicketMoved, TicketReopened
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

CATALOG = "catalog"
"""What a move follows from that a rule of the catalog has made."""


def ways(actor: Actor, ticket: Ticket, seen: Sight) -> list[Transition]:
    """The ways that this actor may go now; what goes on as another ticket goes nowhere by itself."""
    if ticket.merged_into_id is not None:
        return []
    lifecycle = registry.lifecycle(ticket.lifecycle)
    return [way for way in lifecycle.ways(ticket.state) if _may_go(actor, ticket, seen, way)]


def _may_go(actor: Actor, ticket: Ticket, seen: Sight, way: Transition) -> bool:
    if "agent" in way.who and seen is Sight.STAFF and may(actor, way.right, team_id=ticket.team_id):
        return True
    return _is_own_way(actor, ticket, way) and not (reopening.reopens(ticket, way) and reopening.is_over(ticket))


def _is_own_way(actor: Actor, ticket: Ticket, way: Transition) -> bool:
    own = actor.id in (ticket.requester_id, ticket.customer_id)
    return "requester" in way.who and own and may(actor, "ticket.own")


@asking
async def move(
    actor: Actor,
    number: str | int,
    *,
    to: str,
    version: int | None,
    text: str = "",
    files: Sequence[str] = (),
    fields: Mapping[str, Any] | None = None,
    source: str = "portal",
) -> Ticket:
    """Moves the ticket. `text` and `files` are the comment that goes with it, public; some ways ask for one.

    `fields` are answers that the staff puts in on the way; what is asked for at the end must be there by then.
    """
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, version, action="ticket.move")
        way = _way(actor, ticket, seen, to)
        await _check_approved(ticket, to)
        await guards.require_free(actor, ticket, to, way=way, text=text, fields=fields or {})
        if fields:
            ticket = await answering.answer(actor, ticket, seen, fields)
        await _check_end(actor, ticket, to)
        comment_id = await _say(ticket, actor, way, (text, files), seen, source)
        # Whoever goes on with his own request has not taken the work on it, though he may be in the team.
        works = seen is Sight.STAFF and await _works_here(actor.id, ticket.team_id)
        return await go(ticket, to, actor_id=actor.id, comment_id=comment_id, works=works)


async def by_rule_of_catalog(ticket: Ticket, to: str, *, comment_id: int | None = None) -> Ticket:
    """Moves a locked ticket because a rule says so, along a way of its lifecycle that its staff or a rule may go.

    In the current transaction; raises what would stop an agent: no way there, an open approval, an unfinished task, a
    missing answer, words that are asked for and were not said.
    """
    server = system()
    lifecycle = registry.lifecycle(ticket.lifecycle)
    goal = lifecycle.state(to)
    ways_there = [way for way in lifecycle.ways(ticket.state) if way.to == to and {"agent", "rule"} & set(way.who)]
    if ticket.merged_into_id is not None or not ways_there or goal is None or goal.pause == "approval":
        now, there = _title(lifecycle, ticket.state, server), _title(lifecycle, to, server)
        raise Refused(N_("This request is “%(now)s”: it cannot become “%(to)s” from there.", now=now, to=there))
    if comment_id is None and all(way.asks == "required" for way in ways_there):
        raise Refused(N_("This way asks for words. Let the rule reply before it goes there."))
    await _check_approved(ticket, to)
    await _check_end(server, ticket, to)
    await guards.require_free(None, ticket, to, way=ways_there[0])
    return await by_rule(ticket, to, comment_id=comment_id, cause=CATALOG)


async def by_rule(
    ticket: Ticket,
    to: str,
    *,
    actor_id: int | None = None,
    comment_id: int | None = None,
    meant: bool = True,
    cause: str = "",
) -> Ticket:
    """Moves a locked ticket by rule, in the current transaction, whatever its lifecycle lets people do.

    `actor_id` is whoever has caused it, as by his decision on an approval; None is the server alone. Not `meant`: the
    state follows from something else, as from a merge, and neither a first answer nor an end is told by it. `cause`
    says what the rule followed from (see TicketMoved).
    """
    return await go(ticket, to, actor_id=actor_id, comment_id=comment_id, by_rule=True, meant=meant, cause=cause)


def waits_for_approval(ticket: Ticket) -> bool:
    """Whether the ticket is where it waits for those who must agree."""
    state = registry.lifecycle(ticket.lifecycle).state(ticket.state)
    return state is not None and state.pause == "approval"


def _way(actor: Actor, ticket: Ticket, seen: Sight, to: str) -> Transition:
    lifecycle = registry.lifecycle(ticket.lifecycle)
    if lifecycle.state(to) is None:
        raise Invalid({"to": N_("There is no state “%(to)s”.", to=to[:32])})
    if ticket.merged_into_id is not None:
        raise Conflict(
            N_("This request is merged with another one and goes on there."), state=ticket.state, version=ticket.version
        )
    ways_there = [way for way in lifecycle.ways(ticket.state) if way.to == to]
    if not ways_there:
        raise Conflict(
            N_(
                "This request is “%(now)s”: it cannot become “%(to)s” from there.",
                now=_title(lifecycle, ticket.state, actor),
                to=_title(lifecycle, to, actor),
            ),
            state=ticket.state,
            version=ticket.version,
        )
    for way in ways_there:
        if _may_go(actor, ticket, seen, way):
            return way
    if any(_is_own_way(actor, ticket, way) for way in ways_there):
        raise reopening.refusal(ticket)
    raise _refusal(actor, seen, ways_there)


async def _check_approved(ticket: Ticket, to: str) -> None:
    """Nobody goes on by hand with what others are still asked about; to end it is another thing."""
    goal = registry.lifecycle(ticket.lifecycle).state(to)
    ends = goal is None or goal.phase == "closed"
    if ends or (goal is not None and goal.pause == "approval") or not await approval.is_open(ticket.id):
        return
    raise Conflict(
        N_(
            "The approval is not over yet. Wait for it, or begin without approval if you have the right “%(right)s”.",
            right=RIGHTS["approval.bypass"].title,
        ),
        state=ticket.state,
        version=ticket.version,
    )


async def _check_end(actor: Actor, ticket: Ticket, to: str) -> None:
    goal = registry.lifecycle(ticket.lifecycle).state(to)
    service = await registry.service_item(ticket.service_item_id)
    if goal is None or goal.phase != "done":
        return
    task_store.require_over(ticket, await task_store.tasks_of(ticket.id), actor.locale)
    if service is not None:
        closing.check(ticket, service)


def _refusal(actor: Actor, seen: Sight, ways_there: Sequence[Transition]) -> Forbidden:
    """The staff is told which right is missing; for a requester there is nothing to be had."""
    for_staff = next((way for way in ways_there if "agent" in way.who), None)
    if seen is Sight.STAFF and for_staff is not None:
        return store.lacks(actor, for_staff.right)
    return Forbidden()


def _title(lifecycle: Lifecycle, key: str, actor: Actor) -> str:
    state = lifecycle.state(key)
    return pick(state.title, actor.locale) if state is not None else key


async def _say(
    ticket: Ticket, actor: Actor, way: Transition, words: tuple[str, Sequence[str]], seen: Sight, source: str
) -> int | None:
    text, files = words
    if not text.strip() and not files:
        if way.asks == "required":
            raise Invalid({"comment": N_("Write a few words: they are asked for here.")})
        return None
    body = checked(text, files)
    staff = seen is Sight.STAFF
    said = await add(ticket, actor.id, body, "public", files, source=source, staff=staff)
    return said.id


async def go(
    ticket: Ticket,
    to: str,
    *,
    actor_id: int | None,
    comment_id: int | None,
    by_rule: bool = False,
    works: bool = False,
    meant: bool = True,
    cause: str = "",
) -> Ticket:
    """Puts a locked ticket into another state, in the current transaction: the caller knows that it may go there.

    Whoever `works` here becomes the assignee of what nobody has.
    """
    lifecycle = registry.lifecycle(ticket.lifecycle)
    goal = lifecycle.state(to)
    assert goal is not None
    if meant and (goal.phase == "closed" or (waits_for_approval(ticket) and goal.pause != "approval")):
        await approval.void_open(ticket)
    now = now_us()
    changes: dict[str, object] = {"state": to, "open": goal.phase != "closed"}
    changes |= await clock_story.entered(
        ticket, goal, now, auto_close_days=lifecycle.auto_close_days, cause=cause, meant=meant
    )
    # What a rule does is no answer of a person, but for the end: then the work itself is one.
    answers = meant and (not by_rule or goal.phase == "done")
    if answers and ticket.responded_at is None and to not in (lifecycle.start, "cancelled"):
        changes |= {"responded_at": now, "unanswered_since": None}
        changes["due_sort"] = FAR_US if changes["resolve_by"] is None else changes["resolve_by"]
    if to == "in_progress" and ticket.assignee_id is None and works:
        changes["assignee_id"] = actor_id
    await store.write(ticket, changes)
    fresh = await store.load(ticket.id)
    topics = await store.topics(fresh)
    moved = TicketMoved(
        stream_id=ticket.id,
        actor_id=actor_id,
        from_state=ticket.state,
        to_state=to,
        comment_id=comment_id,
        by_rule=by_rule,
        cause=cause,
    )
    await record(moved, topics)
    if meant:
        await _record_meaning(ticket, fresh, lifecycle, actor_id, cause)
    if goal.phase == "closed":
        await task_store.give_up(fresh, actor_id)
    return fresh


async def _works_here(person_id: int, team_id: int) -> bool:
    return bool(
        await fetch("SELECT 1 AS one FROM team_member WHERE team_id = $1 AND person_id = $2", team_id, person_id)
    )


async def _record_meaning(
    before: Ticket, after: Ticket, lifecycle: Lifecycle, actor_id: int | None, cause: str
) -> None:
    """The facts that listeners wait for by meaning, whatever a company calls its states."""
    old, new = lifecycle.state(before.state), lifecycle.state(after.state)
    assert new is not None
    if new.phase == "done":
        await record(TicketDone(stream_id=after.id, actor_id=actor_id))
    elif new.phase == "closed":
        await record(TicketClosed(stream_id=after.id, actor_id=actor_id, state=after.state, cause=cause))
    elif old is not None and old.phase in ("done", "closed"):
        await record(TicketReopened(stream_id=after.id, actor_id=actor_id))
