"""Approvals: who must agree is asked before the work begins, step after step or all at once, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from okno.access import Actor
from okno.catalog import registry
from okno.catalog.conditions import hold
from okno.catalog.model import Lifecycle, Service, State, working_time
from okno.clock import FAR_US, now_us
from okno.db import asking, fetch_one, fetch_value, tx
from okno.errors import Conflict, Invalid
from okno.events import Event, Fact, record
from okno.events.log import read_stream
from okno.people import Person, find, stand_in
from okno.text import N_, clean
from okno.tickets import approval, approvers, routing, store, tasks
from okno.tickets.approval import Approval, Step
from okno.tickets.approvers import Approver
from okno.tickets.comment import add
from okno.tickets.events import ApprovalAsked, ApprovalFinished, ApprovalPassed, TicketMoved
from okno.tickets.move import by_rule
from okno.tickets.ticket import Ticket

TEXT_LIMIT = 2000
BY_HAND_REMIND = "1d"
"""Working time after which somebody whom an agent has asked is reminded."""

_MICROSECOND = timedelta(microseconds=1)


async def ask(ticket: Ticket, service: Service) -> Ticket | None:
    """Asks whom the service names, and moves the ticket to where it waits for them. None: nobody is to be asked.

    For a new ticket, and for one that has got another service: what was asked for the former one is void. Within the
    transaction that holds the locked ticket.
    """
    if not service.approval and not await approval.steps_of(ticket.id):
        # As most requests are: nobody was asked, and nobody is to be.
        return None
    voided = await approval.void_open(ticket)
    position = await _next_position(ticket.id)
    for place, spec in enumerate(service.approval, position):
        wanted = hold(spec.when, ticket.answers)
        await approval.add_step(ticket.id, place, spec, "waiting" if wanted else "skipped")
    told: list[Event] = []
    if await _open(ticket, told, together=service.approval_order == "parallel"):
        return await _sent(ticket, told, actor_id=None)
    await tell(ticket, told)
    waits = waiting_state(ticket)
    if voided and waits is not None and ticket.state == waits.key:
        return await finish(ticket, actor_id=None, cause="approved", starts=True)
    return None


@asking
async def ask_person(actor: Actor, number: str | int, person: str | int, text: str = "") -> int:
    """Asks a person by id or login whether he agrees, in the agent's own words; returns the id of the approval.

    The ticket waits for him as it waits for those whom a service names. Raises Invalid by field: person, comment.
    """
    words = clean(text).strip()
    if len(words) > TEXT_LIMIT:
        raise Invalid({"comment": N_("At most %(n)s characters.", n=TEXT_LIMIT)})
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, None, action="ticket.handle")
        store.staff_only(seen)
        store.require_of_staff(actor, "ticket.handle", ticket)
        state = registry.lifecycle(ticket.lifecycle).state(ticket.state)
        if not ticket.open or state is None or state.phase not in ("open", "paused"):
            raise Conflict(
                N_("The work on this request is over: there is nothing to ask."),
                state=ticket.state,
                version=ticket.version,
            )
        asked = await _asked_by_hand(actor, ticket, person)
        spec = {"author": actor.id, "text": words}
        step_id = await approval.add_step(ticket.id, await _next_position(ticket.id), spec, "waiting")
        told: list[Event] = []
        await _begin(ticket, await approval.step(step_id), [Approver(asked, "person")], 1, told)
        await _sent(ticket, told, actor_id=actor.id)
        return (await approval.asked_in(step_id))[0].id


async def _asked_by_hand(actor: Actor, ticket: Ticket, person: str | int) -> Person:
    found = await find(person)
    if found is None:
        raise Invalid({"person": N_("There is no such person.")})
    if found.id in (ticket.requester_id, ticket.customer_id):
        raise Invalid({"person": N_("Nobody agrees to what is for himself. Choose somebody else.")})
    if found.id == actor.id:
        raise Invalid({"person": N_("You can’t ask yourself. Choose somebody else.")})
    if any(one.person_id == found.id and one.state == "asked" for one in await approval.approvals_of(ticket.id)):
        raise Invalid({"person": N_("%(name)s is asked already.", name=found.name)})
    return found


# Going on -------------------------------------------------------------------------------------------------------


async def go_on(ticket: Ticket, *, actor_id: int | None) -> Ticket:
    """A step of a locked ticket is approved: asks in the next one, or begins the work when it was the last."""
    told: list[Event] = []
    if await _open(ticket, told) or await approval.is_open(ticket.id):
        await tell(ticket, told)
        return await store.load(ticket.id)
    await tell(ticket, told)
    return await finish(ticket, actor_id=actor_id, cause="approved", starts=await by_service(ticket.id))


async def finish(ticket: Ticket, *, actor_id: int | None, cause: str, starts: bool) -> Ticket:
    """The work on a locked ticket begins, or goes on where it was when somebody was asked. `starts`: its tasks too."""
    await approval.finished(ticket, "approved", (), actor_id=actor_id)
    waits = waiting_state(ticket)
    if waits is not None and ticket.state == waits.key:
        back = await _origin(ticket, waits.key)
        ticket = await by_rule(ticket, back, actor_id=actor_id, cause=cause)
    service = await registry.service_item(ticket.service_item_id) if starts else None
    return await routing.give(await tasks.start(ticket, service) if service is not None else ticket)


async def refuse(ticket: Ticket, *, actor_id: int | None, cause: str, words: str = "", source: str = "") -> Ticket:
    """The request is not approved: the locked ticket is over, with the `words` of who refuses as a public comment."""
    await approval.finished(ticket, "refused", await approval.void_steps(ticket), actor_id=actor_id)
    comment_id = None
    if actor_id is not None and words:
        # Just before the move: words and move are told as one.
        comment_id = (await add(ticket, actor_id, words, "public", source=source, staff=False)).id
    return await by_rule(ticket, _refused_state(ticket), actor_id=actor_id, comment_id=comment_id, cause=cause)


def waiting_state(ticket: Ticket) -> State | None:
    """The state in which the lifecycle of a ticket waits for approvals."""
    return registry.lifecycle(ticket.lifecycle).pausing("approval")


async def by_service(ticket_id: int) -> bool:
    """Whether among the steps that were asked since approvals were last finished are such of the service."""
    last = await _last_fact(ticket_id, ApprovalFinished.kind())
    after = int(last.payload["step_id"]) if last is not None else 0
    return any(one.id > after and not one.by_hand for one in await approval.steps_of(ticket_id))


async def add_approvers(ticket: Ticket, step: Step, found: Sequence[Approver]) -> list[Event]:
    """Asks these people in a step of a locked ticket; the facts that tell it. Who stands in for them is asked too."""
    told: list[Event] = []
    for one in found:
        approval_id = await fetch_value(
            "INSERT INTO approval (step_id, ticket_id, person_id, why, state, asked_at, text)"
            " VALUES ($1, $2, $3, $4, 'asked', $5, '') ON CONFLICT (step_id, person_id) DO NOTHING RETURNING id",
            step.id,
            ticket.id,
            one.person.id,
            one.why,
            now_us(),
        )
        if approval_id is None:
            continue
        for person_id, why in ((one.person.id, one.why), *await _substitute(ticket, one.person.id)):
            await store.add_reader(ticket.id, person_id, approval.READS)
            told.append(_asked(ticket, step, approval_id, person_id, why))
    return told


async def add_substitute(ticket: Ticket, step: Step, one: Approval) -> list[Event]:
    """Asks who stands in by now for somebody who is asked; nobody when he was told already."""
    told: list[Event] = []
    for person_id, why in await _substitute(ticket, one.person_id):
        if await store.add_reader(ticket.id, person_id, approval.READS):
            told.append(_asked(ticket, step, one.id, person_id, why))
    return told


def _asked(ticket: Ticket, step: Step, approval_id: int, person_id: int, why: str) -> ApprovalAsked:
    return ApprovalAsked(
        stream_id=ticket.id,
        actor_id=step.author_id,
        approval_id=approval_id,
        person_id=person_id,
        step=step.key,
        why=why,
    )


def may_stand_in(ticket: Ticket, person_id: int) -> bool:
    """Whether a substitute may decide: it is not for himself."""
    return person_id not in (ticket.requester_id, ticket.customer_id)


async def _substitute(ticket: Ticket, person_id: int) -> list[tuple[int, str]]:
    found = await stand_in(person_id)
    return [(found.id, "substitute")] if found is not None and may_stand_in(ticket, found.id) else []


async def _open(ticket: Ticket, told: list[Event], *, together: bool = False) -> bool:
    """Asks in the first step that waits, or in all of them; whether the service asks anybody now."""
    asks = False
    for step in await approval.steps_of(ticket.id):
        asks = asks or (step.state == "asked" and not step.by_hand)
        if step.state != "waiting" or (asks and not together):
            continue
        assert step.spec is not None
        found = await approvers.of_step(ticket, step.spec)
        if found.approvers:
            need = found.need(step.spec.need)
            await _begin(ticket, step, found.approvers, need, told)
            asks = True
        else:
            await approval.close_step(step.id, "approved")
            told.append(passed(ticket, step, "approved", "nobody"))
    return asks


def passed(ticket: Ticket, step: Step, decision: str, why: str) -> ApprovalPassed:
    """The fact that a rule has decided a step."""
    return ApprovalPassed(
        stream_id=ticket.id, actor_id=None, step_id=step.id, step=step.key, decision=decision, why=why
    )


async def _begin(ticket: Ticket, step: Step, found: Sequence[Approver], need: int, told: list[Event]) -> None:
    await approval.change_step(step.id, {"state": "asked", "need": need, "asked_at": now_us(), **times(ticket, step)})
    told += await add_approvers(ticket, step, found)


def times(ticket: Ticket, step: Step) -> dict[str, object]:
    """When those who are asked now are reminded, and when the deadline is: in the working time of the ticket."""
    at = _terms(ticket, step, now_us())
    return {**at, "next_at": min([one for one in at.values() if one is not None] or [FAR_US])}


def _terms(ticket: Ticket, step: Step, asked_at: int) -> dict[str, int | None]:
    work = registry.calendar(ticket.calendar)
    remind, deadline = (step.spec.remind, step.spec.deadline) if step.spec is not None else (BY_HAND_REMIND, "")
    at = [work.add(asked_at, working_time(one) // _MICROSECOND) if one else None for one in (remind, deadline)]
    return {"remind_at": at[0], "due_at": at[1]}


async def put_off(ticket: Ticket, step: Step) -> None:
    """Moves what a step of a locked ticket still waits for on, where the hours of its calendar have become fewer.

    People were told when it is: it never comes sooner.
    """
    if step.state != "asked":
        return
    asked_at = max((one.asked_at for one in await approval.asked_in(step.id)), default=step.asked_at or 0)
    later: dict[str, object] = {}
    for name, at in _terms(ticket, step, asked_at).items():
        before = getattr(step, name)
        if at is not None and before is not None and at > before >= step.next_at:
            later |= {name: at, **({"next_at": at} if before == step.next_at else {})}
    if later:
        await approval.change_step(step.id, later)


async def _sent(ticket: Ticket, told: list[Event], *, actor_id: int | None) -> Ticket:
    """The ticket stands where it waits for those who are asked; then it is told who they are."""
    waits = waiting_state(ticket)
    if waits is not None and ticket.state != waits.key:
        ticket = await by_rule(ticket, waits.key, actor_id=actor_id, cause="asked")
    await tell(ticket, told)
    return ticket


async def tell(ticket: Ticket, told: Sequence[Event]) -> None:
    """Records facts about a ticket, once all who may hear of them read it."""
    topics = await store.topics(ticket)
    for event in told:
        await record(event, topics)


async def _next_position(ticket_id: int) -> int:
    last = await fetch_value("SELECT max(position) AS last FROM approval_step WHERE ticket_id = $1", ticket_id)
    return 0 if last is None else int(last) + 1


async def _origin(ticket: Ticket, waits: str) -> str:
    """In which state of work the ticket was before it waited; where every ticket begins."""
    lifecycle = registry.lifecycle(ticket.lifecycle)
    moved = [fact for fact in await read_stream("ticket", ticket.id) if fact.kind == TicketMoved.kind()]
    if not moved or moved[-1].payload["to_state"] != waits:
        return lifecycle.start
    former = (lifecycle.state(str(fact.payload["from_state"])) for fact in reversed(moved))
    return next((state.key for state in former if state is not None and state.phase == "open"), lifecycle.start)


def _refused_state(ticket: Ticket) -> str:
    """Where a ticket ends that nobody approves: where the rule leads, else where what was cancelled ends."""
    lifecycle: Lifecycle = registry.lifecycle(ticket.lifecycle)
    closed = {one.key: one for one in lifecycle.states if one.phase == "closed"}
    by_way = [way.to for way in lifecycle.ways(ticket.state, who="rule") if way.to in closed]
    cancelled = [key for key, state in closed.items() if state.glyph == "cancelled"]
    return next(iter([*by_way, *cancelled, *closed]))


async def _last_fact(ticket_id: int, kind: str) -> Fact | None:
    row = await fetch_one(
        "SELECT id, stream, stream_id, kind, actor_id, at, payload, topics FROM event"
        " WHERE stream = 'ticket' AND stream_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1",
        ticket_id,
        kind,
    )
    return Fact.of(row) if row is not None else None
