"""Making a backup while the installation is served.

Attachments are never changed once they are there, and their bytes are on the disk before their row is written. So
they are copied before the database and those that came meanwhile after it: each one that the copied database names
is in the backup. What the database does not name, because it was erased in between, is swept a day after a restore.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from okno import __version__
from okno.backup.archive import DATABASE, FILES, HOME, Archive, Writer, writing
from okno.backup.postgres import dump, migrations_of
from okno.db.connection import SQLITE_FILE
from okno.errors import Refused
from okno.settings import Settings
from okno.text import N_

SUFFIX = ".okno-backup"
FOLDER = "backups"
_NOT_STATE = ("run", FOLDER, "files")
"""Folders of a home that are no state of it, or stand in the backup by themselves."""
PARTIAL = ".part"
"""The ending of what is still being received."""
_PAGES = 2000
"""Pages of SQLite that are copied before writers get a turn."""

Told = Callable[[str, int], None]


def _quiet(_: str, __: int) -> None:
    """Nobody wants to hear of the progress."""


def make(settings: Settings, target: Path | None = None, *, keep: int = 0, told: Told = _quiet) -> tuple[Path, Archive]:
    """Writes a backup and gives its file.

    `target` is a file or a folder, else HOME/backups. With `keep`, so many of the newest backups stay in the folder.
    `told` hears what is copied ("files", "database", "home") and how many of it.
    """
    sqlite = settings.database == "sqlite"
    if sqlite and not (settings.home / SQLITE_FILE).exists():
        raise Refused(N_("%(home)s is not ready: run `okno --home %(home)s migrate` first.", home=str(settings.home)))
    moment = datetime.now(UTC)
    path = _place(settings, target, moment)
    about = Archive(__version__, "sqlite" if sqlite else "postgres", moment.isoformat(timespec="seconds"), [])
    with tempfile.TemporaryDirectory(prefix="okno-backup-", dir=path.parent) as folder, writing(path, about) as writer:
        _files(writer, settings, told)
        copy = Path(folder) / "copy"
        about.migrations = _sqlite(settings.home / SQLITE_FILE, copy) if sqlite else _postgres(settings, copy)
        writer.add(copy, f"{DATABASE}/{about.database}")
        told("database", copy.stat().st_size)
        _files(writer, settings, told)
        for found in _state(settings.home):
            writer.add(found, f"{HOME}/{found.relative_to(settings.home).as_posix()}")
    if keep:
        _thin(path, keep)
    return path, about


def _place(settings: Settings, target: Path | None, moment: datetime) -> Path:
    folder = target if target is not None else settings.home / FOLDER
    if target is not None and not target.is_dir() and target.suffix:
        if target.exists():
            raise Refused(N_("%(file)s is there already. Name a new file or a folder.", file=str(target)))
        folder = target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(N_("%(file)s cannot be written: %(why)s", file=str(folder), why=error.strerror or "")) from error
    if target is not None and target.suffix and not target.is_dir():
        return target
    return folder / f"okno-{moment:%Y%m%dT%H%M%SZ}{SUFFIX}"


def _thin(newest: Path, keep: int) -> None:
    """Removes the oldest backups beside the one that was just made; their names tell their age."""
    made = sorted(newest.parent.glob(f"okno-*Z{SUFFIX}"))
    for old in made[: max(len(made) - keep, 0)]:
        if old != newest:
            old.unlink()


def _files(writer: Writer, settings: Settings, told: Told) -> None:
    root, copied = settings.files_folder, 0
    for path in sorted(_inside(root)):
        if path.suffix == PARTIAL:
            continue
        copied += writer.add(path, f"{FILES}/{path.relative_to(root).as_posix()}")
        if copied and copied % 1000 == 0:
            told("files", copied)
    told("files", copied)


def _inside(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root):
        yield from (path for name in names if (path := Path(folder) / name).is_file() and not path.is_symlink())


def _state(home: Path) -> Iterator[Path]:
    """What of the home folder is state: settings, keys, the catalog, themes."""
    for path in sorted(_inside(home)):
        first = path.relative_to(home).parts[0]
        if first not in _NOT_STATE and not first.startswith(SQLITE_FILE) and path.suffix not in (".log", PARTIAL):
            yield path


def _sqlite(source: Path, copy: Path) -> list[str]:
    """Copies a database that is written to, and gives the names of its migrations."""
    address = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=60)) as live,
        closing(sqlite3.connect(copy)) as target,
    ):
        live.backup(target, pages=_PAGES, sleep=0.01)
        target.execute("PRAGMA journal_mode = DELETE")
        rows = target.execute("SELECT app, name FROM tortoise_migrations ORDER BY id").fetchall()
    return [f"{app}.{name}" for app, name in rows]


def _postgres(settings: Settings, copy: Path) -> list[str]:
    dump(settings.database, copy)
    return migrations_of(settings.database)
