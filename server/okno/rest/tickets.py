"""REST: tickets, ordered, list_tickets and read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from okno import teams, tickets as desk
from okno.catalog import registry
from okno.clock import from_us
from okno.errors import Invalid, NotFound
from okno.http import cursor as codec
from okno.http.rest import BASE, Answer, Call, Model, endpoint
from okno.rest.criteria import CriteriaQuery
from okno.rest.shapes import Body, Moment, Names, moment
from okno.text import N_
from okno.tickets import Sight, Ticket
from okno.tickets.answers import readable
from okno.tickets.form import WrongAnswers
from okno.tickets.merged import goal_of
from okno.tickets.order import Order
from okno.tickets.reading import Wish, page
from okno.tickets.sorting import SORTS, Key
from okno.tickets.visible import is_staff

STATES_MOST = 20


class TicketLine(Model):
    """A ticket in a list. Persons are logins, teams are keys."""

    number: str
    service: str
    kind: str
    subject: str
    state: str
    team: str | None
    assignee: str | None
    requester: str | None
    on_behalf_of: str | None
    priority: str | None = Field(description="Null for its requester, except in the answer to his order.")
    created_at: Moment
    updated_at: Moment
    respond_by: Moment | None = Field(description="Null while the clock stands.")
    resolve_by: Moment | None = Field(description="Null while the clock stands.")
    version: int = Field(description="Goes back with moves and assignments; an older one is answered with 409.")
    url: str = Field(description="The page of the ticket.")


class TicketView(TicketLine):
    """A ticket with what its requester has told."""

    text: str
    answers: dict[str, Any]
    impact: int | None = Field(description="Null as the priority is.")
    urgency: int | None = Field(description="Null as the priority is.")
    line: int | None = Field(description="Null as the priority is.")
    revision: int = Field(description="The revision of the catalog that it was ordered by.")
    merged_into: str | None = Field(description="The number of the ticket as which this one goes on, if one sees it.")


class TicketList(Model):
    """A page of tickets."""

    items: list[TicketLine]
    next_cursor: str | None


class OrderBody(Body):
    """An order. Without `service` it is the general request of the desk, told in `subject` and `text`."""

    service: str | None = None
    kind: str | None = Field(None, description="request, incident or consultation; by default that of the service.")
    subject: str | None = Field(None, max_length=255)
    text: str | None = None
    answers: dict[str, Any] = Field(default_factory=dict, description="By the `form` of the service.")
    files: list[str] = Field(default_factory=list, description="Ids that POST files has given.")
    on_behalf_of: str | int | None = Field(None, description="Login or id.")
    revision: int | None = Field(None, description="That of the service when its form was read.")


class TicketsQuery(CriteriaQuery):
    """What tickets are wanted. Within a queue open ones, unless `state` or `phase` says otherwise; else all."""

    queue: str = Field("", description="mine (that I work on), all (of my teams), or the key of my team.")
    state: list[str] = Field(default_factory=list, description="Several may be given, repeated or with commas.")
    q: str = Field(
        "",
        max_length=200,
        description="Words of the ticket in any form, phrases in quotes, a number, a telephone, a serial.",
    )
    sort: str = Field(
        "",
        max_length=32,
        description=f"One of {', '.join(SORTS)}: due and unanswered the most urgent first, created and updated the"
        " newest first, priority the most pressing first. In a queue due, else created.",
    )
    order: Literal["", "reverse"] = Field("", description="reverse: the other way round.")


async def order(call: Call) -> object:
    """Order a service"""
    return await call.idempotent(lambda: _ordered(call))


async def _ordered(call: Call) -> Answer:
    body: OrderBody = call.body
    wish = Order(**{**body.model_dump(), "text": body.text or "", "source": "api"})
    try:
        ticket = await desk.order(call.actor, wish)
    except WrongAnswers as error:
        raise Invalid({f"answers.{key}": phrase for key, phrase in error.fields.items()}) from error
    # What every order begins with is no secret; how the staff judges it later is.
    return Answer(await view(call, ticket, judged=True), 201, f"{BASE}/tickets/{ticket.number}")


async def list_tickets(call: Call) -> TicketList:
    """Tickets that I may see"""
    wish = await _wish(call)
    found = await page(call.actor, wish)
    return TicketList(
        items=await lines(call, found.items),
        next_cursor=codec.encode(_named(wish.sort, reverse=wish.reverse), *found.next) if found.next else None,
    )


async def _wish(call: Call) -> Wish:
    query: TicketsQuery = call.query
    states = [state for text in query.state for state in text.split(",") if state]
    if len(states) > STATES_MOST:
        raise Invalid({"state": N_("At most %(n)s at once.", n=STATES_MOST)})
    # Both once were other words for the newest first.
    sort = query.sort.removeprefix("-") if query.sort in ("-created", "-updated") else query.sort
    sort = sort or ("due" if query.queue else "created")
    if sort not in SORTS:
        raise Invalid({"sort": N_("Sort by one of: %(known)s.", known=", ".join(SORTS))})
    reverse = query.order == "reverse"
    return Wish(
        queue=await _queue(query.queue),
        filter="" if (query.queue and not query.phase) or states else "any",
        states=states,
        criteria=query.criteria(),
        q=query.q,
        sort=sort,
        reverse=reverse,
        after=_after(query.cursor, sort, reverse=reverse),
        limit=query.size,
    )


async def _queue(name: str) -> str | int | None:
    if name in ("mine", "all", ""):
        return name or None
    team = await teams.by_key(name)
    if team is None:
        raise NotFound(N_("There is no such queue, or you may not see it."))
    return team.id


def _after(text: str, sort: str, *, reverse: bool) -> Key | None:
    if not text:
        return None
    by, key, number = codec.decode(text, str, SORTS[sort].kind, int)
    if by != _named(sort, reverse=reverse):
        raise Invalid({"cursor": N_("This cursor belongs to another order of the list. Start from the first page.")})
    return key, number


def _named(sort: str, *, reverse: bool) -> str:
    """The order of a list as its cursor names it."""
    return f"{sort}.reverse" if reverse else sort


async def one(call: Call) -> TicketView:
    """One ticket"""
    ticket, seen = await desk.get(call.actor, call.params["number"])
    return await view(call, ticket, judged=seen is Sight.STAFF)


async def view(call: Call, ticket: Ticket, *, judged: bool | None = None) -> TicketView:
    """The ticket as an answer to who asks. `judged`: with its priority; None: for the staff only."""
    names = await _names([ticket])
    goal = await goal_of(call.actor, ticket)
    judged = is_staff(call.actor, ticket) if judged is None else judged
    return TicketView(
        **_line(call, ticket, names, judged=judged),
        text=ticket.text,
        answers=readable(await registry.service_item(ticket.service_item_id), ticket.answers, staff=judged),
        impact=ticket.impact if judged else None,
        urgency=ticket.urgency if judged else None,
        line=ticket.line if judged else None,
        revision=ticket.revision,
        merged_into=goal.number if goal is not None else None,
    )


async def lines(call: Call, found: Sequence[Ticket]) -> list[TicketLine]:
    """Tickets as the items of a list."""
    names = await _names(found)
    return [TicketLine(**_line(call, one, names, judged=is_staff(call.actor, one))) for one in found]


async def _names(found: Sequence[Ticket]) -> Names:
    persons = {person for one in found for person in (one.assignee_id, one.requester_id, one.on_behalf_of_id)}
    return await Names.of(persons, {one.team_id for one in found})


def _line(call: Call, ticket: Ticket, names: Names, *, judged: bool) -> dict[str, Any]:
    runs = ticket.running_since is not None
    return {
        "number": ticket.number,
        "service": ticket.service,
        "kind": ticket.kind,
        "subject": ticket.subject,
        "state": ticket.state,
        "team": names.team(ticket.team_id),
        "assignee": names.person(ticket.assignee_id),
        "requester": names.person(ticket.requester_id),
        "on_behalf_of": names.person(ticket.on_behalf_of_id),
        "priority": ticket.priority_name if judged else None,
        "created_at": from_us(ticket.created_at),
        "updated_at": from_us(ticket.updated_at),
        "respond_by": moment(ticket.respond_by) if runs else None,
        "resolve_by": moment(ticket.resolve_by) if runs else None,
        "version": ticket.version,
        "url": f"{call.settings.own_url}/tickets/{ticket.number}",
    }


ENDPOINTS = (
    endpoint("POST", "/tickets", order, needs="service.order", body=OrderBody, answer=TicketView, status=201),
    endpoint("GET", "/tickets", list_tickets, needs="ticket.own", query=TicketsQuery, answer=TicketList),
    endpoint("GET", "/tickets/{number}", one, needs="ticket.own", answer=TicketView),
)
