"""Live pushes of a running server: to the right browsers, across workers, through restarts."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import psutil
import pytest_asyncio

from tests.flows.company import PASSWORD, TEAM, Caller, Hired, monitor, stubborn
from tests.flows.web import Heard, Web, browser
from tests.stands.server import ServerStand
from tests.stands.wait import soon

MOST_STREAMS = 40


@dataclass
class Trio:
    """Who takes part: at a browser, and at REST."""

    anna: Web
    boris: Web
    egor: Web
    rest: dict[str, Caller]

    async def order(self, login: str = "anna") -> str:
        """An order over REST; gives the number."""
        return str((await self.rest[login].surely("/tickets", monitor(), 201))["number"])


@pytest_asyncio.fixture
async def trio(server: ServerStand, own_db: None, net: httpx.AsyncClient, hired: Hired) -> AsyncIterator[Trio]:
    """Anna orders, Boris is of the team, Egor is a stranger."""
    people = [
        await hired.get("anna", "Анна Королёва", password=PASSWORD),
        await hired.get("boris", "Борис Мастеров", role="agent", team=TEAM, password=PASSWORD),
        await hired.get("egor", "Егор Чужой", password=PASSWORD),
    ]
    async with AsyncExitStack() as opened:
        webs = [await opened.enter_async_context(browser(server.base_url)) for _ in people]
        for web, person in zip(webs, people, strict=True):
            await web.sign_in(person)
        anna, boris, egor = webs
        yield Trio(anna, boris, egor, {person.login: Caller(person, net) for person in people})


def _workers(server: ServerStand, kind: str = "web") -> set[int]:
    return {pid for pid, command in server.pids().items() if f"okno.serve.worker {kind}" in command}


def _streaming(server: ServerStand, heard: int) -> bool:
    """Whether each web worker holds connections, and together at least as many as there are streams."""
    held = []
    for pid in _workers(server):
        connections = psutil.Process(pid).net_connections("tcp")
        held.append(sum(one.status == psutil.CONN_ESTABLISHED and one.laddr.port == server.port for one in connections))
    return len(held) == 2 and min(held) > 1 and sum(held) >= heard


async def _streams_at_both(server: ServerStand, web: Web, opened: AsyncExitStack) -> list[Heard]:
    """Streams of one browser, as many as it takes until both workers hold some."""
    heard: list[Heard] = []
    while not _streaming(server, len(heard)):
        assert len(heard) < MOST_STREAMS, "one worker takes all connections"
        heard.append(await opened.enter_async_context(web.live()))
    return heard


async def test_a_change_is_heard_at_every_worker_by_the_right_people(server: ServerStand, trio: Trio) -> None:
    async with AsyncExitStack() as opened:
        boris = await _streams_at_both(server, trio.boris, opened)
        anna = await opened.enter_async_context(trio.anna.live())
        egor = await opened.enter_async_context(trio.egor.live())
        number = await trio.order()
        topic = f"ticket:{number}"
        await soon(lambda: all(topic in one.topics for one in (*boris, anna)), "all hear of the order", within=30)
        # What comes after it proves that the stranger's stream was alive and silent about it.
        own = f"ticket:{await trio.order('egor')}"
        await soon(lambda: own in egor.topics, "the stranger hears of his own order", within=30)
        assert topic not in egor.text
        assert number not in egor.text
        assert own not in anna.text


async def test_what_was_missed_is_caught_up_after_a_restart(server: ServerStand, trio: Trio) -> None:
    async with trio.anna.live() as before:
        first = f"ticket:{await trio.order()}"
        await soon(lambda: first in before.topics, "the first order is heard", within=30)
        for pid in _workers(server):
            os.kill(pid, signal.SIGKILL)
        await soon(lambda: before.ended, "the stream breaks with its worker", within=30)
    second = f"ticket:{await trio.order()}"
    assert before.last

    async def again() -> bool:
        # At once or a moment later: a process that starts tells by itself what an open transaction still holds back.
        async with trio.anna.live(after=before.last) as after:
            await soon(lambda: second in after.topics or after.ended, "the missed order is heard", within=30)
            return second in after.topics

    assert await stubborn(again)
    fresh = await stubborn(lambda: _first(trio.anna, ""))
    assert fresh.events[0] == "ready"


async def _first(web: Web, after: str) -> Heard:
    async with web.live(after=after) as heard:
        return heard


async def test_all_workers_are_replaced_without_a_failed_request(server: ServerStand, trio: Trio) -> None:
    before = _workers(server) | _workers(server, "jobs")
    done = asyncio.Event()
    answered: list[int] = []

    async def use(web: Web) -> None:
        while not done.is_set():
            answer = await web.client.get("/tickets")
            answered.append(answer.status_code)

    async def order() -> None:
        while not done.is_set():
            await trio.rest["anna"].post("/tickets", monitor())
            answered.append(201)

    async with trio.boris.live() as stream, asyncio.TaskGroup() as group:
        for work in (use(trio.anna), use(trio.egor), order()):
            group.create_task(work)
        server.process.send_signal(signal.SIGHUP)

        def replaced() -> bool:
            return not before & server.pids().keys() and len(_workers(server)) == 2

        await soon(replaced, "all workers are new", within=90)
        count = len(answered)
        await soon(lambda: len(answered) > count + 20, "the new workers serve", within=30)
        done.set()
        assert "bye" in stream.events
    assert set(answered) <= {200, 201}
