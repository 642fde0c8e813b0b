"""Bringing a backup back: into an empty home and an empty database, or nothing happens."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from okno.backup import postgres
from okno.backup.archive import DATABASE, FILES, HOME, Archive, Broken, unpack
from okno.db.connection import SQLITE_FILE
from okno.errors import Refused
from okno.settings import FILE, Settings
from okno.text import N_


def restore(source: Path, home: Path, read: Callable[[Path], Settings]) -> tuple[Settings, Archive]:
    """Restores a backup as the home folder `home`, which must be empty or not there yet.

    `read` gives the settings of a folder. Everything is unpacked beside the home and compared before anything is put
    in its place. Raises Broken for a backup that is not whole, Refused when something is in the way.
    """
    if not source.is_file():
        raise Refused(N_("There is no file %(file)s.", file=str(source)))
    if home.exists() and any(home.iterdir()):
        raise Refused(
            N_("%(home)s is not empty. A backup is restored into a new folder: name it with --home.", home=str(home))
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{home.name}-", dir=home.parent) as name:
        folder = Path(name)
        about = unpack(source, folder)
        (folder / HOME).mkdir(exist_ok=True)
        settings = read(folder / HOME)
        _fits(about, settings)
        files = _files_of(settings, folder / HOME, home)
        copy = folder / DATABASE / about.database
        if about.database == "sqlite":
            _whole(source, copy)
            copy.replace(folder / HOME / SQLITE_FILE)
        else:
            postgres.load(settings.database, copy)
        # The database is there; what follows is a matter of moving folders.
        if (folder / FILES).is_dir():
            _moved(folder / FILES, files if files != home / FILES else folder / HOME / FILES)
        if home.exists():
            home.rmdir()
        (folder / HOME).chmod(0o750)
        _moved(folder / HOME, home)
    return read(home), about


def _fits(about: Archive, settings: Settings) -> None:
    wanted = "sqlite" if settings.database == "sqlite" else "postgres"
    if wanted == about.database:
        return
    if wanted == "sqlite":
        raise Refused(N_("The backup is of PostgreSQL. Make an empty database and name its address in OKNO_DATABASE."))
    raise Refused(N_("The backup is of SQLite, and %(file)s names PostgreSQL. Unset OKNO_DATABASE.", file=FILE))


def _files_of(settings: Settings, unpacked: Path, home: Path) -> Path:
    """Where the attachments go: to the folder that the settings name, else into the home."""
    folder = settings.files_folder
    if folder == unpacked / FILES:
        return home / FILES
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            N_("%(folder)s, the folder of files, is not empty. Set `files` to a new one.", folder=str(folder))
        )
    return folder


def _whole(source: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as database:
        told = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    if told != "ok":
        raise Broken(N_("%(file)s cannot be read as a backup: %(why)s", file=str(source), why=str(told)))


def _moved(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rmdir()
    shutil.move(source, target)
