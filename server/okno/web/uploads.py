"""Files that come with a form: kept at once, so that a refused form does not ask for them again."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.datastructures import UploadFile

from okno.errors import Invalid, TooLarge, TooMany
from okno.files import File, save
from okno.http import Page, forms

CHUNK_BYTES = 256 * 1024


async def keep(current: Page, field: str, into: list[str]) -> None:
    """Stores the files of a field and adds their ids to `into`, one by one: those before a refused one stay.

    Raises Invalid beside that field.
    """
    for one in forms.files(current.form, field):
        into.append((await _keep(current, field, one)).public_id)


async def _keep(current: Page, field: str, sent: UploadFile) -> File:
    try:
        return await save(
            current.actor.id, sent.filename or "", _chunks(sent), limit=current.settings.limits.upload_bytes
        )
    except (TooLarge, TooMany) as error:
        raise Invalid({field: error.phrase}) from error
    except Invalid as error:
        raise Invalid({field: next(iter(error.fields.values()), error.phrase)}) from error


async def _chunks(sent: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await sent.read(CHUNK_BYTES):
        yield chunk
