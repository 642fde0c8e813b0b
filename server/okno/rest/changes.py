"""REST: moving a ticket and giving it to somebody."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from pydantic import Field

from okno import tickets as desk
from okno.errors import Conflict, Invalid
from okno.events.log import read_facts
from okno.http.rest import Call, endpoint
from okno.rest.shapes import Body
from okno.rest.story import told
from okno.rest.tickets import TicketView, view
from okno.tickets import Ticket


class MoveBody(Body):
    """A wish to go to another state."""

    to: str
    version: int
    fields: dict[str, Any] = Field(
        default_factory=dict, description="Answers of the staff, by key; at the end some services ask for them."
    )
    comment: str | None = Field(None, description="Goes to the requester; some ways ask for it.")


class AssignmentBody(Body):
    """Who shall do it. What is absent stays; `assignee` null gives the ticket back to its queue."""

    assignee: str | int | None = Field(None, description="Login, id, me, or null for nobody.")
    team: str | None = None
    line: int | None = Field(None, description="A line of the team; nobody has the ticket then who is not on it.")
    comment: str | None = Field(None, description="The reason, as a note for the staff.")
    version: int


async def move(call: Call) -> object:
    """Move a ticket to another state"""
    return await call.idempotent(lambda: _moved(call))


async def _moved(call: Call) -> TicketView:
    body: MoveBody = call.body
    try:
        moving = desk.move(
            call.actor,
            call.params["number"],
            to=body.to,
            version=body.version,
            text=body.comment or "",
            fields=body.fields,
            source="api",
        )
        return await view(call, await in_race(moving))
    except Invalid as error:
        raise Invalid({"comment" if key == "text" else key: phrase for key, phrase in error.fields.items()}) from error


async def assign(call: Call) -> object:
    """Give a ticket to a person or a team"""
    return await call.idempotent(lambda: _assigned(call))


async def _assigned(call: Call) -> TicketView:
    body: AssignmentBody = call.body
    wanted = body.assignee if "assignee" in body.model_fields_set else desk.KEEP
    assigning = desk.assign(
        call.actor,
        call.params["number"],
        assignee=call.actor.id if wanted == "me" else wanted,
        team=body.team,
        line=body.line,
        note=body.comment or "",
        source="api",
        version=body.version,
    )
    try:
        return await view(call, await in_race(assigning))
    except Invalid as error:
        raise Invalid({"comment" if key == "note" else key: phrase for key, phrase in error.fields.items()}) from error


async def in_race(change: Awaitable[Ticket]) -> Ticket:
    """Does a change; when somebody was faster, tells what he did as the story tells it."""
    try:
        return await change
    except Conflict as error:
        last = error.detail.get("last")
        if isinstance(last, int):
            facts = await told(await read_facts([last]))
            error.detail["last"] = next((fact.model_dump(mode="json") for fact in facts), None)
        raise


ENDPOINTS = (
    endpoint("POST", "/tickets/{number}/moves", move, needs="ticket.own", body=MoveBody, answer=TicketView),
    endpoint(
        "POST", "/tickets/{number}/assignment", assign, needs="ticket.own", body=AssignmentBody, answer=TicketView
    ),
)
