"""The bell: after a commit every process hears, after a rollback nobody."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from okno.db import dialect, execute, fetch, tx, wake
from okno.db.wake import Bell
from okno.owners import OWNERS
from okno.settings import Settings
from tests.db import program
from tests.stands.wait import soon


class Ear:
    """A second process, as far as the bell knows."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.all_anew = 0
        self.bell = Bell()
        self.bell.subscribe(self._hear)

    def _hear(self, messages: Sequence[str] | None) -> None:
        if messages is None:
            self.all_anew += 1
        else:
            self.heard += messages


@pytest_asyncio.fixture
async def ear(db: Settings) -> AsyncIterator[Ear]:
    """Somebody who listens already."""
    made = Ear()
    await made.bell.start(db)
    wake.bell.aim(db)
    if dialect() == "postgres":
        await soon(lambda: made.all_anew, "the listener is connected")
    yield made
    await made.bell.stop()


async def ring(message: str, *, fail: bool = False) -> None:
    """Rings in a transaction."""
    async with tx():
        await wake.bell.ring(message)
        if fail:
            raise ZeroDivisionError


async def test_a_commit_is_heard_and_a_rollback_is_not(ear: Ear) -> None:
    with pytest.raises(ZeroDivisionError):
        await ring("e1", fail=True)
    await ring("e2")
    await soon(lambda: ear.heard == ["e2"], "the ring of the commit is heard")


async def test_another_process_is_heard(ear: Ear, db: Settings) -> None:
    process = program.start("ring", db, OWNERS, message="e77")
    await asyncio.to_thread(program.finish, [process])
    await soon(lambda: ear.heard == ["e77"], "the other process is heard")


async def test_a_listener_that_fails_does_not_deafen_the_others(ear: Ear) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    heard: list[object] = []
    ear.bell.subscribe(broken)
    ear.bell.subscribe(heard.append)
    await ring("e1")
    await soon(lambda: heard == [["e1"]], "the next one hears")


async def test_after_a_lost_connection_everything_is_looked_at_anew(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    if dialect() == "sqlite":
        pytest.skip("a socket in the home folder is not lost")
    (row,) = await fetch(
        "SELECT pid FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND datname = current_database()"
    )
    await execute("SELECT pg_terminate_backend($1)", row["pid"])
    await soon(lambda: ear.all_anew == 2, "the listener is back")
    await ring("e5")
    await soon(lambda: "e5" in ear.heard, "it hears again")


async def test_the_socket_of_a_killed_process_is_cleared_away(ear: Ear, db: Settings) -> None:
    if dialect() == "postgres":
        pytest.skip("sockets are SQLite's way")
    dead = db.home / "run" / "wake-1-dead.sock"
    other = Ear()
    await other.bell.start(db)
    assert other.bell._path is not None
    other.bell._path.rename(dead)
    await other.bell.stop()
    await ring("e1")
    await soon(lambda: ear.heard == ["e1"], "the living one hears")
    assert not dead.exists()


async def test_a_home_folder_may_be_deep(db: Settings, tmp_path: Path) -> None:
    if dialect() == "postgres":
        pytest.skip("sockets are SQLite's way")
    deep = tmp_path / ("x" * 80) / ("y" * 80)
    deep.mkdir(parents=True)
    assert len(os.fsencode(deep)) > 108
    there = db.model_copy(update={"home": deep})
    listener = Ear()
    await listener.bell.start(there)
    wake.bell.aim(there)
    await ring("e9")
    await soon(lambda: listener.heard == ["e9"], "it is heard")
    await listener.bell.stop()
    assert list((deep / "run").glob("*.sock")) == []
