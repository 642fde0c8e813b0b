"""Telling people of a fact about a ticket: notices and messages, written exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from okno.clock import now_us
from okno.db import fetch, load_json
from okno.events import Fact, listener, record
from okno.notify import approval_letter, clock_words, outbox
from okno.notify.choices import Plan, wishes_of
from okno.notify.delivery import About, by_mail, by_push, is_urgent, write_notice
from okno.notify.events import NoticesWritten
from okno.notify.hearers import Hearer, Reason, hearers
from okno.notify.letters import Tale
from okno.notify.wording import ticket_letter, ticket_push
from okno.people.outsider import name_of
from okno.teams import get as get_team
from okno.tickets import approval, emergency, letterhead, mentions, store, story
from okno.tickets.events import (
    ApprovalAsked,
    ApprovalBypassed,
    EmergencyOpened,
    PersonMentioned,
    RuleTold,
    SlaBreached,
    SlaWarned,
    TasksFinished,
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketCreated,
    TicketDone,
    TicketLineChanged,
    TicketMoved,
    TicketReopened,
    TicketsMerged,
    TicketsUnmerged,
    TicketWatched,
)
from okno.tickets.ticket import Ticket

_MEANINGS = (TicketDone.kind(), TicketReopened.kind(), TicketClosed.kind())
"""What a move means, told by a fact of its own."""


@listener(
    "notify",
    TicketCreated,
    TicketAssigned,
    TicketLineChanged,
    TicketMoved,
    TicketCommented,
    TicketDone,
    TicketReopened,
    TicketClosed,
    EmergencyOpened,
    TicketsMerged,
    TicketsUnmerged,
    TicketWatched,
    PersonMentioned,
    RuleTold,
    TasksFinished,
    ApprovalAsked,
    ApprovalBypassed,
    SlaWarned,
    SlaBreached,
)
async def tell(fact: Fact) -> None:
    """Writes the notices and the messages of a fact, in the transaction that deletes its delivery: exactly once."""
    ticket = await store.load(fact.stream_id)
    elsewhere = await _told_elsewhere(fact, ticket)
    told = [one for one in await hearers(fact, ticket) if one.person.id not in elsewhere]
    if not told:
        return
    comment_id = await comment_of(fact)
    tale = await _tale(fact, ticket, comment_id)
    wishes = await wishes_of(one.person for one in told)
    for one in told:
        urgent = is_urgent(one.says, ticket, one.person)
        plan = wishes[one.person.id].plan(one.says, now_us(), loud=one.mail, urgent=urgent)
        if plan.page:
            await write_notice(fact, one.person, one.says, fact.stream_id, _payload(fact, comment_id))
        await _send(fact, one, ticket, tale, plan)
    topics = [f"person:{one.person.id}" for one in told]
    await record(NoticesWritten(stream_id=ticket.id, actor_id=fact.actor_id, about=fact.id), topics)


async def _send(fact: Fact, one: Hearer, ticket: Ticket, tale: Tale, plan: Plan) -> None:
    """The letter, whose details are only read for whoever gets it, and what his devices show."""
    about = About(fact.id, one.person, one.says, ticket.id)
    if plan.mail:
        details = "" if tale.discreet else await _details(fact, ticket, one)
        said = replace(tale, details=details, said=await _around(fact, ticket, tale, one))
        await by_mail(about, plan, ticket_letter(outbox.current(), one.person, ticket, one.says, said))
    if plan.devices:
        await by_push(about, plan, ticket_push(one.person, ticket, one.says, tale))


async def _around(fact: Fact, ticket: Ticket, tale: Tale, hearer: Hearer) -> str:
    """What somebody of the team wrote, with the greeting and the signature of the team around it.

    Only in letters to whom it is for: colleagues read the words alone, and so does the page.
    """
    customers = (ticket.requester_id, ticket.customer_id)
    if not tale.said or tale.discreet or hearer.person.id not in customers or fact.actor_id in customers:
        return tale.said
    return await letterhead.around(tale.said, ticket, fact.actor_id, hearer.person)


def _payload(fact: Fact, comment_id: int | None) -> dict[str, Any]:
    """The ids that the sentence of a notice needs."""
    payload = {"actor": fact.actor_id, "comment": comment_id, "emergency": fact.payload.get("emergency_id")}
    missing = fact.payload.get("missing")
    bypassed = {"bypassed": fact.at} if fact.kind == ApprovalBypassed.kind() else {}
    return payload | ({"missing": list(missing)} if missing else {}) | bypassed | clock_words.kept(fact)


async def _details(fact: Fact, ticket: Ticket, hearer: Hearer) -> str:
    person = hearer.person
    zone = person.time_zone or outbox.current().time_zone
    if fact.kind in clock_words.KINDS:
        return await clock_words.details(fact, ticket, person.locale, zone)
    return await approval_letter.details(fact, ticket, person.locale, zone)


async def _tale(fact: Fact, ticket: Ticket, comment_id: int | None) -> Tale:
    emergency_id = fact.payload.get("emergency_id")
    team = await get_team(ticket.team_id)
    return Tale(
        actor=await _name(fact.actor_id),
        said=await story.public_text(comment_id),
        reason=await _reason(fact, emergency_id),
        asks=fact.kind == ApprovalAsked.kind(),
        discreet=team is not None and team.confidential,
    )


async def _reason(fact: Fact, emergency_id: int | None) -> Reason:
    if fact.kind in clock_words.KINDS:
        return clock_words.amount(clock_words.kept(fact))
    if fact.kind == ApprovalBypassed.kind():
        return await approval.reason_of(fact.stream_id, fact.actor_id, fact.at)
    return (await emergency.reasons([emergency_id])).get(emergency_id, "") if emergency_id else ""


async def _told_elsewhere(fact: Fact, ticket: Ticket) -> set[int]:
    """Those who hear of the same by another fact: one letter, not two."""
    if fact.kind == TicketMoved.kind():
        meaning = [one for one in (await _after(fact))[:1] if one.kind in _MEANINGS]
        return {one.person.id for twin in meaning for one in await hearers(twin, ticket)}
    if fact.kind not in (TicketCommented.kind(), PersonMentioned.kind()):
        return set()
    by_move = await _told_by_move(fact, ticket)
    if fact.kind == PersonMentioned.kind():
        return by_move
    rows = await fetch(
        "SELECT payload FROM event WHERE stream = 'ticket' AND stream_id = $1 AND kind = $2 AND id > $3 ORDER BY id"
        f" LIMIT {mentions.MOST}",
        fact.stream_id,
        PersonMentioned.kind(),
        fact.id,
    )
    named = [load_json(row["payload"]) for row in rows]
    return by_move | {one["person_id"] for one in named if one["comment_id"] == fact.payload["comment_id"]}


async def _told_by_move(fact: Fact, ticket: Ticket) -> set[int]:
    """Words that came with a move are told with the move."""
    after = await _after(fact)
    if not after or after[0].kind != TicketMoved.kind():
        return set()
    if after[0].payload.get("comment_id") != fact.payload["comment_id"]:
        return set()
    meaning = [one for one in after[1:] if one.kind in _MEANINGS]
    return {one.person.id for twin in (after[0], *meaning) for one in await hearers(twin, ticket)}


async def _after(fact: Fact) -> Sequence[Fact]:
    """The two facts that follow, names that were called in between left out."""
    return await _neighbours(fact, f"id > $2 AND kind <> '{PersonMentioned.kind()}' ORDER BY id LIMIT 2")


async def comment_of(fact: Fact) -> int | None:
    """The words that belong to a fact: its own, or those of the move that it is the meaning of."""
    if fact.kind in (TicketDone.kind(), TicketReopened.kind(), TicketClosed.kind()):
        before = await _neighbours(fact, "id < $2 ORDER BY id DESC LIMIT 1")
        fact = before[0] if before and before[0].kind == TicketMoved.kind() else fact
    found = fact.payload.get("comment_id")
    return None if found is None else int(found)


async def _neighbours(fact: Fact, which: str) -> Sequence[Fact]:
    rows = await fetch(
        "SELECT id, stream, stream_id, kind, actor_id, at, payload, topics FROM event"
        f" WHERE stream = 'ticket' AND stream_id = $1 AND {which}",
        fact.stream_id,
        fact.id,
    )
    return [Fact.of(row) for row in rows]


async def _name(person_id: int | None) -> str:
    return await name_of(person_id) or outbox.current().company
