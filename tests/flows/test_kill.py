"""`kill -9` of any process at any moment loses nothing that was answered with success, and doubles nothing.

OKNO_TEST_SEED chooses other victims, OKNO_TEST_KILLS how many; a failure tells the seed that it had.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx

from okno.db import fetch, fetch_value, load_json
from okno.jobs.queue import LEASE_US
from tests.flows.company import TEAM, Caller, hire, talk
from tests.flows.killer import WEB, Killer, deck, murder
from tests.flows.load import LETTERS, Ledger, Pair
from tests.stands.server import ServerStand
from tests.stands.smtp import SmtpStand
from tests.stands.wait import soon

KILLS = int(os.environ.get("OKNO_TEST_KILLS", "24"))
PAIRS = 3
SEED = 20
BACKLOG = 200
"""How many letters may be on their way before the load waits: what is sent late is waited for at the end."""
DRAIN_SECONDS = 2 * LEASE_US / 1_000_000 + 60
"""What a killed worker had taken comes back after its lease; the rest is for a busy machine."""
_NUMBER = re.compile(r"№\s(\d+)")


async def test_nothing_is_lost_or_doubled_when_processes_are_killed(
    server: ServerStand, own_db: None, smtp: SmtpStand
) -> None:
    seed = int(os.environ.get("OKNO_TEST_SEED", SEED))
    killer = Killer(server, random.Random(seed))
    ledger = Ledger()
    try:
        async with talk(server.base_url) as client:
            pairs = await _pairs(client, ledger, seed)
            await _load_and_kill(pairs, killer, ledger, smtp)
            await soon(_drained, "all that waits is delivered and sent", within=DRAIN_SECONDS)
            await _check_by_rest(pairs, ledger)
        await _check_tickets(ledger)
        await _check_comments(ledger)
        await _check_notices(ledger)
        _check_letters(pairs, ledger, smtp, killer)
    except BaseException as error:
        error.add_note(f"OKNO_TEST_SEED={seed}, killed: {killer.killed}\nthe server's log ends with:\n{server.tail()}")
        raise


async def _pairs(client: httpx.AsyncClient, ledger: Ledger, seed: int) -> list[Pair]:
    """Employees of their own, but one team: who is in it hears of every order."""
    agent, colleague = [
        Caller(await hire(login, name, role="agent", team=TEAM), client)
        for login, name in (("boris", "Борис Мастеров"), ("vera", "Вера Мастерова"))
    ]
    return [
        Pair(
            Caller(await hire(f"anna{number}", f"Анна {number}"), client),
            *((agent, colleague) if number % 2 else (colleague, agent)),
            ledger,
            random.Random(seed * 1000 + number),
        )
        for number in range(PAIRS)
    ]


# Load and kills -----------------------------------------------------------------------------------------------


async def _load_and_kill(pairs: Sequence[Pair], killer: Killer, ledger: Ledger, smtp: SmtpStand) -> None:
    calm = asyncio.Event()

    async def work(pair: Pair) -> None:
        while not calm.is_set():
            await pair.one_ticket()
            await soon(lambda: ledger.letters - len(smtp.letters) < BACKLOG, "letters are on their way", within=60)

    async with asyncio.TaskGroup() as group:
        for pair in pairs:
            group.create_task(work(pair))
        victims = deck(KILLS, killer.chance)
        await murder(killer, victims, answered=lambda: ledger.answered, letters=lambda: len(smtp.letters))
        calm.set()


async def _drained() -> Any:
    """Whether no delivery and no job waits but those of schedules."""
    deliveries = await fetch_value("SELECT count(*) AS n FROM delivery")
    jobs = await fetch_value("SELECT count(*) AS n FROM job WHERE key IS NULL OR key NOT LIKE 'schedule:%'")
    return not deliveries and not jobs


# What was promised --------------------------------------------------------------------------------------------


async def _check_tickets(ledger: Ledger) -> None:
    rows = await fetch("SELECT id, answers, state FROM ticket")
    assert Counter(load_json(row["answers"])["place"] for row in rows) == Counter(ledger.tickets.keys())
    assert {str(row["id"]): row["state"] for row in rows} == ledger.states
    created = await fetch("SELECT stream_id FROM event WHERE kind = 'TicketCreated'")
    assert Counter(str(row["stream_id"]) for row in created) == Counter(ledger.states.keys())
    assert await fetch_value("SELECT count(*) AS n FROM idempotency") == ledger.answered


async def _check_comments(ledger: Ledger) -> None:
    rows = await fetch("SELECT ticket_id, text FROM comment")
    assert Counter((row["text"], str(row["ticket_id"])) for row in rows) == Counter(ledger.comments.items())
    said = await fetch_value("SELECT count(*) AS n FROM event WHERE kind = 'TicketCommented'")
    assert said == len(ledger.comments)


async def _check_notices(ledger: Ledger) -> None:
    rows = await fetch("SELECT ticket_id, person_id, kind FROM notice")
    assert Counter((str(row["ticket_id"]), row["person_id"], row["kind"]) for row in rows) == ledger.notices


async def _check_by_rest(pairs: Sequence[Pair], ledger: Ledger) -> None:
    """The team sees all of it: each ticket once in the list, with all its comments."""
    agent = pairs[0].agent
    listed: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await agent.get("/tickets", limit=100, **({"cursor": cursor} if cursor else {}))
        listed += [one["number"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert Counter(listed) == Counter(ledger.tickets.values())
    for number in listed:
        told = (await agent.get(f"/tickets/{number}/comments", limit=100))["items"]
        assert Counter(one["text"] for one in told) == Counter(
            words for words, place in ledger.comments.items() if place == number
        )


def _check_letters(pairs: Sequence[Pair], ledger: Ledger, smtp: SmtpStand, killer: Killer) -> None:
    """Each letter arrived; a repeat has the Message-ID of the first, and there are no more repeats than kills."""
    ids = {one.person.mail: one.person.id for pair in pairs for one in (pair.employee, pair.agent, pair.colleague)}
    arrived: dict[str, tuple[str, int]] = {}
    copies: Counter[str] = Counter()
    texts: dict[str, set[str]] = {}
    for letter in smtp.letters:
        found = _NUMBER.search(str(letter.message["Subject"]))
        assert found, letter.message["Subject"]
        name = str(letter.message["Message-ID"])
        arrived[name] = (found[1], ids[letter.recipients[0]])
        copies[name] += 1
        texts.setdefault(name, set()).add(letter.text)
    due: Counter[tuple[str, int]] = Counter()
    for (number, person, kind), count in ledger.notices.items():
        due[number, person] += count if kind in LETTERS else 0
    assert Counter(arrived.values()) == +due
    assert all(len(said) == 1 for said in texts.values()), "a repeat says the same"
    # A web worker sends no letters.
    kills = sum(victim != WEB for victim in killer.killed)
    assert max(copies.values()) <= 1 + kills
    assert copies.total() - len(copies) <= kills
