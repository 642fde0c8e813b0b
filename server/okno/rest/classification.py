"""REST: what a ticket is - its service, kind, impact, urgency, subject and answers."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from okno import tickets as desk
from okno.http.rest import Call, endpoint
from okno.rest.changes import in_race
from okno.rest.shapes import Body
from okno.rest.tickets import TicketView, view
from okno.tickets.reclassify import Wish


class ClassBody(Body):
    """What the ticket shall be; what is absent or null stays. Another service leads to its team and its form."""

    service: str | None = Field(None, description="Its required questions that have no answer yet are in `fields`.")
    kind: str | None = Field(None, description="request, incident or consultation: one that the service has.")
    impact: int | None = Field(None, description="1, the widest, to 3. With the urgency it makes the priority.")
    urgency: int | None = Field(None, description="1, the highest, to 3.")
    subject: str | None = None
    fields: dict[str, Any] | None = Field(None, description="Answers by key; null takes one away.")
    version: int


async def change(call: Call) -> object:
    """Reclassify a ticket"""
    return await call.idempotent(lambda: _changed(call))


async def _changed(call: Call) -> TicketView:
    body: ClassBody = call.body
    wish = Wish(**body.model_dump(exclude={"version"}))
    return await view(
        call, await in_race(desk.reclassify(call.actor, call.params["number"], wish, version=body.version))
    )


ENDPOINTS = (endpoint("PATCH", "/tickets/{number}", change, needs="ticket.own", body=ClassBody, answer=TicketView),)
