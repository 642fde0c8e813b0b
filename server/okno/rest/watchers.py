"""REST: who follows a ticket, and the new ticket that follows a closed one."""

from __future__ import annotations

from pydantic import Field

from okno import tickets as desk
from okno.http.rest import BASE, Answer, Call, Model, endpoint
from okno.rest.shapes import Body
from okno.rest.tickets import TicketView, view
from okno.tickets import watch
from okno.tickets.follow_up import follow_up


class WatcherView(Model):
    """Somebody who follows a ticket."""

    login: str
    name: str


class WatcherList(Model):
    """All who follow a ticket, by name."""

    items: list[WatcherView]
    next_cursor: str | None


class FollowBody(Body):
    """What is wrong now."""

    text: str = Field(description="The words with which the new ticket begins.")


async def list_watchers(call: Call) -> WatcherList:
    """Who follows a ticket"""
    ticket, _ = await desk.get(call.actor, call.params["number"])
    return await _listed(ticket.id)


async def add_watcher(call: Call) -> WatcherList:
    """Let somebody follow a ticket, or follow it oneself (me)"""
    ticket = await watch.add(call.actor, call.params["number"], _who(call))
    return await _listed(ticket.id)


async def remove_watcher(call: Call) -> None:
    """End that somebody follows a ticket"""
    await watch.remove(call.actor, call.params["number"], _who(call))


def _who(call: Call) -> str | int:
    login = str(call.params["login"])
    return call.actor.id if login == "me" else login


async def _listed(ticket_id: int) -> WatcherList:
    found = await watch.watchers(ticket_id)
    return WatcherList(items=[WatcherView(login=one.login, name=one.name) for one in found], next_cursor=None)


async def new_follow_up(call: Call) -> object:
    """Order anew from a closed ticket of one's own"""
    return await call.idempotent(lambda: _followed(call))


async def _followed(call: Call) -> Answer:
    body: FollowBody = call.body
    ticket = await follow_up(call.actor, call.params["number"], text=body.text, source="api")
    return Answer(await view(call, ticket, judged=True), 201, f"{BASE}/tickets/{ticket.number}")


_ONE = "/tickets/{number}/watchers/{login}"
ENDPOINTS = (
    endpoint("GET", "/tickets/{number}/watchers", list_watchers, needs="ticket.own", answer=WatcherList),
    endpoint("PUT", _ONE, add_watcher, needs="ticket.own", answer=WatcherList),
    endpoint("DELETE", _ONE, remove_watcher, needs="ticket.own", status=204),
    endpoint(
        "POST",
        "/tickets/{number}/follow-ups",
        new_follow_up,
        needs="service.order",
        body=FollowBody,
        answer=TicketView,
        status=201,
    ),
)
