"""Troubles: what is wrong with the database or its disk, and not with what was asked of it.

A driver has a hundred words for five things that pass by themselves or by an administrator's hand. At the door of
the database (see sql.py and tx.py) each becomes a Trouble: a sentence for the person, a status for the client, and
for a worker the news that the work is as good as it was.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final

import asyncpg
from tortoise.exceptions import BaseORMException, DBConnectionError

from okno.db import condition
from okno.errors import Unavailable
from okno.text import N_, Phrase


@dataclass(frozen=True)
class Kind:
    """A kind of trouble. `code` is the word of REST answers and of /health, `retry` is in seconds."""

    code: str
    phrase: Phrase
    advice: Phrase
    """What an administrator is to do."""
    status: int = 503
    retry: int = 5


FULL: Final = Kind(
    "disk_full",
    N_("The disk of the server is full."),
    N_("Free space where the database and the files lie. Nothing has to be restarted."),
    status=507,
    retry=60,
)
DOWN: Final = Kind(
    "no_database",
    N_("The database does not answer."),
    N_("Start the database. Okno finds it again by itself."),
)
BUSY: Final = Kind(
    "database_busy",
    N_("The database has too much to do now."),
    N_("Give the database more connections or a faster disk, or Okno fewer workers."),
)
READ_ONLY: Final = Kind(
    "read_only",
    N_("The database can be read but not changed now."),
    N_("The address of the database names a standby, or its disk is mounted for reading only."),
    retry=15,
)
BROKEN: Final = Kind(
    "disk_broken",
    N_("The disk of the server fails."),
    N_("Look at the disk and at the log of the server; restore from a backup if the database is damaged."),
    retry=60,
)
KINDS: Final = {kind.code: kind for kind in (FULL, DOWN, BUSY, READ_ONLY, BROKEN)}


class Trouble(Unavailable):
    """The database or its disk can't do now what it is asked. The cause is the driver's error."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.phrase, retry_after=kind.retry)
        self.kind = kind
        self.status, self.code = kind.status, kind.code


_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: BROKEN,
    sqlite3.SQLITE_CORRUPT: BROKEN,
    sqlite3.SQLITE_NOTADB: BROKEN,
    sqlite3.SQLITE_CANTOPEN: DOWN,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_NOMEM: BUSY,
}
_PRIMARY = 0xFF
"""The part of an extended SQLite result code that names its kind."""
# Of PostgreSQL's documentation, appendix A: whole classes by two signs, else the code.
_POSTGRES = {
    "53100": FULL,
    "53200": BUSY,  # out of memory
    "53300": BUSY,  # too many connections
    "53400": BUSY,  # a limit of the configuration
    "55P03": BUSY,  # lock not available
    "40P01": BUSY,  # deadlock
    "25006": READ_ONLY,
    "58": BROKEN,
    "XX001": BROKEN,
    "XX002": BROKEN,
    "08": DOWN,
    "57P": DOWN,  # shutting down, starting up, crashed, the database was dropped
    "3D000": DOWN,
    "28": DOWN,  # it does not let Okno in
}
_LOST = (
    "connection is closed",
    "connection was closed",
    "pool is clos",
    # The last word of the server has come, and the end of the connection not yet: asyncpg goes on to wait for more.
    "another operation (2) is in progress",
)
_DISK = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EIO: BROKEN}


def kind_of(error: BaseException, *, of_database: bool = False) -> Kind | None:
    """Which trouble an error tells of; None when it tells of something else.

    Only the caller knows whether a refused or late connection was one to the database: `of_database` says so.
    """
    for one in _causes(error):
        if isinstance(one, Trouble):
            return one.kind
        if (found := _kind_of_one(one, of_database)) is not None:
            return found
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was made from: tortoise-orm wraps those of drivers, some without naming the cause."""
    seen: set[int] = set()
    one: object = error
    while isinstance(one, BaseException) and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (one.args[0] if isinstance(one, BaseORMException) and one.args else None)


def _kind_of_one(error: BaseException, of_database: bool) -> Kind | None:
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if isinstance(error, asyncpg.PostgresError):
        code = str(error.sqlstate or "")
        return next((_POSTGRES[code[:size]] for size in (5, 3, 2) if code[:size] in _POSTGRES), None)
    if isinstance(error, DBConnectionError):
        return DOWN
    if isinstance(error, OSError) and error.errno in _DISK:
        return _DISK[error.errno]
    if of_database and isinstance(error, TimeoutError):
        return BUSY
    if of_database and isinstance(error, OSError | asyncpg.InterfaceError | asyncpg.InternalClientError):
        return DOWN if _of_connection(error) else None
    return None


def _of_sqlite(error: sqlite3.Error) -> Kind | None:
    # Python names no code for errors of its own, such as that of a connection that is closed.
    code = getattr(error, "sqlite_errorcode", None)
    return _SQLITE.get(code & _PRIMARY) if code is not None else None


def _of_connection(error: BaseException) -> bool:
    """asyncpg raises InterfaceError for wrong use too, such as a wrong number of arguments: that is a fault of ours."""
    if isinstance(error, OSError):
        return True
    text = str(error)
    return any(part in text for part in _LOST)


class Door:
    """Around whatever is asked of the database: an error of the driver that tells of a trouble leaves as a Trouble."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing is held: one door serves all."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, Trouble):
            met = kind_of(error, of_database=True)
            if met is not None:
                condition.note(met.code)
                raise Trouble(met) from error


door: Final = Door()


def trouble_of(error: BaseException) -> Trouble | None:
    """The error as a Trouble, also one of the disk where files lie; None when it is something else."""
    if isinstance(error, Trouble):
        return error
    met = kind_of(error)
    if met is None:
        return None
    condition.note(met.code)
    return Trouble(met)
