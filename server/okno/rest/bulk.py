"""REST: one act on several tickets at once, and taking it back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from okno.errors import NotFound
from okno.http.rest import Answer, Call, Model, endpoint
from okno.rest.shapes import Body
from okno.text import N_
from okno.tickets import bulk
from okno.tickets.bulk import Act, Chosen
from okno.tickets.bulk_store import Result
from okno.tickets.bulk_undo import undo


class ChosenBody(Body):
    """A ticket of the act."""

    number: str = Field(max_length=18)
    version: int | None = Field(None, description="That one has seen; an older one leaves the ticket as it is.")


class BulkBody(Body):
    """What shall be done with the tickets. What else is needed depends on `action`."""

    action: Literal["take", "assign", "team", "line", "state", "priority", "macro", "watch", "comment"]
    tickets: list[ChosenBody] = Field(min_length=1, max_length=bulk.MOST)
    who: str = Field("", max_length=128, description="Login or id: for assign (none: nobody), team and watch.")
    team: str = Field("", max_length=64)
    line: int | None = None
    state: str = Field("", max_length=32)
    priority: str = Field("", max_length=16)
    macro: str = Field("", max_length=64)
    text: str = Field("", description="The comment, or the reason of a move or a hand-over.")
    visibility: Literal["public", "internal"] = "public"


class LeftView(Model):
    """A ticket that was left as it was, and why."""

    number: str
    code: str = Field(description="The `code` that the error of the act alone would have.")
    reason: str


class BulkView(Model):
    """What an act has done."""

    id: str
    action: str
    done: list[str] = Field(description="The numbers of the tickets that were changed.")
    left: list[LeftView]
    undoable: bool = Field(description="Whether POST tickets/bulk/{id}/undo can take it back, within a day.")


async def act_on_several(call: Call) -> object:
    """Do one thing to several tickets, each for itself"""
    return await call.idempotent(lambda: _done(call))


async def _done(call: Call) -> Answer:
    body: BulkBody = call.body
    told = body.model_dump(exclude={"tickets"})
    result = await bulk.perform(call.actor, Act(**told), [Chosen(one.number, one.version) for one in body.tickets])
    return Answer(_view(call, result), 200)


async def undo_bulk(call: Call) -> BulkView:
    """Take an act on several tickets back, as far as nobody has changed them since"""
    number = str(call.params["bulk"])
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound(N_("This act is too long ago, or it is not yours."))
    return _view(call, await undo(call.actor, int(number)))


def _view(call: Call, result: Result) -> BulkView:
    return BulkView(
        id=str(result.id),
        action=result.action,
        done=[str(one.ticket_id) for one in result.done],
        left=[LeftView(number=one.number, code=one.code, reason=call.t.say(one.reason)) for one in result.left],
        undoable=result.undoable,
    )


ENDPOINTS = (
    endpoint("POST", "/tickets/bulk", act_on_several, needs="desk.open", body=BulkBody, answer=BulkView),
    endpoint("POST", "/tickets/bulk/{bulk}/undo", undo_bulk, needs="desk.open", answer=BulkView),
)
