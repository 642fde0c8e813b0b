"""REST: attachments, sent before or together with what they belong to."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse

from okno import files as store, tickets as desk
from okno.errors import Invalid
from okno.files import File
from okno.http import forms
from okno.http.failures import WrongType
from okno.http.rest import BASE, MULTIPART, Answer, Call, Model, endpoint
from okno.rest.shapes import Body
from okno.settings import Settings
from okno.text import N_
from okno.tickets import Sight
from okno.tickets.attachments import readable
from okno.tickets.comment import require_may_comment

CHUNK = 2**16


class FileView(Model):
    """A file. `type` was found by its content; `url` gives the bytes to whom may read it."""

    id: str
    name: str
    size: int = Field(description="Bytes.")
    type: str
    url: str


class FileList(Model):
    """The files of a ticket, oldest first."""

    items: list[FileView]
    next_cursor: str | None


class AttachBody(Body):
    """Files that were sent before."""

    files: list[str] = Field(min_length=1, description="Ids that POST files has given.")
    visibility: str = Field("public", description="public, or internal: only the staff sees them.")


async def send(call: Call) -> Answer:
    """Send a file; its id goes into answers, comments and orders"""
    saved = await _saved(call)
    if len(saved) != 1:
        raise Invalid({"file": N_("Send one file at a time.")})
    return Answer(file_view(call.settings, saved[0]), 201, f"{BASE}/files/{saved[0].public_id}")


async def about(call: Call) -> FileView:
    """What is known of a file"""
    return file_view(call.settings, await readable(call.actor, call.params["id"]))


async def content(call: Call) -> FileResponse:
    """The bytes of a file"""
    file = await readable(call.actor, call.params["id"])
    return FileResponse(store.open_path(file), headers=store.headers(file))


async def files_of_ticket(call: Call) -> FileList:
    """Files of a ticket that I may read"""
    ticket, seen = await desk.get(call.actor, call.params["number"])
    found = await store.of_ticket(ticket.id, internal=seen is Sight.STAFF)
    return FileList(items=[file_view(call.settings, one.file) for one in found], next_cursor=None)


async def attach(call: Call) -> object:
    """Put files to a ticket: as multipart/form-data, or by ids of files that were sent before"""
    # Whoever may say nothing here shall not leave files here either.
    body: AttachBody | None = call.body
    visibility = body.visibility if body is not None else "public"
    await require_may_comment(call.actor, call.params["number"], visibility)
    if body is None:
        return await _attached(call, [file.public_id for file in await _saved(call)], "public")
    return await call.idempotent(lambda: _attached(call, body.files, body.visibility))


async def _attached(call: Call, ids: list[str], visibility: str) -> Answer:
    """Files alone are a comment without words: it has its place in the story, and the others hear of it."""
    said = await desk.comment(
        call.actor, call.params["number"], text="", visibility=visibility, files=ids, source="api"
    )
    files = (await store.of_comments([said.id])).get(said.id, [])
    return Answer(FileList(items=[file_view(call.settings, one) for one in files], next_cursor=None), 201)


async def _saved(call: Call) -> list[File]:
    """Keeps the files of a form, whatever its fields are called."""
    if call.media_type != MULTIPART:
        raise WrongType(N_("Send the file as multipart/form-data."))
    form = await forms.read(call.request, call.settings.limits)
    try:
        sent = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not sent:
            raise Invalid({"file": N_("There is no file in the form. Add one as the field “file”.")})
        limit = call.settings.limits.upload_bytes
        return [await store.save(call.actor.id, one.filename or "", _chunks(one), limit=limit) for one in sent]
    finally:
        await form.close()


async def _chunks(sent: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await sent.read(CHUNK):
        yield chunk


def file_view(settings: Settings, file: File) -> FileView:
    """The file as an answer."""
    return FileView(
        id=file.public_id,
        name=file.name,
        size=file.size,
        type=file.media_type,
        url=f"{settings.own_url}{BASE}/files/{file.public_id}/content",
    )


ENDPOINTS = (
    endpoint("POST", "/files", send, needs="service.order", upload=True, answer=FileView, status=201),
    endpoint("GET", "/files/{id}", about, needs="ticket.own", answer=FileView),
    endpoint("GET", "/files/{id}/content", content, needs="ticket.own"),
    endpoint("GET", "/tickets/{number}/files", files_of_ticket, needs="ticket.own", answer=FileList),
    endpoint(
        "POST",
        "/tickets/{number}/files",
        attach,
        needs="ticket.own",
        body=AttachBody,
        upload=True,
        answer=FileList,
        status=201,
    ),
)
