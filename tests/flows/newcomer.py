"""An order of `onboarding` of the starter catalog, the people of its five teams, and its terms reckoned anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import yaml
from holidays import country_holidays

from okno import access, teams
from okno.data import data_root
from tests.flows.company import PASSWORD, Caller, Hired, Person

MOSCOW = timezone(timedelta(hours=3))
NAME = "Пётр Новосёлов"
"""The newcomer: nobody but whom a task tells it finds this name."""
TEAM_OF = {
    "contract": "hr",
    "desk": "facilities",
    "account": "access",
    "equipment": "it-devices",
    "pass": "security",
}
AFTER = {"contract": [], "desk": [], "account": [], "equipment": ["account", "desk"], "pass": ["contract"]}
DUE_HOURS = {"contract": 16, "desk": 24, "account": 8, "equipment": 16, "pass": 8}
SHOWS_NAME = frozenset({"contract", "account", "equipment", "pass"})
WORKERS = {key: f"{team.removeprefix('it-')}.agent" for key, team in TEAM_OF.items()}
_NAMES = {
    "kira": "Кира Кадрова",
    "mark": "Марк Главный",
    "zoya": "Зоя Заменова",
    "lead": "Лидия Кадрова",
    "egor": "Егор Чужой",
    "admin": "Ольга Админ",
    "hr.agent": "Нина Договорова",
    "facilities.agent": "Глеб Хозяйкин",
    "access.agent": "Лев Паролев",
    "devices.agent": "Иван Ноутбуков",
    "security.agent": "Семён Пропускной",
}


@dataclass(frozen=True)
class Office:
    """Who takes part, each at REST when asked for: `await office.rest("kira")`."""

    base_url: str
    hired: Hired
    net: httpx.AsyncClient

    async def person(self, login: str) -> Person:
        """One of them, hired when first asked for; Kira's manager is Mark."""
        more: dict[str, Any] = {"password": PASSWORD}
        if login == "kira":
            more["manager_id"] = (await self.person("mark")).id
        if login == "admin":
            more["role"] = "administrator"
        if login.endswith(".agent"):
            key = next(key for key, worker in WORKERS.items() if worker == login)
            more |= {"role": "agent", "team": TEAM_OF[key]}
        return await self.hired.get(login, _NAMES[login], **more)

    async def rest(self, login: str) -> Caller:
        """One of them at REST."""
        return Caller(await self.person(login), self.net)

    async def lead(self) -> Caller:
        """Who leads the HR team: she may go on without an approval."""
        person = await self.person("lead")
        team = await teams.by_key("hr")
        assert team is not None
        if not any(one.id == person.id for one in await teams.members(team.id)):
            await teams.join(team.id, person.id, lead=True)
            await access.grant(person.id, "agent")
        return Caller(person, self.net)

    async def worker(self, key: str) -> Caller:
        """Who does a task."""
        return await self.rest(WORKERS[key])

    async def order(self) -> Any:
        """Kira orders everything for a newcomer, by the form that REST gives her."""
        kira = await self.rest("kira")
        form = (await kira.get("/services/onboarding"))["form"]
        assert {"full_name", "position", "department", "manager", "start", "place"} <= set(form["required"])
        await self.person("mark")
        answers = {
            "full_name": NAME,
            "position": "Аналитик",
            "department": "Продажи",
            "manager": "mark",
            "start": (datetime.now(MOSCOW).date() + timedelta(days=10)).isoformat(),
            "place": "Лесная, 5, каб. 214",
            "equipment": ["laptop", "pass"],
        }
        return await kira.post("/tickets", {"service": "onboarding", "answers": answers})

    async def approvals(self, who: Caller, number: str) -> list[Any]:
        """What somebody is asked about a ticket now."""
        return [one for one in (await who.get("/approvals"))["items"] if one["number"] == number]

    async def approved(self) -> Any:
        """An order to which Mark has agreed, as Kira sees it."""
        ticket = await self.order()
        mark = await self.rest("mark")
        [asked] = await self.approvals(mark, ticket["number"])
        await mark.post(f"/tickets/{ticket['number']}/approvals/{asked['id']}", {"decision": "approve"}, 200)
        return await (await self.rest("kira")).get(f"/tickets/{ticket['number']}")

    async def tasks(self, who: Caller, number: str) -> dict[str, Any]:
        """The tasks of a ticket that somebody sees, by their keys."""
        return {one["key"]: one for one in (await who.get(f"/tickets/{number}/tasks"))["items"]}

    async def finish(self, ticket: str, key: str, **fields: str) -> Any:
        """A task is taken and done by its team, with its own fields."""
        worker = await self.worker(key)
        task = (await self.tasks(worker, ticket))[key]
        path = f"/tickets/{ticket}/tasks/{task['id']}"
        taken = await worker.post(path, {"to": "in_progress", "version": task["version"]}, 200)
        assert taken["assignee"] == worker.person.login
        body = {"to": "done", "version": taken["version"], **({"fields": fields} if fields else {})}
        return await worker.post(path, body, 200)


# Terms ----------------------------------------------------------------------------------------------------------


def due(start: datetime, team: str, hours: int) -> datetime:
    """When that many working hours of a team after `start` are over: hour by hour through its calendar file.

    On purpose neither by the code nor by the numbers of okno.clock.
    """
    folder = Path(str(data_root("catalog")))
    named = yaml.safe_load((folder / "teams" / f"{team}.yaml").read_text("utf-8"))["calendar"]
    calendar = yaml.safe_load((folder / "calendars" / f"{named}.yaml").read_text("utf-8"))
    left = timedelta(hours=hours)
    for opens, closes in _spans(calendar, start.astimezone(MOSCOW).date()):
        begins = max(opens, start)
        if closes > begins:
            if left <= closes - begins:
                return (begins + left).astimezone(UTC)
            left -= closes - begins
    raise AssertionError("never")


def _spans(calendar: Any, first: date) -> Iterator[tuple[datetime, datetime]]:
    for number in range(400):
        day = first + timedelta(days=number)
        free = day in country_holidays(calendar["holidays"], years=day.year)
        usual = [] if free else calendar["week"].get(day.strftime("%a").lower(), [])
        for span in calendar["exceptions"].get(day, usual):
            opens, closes = (datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=MOSCOW) for hour in span.split("-"))
            yield opens, closes
