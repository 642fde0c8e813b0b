"""Attachments: each row has its bytes, and they are what was sent."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from anyio import to_thread

from okno.check.flaw import Flaw
from okno.db import fetch
from okno.files.store import COLUMNS, File, file_of, open_path
from okno.text import N_, Phrase

BATCH = 500
_PIECE = 1024 * 1024


async def flaws(*, quick: bool) -> AsyncIterator[tuple[File, Flaw | None]]:
    """Each file with what is wrong with it; `quick` looks at sizes alone."""
    last = 0
    while True:
        rows = await fetch(
            f"SELECT {COLUMNS} FROM file f WHERE f.id > $1 AND f.size > 0 ORDER BY f.id LIMIT {BATCH}", last
        )
        for row in rows:
            file = file_of(row)
            what = await to_thread.run_sync(_wrong, file, open_path(file), quick)
            yield file, Flaw(f"file {file.id}", what) if what is not None else None
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]


def _wrong(file: File, path: Path, quick: bool) -> Phrase | None:
    try:
        size = path.stat().st_size
        if size == file.size and (quick or _digest(path) == file.sha256):
            return None
    except FileNotFoundError:
        return N_("“%(name)s” has no content: %(path)s is not there.", name=file.name, path=str(path))
    except OSError as error:
        return N_("“%(name)s” cannot be read: %(why)s", name=file.name, why=error.strerror or "")
    return N_("“%(name)s” is not what was sent: its content has changed.", name=file.name)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
