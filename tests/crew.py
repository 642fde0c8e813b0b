"""A desk whose work is given out by the server: a tiny catalog, a crew, and people who order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okno import db, people, teams, tickets
from okno.access import Actor
from okno.catalog import registry, store
from okno.catalog.model import Catalog, Category, Route, Service, TeamSpec
from okno.tickets import Order, Ticket
from tests.company import hire, starter_catalog, team_id

DESK, BRANCH = "desk", "branch"
NAMES: Mapping[str, str] = {"boris": "Борис Мастеров", "vera": "Вера Мастерова", "gleb": "Глеб Мастеров"}


def text(words: str) -> dict[str, str]:
    """A title in both languages."""
    return {"ru": words, "en": words}


def service(key: str, **more: Any) -> Service:
    """Something that is ordered in words."""
    base: dict[str, Any] = {"team": DESK, "respond": "1h", "resolve": "8h", "category": "it", "icon": "laptop"}
    told = {"title": text(key), "summary": text(key), "done_text": text("Готово"), "owner": text("Начальник")}
    return Service(key=key, **{**base, **told, **more})


def catalog(by: str = "round_robin", lines: int = 1, *services: Service, **branch: Any) -> Catalog:
    """Two teams; the printer of a branch goes to the team of the branch."""
    starter = starter_catalog()
    route = Route(team=BRANCH, departments=("Филиал «Север»",), places=("Тверь",))
    offered = (service("help"), service("printer", routes=(route,)), service("branch-help", team=BRANCH), *services)
    return Catalog(
        categories={"it": Category(key="it", title=text("ИТ"), icon="laptop", sort=1, general="help")},
        teams={
            DESK: _team(DESK, "Поддержка", "help", routing=by, lines=lines),
            BRANCH: _team(BRANCH, "Филиал", "branch-help", **branch),
        },
        calendars=starter.calendars,
        lifecycles=starter.lifecycles,
        services={one.key: one for one in offered},
    )


def _team(key: str, title: str, general: str, **more: Any) -> TeamSpec:
    calendar = next(iter(starter_catalog().calendars))
    return TeamSpec(key=key, title=text(title), calendar=calendar, general=general, category="it", **more)


@dataclass(frozen=True)
class Crew:
    """Who works at the desk, who orders, and who leads the desk."""

    anna: Actor
    lead: Actor
    boris: Actor
    vera: Actor
    gleb: Actor
    desk: int
    branch: int

    async def order(self, service: str = "help", by: Actor | None = None, **more: Any) -> Ticket:
        """Anna, or another, orders something in words."""
        return await tickets.order(by or self.anna, Order(service=service, text="Помогите", **more))

    def name(self, ticket: Ticket) -> str:
        """Who has a ticket: the field here, "" for nobody."""
        known = {getattr(self, key).id: key for key in ("lead", "boris", "vera", "gleb")}
        return known[ticket.assignee_id] if ticket.assignee_id is not None else ""


async def open_desk(by: str = "round_robin", lines: int = 1, *services: Service, **branch: Any) -> Crew:
    """The desk with three who do the work; the lead gives it out and takes none by himself."""
    await put(by, lines, *services, **branch)
    crew = {key: await hire(key, name, role="agent", team=DESK) for key, name in NAMES.items()}
    lead = await hire("lead", "Ольга Старшая", team=DESK, lead=True)
    desk = await team_id(DESK)
    await teams.set_away(desk, lead.id, away=True, actor_id=None)
    return Crew(anna=await hire("anna", "Анна Королёва"), lead=lead, **crew, desk=desk, branch=await team_id(BRANCH))


async def put(by: str, lines: int = 1, *services: Service, **branch: Any) -> None:
    """Another catalog comes into force."""
    await store.apply(catalog(by, lines, *services, **branch), actor_id=None)
    await registry.refresh()


async def live_in(person: Actor, **where: str) -> None:
    """A person is of this department, or sits at this place."""
    await people.change(person.id, where, actor_id=None)


async def facts(ticket: Ticket, kind: str) -> list[Mapping[str, Any]]:
    """The payloads of the facts of a kind about a ticket."""
    rows = await db.fetch(
        "SELECT payload FROM event WHERE stream = 'ticket' AND stream_id = $1 AND kind = $2 ORDER BY id",
        ticket.id,
        kind,
    )
    return [db.load_json(row["payload"]) for row in rows]
