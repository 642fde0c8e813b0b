"""A running desk for a test: its people, requests, clock, letters, and the work that a worker does."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import httpx
from starlette.applications import Starlette

from okno import access, extend, people, teams, tickets
from okno.access import Actor
from okno.catalog import registry
from okno.catalog.model import Service
from okno.db import fetch, tx
from okno.events.dispatch import deliver_due
from okno.http import sessions
from okno.jobs import enqueue, queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.people import Person
from okno.settings import Settings
from okno.teams import Team
from okno.testing import small_catalog
from okno.testing.client import Client
from okno.testing.frozen import Frozen
from okno.testing.letters import Letters
from okno.tickets import Order, Ticket

ROLES = ("employee", "agent", "lead", "administrator")
_ROUNDS = 50
_HOURS = 24 * 365


class Desk:
    """A desk with one team, `desk`, and one service, `help`. `plugin` is the name of the plugin that is tested."""

    def __init__(
        self,
        plugin: str,
        app: Starlette,
        settings: Settings,
        clock: Frozen,
        letters: Letters,
        held: AsyncExitStack,
    ) -> None:
        self.plugin = plugin
        self.app = app
        self.settings = settings
        self.clock = clock
        self.letters = letters
        self._held = held
        self._clients: dict[str, Client] = {}

    # People -----------------------------------------------------------------------------------------------

    async def person(
        self, login: str, *, role: str = "", team: str = "", lead: bool = False, **more: Any
    ) -> Person:  # fmt: skip
        """A new person, who reads English. `team` is a key, `lead` makes him its lead; `more` as people have it."""
        told = {"name": login.capitalize(), "mail": f"{login}@example.com", "locale": "en", **more}
        person_id = await people.create(login=login, **told)
        if role:
            await access.grant(person_id, role)
        if team:
            await teams.join((await self._team(team)).id, person_id, lead=lead)
        return await people.required(person_id)

    async def actor(self, person: Person) -> Actor:
        """The person with the rights that he has now."""
        return await access.actor_of(await people.required(person.id))

    async def client(self, who: str | Person = "employee") -> Client:
        """Somebody signed in: a person, or the one whose role this is ("employee", "agent", "lead", "administrator").

        An agent and a lead are in the team `desk`. Asked again, it is the same client.
        """
        key = who if isinstance(who, str) else who.login
        if key not in self._clients:
            self._clients[key] = await self._signed_in(await self._of_role(who) if isinstance(who, str) else who)
        return self._clients[key]

    async def _of_role(self, role: str) -> Person:
        if role not in ROLES:
            raise ValueError(f"{role} is none of {', '.join(ROLES)}")
        staff = role in ("agent", "lead")
        given = {"employee": "", "lead": "agent"}.get(role, role)
        return await self.person(role, role=given, team=small_catalog.TEAM if staff else "", lead=role == "lead")

    async def _signed_in(self, person: Person) -> Client:
        session = await sessions.create(person.id, address="127.0.0.1", agent="okno.testing", hours=_HOURS)
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url=self.settings.own_url,
            headers={"Accept-Language": "en"},
            cookies={sessions.COOKIE: session},
        )
        await self._held.enter_async_context(http)
        loaded = await sessions.load(session, hours=_HOURS)
        assert loaded is not None
        return Client(person, http, loaded.csrf)

    # The catalog and requests -----------------------------------------------------------------------------

    async def team(self, key: str, **more: Any) -> Team:
        """A new team with a service of its own, KEY-help; `more` as the catalog has it."""
        general = small_catalog.service(f"{key}-help", team=key)
        calendar = next(iter(registry.current().calendars))
        made = small_catalog.team(key, calendar, **{"general": general.key, **more})
        await small_catalog.add(teams=(made,), services=(general,))
        return await self._team(key)

    async def _team(self, key: str) -> Team:
        found = await teams.by_key(key)
        assert found is not None, f"there is no team {key}"
        return found

    async def service(self, key: str, **more: Any) -> Service:
        """A new service of the team `desk`; `more` as the catalog has it, such as `fields=(Field(...),)`."""
        await small_catalog.add(services=(small_catalog.service(key, **more),))
        return registry.current().services[key]

    async def ticket(
        self, who: str | Person = "employee", *, service: str = small_catalog.SERVICE, **more: Any
    ) -> Ticket:
        """A request of somebody; `more` as an order has it: `subject`, `text`, `answers`."""
        person = (await self.client(who)).person
        if not registry.current().services[service].fields:
            more = {"subject": "It is broken", "text": "Please look at it.", **more}
        return await tickets.order(await self.actor(person), Order(service=service, **more))

    # The plugin and the worker ----------------------------------------------------------------------------

    async def set(self, **values: Any) -> None:
        """Sets the plugin, as its page does. Raises Invalid by key."""
        await extend.put_settings(self.settings, self.plugin, values, actor_id=None)

    async def switch(self, *, on: bool) -> None:
        """Switches the plugin on or off, as an administrator does."""
        await (extend.enable if on else extend.disable)(self.plugin, actor_id=None)

    async def run_job(self, name: str, **payload: Any) -> None:
        """Runs one job of the plugin now, as the clock would, and all that follows."""
        async with tx():
            await enqueue(f"x.{self.plugin}.{name}", payload)
        await self.run_jobs()

    async def run_jobs(self, *, failing: bool = False) -> None:
        """Does what a worker does until nothing is due: tells listeners, runs jobs, sends letters.

        What is planned for later waits until the clock is turned. AssertionError when something failed, unless
        `failing` expects it.
        """
        for _ in range(_ROUNDS):
            delivered = await deliver_due()
            known = {name: job for name, job in jobs().items() if job.ready()}
            rows = await queue.claim(known, 100)
            for row in rows:
                await run_job(row, known[row["name"]])
            if not delivered and not rows:
                break
        else:
            raise AssertionError("the work makes more work without end")
        assert failing or not (told := await _failed()), f"failed: {told}"


async def _failed() -> list[str]:
    """The work that failed, each with its error."""
    work = await fetch("SELECT name, error FROM job WHERE error IS NOT NULL")
    heard = await fetch("SELECT listener AS name, error FROM delivery WHERE error IS NOT NULL")
    return [f"{row['name']}: {row['error']}" for row in (*work, *heard)]
