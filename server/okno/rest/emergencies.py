"""REST: reading a ticket in an emergency."""

from __future__ import annotations

from pydantic import Field

from okno.clock import from_us
from okno.http.rest import BASE, Answer, Call, Model, endpoint
from okno.rest.shapes import Body, Moment
from okno.tickets import emergency
from okno.tickets.visible import EMERGENCY


class EmergencyBody(Body):
    """Which ticket, and why it can't wait for its team."""

    number: str = Field(max_length=24)
    reason: str = Field(max_length=emergency.LONGEST * 2, description="10 to 1000 characters. The team will read it.")


class EmergencyView(Model):
    """The access: its ticket can be read, not changed, under `url` and in REST until `until`."""

    number: str
    at: Moment
    until: Moment
    url: str


async def begin(call: Call) -> object:
    """Read a ticket that I do not see, in an emergency; its team is told"""
    return await call.idempotent(lambda: _begun(call))


async def _begun(call: Call) -> Answer:
    body: EmergencyBody = call.body
    found = await emergency.begin(call.actor, body.number, reason=body.reason)
    view = EmergencyView(
        number=str(found.ticket_id),
        at=from_us(found.at),
        until=from_us(found.until),
        url=f"{call.settings.own_url}/tickets/{found.ticket_id}",
    )
    return Answer(view, 201, f"{BASE}/tickets/{found.ticket_id}")


ENDPOINTS = (
    endpoint("POST", "/emergencies", begin, needs=EMERGENCY, body=EmergencyBody, answer=EmergencyView, status=201),
)
