"""The bytes of a message as they came: in its row when they are few, else on the disk, until they are removed."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from anyio import to_thread

from okno.channels.limits import RAW_IN_ROW
from okno.db import Row, fetch, in_list
from okno.errors import ConfigError
from okno.settings import Settings
from okno.text import N_

STRAY_SECONDS = 24 * 3600
BATCH = 200


class _Place:
    """The settings of this process: where the bytes lie, which key signs, what is allowed."""

    settings: Settings | None = None


def settle(settings: Settings) -> None:
    """Says at start-up which settings hold."""
    _Place.settings = settings


def current() -> Settings:
    """The settings of this process."""
    if _Place.settings is None:
        raise ConfigError(N_("The folder of messages is not known yet."))
    return _Place.settings


def home() -> Path:
    """The home folder."""
    return current().home


def path_of(name: str) -> Path:
    """Where the bytes with this name lie."""
    return home() / "messages" / name[:2] / name


async def put(raw: bytes) -> tuple[bytes | None, str]:
    """Keeps the bytes: what goes into the row, and the name of the file, which is on the disk for good by then."""
    if len(raw) <= RAW_IN_ROW:
        return raw, ""
    name = secrets.token_hex(24)
    await to_thread.run_sync(_write, path_of(name), raw)
    return None, name


async def read(row: Row) -> bytes | None:
    """The bytes of a row; None when they were removed."""
    if row["body"] is not None:
        return bytes(row["body"])
    if not row["body_file"]:
        return None
    return await to_thread.run_sync(_read, path_of(row["body_file"]))


def drop(name: str) -> None:
    """Removes a file; to be called after the commit that forgets it."""
    if name:
        path_of(name).unlink(missing_ok=True)


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())
    partial.rename(path)
    folder = os.open(path.parent, os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


async def sweep() -> int:
    """Removes files of which no row knows, as a crash leaves them; returns how many."""
    removed = 0
    old = await to_thread.run_sync(lambda: sorted(_old()))
    for at in range(0, len(old), BATCH):
        batch = old[at : at + BATCH]
        places, args = in_list(path.name for path in batch)
        rows = await fetch(f"SELECT body_file FROM channel_incoming WHERE body_file IN {places}", *args)
        kept = {row["body_file"] for row in rows}
        for path in batch:
            if path.name not in kept:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _old() -> Iterator[Path]:
    edge = time.time() - STRAY_SECONDS
    for path in (home() / "messages").glob("*/*"):
        if path.is_file() and path.stat().st_mtime < edge:
            yield path
