"""Errors of drivers as the few troubles that they tell of; what is a fault of ours stays a fault."""

from __future__ import annotations

import errno
import sqlite3

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from okno.db import condition
from okno.db.trouble import BROKEN, BUSY, DOWN, FULL, KINDS, READ_ONLY, Kind, Trouble, door, kind_of, trouble_of
from okno.i18n import say


def sqlite(code: int) -> sqlite3.Error:
    """An error as the sqlite3 module raises it."""
    error = sqlite3.OperationalError("told by SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (sqlite(sqlite3.SQLITE_FULL), FULL),
        (OperationalError(sqlite(sqlite3.SQLITE_FULL)), FULL),
        (sqlite(sqlite3.SQLITE_IOERR_FSYNC), BROKEN),
        (sqlite(sqlite3.SQLITE_CORRUPT), BROKEN),
        (sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), BUSY),
        (sqlite(sqlite3.SQLITE_READONLY), READ_ONLY),
        (asyncpg.DiskFullError("x"), FULL),
        (asyncpg.TooManyConnectionsError("x"), BUSY),
        (asyncpg.DeadlockDetectedError("x"), BUSY),
        (asyncpg.CannotConnectNowError("x"), DOWN),
        (asyncpg.AdminShutdownError("x"), DOWN),
        (asyncpg.CrashShutdownError("x"), DOWN),
        (asyncpg.ConnectionDoesNotExistError("x"), DOWN),
        (asyncpg.ReadOnlySQLTransactionError("x"), READ_ONLY),
        (asyncpg.PostgresIOError("x"), BROKEN),
        (asyncpg.InterfaceError("cannot call Connection.fetch(): connection is closed"), DOWN),
        (asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress"), DOWN),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), DOWN),
        (ConnectionResetError(errno.ECONNRESET, "x"), DOWN),
        (TimeoutError(), BUSY),
        (OSError(errno.ENOSPC, "x"), FULL),
    ],
    ids=lambda value: value.code if isinstance(value, Kind) else type(value).__name__,
)
def test_at_the_door_of_the_database(error: Exception, kind: Kind) -> None:
    with pytest.raises(Trouble) as met, door:
        raise error
    assert (met.value.kind, met.value.__cause__) == (kind, error)
    assert (met.value.status, met.value.code) == (kind.status, kind.code)
    assert condition.lasting() == kind.code


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError(sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE)),
        sqlite(sqlite3.SQLITE_ERROR),
        asyncpg.UndefinedTableError("x"),
        asyncpg.InterfaceError("the server expects 2 arguments for this query, 1 was passed"),
        ValueError("disk full"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_fault_of_ours_passes_the_door(error: Exception) -> None:
    with pytest.raises(type(error)) as met, door:
        raise error
    assert met.value is error
    assert condition.lasting() == ""


def test_a_peer_that_is_away_is_no_trouble_of_the_database() -> None:
    """A mail server that refuses is a failure of the job that asked it."""
    assert trouble_of(ConnectionRefusedError(errno.ECONNREFUSED, "x")) is None
    assert trouble_of(TimeoutError()) is None


def test_a_full_disk_is_one_wherever_it_is_met() -> None:
    assert kind_of(OSError(errno.ENOSPC, "x")) is FULL
    assert kind_of(OSError(errno.EDQUOT, "x")) is FULL
    found = trouble_of(OSError(errno.EIO, "x"))
    assert found is not None
    assert found.kind is BROKEN


def test_each_trouble_is_told_in_both_languages() -> None:
    for kind in KINDS.values():
        for phrase in (kind.phrase, kind.advice):
            assert say(phrase, "ru") != say(phrase, "en")


def test_the_log_tells_of_a_trouble_once_in_a_while(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(100):
        condition.note(FULL.code)
    assert capsys.readouterr().out.count(FULL.code) <= 1
    assert condition.met_of_late()[0].times == 100


def test_a_trouble_that_is_over_does_not_last_but_is_remembered() -> None:
    condition.note(FULL.code)
    condition.over(FULL.code)
    assert condition.lasting() == ""
    assert [met.code for met in condition.met_of_late()] == [FULL.code]
