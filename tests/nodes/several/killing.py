"""`kill -9` of whole nodes while people order, work and write at all of them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from okno.jobs.queue import LEASE_US
from tests.flows.company import PASSWORD, TEAM, Caller, Person, hire, monitor
from tests.flows.load import Ledger, Pair
from tests.flows.web import Web
from tests.nodes.several.nodes import Nodes
from tests.nodes.several.promises import check, check_letters, drained
from tests.nodes.several.spread import talk
from tests.nodes.several.writer import Writer
from tests.stands.smtp import SmtpStand
from tests.stands.wait import soon

BACKLOG = 100
"""How many letters may be on their way before the load waits: what is sent late is waited for at the end."""
DRAIN_SECONDS = 2 * LEASE_US / 1_000_000 + 60
"""What a killed worker had taken comes back after its lease; the rest is for a busy machine."""


@dataclass(frozen=True)
class Team:
    """Who takes part."""

    pairs: Sequence[Pair]
    writer: Writer
    ledger: Ledger


@asynccontextmanager
async def team(nodes: Nodes, *, pairs: int, seed: int) -> AsyncIterator[Team]:
    """Pairs of an employee and an agent at REST, and an agent at a browser; this process has to be connected."""
    ledger = Ledger()
    rest, _ = talk(nodes.base_urls)
    pages, _ = talk(nodes.base_urls)
    async with rest, pages:
        first, second = [
            await _agent(rest, login, name) for login, name in (("petr", "Пётр Мастеров"), ("vera", "Вера Мастерова"))
        ]
        made = [
            Pair(
                Caller(await hire(f"employee{number}", f"Сотрудник {number}"), rest),
                *((first, second) if number % 2 else (second, first)),
                ledger,
                random.Random(seed * 1000 + number),
            )
            for number in range(pairs)
        ]
        yield Team(made, await _writer(pages), ledger)


async def _agent(client: httpx.AsyncClient, login: str, name: str) -> Caller:
    return Caller(await hire(login, name, role="agent", team=TEAM), client)


async def _writer(client: httpx.AsyncClient) -> Writer:
    """An employee with a request of his own; what he writes there is told to nobody, for nobody has it yet."""
    person: Person = await hire("writer", "Зоя Писарева", password=PASSWORD)
    number = (await Caller(person, client).post("/tickets", monitor()))["number"]
    return Writer(await Web(client).sign_in(person), number)


async def load_and_kill(nodes: Nodes, people: Team, smtp: SmtpStand, *, kills: int, seed: int) -> dict[str, int]:
    """Kills and restarts nodes in turn under load, waits until all is delivered and compares; gives the counts."""
    chance = random.Random(seed)
    before = len(smtp.letters)
    calm = asyncio.Event()

    async def work(pair: Pair) -> None:
        while not calm.is_set():
            await pair.one_ticket()
            await soon(lambda: people.ledger.letters - len(smtp.letters) + before < BACKLOG, "letters come", within=60)

    async with asyncio.TaskGroup() as group:
        for pair in people.pairs:
            group.create_task(work(pair))
        group.create_task(people.writer.write(calm))
        for number in range(kills):
            await _more(people, chance.randint(5, 20))
            await asyncio.sleep(chance.random() * 0.03)
            victim = nodes.stands[number % len(nodes.stands)]
            await asyncio.to_thread(victim.kill)
            await _more(people, chance.randint(5, 20))
            await asyncio.to_thread(victim.start)
        calm.set()
    await soon(drained, "all that waits is delivered and sent", within=DRAIN_SECONDS)
    counts = await check(people.ledger, people.writer)
    repeated = check_letters(people.ledger, smtp.letters[before:], kills=kills)
    return {**counts, "letters": people.ledger.letters, "letters that came twice": repeated}


async def _more(people: Team, by: int) -> None:
    """Waits until the load has gone on: with one node dead the others do the work."""
    goal = people.ledger.answered + by
    await soon(lambda: people.ledger.answered >= goal, "the load goes on", within=60)
