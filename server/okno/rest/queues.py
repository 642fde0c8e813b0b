"""REST: the queues of the desk."""

from __future__ import annotations

from pydantic import Field

from okno import teams
from okno.http.rest import Call, Model, endpoint
from okno.text import N_
from okno.tickets.reading import Wish, count_many, to_count_queues
from okno.tickets.visible import staff_teams


class QueueView(Model):
    """A queue; `key` goes into GET tickets?queue=."""

    key: str
    title: str
    count: int = Field(description="Open tickets; 1001 stands for more than 1000.")


class QueueList(Model):
    """All queues of a person."""

    items: list[QueueView]
    next_cursor: str | None


async def queues(call: Call) -> QueueList:
    """Queues that I work on"""
    everywhere = {"all": Wish(queue="all", filter="all")}
    found = await count_many(call.actor, {**to_count_queues(call.actor), **everywhere})
    own = await teams.get_many(staff_teams(call.actor))
    items = [
        QueueView(key="mine", title=call.t.say(N_("Mine")), count=found.get("mine", 0)),
        QueueView(key="all", title=call.t.say(N_("All queues")), count=found["all"]),
    ]
    for team in sorted(own.values(), key=lambda one: one.key):
        if team.id in found:
            items.append(QueueView(key=team.key, title=team.name(call.visit.locale), count=found[team.id]))
    return QueueList(items=items, next_cursor=None)


ENDPOINTS = (endpoint("GET", "/queues", queues, needs="desk.open", answer=QueueList),)
