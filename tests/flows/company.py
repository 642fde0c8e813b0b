"""The people of the flows: hired straight in the database, served by a running tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from okno import access, people, teams
from okno.db import tx
from okno.http import tokens
from tests.stands.wait import soon

TEAM = "it-devices"
"""The team of the service `monitor`."""
PASSWORD = "слон-ключ-облако-7"
PATIENCE = 60.0
"""How long a caller goes on asking while processes die around him."""


def monitor(place: str = "Офис 2, этаж 3") -> dict[str, Any]:
    """An order of a monitor."""
    return {"service": "monitor", "answers": {"model": "27", "reason": "second", "place": place}}


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in and has a token."""

    id: int
    login: str
    name: str
    mail: str
    token: str


async def hire(login: str, name: str, *, role: str = "", team: str = "", password: str = "", **more: Any) -> Person:
    """Enters a person; this process has to be connected to the database."""
    mail = f"{login}@example.com"
    async with tx():
        person_id = await people.create(login=login, name=name, mail=mail, **more)
        if role:
            await access.grant(person_id, role)
        if team:
            found = await teams.by_key(team)
            assert found is not None
            await teams.join(found.id, person_id)
        token = await tokens.issue(person_id, "flow")
    if password:
        await people.set_password(person_id, password)
    return Person(person_id, login, name, mail, token)


class Hired:
    """The people of a server, each hired when first asked for."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}

    async def get(self, login: str, name: str, **more: Any) -> Person:
        """The person with this login; the rest is for the day of hiring."""
        if login not in self._people:
            self._people[login] = await hire(login, name, **more)
        return self._people[login]


class Caller:
    """A person at the REST API of a running server."""

    def __init__(self, person: Person, client: httpx.AsyncClient) -> None:
        self.person = person
        self._client = client

    async def get(self, path: str, **params: Any) -> Any:
        """What a path gives, which must be 200."""
        response = await self.ask("GET", path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, path: str, body: Mapping[str, Any], status: int = 201, *, key: str = "") -> Any:
        """The answer to a JSON body, which must have this status."""
        response = await self.ask("POST", path, json=dict(body), headers={"Idempotency-Key": key} if key else {})
        assert response.status_code == status, f"{response.status_code}: {response.text}"
        return response.json()

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any request to a path below /api/v1."""
        headers = {"Authorization": f"Bearer {self.person.token}", **more.pop("headers", {})}
        return await self._client.request(method, f"/api/v1{path}", headers=headers, **more)

    async def surely(self, path: str, body: Mapping[str, Any], status: int) -> Any:
        """As `post`, asked again under one Idempotency-Key for as long as connections break."""
        key = uuid4().hex
        return await stubborn(lambda: self.post(path, body, status, key=key))

    async def surely_get(self, path: str, **params: Any) -> Any:
        """As `get`, asked again for as long as connections break."""
        return await stubborn(lambda: self.get(path, **params))


async def stubborn(ask: Callable[[], Any]) -> Any:
    """The answer of `ask`, repeated for as long as connections break."""

    async def once() -> Any:
        try:
            return await ask()
        except httpx.TransportError:
            return None

    return await soon(once, "the server answers again", within=PATIENCE)


def talk(base_url: str, *, connections: int = 20) -> httpx.AsyncClient:
    """A client of a running server."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx.AsyncClient(base_url=base_url, timeout=30, limits=limits)
