"""REST: words in a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from okno import files as attachments, tickets as desk
from okno.clock import from_us
from okno.errors import Invalid
from okno.files import File
from okno.http import cursor as codec
from okno.http.rest import Answer, Call, Model, endpoint
from okno.rest.files import FileView, file_view
from okno.rest.shapes import Body, ListQuery, Moment, Names
from okno.settings import Settings
from okno.text import N_
from okno.tickets import Comment, Sight, outside
from okno.tickets.mentions import unheard
from okno.tickets.merged import sources_of
from okno.tickets.story import comments_of


class CommentBody(Body):
    """What is said. It needs words or files."""

    text: str = ""
    visibility: str = Field("public", description="public, or internal: a note that only the staff sees.")
    thread: int | None = Field(None, description="A conversation with an outsider; visibility is left out then.")
    files: list[str] = Field(default_factory=list, description="Ids that POST files has given.")


class CommentView(Model):
    """A comment. `author` is a login; null is the server."""

    id: int
    number: str = Field(description="The ticket; another one when that was merged into this.")
    author: str | None
    text: str
    visibility: str
    created_at: Moment
    files: list[FileView]
    unheard: list[str] = Field(
        default_factory=list, description="Logins named by @ who do not read this; in the answer to its writer only."
    )


class CommentList(Model):
    """A page of comments, oldest first."""

    items: list[CommentView]
    next_cursor: str | None


async def say(call: Call) -> object:
    """Write a comment"""
    return await call.idempotent(lambda: _said(call))


async def _said(call: Call) -> Answer:
    body: CommentBody = call.body
    said = await (_outside(call, body, body.thread) if body.thread is not None else _inside(call, body))
    view = (await _views(call.settings, [said]))[0]
    ticket, seen = await desk.get(call.actor, said.ticket_id)
    deaf = await unheard(ticket, seen, said.text, said.visibility) if said.visibility != "outside" else []
    return Answer(view.model_copy(update={"unheard": [one.login for one in deaf]}), 201)


async def _outside(call: Call, body: CommentBody, thread: int) -> Comment:
    if "visibility" in body.model_fields_set:
        raise Invalid({"visibility": N_("A conversation with an outsider is neither public nor internal.")})
    number = call.params["number"]
    return await outside.tell(call.actor, number, thread, text=body.text, files=body.files, source="api")


async def _inside(call: Call, body: CommentBody) -> Comment:
    return await desk.comment(
        call.actor,
        call.params["number"],
        text=body.text,
        visibility=body.visibility,
        files=body.files,
        source="api",
    )


async def list_comments(call: Call) -> CommentList:
    """Comments of a ticket that I may read"""
    query: ListQuery = call.query
    ticket, seen = await desk.get(call.actor, call.params["number"])
    internal, sources = seen is Sight.STAFF, await sources_of(call.actor, ticket, seen)
    after, limit = query.after_id(), query.size + 1
    words = await comments_of(ticket.id, internal=internal, after=after, limit=limit, sources=sources)
    found = list(words.values())
    shown = found[: query.size]
    more = len(found) > len(shown)
    return CommentList(
        items=await _views(call.settings, shown), next_cursor=codec.encode(shown[-1].id) if more else None
    )


async def _views(settings: Settings, comments: Sequence[Comment]) -> list[CommentView]:
    names = await Names.of(one.author_id for one in comments)
    files = await attachments.of_comments(one.id for one in comments)
    return [CommentView(**_fields(settings, one, names, files.get(one.id, []))) for one in comments]


def _fields(settings: Settings, comment: Comment, names: Names, files: Sequence[File]) -> dict[str, Any]:
    return {
        "id": comment.id,
        "number": str(comment.ticket_id),
        "author": names.person(comment.author_id),
        "text": comment.text,
        "visibility": comment.visibility,
        "created_at": from_us(comment.at),
        "files": [file_view(settings, file) for file in files],
    }


ENDPOINTS = (
    endpoint(
        "POST", "/tickets/{number}/comments", say, needs="ticket.own", body=CommentBody, answer=CommentView, status=201
    ),
    endpoint(
        "GET", "/tickets/{number}/comments", list_comments, needs="ticket.own", query=ListQuery, answer=CommentList
    ),
)
