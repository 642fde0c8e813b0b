"""How often lists ask the database: as often for forty rows as for a few."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from okno import access, people, teams
from okno.access.rolebook import make
from okno.access.roles import DELIVERED
from okno.clock import now
from okno.db import sql, tx
from okno.db.connection import client
from okno.http import sessions, tokens
from okno.people import absence, preferences
from tests.web.conftest import Company, order, take

LISTS = (
    "/admin/people",
    "/admin/people?q=человек&role=agent&team=hr&show=away",
    "/admin/teams",
    "/admin/teams/hr",
    "/admin/roles",
    "/admin/roles/agent",
    "/admin/roles/team_lead",
    "/admin/access?ask=who&right=people.see",
    "/admin/sessions",
    "/admin/sessions?q=человек",
    "/admin/sessions?tab=tokens",
    "/admin/audit",
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many queries this test, and the pages that it opens, have sent since the last time; not those of others."""
    number, plain, own = 0, client, asyncio.current_task

    def counting() -> object:
        nonlocal number
        number += own() is mine
        return plain()

    def since() -> int:
        nonlocal number
        found, number = number, 0
        return found

    mine: object = None

    def start() -> int:
        nonlocal mine
        mine = own()
        return since()

    monkeypatch.setattr(sql, "client", counting)
    return start


async def grow(first: int, many: int) -> None:
    """More people with roles, teams, absences, sessions and tokens; more teams and roles."""
    hr, today = await teams.by_key("hr"), now().date()
    assert hr is not None
    for number in range(first, first + many):
        async with tx():
            await teams.declare(f"team{number}", {"ru": f"Команда {number}", "en": f"Team {number}"})
        own = await teams.by_key(f"team{number}")
        assert own is not None
        role = DELIVERED["agent"]
        await make(f"role{number}", role, actor_id=None)
        await _hire(number, hr.id, own.id, today)


async def _hire(number: int, hr: int, own: int, today: date) -> None:
    person = await people.create(login=f"p{number}", name=f"Человек {number}", phone=str(7000 + number))
    await people.set_skills(person, ["Сварка", f"Дело {number}"])
    for team_id in (hr, own):
        await teams.join(team_id, person, lead=True, line=1 + number % 4, actor_id=person)
    await access.grant(person, "agent", actor_id=None)
    await access.grant(person, f"role{number}", team_id=hr, actor_id=None)
    await absence.add(person, today, today + timedelta(days=1), zone="UTC", actor_id=person)
    await sessions.create(person, address="127.0.0.1", agent="Firefox, Linux", hours=1)
    async with tx():
        await tokens.issue(person, f"token {number}")


async def test_no_list_asks_once_for_each_row(company: Company, asked: Callable[[], int]) -> None:
    """Whatever a row shows is read for all rows together."""
    await grow(0, 2)
    counted: list[dict[str, int]] = []
    for first, many in ((2, 1), (3, 15)):
        await grow(first, many)
        for path in LISTS:
            await company.admin.open(path)
        found = {}
        for path in LISTS:
            asked()
            await company.admin.open(path)
            found[path] = asked()
        counted.append(found)
    few, more = counted
    assert few == more
    assert max(more.values()) < 40, more


DESK = (
    "/desk/all",
    "/desk/mine",
    "/desk/all?assignee=boris&priority=!low&field.model=27",
    "/desk/all?sort=customer&order=reverse",
    "/desk/all?q=monitor",
    "/desk/lists",
)


async def test_the_desk_asks_as_often_for_many_rows(company: Company, asked: Callable[[], int]) -> None:
    """With all its columns, conditions, counts and the pane beside it."""
    boris = company.boris
    await preferences.put(boris.id, "desk.columns.all", ["customer", "service", "team", "unanswered", "field.model"])
    counted: list[dict[str, int]] = []
    for many in (2, 6):
        for who in (company.anna, company.stranger):
            numbers = [await order(who) for _ in range(many)]
            await take(boris, numbers[0])
            await take(company.vera, numbers[1])
        for path in DESK:
            await boris.open(path)
        found = {}
        for path in DESK:
            asked()
            await boris.open(path)
            found[path] = asked()
        counted.append(found)
    few, more = counted
    assert few == more
    assert max(more.values()) < 45, more
