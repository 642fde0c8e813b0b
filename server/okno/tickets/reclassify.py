"""Making a ticket what it really is: another service, kind, impact, urgency, subject or other answers.

What was decided on routing, the clock and the answers is in docs/decisions/0011-reclassification.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from okno.access import Actor, actor_of, may, system
from okno.catalog import registry
from okno.catalog.model import PRIORITIES, Lifecycle, Service, State
from okno.catalog.shelf import Shelf
from okno.clock import now_us
from okno.db import asking, tx
from okno.errors import Conflict, Invalid, Refused
from okno.events import record
from okno.people import get as get_person, required
from okno.teams import Team, get as get_team
from okno.text import N_, one_line
from okno.tickets import (
    answering,
    approval,
    clock,
    clock_story,
    emergency,
    filling,
    lines,
    opening,
    past_forms,
    routing,
    store,
    task_store,
    watch,
)
from okno.tickets.advice import Asked
from okno.tickets.events import TicketAssigned, TicketMoved
from okno.tickets.move import by_rule
from okno.tickets.ticket import Ticket
from okno.tickets.untold import PRIORITY

SUBJECT_LIMIT = 255
_SAME = (
    "service", "service_item_id", "revision", "kind", "impact", "urgency", "priority", "team_id", "line", "assignee_id",
)  # fmt: skip
"""Columns that become what the plan says."""
STEPS = 3
"""Impact and urgency go from 1, the highest, to this."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a ticket shall become; None leaves it as it is. In `fields` None takes an answer away."""

    service: str | None = None
    kind: str | None = None
    impact: int | None = None
    urgency: int | None = None
    priority: str | None = None
    """One that impact and urgency do not make, as rules and macros set it; it holds until they are judged anew."""
    subject: str | None = None
    fields: Mapping[str, Any] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is wanted."""
        return all(getattr(self, name) is None for name in self.__dataclass_fields__)


@dataclass(frozen=True)
class Plan:
    """What a ticket becomes: the ticket as it would be, its service, its team, and what of it is `changed`.

    `by`: what has led to the team, see okno.tickets.routing.Way.
    """

    ticket: Ticket
    service: Service
    team: Team
    changed: tuple[str, ...]
    by: str


@asking
async def reclassify(actor: Actor, number: str | int, wish: Wish, *, version: int | None) -> Ticket:
    """Makes the ticket what the wish says. Raises Invalid by field; what is still to be asked is `fields.<key>`."""
    if wish.empty:
        raise Invalid({}, N_("Name at least one thing that shall be changed."))
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, version, action="ticket.classify")
        store.staff_only(seen)
        store.require_of_staff(actor, "ticket.classify", ticket)
        plan = await planned(actor, ticket, wish)
        if not plan.changed:
            return ticket
        return await _carry_out(actor, ticket, plan)


async def change_by_rule(ticket: Ticket, wish: Wish) -> Ticket:
    """Makes a locked ticket what a rule says, in the current transaction. Raises what `reclassify` would."""
    # Whatever its customer may have: the server has no audience of its own.
    return await change_within(replace(system(), rights=frozenset({"ticket.behalf"})), ticket, wish)


async def change_within(actor: Actor, ticket: Ticket, wish: Wish) -> Ticket:
    """Changes a locked ticket in the current transaction; what the actor may is the caller's to ask."""
    plan = await planned(actor, ticket, wish)
    return await _carry_out(actor, ticket, plan) if plan.changed else ticket


async def planned(actor: Actor, ticket: Ticket, wish: Wish) -> Plan:
    """What the wish would make of a ticket; nothing is written. Raises what `reclassify` would."""
    if not ticket.open:
        raise Conflict(
            N_("This request is closed. Open it again before you change it."),
            state=ticket.state,
            version=ticket.version,
        )
    old = await registry.service_item(ticket.service_item_id)
    new = await _service(actor, ticket, wish, old)
    other = new.key != ticket.service
    kind = _kind(ticket, wish, new, other=other)
    impact, urgency = _step(wish, "impact", ticket.impact), _step(wish, "urgency", ticket.urgency)
    answers = await _answers(actor, ticket, wish, old, new, other=other)
    way = await _team(actor, ticket, new, answers, other=other)
    team = way.team
    fresh = replace(
        ticket,
        service=new.key,
        service_item_id=(registry.item_id(new.key) or ticket.service_item_id) if other else ticket.service_item_id,
        revision=registry.revision() if other else ticket.revision,
        kind=kind,
        impact=impact,
        urgency=urgency,
        priority=_priority(ticket, impact, urgency, wish.priority),
        answers=answers,
        subject=await _subject(ticket, wish, old, new, answers),
        team_id=team.id,
        line=ticket.line if team.id == ticket.team_id else lines.FIRST,
        assignee_id=await _assignee(ticket, team),
        # The promise of another service counts in the hours of those who give it.
        calendar=team.calendar if other and team.id != ticket.team_id else ticket.calendar,
    )
    return Plan(fresh, new, team, _changed(ticket, fresh, old), way.by)


# What is wanted -----------------------------------------------------------------------------------------------


async def _service(actor: Actor, ticket: Ticket, wish: Wish, old: Service | None) -> Service:
    """A ticket becomes only what its customer may have."""
    if wish.service is None or wish.service == ticket.service:
        if old is None:
            raise Refused(N_("The catalog does not know the service of this request any more. Choose another one."))
        return old
    found = (await Shelf.for_order(actor, ticket.customer_id)).opened().service(wish.service)
    if found is None:
        raise Invalid({"service": N_("There is no service “%(key)s” in the catalog.", key=one_line(wish.service, 64))})
    return found


def _kind(ticket: Ticket, wish: Wish, new: Service, *, other: bool) -> str:
    known: tuple[str, ...] = new.all_kinds
    if wish.kind is None:
        return new.kind if other and ticket.kind not in known else ticket.kind
    if wish.kind not in known and (other or wish.kind != ticket.kind):
        raise Invalid({"kind": N_("The kind is one of: %(known)s.", known=", ".join(known))})
    return wish.kind


def _step(wish: Wish, name: str, present: int) -> int:
    wanted = getattr(wish, name)
    if wanted is None:
        return present
    if type(wanted) is not int or not 1 <= wanted <= STEPS:
        raise Invalid({name: N_("This is a number from 1, the highest, to %(n)s.", n=STEPS)})
    return int(wanted)


def _priority(ticket: Ticket, impact: int, urgency: int, wanted: str | None) -> int:
    if wanted is not None:
        if wanted not in PRIORITIES:
            raise Invalid({"priority": N_("The priority is one of: %(known)s.", known=", ".join(PRIORITIES))})
        return PRIORITIES.index(wanted) + 1
    if (impact, urgency) == (ticket.impact, ticket.urgency):
        return ticket.priority
    return registry.priorities().priority(impact, urgency)


async def _answers(
    actor: Actor, ticket: Ticket, wish: Wish, old: Service | None, new: Service, *, other: bool
) -> dict[str, Any]:
    teams = await filling.teams_of(actor, ticket.team_id)
    if other:
        return await filling.carried(actor, ticket, old, new, wish.fields or {}, teams={*teams, new.team})
    if not wish.fields:
        return dict(ticket.answers)
    return await filling.changed(actor, ticket, new, wish.fields, teams=teams)


async def _subject(ticket: Ticket, wish: Wish, old: Service | None, new: Service, answers: Mapping[str, Any]) -> str:
    if wish.subject is None:
        return await answering.subject_by_form(ticket, old, new, answers) or ticket.subject
    subject = one_line(wish.subject, SUBJECT_LIMIT + 1)
    if not subject:
        raise Invalid({"subject": N_("Write what it is about.")})
    if len(subject) > SUBJECT_LIMIT:
        raise Invalid({"subject": N_("At most %(n)s characters.", n=SUBJECT_LIMIT)})
    return subject


async def _team(actor: Actor, ticket: Ticket, new: Service, answers: Mapping[str, Any], *, other: bool) -> routing.Way:
    if other:
        customer = await required(ticket.customer_id)
        return await routing.team_for(Asked(actor=actor, service=new, customer=customer, answers=answers))
    team = await get_team(ticket.team_id)
    assert team is not None
    return routing.Way(team, "")


async def _assignee(ticket: Ticket, team: Team) -> int | None:
    """Whoever works in the new team too keeps it."""
    if ticket.assignee_id is None or team.id == ticket.team_id:
        return ticket.assignee_id
    person = await get_person(ticket.assignee_id)
    able = await actor_of(person) if person is not None and person.active else None
    return ticket.assignee_id if able is not None and may(able, "ticket.handle", team_id=team.id) else None


def _changed(before: Ticket, after: Ticket, old: Service | None) -> tuple[str, ...]:
    plain = ("service", "kind", "impact", "urgency", "subject")
    names = [name for name in plain if getattr(before, name) != getattr(after, name)]
    if before.priority != after.priority and not {"impact", "urgency"}.intersection(names):
        names.append(PRIORITY)
    if before.service == after.service and old is not None:
        names += answering.differing(old, before.answers, after.answers)
    return tuple(names)


# What follows -------------------------------------------------------------------------------------------------


async def _carry_out(actor: Actor, ticket: Ticket, plan: Plan) -> Ticket:
    now = now_us()
    goal = plan.ticket
    other = goal.service != ticket.service
    lifecycle, state = _life(ticket, plan.service) if other else (ticket.lifecycle, ticket.state)
    if other:
        await past_forms.keep(ticket, now)
    columns: dict[str, object] = {name: getattr(goal, name) for name in _SAME}
    columns |= {"lifecycle": lifecycle, "state": state, **answering.subject_columns(goal.subject)}
    promised = await _clock(ticket, replace(goal, lifecycle=lifecycle), plan.service, now)
    columns |= promised
    if state != ticket.state:
        columns |= await clock_story.renamed(ticket, promised, state, now)
    await answering.write(ticket, plan.service, goal.answers, actor, columns)
    fresh = await store.load(ticket.id)
    await record(
        answering.fact(ticket, fresh, actor, plan.changed),
        await answering.topics(fresh, plan.changed, f"team:{ticket.team_id}"),
    )
    if fresh.team_id != ticket.team_id:
        await _route(actor, ticket, fresh, plan)
    if state != ticket.state:
        moved = TicketMoved(
            stream_id=ticket.id, actor_id=actor.author_id, from_state=ticket.state, to_state=state, by_rule=True
        )
        await record(moved, await store.topics(fresh))
    return await _begin_anew(actor, fresh, plan.service) if other else fresh


async def _clock(before: Ticket, after: Ticket, service: Service, now: int) -> clock.Columns:
    """Another service or priority is another promise; another kind is one where a policy asks for it."""
    again = before.service != after.service or before.priority != after.priority
    if not again and before.kind == after.kind:
        return {}
    return await clock_story.promised_anew(before, after, now, why="classified", service=service, again=again)


async def _route(actor: Actor, before: Ticket, after: Ticket, plan: Plan) -> None:
    event = TicketAssigned(
        stream_id=after.id,
        actor_id=actor.author_id,
        team_id=after.team_id,
        assignee_id=after.assignee_id,
        from_team_id=before.team_id,
        from_assignee_id=before.assignee_id,
        cause=plan.by,
    )
    await record(event, await store.topics(after, f"team:{before.team_id}"))
    if after.line != before.line:
        await lines.tell(before, after, actor_id=actor.author_id, cause="team")
    await emergency.end_all(actor, after.id)
    await watch.leave(after, plan.team)


def _life(ticket: Ticket, service: Service) -> tuple[str, str]:
    """The lifecycle and the state that a ticket goes on with by another service.

    A state of the same key stays; else one of the same meaning is found. Where there is none, the ticket keeps its own
    lifecycle.
    """
    own, new = registry.lifecycle(ticket.lifecycle), registry.lifecycle(service.lifecycle)
    state = own.state(ticket.state)
    if new.key == own.key or state is None:
        return own.key, ticket.state
    same = new.state(ticket.state)
    found = same if same is not None and same.phase == state.phase else _counterpart(own, new, state)
    return (new.key, found.key) if found is not None else (own.key, ticket.state)


def _counterpart(own: Lifecycle, new: Lifecycle, state: State) -> State | None:
    if state.key == own.start:
        return new.state(new.start)
    if state.phase == "paused":
        # Another reason to wait is another thing to tell its requester.
        return new.pausing(state.pause) if state.pause else None
    return next((one for one in new.states if one.phase == state.phase and one.key != new.start), None)


async def _begin_anew(actor: Actor, ticket: Ticket, service: Service) -> Ticket:
    """What the former service asked for ends, and what the new one asks for begins; what is done stays done."""
    lifecycle = registry.lifecycle(ticket.lifecycle)
    present = lifecycle.state(ticket.state)
    await approval.void_open(ticket)
    await task_store.give_up(ticket, actor.author_id)
    await task_store.free_keys(ticket)
    await task_store.hide(ticket, service)
    if present is None or present.phase == "done":
        return ticket
    if present.pause == "approval":
        # Those who were to agree to the former service are asked no more.
        ticket = await by_rule(ticket, lifecycle.start, actor_id=actor.author_id)
    return await opening.begin(ticket, service)
