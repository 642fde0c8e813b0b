"""Files as personal data: who has sent them, and how their names and their bytes go away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from okno.clock import from_us
from okno.db import execute, fetch, on_commit
from okno.files.kind import UNKNOWN
from okno.files.store import COLUMNS, TOKEN_BYTES, File, file_of, open_path
from okno.i18n import utc
from okno.people.personal import Copy, Erasure, holder


async def export(person_id: int) -> list[dict[str, Any]]:
    """The files that he has sent; those of his requests are listed with them."""
    return [described(file) for file in await _sent(person_id)]


async def files(person_id: int) -> Sequence[Copy]:
    """The same files themselves."""
    return copies(await _sent(person_id))


async def forget(erasure: Erasure) -> None:
    """All that he has sent loses name and content, wherever it is."""
    await erase(await _sent(erasure.person.id), erasure)


async def _sent(person_id: int) -> list[File]:
    rows = await fetch(f"SELECT {COLUMNS} FROM file f WHERE f.owner_id = $1 AND f.size > 0 ORDER BY f.id", person_id)
    return [file_of(row) for row in rows]


def described(file: File) -> dict[str, Any]:
    """A file as it stands in JSON."""
    return {
        "id": file.id,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sent_by": file.owner_id,
        "sent_at": utc(from_us(file.created_at)),
    }


def copies(found: Sequence[File]) -> list[Copy]:
    """The files as they go out; one that is erased already has nothing to give."""
    return [Copy(open_path(file), file.name, {"id": file.id}) for file in found if not file.erased]


async def erase(found: Sequence[File], erasure: Erasure) -> None:
    """Takes name and content from files in the current transaction; the bytes go after the commit.

    What belongs to nothing goes altogether. The rest gets another id: should the process die before the bytes are
    gone, they have no row any more and the sweep removes them.
    """
    for file in found:
        if file.erased:
            continue
        loose = "NOT EXISTS (SELECT 1 FROM file_use u WHERE u.file_id = file.id)"
        if not await execute(f"DELETE FROM file WHERE id = $1 AND {loose}", file.id):
            await execute(
                "UPDATE file SET public_id = $2, name = $3, media_type = $4, size = 0, sha256 = '' WHERE id = $1",
                file.id,
                secrets.token_urlsafe(TOKEN_BYTES),
                erasure.file,
                UNKNOWN,
            )
        on_commit(partial(Path.unlink, open_path(file), missing_ok=True))


holder("files", export=export, forget=forget, files=files, content=True)
