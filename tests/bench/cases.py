"""The pages that are measured: who asks for what, of Okno and of the yardstick."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from okno import app, db
from okno.catalog import registry
from okno.clock import now
from okno.db import fetch_value
from okno.http import sessions, tokens
from okno.settings import Settings
from okno.tickets.search.terms import words
from tests.bench import company
from tests.bench.fates import FIRST_NUMBER
from tests.bench.hammer import Ask
from tests.bench.load import note_of

Make = Callable[[], Ask]
TOKENS = 20
"""Tokens of former runs that are left to each of them."""
ORDERS_TO = "bench-30"
"""The team that gets what a run orders: nobody who asks for lists is in it."""


@dataclass(frozen=True)
class Case:
    """A page for somebody. `yardstick` is None where it has nothing like it. `goal`: at most so many times its CPU."""

    name: str
    who: str
    okno: Make
    yardstick: Make | None = None
    goal: float | None = None
    proof: str = ""
    """What the page of Okno holds when it is right."""

    @property
    def title(self) -> str:
        """The name and who asks."""
        return f"{self.name}, {self.who}"


@dataclass(frozen=True)
class Asker:
    """Somebody who is signed in, with a token for REST."""

    id: int
    cookie: str
    csrf: str
    token: str

    def page(self, path: str) -> Make:
        """A page in his browser."""
        ask = Ask("GET", path, {"Cookie": f"{sessions.COOKIE}={self.cookie}"})
        return lambda: ask

    def rest(self, path: str) -> Ask:
        """An address of REST for his program."""
        return Ask("GET", f"/api/v1{path}", {"Authorization": f"Bearer {self.token}"})


@dataclass(frozen=True)
class World:
    """What the cases need to know of a home."""

    askers: Mapping[str, Asker]
    note: Mapping[str, Any]
    revision: int

    @property
    def teams(self) -> Mapping[str, int]:
        """The ids of the teams by key."""
        return {one["key"]: one["id"] for one in self.note["teams"]}

    def own(self, who: str) -> list[int]:
        """The ids of the teams in which somebody is."""
        return [self.teams[key] for key in company.parts()[who].teams]


async def world(settings: Settings) -> World:
    """Signs everybody in. The process must not be connected; it is connected meanwhile."""
    await app.start(settings, listening=False)
    try:
        askers = {}
        for who, person_id in (await company.askers()).items():
            cookie = await sessions.create(person_id, address="127.0.0.1", agent="bench", hours=settings.session_hours)
            csrf = await fetch_value("SELECT csrf FROM session WHERE id_hash = $1", sessions.hashed(cookie))
            async with db.tx():
                if len(await tokens.list_of(person_id)) > TOKENS:
                    await tokens.revoke_all(person_id)
                token = await tokens.issue(person_id, "bench", expires=now() + timedelta(days=30))
            askers[who] = Asker(person_id, cookie, str(csrf), token)
        return World(askers, note_of(settings.home), registry.revision())
    finally:
        await app.stop()


def cases(one: World) -> list[Case]:
    """All cases."""
    return [*_lists(one), *_tickets(one), *_orders(one), *_searches(one), *_rest(one)]


def _lists(one: World) -> list[Case]:
    found = []
    for who, path in (("agent1", "bench-08"), ("agent5", "all"), ("agent20", "all"), ("hr", "hr")):
        teams = "-".join(map(str, one.own(who)))
        found.append(
            Case("queue of 50", who, one.askers[who].page(f"/desk/{path}"), _yard(f"/queue/{teams}"), 2.0, "ИНВ-")
        )
    for who in ("employee", "agent1", "auditor"):
        mine = _yard(f"/mine/{one.askers[who].id}")
        found.append(Case("my requests", who, one.askers[who].page("/tickets"), mine))
        found.append(Case("portal", who, one.askers[who].page("/"), _yard(f"/portal/{one.askers[who].id}")))
    for who in ("agent1", "agent5", "agent20", "hr"):
        teams = "-".join(map(str, one.own(who)))
        found.append(Case("overview", who, one.askers[who].page("/desk/overview"), _yard(f"/overview/{teams}")))
    found.append(Case("audit log", "auditor", one.askers["auditor"].page("/admin/audit")))
    return found


def _tickets(one: World) -> list[Case]:
    found = []
    for key, name in (("ten", "ticket, 10 facts"), ("five_hundred", "ticket, 500 facts")):
        for who in ("agent1", "agent20", "customer"):
            number = one.note[key][-1]
            page = one.askers[who].page(f"/tickets/{number}")
            found.append(Case(name, who, page, _yard(f"/tickets/{number}"), 3.0, str(number)))
    return found


def _orders(one: World) -> list[Case]:
    asker, team = one.askers["orderer"], one.teams[ORDERS_TO]
    service = company.service_key(ORDERS_TO)
    counter = itertools.count(1)
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    def answers() -> dict[str, str]:
        n = next(counter)
        return {"topic": f"Бенч {n}, {secrets.token_hex(3)}", "description": "Не включается монитор после обновления."}

    def page() -> Ask:
        hidden = {"_csrf": asker.csrf, "revision": one.revision, "once": secrets.token_urlsafe(24)}
        cookie = {"Cookie": f"{sessions.COOKIE}={asker.cookie}", **form}
        return Ask("POST", f"/catalog/{service}", cookie, urlencode({**hidden, **answers()}))

    def rest() -> Ask:
        head = {"Authorization": f"Bearer {asker.token}", "Content-Type": "application/json"}
        return Ask("POST", "/api/v1/tickets", head, json.dumps({"service": service, "answers": answers()}))

    def plain() -> Ask:
        return Ask("POST", "/tickets", form, urlencode({**answers(), "team": team, "person": asker.id}))

    return [
        Case("create by form", "orderer", page, plain, 3.0),
        Case("create by REST", "orderer", rest, plain, 3.0),
    ]


def _searches(one: World) -> list[Case]:
    found = []
    common, rare = str(one.note["common"]), str(one.note["rare"])
    for who in ("agent1", "agent20", "employee"):
        # The first ticket is one of the employee.
        number = str(FIRST_NUMBER if who == "employee" else one.note["ten"][0])
        for name, q in (("search, common word", common), ("search, rare word", rare), ("search, number", number)):
            root = q if q.isdigit() else next(iter(words(q.casefold())))
            page = one.askers[who].page(f"/search?q={quote(q)}")
            found.append(Case(name, who, page, _yard(f"/search?q={quote(root)}")))
    return found


def _rest(one: World) -> list[Case]:
    phones = itertools.cycle(one.note["phones"])
    asker = one.askers["agent1"]
    return [
        Case(
            "look-up by phone", "agent1", lambda: asker.rest(f"/people/lookup?phone={quote(next(phones))}"),
            lambda: Ask("GET", f"/lookup?phone={quote(next(phones))}"), 2.0, '"exact"',
        )
    ]  # fmt: skip


def _yard(path: str) -> Make:
    ask = Ask("GET", path)
    return lambda: ask
