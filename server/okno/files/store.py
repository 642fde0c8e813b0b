"""Keeping files: bytes in HOME/files or where `files` says, what is known of them in the database."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import BinaryIO

from anyio import to_thread

from okno.clock import now_us
from okno.db import Row, fetch_one, fetch_value, tx
from okno.errors import ConfigError, Invalid, TooLarge, TooMany
from okno.files.kind import HEAD_BYTES, kind_of
from okno.files.name import clean_name
from okno.text import N_

TOKEN_BYTES = 24
LOOSE_MOST = 200
"""Files that a person may have sent without attaching them to anything; the sweep removes them after a day."""
PARTIAL = ".part"


@dataclass(frozen=True)
class File:
    """A stored file. `size` in bytes, `created_at` in microseconds UTC."""

    id: int
    public_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    owner_id: int
    created_at: int

    @property
    def erased(self) -> bool:
        """Whether its content is gone with the personal data of somebody; nothing else is empty."""
        return self.size == 0

    @property
    def is_image(self) -> bool:
        """Whether browsers may show it in a page."""
        return self.media_type in ("image/png", "image/jpeg", "image/gif", "image/webp")


COLUMNS = ", ".join(f"f.{one.name}" for one in fields(File))


def file_of(row: Row) -> File:
    """The file in a row that has COLUMNS."""
    return File(**{one.name: row[one.name] for one in fields(File)})


class _Place:
    """Where this process keeps files."""

    root: Path | None = None


def settle(home: Path, folder: Path | None = None) -> None:
    """Says at start-up where the files are: in a folder of the home, or in one that several nodes share."""
    _Place.root = folder or home / "files"


def root() -> Path:
    """The folder of all files."""
    if _Place.root is None:
        raise ConfigError(N_("The folder of files is not known yet."))
    return _Place.root


async def save(owner_id: int, name: str, data: bytes | AsyncIterable[bytes], *, limit: int) -> File:
    """Stores what `owner_id` sends; it belongs to nothing until it is attached.

    `limit` is in bytes: TooLarge when there is more, and nothing is kept. The bytes are on the disk for good before
    the row is written, so a crash leaves at most a file without a row.
    """
    await _check_loose(owner_id)
    public_id = secrets.token_urlsafe(TOKEN_BYTES)
    path = _path(public_id)
    written = await _receive(path, _chunks(data), limit)
    try:
        return await _remember(owner_id, clean_name(name), public_id, written)
    except BaseException:
        _discard(path)
        raise


async def get(public_id: str) -> File | None:
    """The file with this id. Whether somebody may read it is for the tickets to say (see `uses_of`)."""
    row = await fetch_one(f"SELECT {COLUMNS} FROM file f WHERE f.public_id = $1", public_id)
    return file_of(row) if row else None


def open_path(file: File) -> Path:
    """Where the bytes of a file are."""
    return _path(file.public_id)


def _path(public_id: str) -> Path:
    return root() / public_id[:2] / public_id


async def _check_loose(owner_id: int) -> None:
    loose = await fetch_value(
        "SELECT count(*) FROM file f WHERE f.owner_id = $1"
        " AND NOT EXISTS (SELECT 1 FROM file_use u WHERE u.file_id = f.id)",
        owner_id,
    )
    if loose >= LOOSE_MOST:
        raise TooMany(N_("You have sent many files that belong to no request. Try again tomorrow."), retry_after=3600)


async def _remember(owner_id: int, name: str, public_id: str, written: _Written) -> File:
    values = (public_id, name, written.kind, written.size, written.digest.hexdigest(), owner_id, now_us())
    async with tx():
        file_id = await fetch_value(
            "INSERT INTO file (public_id, name, media_type, size, sha256, owner_id, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
            *values,
        )
    return File(int(file_id), *values)


# Receiving ----------------------------------------------------------------------------------------------------


@dataclass
class _Written:
    """What has been written so far."""

    size: int = 0
    head: bytes = b""
    tail: bytes = b""
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.digest.update(chunk)
        if len(self.head) < HEAD_BYTES:
            self.head = (self.head + chunk)[:HEAD_BYTES]
        self.tail = (self.tail + chunk)[-HEAD_BYTES:]

    @property
    def kind(self) -> str:
        return kind_of(self.head, self.tail)


async def _chunks(data: bytes | AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    async for chunk in data:
        yield chunk


async def _receive(path: Path, chunks: AsyncIterator[bytes], limit: int) -> _Written:
    """Writes beside the place, then renames: under its own name a file is always whole."""
    partial = path.with_name(path.name + PARTIAL)
    handle = await to_thread.run_sync(_create, partial)
    written = _Written()
    try:
        with handle:
            async for chunk in chunks:
                written.add(chunk)
                if written.size > limit:
                    raise TooLarge(
                        N_("A file may have at most %(mb)s MB.", mb=limit // 2**20 or round(limit / 2**20, 2))
                    )
                await to_thread.run_sync(handle.write, chunk)
            if not written.size:
                raise Invalid({"file": N_("The file is empty. Choose another one.")})
            await to_thread.run_sync(_settle_on_disk, handle, partial, path)
    except BaseException:
        _discard(partial, path)
        raise
    return written


def _create(partial: Path) -> BinaryIO:
    partial.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _discard(*paths: Path) -> None:
    """At once and without a thread: the task may be on its way out already."""
    for path in paths:
        path.unlink(missing_ok=True)


def _settle_on_disk(handle: BinaryIO, partial: Path, path: Path) -> None:
    handle.flush()
    os.fsync(handle.fileno())
    partial.rename(path)
    folder = os.open(path.parent, os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
