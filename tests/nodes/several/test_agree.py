"""Two nodes are one desk: what is done at one is there at the other, and is done once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from okno.db import fetch
from tests.flows.company import PASSWORD, TEAM, Caller, Hired, monitor
from tests.flows.web import Web
from tests.nodes.several.nodes import Nodes
from tests.nodes.several.promises import drained
from tests.nodes.several.spread import Spread, talk
from tests.stands.server import CommandFailed, okno
from tests.stands.smtp import SmtpStand
from tests.stands.wait import soon

ORDERS = 12
HEARD_SECONDS = 30.0
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


@dataclass
class Desk:
    """A person at a browser whose requests go where `spread` says, and at REST."""

    web: Web
    rest: Caller
    spread: Spread
    signed_in: bool = False

    async def at(self, node: int) -> Web:
        """The browser, from now on at this node; its session was begun at the first one."""
        if not self.signed_in:
            self.spread.only = 0
            await self.web.sign_in(self.rest.person)
            self.signed_in = True
        self.spread.only = node
        return self.web


@dataclass(frozen=True)
class Three:
    """Who takes part."""

    anna: Desk
    boris: Desk
    olga: Desk


@pytest_asyncio.fixture
async def three(nodes: Nodes, own_db: None, hired: Hired) -> AsyncIterator[Three]:
    """Anna orders, Boris works, Olga is administrator."""
    people = [
        await hired.get("anna", "Анна Королёва", password=PASSWORD),
        await hired.get("boris", "Борис Мастеров", role="agent", team=TEAM, password=PASSWORD),
        await hired.get("olga", "Ольга Главная", role="administrator", password=PASSWORD),
    ]
    async with AsyncExitStack() as opened:
        desks = []
        for person in people:
            client, spread = talk(nodes.base_urls)
            await opened.enter_async_context(client)
            desks.append(Desk(Web(client), Caller(person, client), spread))
        yield Three(*desks)


async def _order(desk: Desk, node: int) -> str:
    desk.spread.only = node
    return str((await desk.rest.post("/tickets", monitor()))["number"])


async def test_a_session_and_its_forms_are_good_at_every_node(three: Three) -> None:
    number = await _order(three.anna, 0)
    # The form comes from one node and goes to the other: its token is signed with the key that both have.
    page = await (await three.boris.at(0)).open(f"/tickets/{number}")
    await three.boris.at(1)
    await page.send(f"/tickets/{number}/comment", text="Уже несу.")
    assert "Уже несу." in (await (await three.anna.at(0)).open(f"/tickets/{number}")).text
    await (await three.anna.at(1)).open("/")
    await three.anna.web.send("/sign-out")
    gone = await (await three.anna.at(0)).client.get("/tickets", follow_redirects=False)
    assert gone.headers["location"].startswith("/sign-in")


async def test_an_order_at_one_rings_at_the_other(three: Three) -> None:
    async with (await three.boris.at(1)).live() as heard:
        topics = [f"ticket:{await _order(three.anna, 0)}" for _ in range(3)]
        await soon(lambda: heard.topics.issuperset(topics), "the other node tells of the orders", within=HEARD_SECONDS)


async def test_a_file_sent_to_one_is_read_at_the_other(three: Three) -> None:
    three.anna.spread.only = 0
    sent = await three.anna.rest.ask("POST", "/files", files={"file": ("scan.png", PNG, "image/png")})
    assert sent.status_code == 201, sent.text
    three.anna.spread.only = 1
    read = await three.anna.rest.ask("GET", f"/files/{sent.json()['id']}/content")
    assert read.content == PNG


async def test_a_catalog_applied_at_one_is_what_the_other_shows(nodes: Nodes, three: Three) -> None:
    home = nodes.stands[0].home
    path = home / "catalog" / "services" / "monitor.yaml"
    path.write_text(path.read_text("utf-8").replace("{ru: Монитор,", "{ru: Монитор побольше,", 1), "utf-8")
    okno(home, "catalog", "apply", env=nodes.env)
    for node in (0, 1):

        async def shown(node: int = node) -> bool:
            three.anna.spread.only = node
            return bool((await three.anna.rest.get("/services/monitor"))["title"] == "Монитор побольше")

        await soon(shown, f"node {node} shows the new revision", within=HEARD_SECONDS)


async def test_a_setting_changed_at_one_holds_at_the_other(three: Three) -> None:
    await (await three.olga.at(0)).open("/admin/plugins/sample")
    await three.olga.web.fill("/admin/plugins/sample", {"s.greeting.ru": "Добрый вечер", "s.greeting.en": "Hi"})

    async def shown() -> bool:
        return "Добрый вечер" in (await (await three.anna.at(1)).open("/")).text

    await soon(shown, "the other node greets", within=HEARD_SECONDS)


async def test_facts_and_letters_are_dealt_with_once(three: Three, smtp: SmtpStand, net: httpx.AsyncClient) -> None:
    """Both nodes have a worker for jobs, and all of it is done in turn at both."""
    before = len(smtp.letters)
    agent = Caller(three.boris.rest.person, net)
    numbers = [await _order(three.anna, turn % 2) for turn in range(ORDERS)]
    for number in numbers:
        ticket = await agent.get(f"/tickets/{number}")
        for change, body in (
            ("assignment", {"assignee": "me"}),
            ("moves", {"to": "in_progress"}),
            ("moves", {"to": "done", "comment": "Готово."}),
        ):
            ticket = await agent.post(f"/tickets/{number}/{change}", {**body, "version": ticket["version"]}, 200)
    await soon(drained, "all facts are delivered and all letters sent", within=90)
    done = await fetch("SELECT ticket_id, done FROM x_sample_tally")
    assert {str(row["ticket_id"]): row["done"] for row in done if str(row["ticket_id"]) in numbers} == dict.fromkeys(
        numbers, 1
    )
    subjects = [re.findall(r"№\s(\d+)", str(letter.message["Subject"])) for letter in smtp.letters[before:]]
    # Taken, and done.
    assert sorted(number for found in subjects for number in found) == sorted(numbers * 2)


async def test_the_doctor_knows_both(nodes: Nodes, own_db: None) -> None:
    said = okno(nodes.stands[1].home, "doctor", env={**nodes.env, "LANG": "en"})
    assert "Nodes that run now: 2" in said
    assert all(f":{stand.home}" in said for stand in nodes.stands)
    assert "are those of the database" in said


async def test_a_home_with_another_key_is_not_served(nodes: Nodes) -> None:
    stranger = nodes.stands[0].home.parent / "stranger"
    stranger.mkdir()
    with pytest.raises(CommandFailed, match=r"another key than .*stranger/secret\.key"):
        okno(stranger, "serve", "--port", "0", env={**nodes.env, "LANG": "en"})
    assert not (stranger / "secret.key").exists()
