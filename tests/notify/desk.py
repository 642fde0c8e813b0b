"""A small company for tests of telling: a requester, two agents of a team, a stranger, and the starter catalog."""

from __future__ import annotations

from dataclasses import dataclass

from okno import access, people, teams
from okno.access import Actor
from okno.catalog import registry
from okno.catalog.shelf import Shelf
from okno.db import fetch
from okno.events.dispatch import deliver_due
from okno.jobs import queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.tickets import Order, Ticket, order
from tests.company import open_catalog


@dataclass(frozen=True)
class Desk:
    """The people of the stand."""

    vera: Actor
    timur: Actor
    lena: Actor
    stranger: Actor

    async def order(self, subject: str = "Не открывается почта") -> Ticket:
        """A request of Vera's."""
        return await order(self.vera, Order(subject=subject, text="Помогите."))


async def open_desk() -> Desk:
    """Fills the connected database."""
    await open_catalog()
    service = Shelf(registry.current(), registry.current().services).general()
    assert service is not None
    team = await teams.by_key(service.team)
    assert team is not None
    actors = []
    for login, name, locale, agent in (
        ("vera", "Вера Климова", "ru", False),
        ("timur", "Тимур Хасанов", "ru", True),
        ("lena", "Lena Fox", "en", True),
        ("oleg", "Олег Чужой", "ru", False),
    ):
        person_id = await people.create(login=login, name=name, mail=f"{login}@example.test", locale=locale)
        if agent:
            await access.grant(person_id, "agent")
            await teams.join(team.id, person_id)
        actors.append(await access.actor_of(await people.required(person_id)))
    await settle()
    return Desk(*actors)


async def settle() -> None:
    """Delivers all facts."""
    while await deliver_due():
        pass


async def run_jobs(name: str = "mail.send") -> int:
    """Runs the jobs that are due now, once each; returns how many."""
    rows = await queue.claim([name], 100)
    for row in rows:
        await run_job(row, jobs()[name])
    return len(rows)


async def told() -> list[tuple[str, str]]:
    """Who was told what, in the order of writing."""
    rows = await fetch("SELECT p.login, n.kind FROM notice n JOIN person p ON p.id = n.person_id ORDER BY n.id")
    return [(row["login"], row["kind"]) for row in rows]


async def written_to() -> list[str]:
    """To whom letters were written, in order."""
    return [row["to_address"] for row in await fetch("SELECT to_address FROM message ORDER BY id")]
