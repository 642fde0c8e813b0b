"""A dossier as one zip: person.json and the files. It is written to the disk piece by piece, never kept in memory."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from anyio import to_thread

from okno.people.personal import Copy, Dossier

FOLDER = "tmp"
"""Under HOME: what is as secret as the database stays on the same disk."""
CHUNK = 256 * 1024
NOTE = (
    "Everything that this server holds about the person, without passwords and other secrets. Left out are internal "
    "notes of the staff, which are words of other people; what was written about the person elsewhere; and copies "
    "outside of this server: letters that were sent, backups, logs. See docs/decisions/0009-personal-data.md."
)
WITHOUT = (
    " The content of requests is left out too, with notices, letters and files: who made this copy may not read it. "
    "The person takes a whole copy on the page of the profile; `okno user export` on the server makes one too."
)


@dataclass(frozen=True)
class Parcel:
    """A packed dossier: a file without a name, gone when it is closed or when the process ends. `size` in bytes."""

    stream: BinaryIO
    size: int

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes in pieces; afterwards the parcel is gone."""
        try:
            while chunk := await to_thread.run_sync(self.stream.read, CHUNK):
                yield chunk
        finally:
            self.stream.close()


async def pack(dossier: Dossier, home: Path) -> Parcel:
    """Packs a dossier in the home folder."""
    return await to_thread.run_sync(_pack, dossier, home / FOLDER)


def _pack(dossier: Dossier, folder: Path) -> Parcel:
    folder.mkdir(mode=0o700, exist_ok=True)
    stream: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed by Parcel
    try:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            listed = [_add(archive, number, one) for number, one in enumerate(dossier.files, start=1)]
            told = {"about": NOTE if dossier.whole else NOTE + WITHOUT, **dossier.parts, "files_here": listed}
            archive.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=1))
        size = stream.tell()
        stream.seek(0)
    except BaseException:
        stream.close()
        raise
    return Parcel(stream, size)


def _add(archive: zipfile.ZipFile, number: int, one: Copy) -> dict[str, object]:
    """Puts a file into the archive and says where; one that is not on the disk any more is only named."""
    place = f"files/{number:04}-{one.name}"
    told = {**one.told, "name": one.name}
    try:
        archive.write(one.path, place)
    except FileNotFoundError:
        return told
    return {**told, "place": place}
