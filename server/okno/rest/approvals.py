"""REST: approvals, those that wait for me and those of a ticket; deciding, asking somebody, going on without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from okno import tickets as desk
from okno.catalog import registry
from okno.clock import from_us
from okno.errors import NotFound
from okno.http import cursor as codec
from okno.http.rest import Answer, Call, Model, endpoint
from okno.rest.shapes import Body, ListQuery, Moment, Names, moment
from okno.rest.tickets import TicketView, view
from okno.text import N_, Texts, pick
from okno.tickets import Ticket, approval, approvals, deciding, my_approvals
from okno.tickets.answers import readable
from okno.tickets.approval import Approval, Step
from okno.tickets.my_approvals import Mine
from okno.tickets.visible import is_staff

BY_HAND: Texts = {"ru": "Согласование по просьбе исполнителя", "en": "Approval asked for by an agent"}
"""The title of a step that no service names."""


class ApprovalView(Model):
    """One person who is asked in a step. Persons are logins."""

    id: int
    number: str = Field(description="The ticket.")
    step: str = Field(description="Key of the step in the service; empty when an agent has asked by hand.")
    title: str
    person: str | None = Field(description="Who is asked.")
    why: str = Field(
        description="Why he is asked: manager, owner, role, person, field, lead, administrator, escalated, instead"
        " (of somebody who has left) or member."
    )
    state: str = Field(description="asked, approved, refused, or void when no decision is needed any more.")
    asked_at: Moment
    due_at: Moment | None = Field(description="The deadline of the step.")
    decided_at: Moment | None
    decided_by: str | None = Field(description="He himself, or who stood in for him.")
    instead_of: str | None = Field(description="For whom it was decided, when another did it.")
    comment: str


class ApprovalStepView(Model):
    """A step, in the order in which they are asked."""

    id: int
    step: str
    title: str
    state: str = Field(description="waiting (for the steps before), asked, approved, refused, skipped or void.")
    need: int = Field(description="How many must agree.")
    text: str = Field(description="The words of an agent who has asked by hand.")
    asked_at: Moment | None
    due_at: Moment | None
    decided_at: Moment | None


class TicketApprovals(Model):
    """All that was asked about a ticket."""

    items: list[ApprovalView]
    steps: list[ApprovalStepView]


class MyApproval(ApprovalView):
    """What I am asked, with what is needed to decide it."""

    subject: str
    service: str
    requester: str | None
    on_behalf_of: str | None
    text: str
    answers: dict[str, Any]
    cost: float | None = Field(description="What one order costs, in `currency`.")
    currency: str
    url: str = Field(description="The page of the ticket.")


class MyApprovals(Model):
    """A page of approvals: what waits the longest first, of what is decided the newest."""

    items: list[MyApproval]
    next_cursor: str | None


class MyQuery(ListQuery):
    """Which of my approvals are wanted."""

    state: Literal["", "asked", "decided", "approved", "refused"] = Field(
        "", description="asked: what waits for me, also for those for whom I stand in (the default). decided: all else."
    )


class DecisionBody(Body):
    """A decision."""

    decision: str = Field(max_length=20, description="approve or refuse.")
    comment: str | None = Field(None, description="Why. A refusal needs it: the requester reads it.")


class AskBody(Body):
    """Whom to ask."""

    person: str | int = Field(description="Login or id.")
    comment: str | None = Field(None, description="What he is asked.")


class BypassBody(Body):
    """Why the work can't wait."""

    reason: str = Field(
        max_length=deciding.LONGEST * 2,
        description="5 to 1000 characters. It is audited, and whoever was asked reads it.",
    )


async def mine(call: Call) -> MyApprovals:
    """Approvals that wait for me, or that I have decided"""
    query: MyQuery = call.query
    after = query.after_id() or None
    if query.state in ("", "asked"):
        found, last = await my_approvals.waiting(call.actor, after=after, limit=query.size)
    else:
        states = ("approved", "refused") if query.state == "decided" else (query.state,)
        found, last = await my_approvals.decided(call.actor, states=states, after=after, limit=query.size)
    return MyApprovals(items=await _mine(call, found), next_cursor=codec.encode(last) if last is not None else None)


async def _mine(call: Call, found: Sequence[Mine]) -> list[MyApproval]:
    people = {person for one in found for person in (one.ticket.requester_id, one.ticket.on_behalf_of_id)}
    names = await Names.of({*people, *_people([one.approval for one in found])})
    views = []
    for one in found:
        service = await registry.service_item(one.ticket.service_item_id)
        views.append(
            MyApproval(
                **_approval(one.approval, one.step, names, call.t.locale),
                subject=one.ticket.subject,
                service=one.ticket.service,
                requester=names.person(one.ticket.requester_id),
                on_behalf_of=names.person(one.ticket.on_behalf_of_id),
                text=one.ticket.text,
                answers=readable(service, one.ticket.answers, staff=is_staff(call.actor, one.ticket)),
                cost=service.cost if service is not None else None,
                currency=service.currency if service is not None else "",
                url=f"{call.settings.own_url}/tickets/{one.ticket.number}",
            )
        )
    return views


async def approvals_of_ticket(call: Call) -> TicketApprovals:
    """Who was asked about a ticket, and what was decided"""
    ticket, _ = await desk.get(call.actor, call.params["number"])
    steps = await approval.steps_of(ticket.id)
    found = await approval.approvals_of(ticket.id)
    names = await Names.of(_people(found))
    by_id = {one.id: one for one in steps}
    locale = call.t.locale
    return TicketApprovals(
        items=[ApprovalView(**_approval(one, by_id[one.step_id], names, locale)) for one in found],
        steps=[_step(one, locale) for one in steps],
    )


def _people(found: Sequence[Approval]) -> set[int | None]:
    return {person for one in found for person in (one.person_id, one.decided_by_id)}


def _approval(one: Approval, step: Step, names: Names, locale: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": str(one.ticket_id),
        "step": step.key,
        "title": title_of(step, locale),
        "person": names.person(one.person_id),
        "why": one.why,
        "state": one.state,
        "asked_at": from_us(one.asked_at),
        "due_at": moment(step.due_at) if step.state == "asked" else None,
        "decided_at": moment(one.decided_at),
        "decided_by": names.person(one.decided_by_id),
        "instead_of": names.person(one.instead_of_id),
        "comment": one.text,
    }


def _step(one: Step, locale: str) -> ApprovalStepView:
    return ApprovalStepView(
        id=one.id,
        step=one.key,
        title=title_of(one, locale),
        state=one.state,
        need=one.need,
        text=one.text,
        asked_at=moment(one.asked_at),
        due_at=moment(one.due_at),
        decided_at=moment(one.decided_at),
    )


def title_of(step: Step, locale: str) -> str:
    """The title of a step in a language."""
    return pick(step.spec.title if step.spec is not None else BY_HAND, locale)


async def decide(call: Call) -> object:
    """Approve or refuse"""
    return await call.idempotent(lambda: _decided(call))


async def _decided(call: Call) -> ApprovalView:
    body: DecisionBody = call.body
    number, approval_id = call.params["number"], _id(call.params)
    ticket = await deciding.decide(
        call.actor, number, approval_id, decision=body.decision, text=body.comment or "", source="api"
    )
    return await _one(call, ticket, approval_id)


def _id(params: Mapping[str, Any]) -> int:
    text = str(params["approval"])
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound(N_("There is no such approval."))
    return int(text)


async def ask(call: Call) -> object:
    """Ask somebody for an approval that the service does not name"""
    return await call.idempotent(lambda: _asked(call))


async def _asked(call: Call) -> Answer:
    body: AskBody = call.body
    approval_id = await approvals.ask_person(call.actor, call.params["number"], body.person, body.comment or "")
    ticket, _ = await desk.get(call.actor, call.params["number"])
    return Answer(await _one(call, ticket, approval_id), 201)


async def _one(call: Call, ticket: Ticket, approval_id: int) -> ApprovalView:
    one = next(one for one in await approval.approvals_of(ticket.id) if one.id == approval_id)
    names = await Names.of(_people([one]))
    return ApprovalView(**_approval(one, await approval.step(one.step_id), names, call.t.locale))


async def bypass(call: Call) -> object:
    """Begin without the approvals that are missing, in an emergency; all who were asked are told"""
    return await call.idempotent(lambda: _bypassed(call))


async def _bypassed(call: Call) -> TicketView:
    body: BypassBody = call.body
    return await view(call, await deciding.bypass(call.actor, call.params["number"], reason=body.reason))


ENDPOINTS = (
    endpoint("GET", "/approvals", mine, needs="ticket.own", query=MyQuery, answer=MyApprovals),
    endpoint("GET", "/tickets/{number}/approvals", approvals_of_ticket, needs="ticket.own", answer=TicketApprovals),
    endpoint(
        "POST", "/tickets/{number}/approvals", ask, needs="ticket.own", body=AskBody, answer=ApprovalView, status=201
    ),
    endpoint(
        "POST", "/tickets/{number}/approvals/bypass", bypass, needs="ticket.own", body=BypassBody, answer=TicketView
    ),
    endpoint(
        "POST", "/tickets/{number}/approvals/{approval}", decide, needs="ticket.own", body=DecisionBody,
        answer=ApprovalView,
    ),
)  # fmt: skip
