"""REST: links between tickets, and tickets that may be duplicates."""

from __future__ import annotations

from pydantic import Field

from okno import tickets as desk
from okno.http.rest import Answer, Call, Model, endpoint
from okno.rest.shapes import Body, ListQuery
from okno.rest.tickets import TicketLine, lines
from okno.tickets.likeness import NEWEST, alike
from okno.tickets.links import Link, link, links_of, unlink


class LinkBody(Body):
    """What the ticket is to another one."""

    kind: str = Field(
        description="duplicate, caused_by, part_of, follows or related; from the other side has_duplicate, causes,"
        " parent, followed_by."
    )
    to: str | int = Field(description="The number of the other ticket.")


class LinkView(Model):
    """A link as seen from one of its tickets. Links to tickets that one does not see are not shown."""

    id: int
    kind: str = Field(description="duplicate, caused_by, part_of, follows or related.")
    direction: str = Field(description="out: this ticket is that to the other one; in: the other one is that to this.")
    number: str = Field(description="The other ticket.")
    subject: str
    state: str


class LinkList(Model):
    """All links of a ticket."""

    items: list[LinkView]
    next_cursor: str | None


class DuplicateView(TicketLine):
    """A ticket that may be about the same thing."""

    likeness: float = Field(description="From 0 to 1.")


class DuplicateList(Model):
    """What may be a duplicate, the most alike first."""

    items: list[DuplicateView]
    next_cursor: str | None


async def list_links(call: Call) -> LinkList:
    """Links of a ticket to those that I see"""
    ticket, seen = await desk.get(call.actor, call.params["number"])
    return LinkList(items=[_view(one) for one in await links_of(call.actor, ticket, seen)], next_cursor=None)


async def new_link(call: Call) -> object:
    """Link a ticket with another one"""
    return await call.idempotent(lambda: _linked(call))


async def _linked(call: Call) -> Answer:
    body: LinkBody = call.body
    made = await link(call.actor, call.params["number"], body.to, body.kind)
    return Answer(_view(made), 201)


async def take_away(call: Call) -> None:
    """Take a link away"""
    await unlink(call.actor, call.params["number"], call.params["link"])


async def duplicates(call: Call) -> DuplicateList:
    """Tickets that may be about the same thing"""
    query: ListQuery = call.query
    ticket, seen = await desk.get(call.actor, call.params["number"])
    found = await alike(call.actor, ticket, seen, min(query.size, NEWEST))
    shown = await lines(call, [one.ticket for one in found])
    items = [
        DuplicateView(**line.model_dump(), likeness=round(one.likeness, 2))
        for one, line in zip(found, shown, strict=True)
    ]
    return DuplicateList(items=items, next_cursor=None)


def _view(one: Link) -> LinkView:
    return LinkView(
        id=one.id,
        kind=one.kind,
        direction="out" if one.outgoing or one.kind == one.told else "in",
        number=one.other.number,
        subject=one.other.subject,
        state=one.other.state,
    )


_LINKS = "/tickets/{number}/links"
ENDPOINTS = (
    endpoint("GET", _LINKS, list_links, needs="ticket.own", answer=LinkList),
    endpoint("POST", _LINKS, new_link, needs="ticket.own", body=LinkBody, answer=LinkView, status=201),
    endpoint("DELETE", _LINKS + "/{link}", take_away, needs="ticket.own", status=204),
    endpoint(
        "GET", "/tickets/{number}/duplicates", duplicates, needs="ticket.own", query=ListQuery, answer=DuplicateList
    ),
)
