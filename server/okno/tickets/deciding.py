"""Deciding: to agree or to refuse, for oneself or instead of whoever is away; and going on without, in an emergency."""

from __future__ import annotations

from okno.access import Actor
from okno.clock import FAR_US, now_us
from okno.db import asking, execute, tx
from okno.errors import Conflict, Forbidden, Invalid, NotFound
from okno.events import record
from okno.events.origin import because
from okno.people import get as get_person, stand_in
from okno.text import N_, clean
from okno.tickets import approval, approvals, store
from okno.tickets.approval import Approval, Step
from okno.tickets.events import ApprovalBypassed, ApprovalGiven
from okno.tickets.ticket import Ticket

RIGHT = "approval.bypass"
"""The right to begin without the approvals that are missing."""
TEXT_LIMIT = 2000
SHORTEST, LONGEST = 5, 1000
"""Characters of the reason to begin without approval."""

SPELLINGS = {
    "approve": "approved",
    "approved": "approved",
    "yes": "approved",
    "refuse": "refused",
    "refused": "refused",
    "reject": "refused",
    "rejected": "refused",
    "no": "refused",
}
"""What a decision may be called, and what it is."""


@asking
async def decide(
    actor: Actor, number: str | int, approval_id: int, *, decision: str, text: str = "", source: str = "portal"
) -> Ticket:
    """Decides what the actor is asked, or what somebody is asked for whom he stands in; returns the ticket after it.

    Raises NotFound for what he does not see, Forbidden when others are asked, Conflict when it was decided already,
    Invalid by field: decision, comment.
    """
    decided, words = _checked(decision, text)
    async with tx():
        ticket, _ = await store.load_for_change(actor, number, None, action="approval.decide")
        asked = await _mine(actor, ticket, approval_id)
        if decided == "refused" and not words:
            raise Invalid({"comment": N_("Write why you refuse: the requester will read it.")})
        await execute(
            "UPDATE approval SET state = $2, decided_at = $3, decided_by_id = $4, text = $5 WHERE id = $1",
            asked.id,
            decided,
            now_us(),
            actor.id,
            words,
        )
        await store.add_reader(ticket.id, actor.id, approval.READS)
        step = await approval.step(asked.step_id)
        event = ApprovalGiven(
            stream_id=ticket.id,
            actor_id=actor.id,
            approval_id=asked.id,
            person_id=asked.person_id,
            step=step.key,
            decision=decided,
        )
        await record(event, await store.topics(ticket))
        return await _followed(actor, ticket, step, words, source)


def _checked(decision: str, text: str) -> tuple[str, str]:
    words = clean(text).strip()
    wrong = {}
    decided = SPELLINGS.get(decision.strip().lower(), "")
    if not decided:
        wrong["decision"] = N_("The decision is approve or refuse.")
    if len(words) > TEXT_LIMIT:
        wrong["comment"] = N_("At most %(n)s characters.", n=TEXT_LIMIT)
    if wrong:
        raise Invalid(wrong)
    return decided, words


async def _mine(actor: Actor, ticket: Ticket, approval_id: int) -> Approval:
    found = next((one for one in await approval.approvals_of(ticket.id) if one.id == approval_id), None)
    if found is None:
        raise NotFound(N_("There is no such approval."))
    if not await may_decide(actor.id, ticket, found):
        raise Forbidden(N_("Somebody else is asked here. Only he decides, or who stands in for him."))
    if ticket.merged_into_id is not None:
        raise Conflict(N_("This request is merged with another one and goes on there."), state=ticket.state)
    if found.state != "asked":
        raise await _late(found)
    return found


async def may_decide(person_id: int, ticket: Ticket, asked: Approval) -> bool:
    """Whether this is asked of a person, or of somebody who is away and for whom he stands in."""
    if person_id in (asked.person_id, asked.decided_by_id):
        return True
    substitute = await stand_in(asked.person_id)
    return substitute is not None and substitute.id == person_id and approvals.may_stand_in(ticket, person_id)


async def _late(found: Approval) -> Conflict:
    by = await get_person(found.decided_by_id) if found.decided_by_id is not None else None
    if by is None or found.state not in approval.DECIDED:
        return Conflict(N_("Your decision is not needed any more."), decision=found.state)
    said = {
        "approved": N_("This is decided already: %(name)s has approved it.", name=by.name),
        "refused": N_("This is decided already: %(name)s has refused it.", name=by.name),
    }
    return Conflict(said[found.state], decision=found.state)


async def _followed(actor: Actor, ticket: Ticket, step: Step, words: str, source: str) -> Ticket:
    """What follows from a decision: nothing yet, the next step, the work, or the end."""
    people = await approval.asked_in(step.id)
    result = approval.outcome(step.need, [(one.why, one.state) for one in people])
    if not result:
        return ticket
    await approval.close_step(step.id, result)
    await approval.settle_readers(ticket.id)
    if result == "approved":
        return await approvals.go_on(ticket, actor_id=actor.id)
    return await approvals.refuse(ticket, actor_id=actor.id, cause="refused", words=words, source=source)


# Without approval -----------------------------------------------------------------------------------------------


@asking
async def bypass(actor: Actor, number: str | int, *, reason: str) -> Ticket:
    """Begins the work without the approvals that are missing. The reason is audited, and those who were asked read it.

    Raises Forbidden without the right in the team or for one's own ticket, Conflict when nothing is missing, Invalid
    by the field `reason`.
    """
    why = clean(reason).strip()
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, None, action=RIGHT)
        store.staff_only(seen)
        store.require_of_staff(actor, RIGHT, ticket)
        if actor.id in (ticket.requester_id, ticket.customer_id):
            raise Forbidden(N_("Nobody agrees to what is for himself."))
        if not SHORTEST <= len(why) <= LONGEST:
            raise Invalid(
                {"reason": N_("Write the reason: %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST)}
            )
        if ticket.merged_into_id is not None or not await approval.is_open(ticket.id):
            raise Conflict(N_("No approval is missing here."), state=ticket.state, version=ticket.version)
        # Before the steps are closed: they say what the tasks wait for.
        starts = await approvals.by_service(ticket.id)
        asked = await _void_because(actor, ticket, why)
        with because(why):
            event = ApprovalBypassed(stream_id=ticket.id, actor_id=actor.id, team_id=ticket.team_id, asked=asked)
            await record(event, await store.topics(ticket))
        return await approvals.finish(ticket, actor_id=actor.id, cause="bypassed", starts=starts)


async def _void_because(actor: Actor, ticket: Ticket, why: str) -> tuple[int, ...]:
    """Voids all that is asked, with the reason; returns whom it was asked. They go on reading: they are told."""
    asked = tuple(one.person_id for one in await approval.approvals_of(ticket.id) if one.state == "asked")
    await execute(
        "UPDATE approval SET state = 'void', decided_at = $2, decided_by_id = $3, text = $4"
        " WHERE ticket_id = $1 AND state = 'asked'",
        ticket.id,
        now_us(),
        actor.id,
        why,
    )
    for step in await approval.steps_of(ticket.id):
        if step.state in approval.OPEN:
            await approval.change_step(step.id, {"state": "void", "decided_at": now_us(), "next_at": FAR_US})
    return asked
