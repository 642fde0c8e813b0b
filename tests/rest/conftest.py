"""A company with the starter catalog, and its people with tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest_asyncio

from okno import access, people, teams
from okno.http import tokens
from okno.settings import Settings
from tests.company import open_catalog

TEAM = "it-devices"
"""The team of the service `monitor`."""
MONITOR: Mapping[str, Any] = {
    "service": "monitor",
    "answers": {"model": "27", "reason": "second", "place": "Офис 2, этаж 3"},
}


@dataclass(frozen=True)
class Caller:
    """Somebody who speaks to REST with a token."""

    client: httpx.AsyncClient
    id: int
    login: str
    token: str

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any request to a path below /api/v1."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **more)

    async def get(self, path: str, **params: Any) -> Any:
        """What a path gives, which must be 200."""
        response = await self.call("GET", path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, path: str, body: Any, status: int = 201, **more: Any) -> Any:
        """The answer to a JSON body, which must have this status."""
        response = await self.call("POST", path, json=body, **more)
        assert response.status_code == status, f"{response.status_code}: {response.text}"
        return response.json()

    async def order(self, subject: str | None = None, **more: Any) -> Any:
        """A new ticket for a monitor."""
        return await self.post("/tickets", {**MONITOR, **({"subject": subject} if subject else {}), **more})

    async def assign(self, ticket: Any, status: int = 200, **more: Any) -> Any:
        """Gives a ticket to somebody, as seen by the caller."""
        body = {"version": ticket["version"], **more}
        return await self.post(f"/tickets/{ticket['number']}/assignment", body, status)

    async def move(self, ticket: Any, to: str, comment: str | None = None, status: int = 200) -> Any:
        """Moves a ticket, as seen by the caller."""
        body = {"to": to, "version": ticket["version"], **({"comment": comment} if comment else {})}
        return await self.post(f"/tickets/{ticket['number']}/moves", body, status)

    async def say(self, ticket: Any, text: str, visibility: str = "public", **more: Any) -> Any:
        """Comments a ticket."""
        return await self.post(
            f"/tickets/{ticket['number']}/comments", {"text": text, "visibility": visibility, **more}
        )

    async def pages(self, path: str, **params: Any) -> list[list[Any]]:
        """All pages of a list."""
        found: list[list[Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            page = await self.get(path, **params, **({"cursor": cursor} if cursor else {}))
            found.append(page["items"])
            cursor = page["next_cursor"]
        return found


@dataclass(frozen=True)
class Company:
    """Who works here."""

    anna: Caller
    """An employee."""
    stranger: Caller
    """Another employee, who has nothing to do with her."""
    boris: Caller
    """An agent of the team that delivers monitors."""
    vera: Caller
    """His colleague."""
    fedor: Caller
    """An agent of another team."""
    admin: Caller
    """An administrator, who by that sees no tickets."""

    @property
    def outsiders(self) -> Sequence[Caller]:
        """Those for whom a ticket of Anna's does not exist."""
        return self.stranger, self.fedor, self.admin


@pytest_asyncio.fixture
async def company(stocked: None, client: httpx.AsyncClient, settings: Settings) -> Company:
    """The people of a company that runs the starter catalog."""
    await open_catalog()

    async def hire(login: str, name: str, role: str = "", team: str = "", **more: Any) -> Caller:
        person_id = await people.create(login=login, name=name, **more)
        if role:
            await access.grant(person_id, role)
        if team:
            found = await teams.by_key(team)
            assert found is not None
            await teams.join(found.id, person_id)
        return Caller(client, person_id, login, await tokens.issue(person_id, "test"))

    return Company(
        anna=await hire("anna", "Анна Королёва", phone="+7 900 000-12-34", mail="anna@example.com"),
        stranger=await hire("egor", "Егор Чужой"),
        boris=await hire("boris", "Борис Мастеров", "agent", TEAM),
        vera=await hire("vera", "Вера Мастерова", "agent", TEAM),
        fedor=await hire("fedor", "Фёдор Иной", "agent", "accounting"),
        admin=await hire("admin", "Ольга Админ", "administrator"),
    )
