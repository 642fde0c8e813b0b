"""REST: work time on a ticket, for its staff alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from okno.clock import SECOND_US, from_us
from okno.http.rest import Answer, Call, Model, endpoint
from okno.rest.shapes import Body, Moment, Names
from okno.tickets import work
from okno.tickets.work import Log, Work


class WorkBody(Body):
    """Own time that is written down."""

    seconds: int = Field(ge=60, description="How long, in whole minutes.")
    day: str = Field("", description="The day as 2026-11-23; empty: today.")
    text: str = Field("", description="What was done.")
    task_id: int | None = Field(None, description="The task of the ticket on which it was spent.")


class WorkChange(Body):
    """An entry of one's own put right; what is left out stays."""

    seconds: int | None = Field(None, ge=60)
    day: str | None = None
    text: str | None = None


class PlanBody(Body):
    """How much time is planned for the ticket."""

    seconds: int | None = Field(description="null: nothing is planned.")


class WorkView(Model):
    """An entry. `source` is timer or hand."""

    id: int
    person: str | None
    task_id: int | None
    day: date
    seconds: int
    text: str
    source: str
    created_at: Moment


class WorkTotal(Model):
    """How long one person has worked."""

    person: str | None
    seconds: int


class WorkList(Model):
    """All work on a ticket, the oldest day first."""

    items: list[WorkView]
    next_cursor: str | None = None
    planned_seconds: int | None
    seconds: int
    people: list[WorkTotal]


async def list_work(call: Call) -> WorkList:
    """Work time on a ticket that I see as staff"""
    _, log = await work.log_of(call.actor, call.params["number"])
    return await _listed(log)


async def _listed(log: Log) -> WorkList:
    names = await Names.of(one.person_id for one in log.entries)
    return WorkList(
        items=[_view(one, names) for one in log.entries],
        planned_seconds=log.planned // SECOND_US if log.planned is not None else None,
        seconds=log.spent // SECOND_US,
        people=[
            WorkTotal(person=names.person(key), seconds=spent // SECOND_US) for key, spent in log.by_person.items()
        ],
    )


async def add_work(call: Call) -> object:
    """Write own work time down"""
    return await call.idempotent(lambda: _added(call))


async def _added(call: Call) -> Answer:
    body: WorkBody = call.body
    made = await work.log(
        call.actor,
        call.params["number"],
        spent=body.seconds // 60 * 60 * SECOND_US,
        day=body.day,
        text=body.text,
        task_id=body.task_id,
    )
    return Answer((await _views([made]))[0], 201)


async def change_work(call: Call) -> object:
    """Put an entry of my own right, for a week"""
    return await call.idempotent(lambda: _changed(call))


async def _changed(call: Call) -> WorkView:
    body: WorkChange = call.body
    spent = body.seconds // 60 * 60 * SECOND_US if body.seconds is not None else None
    made = await work.change(
        call.actor, call.params["number"], call.params["entry"], spent=spent, day=body.day, text=body.text
    )
    return (await _views([made]))[0]


async def remove_work(call: Call) -> None:
    """Take an entry of my own away, for a week"""
    await work.delete(call.actor, call.params["number"], call.params["entry"])


async def plan_work(call: Call) -> object:
    """Say how much time is planned"""
    return await call.idempotent(lambda: _planned(call))


async def _planned(call: Call) -> WorkList:
    body: PlanBody = call.body
    planned = body.seconds * SECOND_US if body.seconds is not None else None
    ticket = await work.plan(call.actor, call.params["number"], planned)
    return await _listed(await work.of_ticket(ticket))


async def _views(found: Sequence[Work]) -> list[WorkView]:
    names = await Names.of(one.person_id for one in found)
    return [_view(one, names) for one in found]


def _view(one: Work, names: Names) -> WorkView:
    return WorkView(
        id=one.id,
        person=names.person(one.person_id),
        task_id=one.task_id,
        day=date.fromisoformat(one.day),
        seconds=one.spent // SECOND_US,
        text=one.text,
        source=one.source,
        created_at=from_us(one.at),
    )


ENDPOINTS = (
    endpoint("GET", "/tickets/{number}/work", list_work, needs="ticket.own", answer=WorkList),
    endpoint(
        "POST", "/tickets/{number}/work", add_work, needs="ticket.own", body=WorkBody, answer=WorkView, status=201
    ),
    endpoint("PATCH", "/tickets/{number}/work", plan_work, needs="ticket.own", body=PlanBody, answer=WorkList),
    endpoint(
        "PATCH", "/tickets/{number}/work/{entry}", change_work, needs="ticket.own", body=WorkChange, answer=WorkView
    ),
    endpoint("DELETE", "/tickets/{number}/work/{entry}", remove_work, needs="ticket.own", status=204),
)
