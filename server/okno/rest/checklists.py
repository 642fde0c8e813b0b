"""REST: lines to tick, of a ticket and of its tasks."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from okno.http.rest import Answer, Call, Model, endpoint
from okno.rest.shapes import Body, Moment, Names, moment
from okno.tickets import checklist
from okno.tickets.checklist import Line


class LineView(Model):
    """A line. `task_id` is null when it belongs to the ticket itself; `done_by` is a login."""

    id: int
    task_id: int | None
    place: int = Field(description="From 1, within its list.")
    text: str
    done: bool
    done_at: Moment | None
    done_by: str | None


class LineList(Model):
    """The lines of a ticket: its own, then those of its tasks."""

    items: list[LineView]
    next_cursor: str | None


class NewLineBody(Body):
    """A new line, at the end of its list."""

    text: str
    task_id: int | None = Field(None, description="Of a task of this ticket; without it the line is the ticket’s own.")


class LineBody(Body):
    """What shall be changed of a line; what is absent stays."""

    done: bool | None = None
    text: str | None = None
    place: int | None = Field(None, ge=1, description="Where it shall stand in its list.")


class LinesQuery(Model):
    """Which lines are wanted."""

    task_id: str = Field("", description="Those of one task; who does it sees no others.")


async def list_lines(call: Call) -> LineList:
    """Lines to tick that I may see"""
    query: LinesQuery = call.query
    number = call.params["number"]
    if query.task_id:
        found = await checklist.of_task(call.actor, query.task_id, number)
    else:
        found = await checklist.of_ticket(call.actor, number)
    return LineList(items=await _views(found), next_cursor=None)


async def add_line(call: Call) -> object:
    """Add a line to tick"""
    return await call.idempotent(lambda: _added(call))


async def _added(call: Call) -> Answer:
    body: NewLineBody = call.body
    made = await checklist.add(call.actor, call.params["number"], text=body.text, task_id=body.task_id)
    return Answer((await _views([made]))[0], 201)


async def edit_line(call: Call) -> object:
    """Tick a line, change its words or its place"""
    return await call.idempotent(lambda: _edited(call))


async def _edited(call: Call) -> LineView:
    body: LineBody = call.body
    changed = await checklist.edit(
        call.actor, call.params["number"], call.params["line"], done=body.done, text=body.text, place=body.place
    )
    return (await _views([changed]))[0]


async def remove_line(call: Call) -> None:
    """Take a line away"""
    await checklist.remove(call.actor, call.params["number"], call.params["line"])


async def _views(found: Sequence[Line]) -> list[LineView]:
    names = await Names.of(one.done_by_id for one in found)
    return [
        LineView(
            id=one.id,
            task_id=one.task_id,
            place=one.position,
            text=one.text,
            done=one.done_at is not None,
            done_at=moment(one.done_at),
            done_by=names.person(one.done_by_id),
        )
        for one in found
    ]


ENDPOINTS = (
    endpoint("GET", "/tickets/{number}/checklist", list_lines, needs="ticket.own", query=LinesQuery, answer=LineList),
    endpoint(
        "POST",
        "/tickets/{number}/checklist",
        add_line,
        needs="ticket.own",
        body=NewLineBody,
        answer=LineView,
        status=201,
    ),
    endpoint(
        "PATCH", "/tickets/{number}/checklist/{line}", edit_line, needs="ticket.own", body=LineBody, answer=LineView
    ),
    endpoint("DELETE", "/tickets/{number}/checklist/{line}", remove_line, needs="ticket.own", status=204),
)
