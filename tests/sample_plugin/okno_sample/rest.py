"""REST: one's own notes, and writing one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from okno.api import Answer, Call, Model, endpoint
from okno_sample import note


class NoteOut(Model):
    """A note."""

    id: int
    ticket: str
    text: str


class NoteList(Model):
    """Notes, the newest first."""

    items: list[NoteOut]


class NoteIn(Model):
    """A note as one writes it."""

    ticket: Annotated[str, Field(max_length=32)]
    text: Annotated[str, Field(max_length=note.LENGTH)]


async def notes(call: Call) -> NoteList:
    """One's own notes."""
    found = await note.of_author(call.actor.id)
    return NoteList(items=[NoteOut(id=one.id, ticket=str(one.ticket_id), text=one.text) for one in found])


async def write(call: Call) -> object:
    """Writes a note; with an Idempotency-Key once."""

    async def work() -> object:
        body: NoteIn = call.body
        note_id = await note.add(call.actor, body.ticket, body.text)
        return Answer(NoteOut(id=note_id, ticket=body.ticket, text=body.text), 201)

    return await call.idempotent(work)


ENDPOINTS = [
    endpoint("GET", "/x/sample/notes", notes, needs="ticket.own", answer=NoteList),
    endpoint("POST", "/x/sample/notes", write, needs="ticket.own", body=NoteIn, answer=NoteOut, status=201),
]
