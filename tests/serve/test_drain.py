"""Stopping and replacing workers: what was begun is finished, and no client loses an answer."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Coroutine
from pathlib import Path

from okno.drain import Drain
from tests.serve.trees import DEADLINE, Connection, Tree, alive, options, tree
from tests.stands.wait import soon, until


async def begin_slow(made: Tree, home: Path) -> Connection:
    """A connection whose request runs until HOME/release exists."""
    connection = await made.open()
    connection.send("/slow")
    await soon((home / "slow-began").exists, "the request runs")
    return connection


async def finish_slow(connection: Connection, home: Path) -> bytes:
    """All that is answered until the connection is closed."""
    (home / "release").touch()
    async with asyncio.timeout(DEADLINE):
        answer = await connection.reader.read()
    await connection.close()
    return answer.lower()


async def roll_until_drain(made: Tree) -> None:
    """Asks for new workers and waits until the only old one drains: a stream of its ends."""
    stream = await made.open()
    stream.send("/stream")
    await stream.reader.readuntil(b"hello")
    made.send(signal.SIGHUP)
    async with asyncio.timeout(DEADLINE):
        await stream.reader.read()
    await stream.close()


async def test_stop_finishes_the_running_request(tmp_path: Path) -> None:
    with tree(options(tmp_path)) as made:
        connection = await begin_slow(made, tmp_path)
        made.send(signal.SIGTERM)
        await soon(made.refuses, "new connections are refused")
        answer = await finish_slow(connection, tmp_path)
        assert answer.startswith(b"http/1.1 200")
        assert b"connection: close" in answer
        assert answer.endswith(b"slow")
        assert made.exit_code() == 0
        assert not (tmp_path / "run/okno.pid").exists()


async def test_stop_during_a_rolling_restart_does_not_cut_the_drain(tmp_path: Path) -> None:
    with tree(options(tmp_path)) as made:
        connection = await begin_slow(made, tmp_path)
        made.send(signal.SIGHUP)
        await soon(lambda: made.says("replaced all workers"), "the new workers serve")
        made.send(signal.SIGTERM)
        await soon(made.refuses, "new connections are refused")
        assert (await finish_slow(connection, tmp_path)).endswith(b"slow")
        assert made.exit_code() == 0


def test_stop_tells_the_jobs_worker(tmp_path: Path) -> None:
    with tree(options(tmp_path)) as made:
        until((tmp_path / "jobs-began").exists, "the jobs worker works")
        made.send(signal.SIGTERM)
        assert made.exit_code() == 0
        assert (tmp_path / "jobs-stopped").read_text() == (tmp_path / "jobs-began").read_text()


async def test_request_that_does_not_end_is_cut_at_the_limit(tmp_path: Path) -> None:
    with tree(options(tmp_path, drain_seconds=0.5)) as made:
        connection = await begin_slow(made, tmp_path)
        made.send(signal.SIGTERM)
        answer = await connection.reader.read()
        assert answer.startswith(b"HTTP/1.1 500")
        await connection.close()
        assert made.exit_code() == 0


async def test_second_signal_kills(tmp_path: Path) -> None:
    with tree(options(tmp_path, drain_seconds=600.0)) as made:
        connection = await begin_slow(made, tmp_path)
        children = made.children()
        made.send(signal.SIGTERM)
        await soon(made.refuses, "the stop began")
        made.send(signal.SIGTERM)
        assert made.exit_code() == 1
        assert not any(map(alive, children))
        await connection.close()


async def test_stream_says_close_and_is_ended_by_the_drain(tmp_path: Path) -> None:
    with tree(options(tmp_path)) as made:
        connection = await made.open()
        connection.send("/stream")
        assert b"connection: close" in await connection.reader.readuntil(b"\r\n\r\n")
        assert b"data: hello" in await connection.reader.readuntil(b"\n\n")
        made.send(signal.SIGHUP)
        async with asyncio.timeout(DEADLINE):
            rest = await connection.reader.read()
        assert b"event: bye" in rest
        assert rest.endswith(b"0\r\n\r\n")
        await connection.close()


async def test_open_connection_is_still_answered_by_a_draining_worker(tmp_path: Path) -> None:
    with tree(options(tmp_path, linger_seconds=5.0)) as made:
        connection = await made.open()
        first = await connection.ask("/pid")
        await roll_until_drain(made)
        assert await made.get() != (200, first[2])
        last = await connection.ask("/pid")
        assert (first[1], last) == (False, (200, True, first[2]))
        await connection.close()


async def test_answer_that_began_without_close_keeps_its_connection(tmp_path: Path) -> None:
    """A proxy may already count on that connection; only the next answer ends it."""
    with tree(options(tmp_path, linger_seconds=5.0)) as made:
        connection = await made.open()
        connection.send("/begun")
        head = await connection.reader.readuntil(b"\r\n\r\n")
        assert b"connection: close" not in head
        await roll_until_drain(made)
        (tmp_path / "release").touch()
        assert await connection.reader.readexactly(4) == b"late"
        assert (await connection.ask("/pid"))[:2] == (200, True)
        await connection.close()


async def test_idle_connection_is_closed_after_the_linger(tmp_path: Path) -> None:
    with tree(options(tmp_path)) as made:
        connection = await made.open()
        await connection.ask("/pid")
        made.send(signal.SIGTERM)
        async with asyncio.timeout(DEADLINE):
            assert await connection.reader.read() == b""
        await connection.close()
        assert made.exit_code() == 0


async def test_new_workers_that_do_not_start_leave_the_old_ones(tmp_path: Path) -> None:
    (tmp_path / "healed").touch()
    with tree(options(tmp_path, web_app="answering_apps:sick_app")) as made:
        before = await made.get()
        (tmp_path / "healed").unlink()
        made.send(signal.SIGHUP)
        await soon(lambda: "the old ones go on" in made.log, "the log tells it", within=DEADLINE)
        assert await made.get() == before


async def test_rolling_restarts_lose_no_request(tmp_path: Path) -> None:
    """Keep-alive clients, and fresh ones that speak up to half a second after they connected, while workers change."""
    with tree(options(tmp_path, workers=2, linger_seconds=2.0)) as made:
        first = made.children()
        clients = Clients(made)
        async with asyncio.timeout(2 * DEADLINE):
            await clients.during(roll_twice(made))
        assert clients.failed == []
        assert clients.answered > 200
        assert not any(map(alive, first))
        made.send(signal.SIGTERM)
        assert made.exit_code() == 0


async def roll_twice(made: Tree) -> None:
    """Two rolling restarts."""
    await roll(made)
    await roll(made)


async def roll(made: Tree) -> None:
    """One rolling restart, over when the old workers have left."""
    before, done = made.children(), made.says("replaced all workers")
    made.send(signal.SIGHUP)
    await soon(lambda: made.says("replaced all workers") > done, "the new workers serve", within=DEADLINE)
    await soon(lambda: not before & made.children(), "the old ones have left", within=DEADLINE)


class Clients:
    """Raw clients that count what they were answered and write down each answer that they lost."""

    def __init__(self, made: Tree) -> None:
        self.answered = 0
        self.failed: list[str] = []
        self._made = made
        self._over = False
        self._chance = random.Random(7)

    async def during(self, story: Coroutine[None, None, None]) -> None:
        """Runs all clients until the story has ended."""
        clients = [asyncio.create_task(self._keep_alive()) for _ in range(12)]
        clients += [asyncio.create_task(self._fresh()) for _ in range(12)]
        try:
            await story
        finally:
            self._over = True
            await asyncio.gather(*clients)

    async def _keep_alive(self) -> None:
        while not self._over:
            connection = await self._made.open()
            last = False
            while not last and not self._over:
                await asyncio.sleep(self._chance.uniform(0, 0.1))
                last = await self._count("kept", connection)
            await connection.close()

    async def _fresh(self) -> None:
        while not self._over:
            connection = await self._made.open()
            await asyncio.sleep(self._chance.uniform(0, 0.5))
            await self._count("fresh", connection)
            await connection.close()

    async def _count(self, kind: str, connection: Connection) -> bool:
        try:
            status, last, _ = await connection.ask("/pid")
            assert status == 200
            self.answered += 1
        except (OSError, EOFError, AssertionError) as error:
            self.failed.append(f"{kind}: {error!r}")
            return True
        return last


async def test_drain_wakes_all_who_wait_and_those_who_come_later() -> None:
    drain = Drain()
    waiting = [asyncio.create_task(drain.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    assert not drain.is_set()
    drain.set()
    async with asyncio.timeout(5):
        await asyncio.gather(*waiting, drain.wait())
    drain.clear()
    assert not drain.is_set()
