"""What approvals wait for besides decisions: reminders, deadlines, those who stand in, those who have left."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from okno.clock import FAR_US, now_us
from okno.db import asking, fetch, in_list, tx
from okno.events import Event, Fact, listener
from okno.log import get
from okno.people import get as get_person, stand_in
from okno.people.events import PersonChanged
from okno.tickets import approval, approvals, approvers, store
from okno.tickets.approval import Approval, Step
from okno.tickets.events import ApprovalAsked
from okno.tickets.patience import Patience
from okno.tickets.ticket import Ticket

BATCH = 100
LOOK_AGAIN = timedelta(days=1)
"""After which time it is looked again whether a merged ticket goes on by itself."""

log = get(__name__)
_patience = Patience()


async def look() -> int:
    """Does what is due by now, each step in a transaction of its own; returns how many were due.

    A step that fails is put off, so that those behind it get their turn.
    """
    rows = await fetch(
        "SELECT id, ticket_id FROM approval_step WHERE next_at <= $1 ORDER BY next_at LIMIT $2", now_us(), BATCH
    )
    for row in rows:
        try:
            await _look(row["ticket_id"], row["id"])
        except Exception:
            log.exception("a step of an approval failed", step=row["id"], ticket=row["ticket_id"])
            await approval.change_step(row["id"], {"next_at": now_us() + _patience.pause(row["id"])})
        else:
            _patience.forget(row["id"])
    return len(rows)


@asking
async def _look(ticket_id: int, step_id: int) -> None:
    async with tx():
        await _due(await store.locked(ticket_id), step_id)


async def _due(ticket: Ticket, step_id: int) -> None:
    # Read after the ticket is locked: it may have been decided meanwhile, or another worker was faster.
    step, now = await approval.step(step_id), now_us()
    if step.next_at > now:
        return
    if step.state != "asked":
        await approval.change_step(step.id, {"next_at": FAR_US})
    elif ticket.merged_into_id is not None:
        await approval.change_step(step.id, {"next_at": now + LOOK_AGAIN // timedelta(microseconds=1)})
    elif step.due_at is not None and step.due_at <= now:
        await _overdue(ticket, step)
    else:
        await approval.change_step(step.id, {"next_at": FAR_US if step.due_at is None else step.due_at})
        await approvals.tell(ticket, await _reminders(ticket, step))


async def _reminders(ticket: Ticket, step: Step) -> list[Event]:
    told: list[Event] = []
    for one in await approval.asked_in(step.id):
        if one.state == "asked":
            told.append(_reminder(ticket, step, one, one.person_id, one.why))
            substitute = await stand_in(one.person_id)
            if substitute is not None and approvals.may_stand_in(ticket, substitute.id):
                await store.add_reader(ticket.id, substitute.id, approval.READS)
                told.append(_reminder(ticket, step, one, substitute.id, "substitute"))
    return told


def _reminder(ticket: Ticket, step: Step, one: Approval, person_id: int, why: str) -> ApprovalAsked:
    return ApprovalAsked(
        stream_id=ticket.id,
        actor_id=None,
        approval_id=one.id,
        person_id=person_id,
        step=step.key,
        why=why,
        reminded=True,
    )


async def _overdue(ticket: Ticket, step: Step) -> None:
    """The deadline has come: who is above is asked, or it counts as a decision."""
    assert step.spec is not None
    if step.spec.at_deadline == "escalate":
        people = await approval.asked_in(step.id)
        silent = [one.person_id for one in people if one.state == "asked"]
        found = await approvers.above(ticket, silent, [one.person_id for one in people], why="escalated")
        told = await approvals.add_approvers(ticket, step, found) if found else await _reminders(ticket, step)
        await approval.change_step(step.id, approvals.times(ticket, step))
        await approvals.tell(ticket, told)
        return
    decision = "approved" if step.spec.at_deadline == "approve" else "refused"
    await _decided(ticket, step, decision, "deadline")


async def _decided(ticket: Ticket, step: Step, decision: str, why: str) -> None:
    """A rule decides a step, and what follows follows."""
    await approval.close_step(step.id, decision)
    await approvals.tell(ticket, [approvals.passed(ticket, step, decision, why)])
    await approval.settle_readers(ticket.id)
    if decision == "approved":
        await approvals.go_on(ticket, actor_id=None)
    else:
        await approvals.refuse(ticket, actor_id=None, cause="overdue")


# Who stands in --------------------------------------------------------------------------------------------------


async def ask_substitutes() -> int:
    """Asks those who stand in by now for somebody who was asked before he went away; returns how many."""
    rows = await fetch(
        "SELECT DISTINCT a.id, a.step_id, a.ticket_id, a.person_id FROM absence b"
        " JOIN approval a ON a.person_id = b.person_id AND a.state = 'asked'"
        " JOIN ticket t ON t.id = a.ticket_id AND t.merged_into_id IS NULL"
        " WHERE b.cancelled_at IS NULL AND b.starts_at <= $1 AND b.ends_at > $1 AND b.substitute_id IS NOT NULL"
        " ORDER BY a.id",
        now_us(),
    )
    found = {person_id: await stand_in(person_id) for person_id in {row["person_id"] for row in rows}}
    readers = await _readers({one.id for one in found.values() if one is not None})
    asked = 0
    for row in rows:
        # The substitute may be away himself: whoever stands in at the end of the chain is asked.
        substitute = found[row["person_id"]]
        if substitute is not None and (row["ticket_id"], substitute.id) not in readers:
            async with tx():
                asked += await _ask_substitute(await store.locked(row["ticket_id"]), row["step_id"], row["id"])
    return asked


async def _readers(person_ids: Collection[int]) -> set[tuple[int, int]]:
    """What these people read because they are asked, or because it is for them: they are not asked anew."""
    places, args = in_list(sorted(person_ids), start=2)
    rows = await fetch(
        "SELECT ticket_id, principal_id FROM ticket_reader"
        f" WHERE why IN ($1, 'requester', 'behalf') AND principal_id IN {places}",
        approval.READS,
        *args,
    )
    return {(row["ticket_id"], row["principal_id"]) for row in rows}


async def _ask_substitute(ticket: Ticket, step_id: int, approval_id: int) -> bool:
    found = [one for one in await approval.asked_in(step_id) if one.id == approval_id and one.state == "asked"]
    told = [
        event for one in found for event in await approvals.add_substitute(ticket, await approval.step(step_id), one)
    ]
    await approvals.tell(ticket, told)
    return bool(told)


# Who has left ---------------------------------------------------------------------------------------------------


@listener("tickets.approvals", PersonChanged)
async def replace_gone(fact: Fact) -> None:
    """Whoever is switched off decides nothing any more: who is above is asked instead, in the same transaction."""
    person = await get_person(fact.stream_id) if "active" in fact.payload["fields"] else None
    if person is None or person.active:
        return
    rows = await fetch(
        "SELECT ticket_id, step_id FROM approval WHERE person_id = $1 AND state = 'asked' ORDER BY ticket_id, id",
        person.id,
    )
    for row in rows:
        await _replace(await store.locked(row["ticket_id"]), row["step_id"], person.id)


async def ask_instead() -> int:
    """Asks others where somebody who has left is asked all the same; returns how many were.

    He left while he was being asked, or while the ticket went on as another one.
    """
    rows = await fetch(
        "SELECT a.ticket_id, a.step_id, a.person_id FROM approval a JOIN person p ON p.id = a.person_id"
        " JOIN ticket t ON t.id = a.ticket_id AND t.merged_into_id IS NULL"
        f" WHERE a.state = 'asked' AND p.active = $1 ORDER BY a.ticket_id, a.id LIMIT {BATCH}",
        False,
    )
    for row in rows:
        await _replaced(row["ticket_id"], row["step_id"], row["person_id"])
    return len(rows)


@asking
async def _replaced(ticket_id: int, step_id: int, person_id: int) -> None:
    async with tx():
        await _replace(await store.locked(ticket_id), step_id, person_id)


async def _replace(ticket: Ticket, step_id: int, person_id: int) -> None:
    step = await approval.step(step_id)
    # Of what goes on as another ticket nobody is asked; see `ask_instead`.
    if ticket.merged_into_id is not None or step.state != "asked" or not await approval.give_up(step_id, person_id):
        return
    people = await approval.asked_in(step_id)
    found = await approvers.above(ticket, [person_id], [one.person_id for one in people], why="instead")
    await approvals.tell(ticket, await approvals.add_approvers(ticket, step, found))
    await approval.settle_readers(ticket.id)
    voices = [one for one in await approval.asked_in(step_id) if one.state != "void"]
    if not voices:
        await _decided(ticket, step, "approved", "nobody")
        return
    await approval.change_step(step_id, {"need": min(step.need, len(voices))})
    result = approval.outcome(min(step.need, len(voices)), [(one.why, one.state) for one in voices])
    if result:
        await _decided(ticket, step, result, "nobody")
