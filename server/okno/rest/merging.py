"""REST: merging tickets, taking that back, and splitting one."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from okno.errors import Invalid
from okno.http.rest import BASE, Answer, Call, endpoint
from okno.rest.changes import in_race
from okno.rest.shapes import Body
from okno.rest.tickets import TicketView, view
from okno.tickets.form import WrongAnswers
from okno.tickets.merge import merge, unmerge
from okno.tickets.split import split


class MergeBody(Body):
    """Into which ticket of the same customer this one is merged."""

    into: str | int = Field(description="The number of the ticket as which this one goes on.")
    version: int


class SplitBody(Body):
    """What becomes a ticket of its own, for the same customer."""

    service: str
    subject: str = Field("", max_length=255)
    text: str = Field("", description="By default the words of the comment.")
    comment: int | None = Field(None, description="A public comment of the ticket; its files go with it.")
    answers: dict[str, Any] = Field(
        default_factory=dict, description="By the form of the service; questions for words are answered by the text."
    )


async def merge_ticket(call: Call) -> object:
    """Merge a ticket into another one"""
    return await call.idempotent(lambda: _merged(call))


async def _merged(call: Call) -> TicketView:
    body: MergeBody = call.body
    merging = merge(call.actor, call.params["number"], body.into, version=body.version)
    return await view(call, await in_race(merging))


async def unmerge_ticket(call: Call) -> object:
    """Make a merged ticket one of its own again"""
    return await call.idempotent(lambda: _unmerged(call))


async def _unmerged(call: Call) -> TicketView:
    return await view(call, await unmerge(call.actor, call.params["number"]))


async def split_ticket(call: Call) -> object:
    """Make a ticket of its own out of something that was said in one"""
    return await call.idempotent(lambda: _split(call))


async def _split(call: Call) -> Answer:
    body: SplitBody = call.body
    try:
        made = await split(
            call.actor,
            call.params["number"],
            service=body.service,
            subject=body.subject,
            text=body.text,
            comment_id=body.comment,
            answers=body.answers,
        )
    except WrongAnswers as error:
        raise Invalid({f"answers.{key}": phrase for key, phrase in error.fields.items()}) from error
    return Answer(await view(call, made, judged=True), 201, f"{BASE}/tickets/{made.number}")


_MERGE = "/tickets/{number}/merge"
ENDPOINTS = (
    endpoint("POST", _MERGE, merge_ticket, needs="ticket.own", body=MergeBody, answer=TicketView),
    endpoint("DELETE", _MERGE, unmerge_ticket, needs="ticket.own", answer=TicketView),
    endpoint(
        "POST",
        "/tickets/{number}/split",
        split_ticket,
        needs="ticket.own",
        body=SplitBody,
        answer=TicketView,
        status=201,
    ),
)
