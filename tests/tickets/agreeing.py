"""Services that ask for approval, the people who are asked, and a clock that can be moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from okno import clock, people, tickets
from okno.access import Actor
from okno.catalog import registry, store
from okno.catalog.model import ApprovalStep, Catalog, Choice, Field, TaskSpec
from okno.clock import now_us, to_us
from okno.db import execute
from okno.people import absence
from okno.tickets import Order, Ticket, approval, deciding
from okno.tickets.approval import Approval, Step
from tests.company import MONITOR, MONITOR_TEAM, Company, actor_again, hire, starter_catalog

TITLE = {"ru": "Согласование руководителя", "en": "Approval of the manager"}


def step(key: str = "manager", ask: str = "manager", **more: Any) -> ApprovalStep:
    """A step of the approval of a service."""
    return ApprovalStep(key=key, title=more.pop("title", TITLE), ask=ask, **more)  # type: ignore[arg-type]


def _field(key: str, type_: str, **more: Any) -> Field:
    return Field(key=key, type=type_, title={"ru": key.title(), "en": key.title()}, **more)


FIELDS = (
    _field(
        "model",
        "select",
        required=True,
        choices=tuple(
            Choice(value=size, title={"ru": f"{size} дюймов", "en": f"{size} inches"}) for size in ("27", "32")
        ),
    ),
    _field("reason", "string", required=True),
    _field("place", "string", required=True),
    _field("whom", "person"),
)
"""The form of a monitor here."""


async def offer(*steps: ApprovalStep, tasks: tuple[TaskSpec, ...] = (), **more: Any) -> None:
    """Puts a catalog in force in which a monitor needs these approvals."""
    base = starter_catalog()
    service = replace(
        base.services["monitor"], approval=steps, tasks=tasks, **{"fields": FIELDS, "subject": {}, **more}
    )
    changed = Catalog(**{**{name: getattr(base, name) for name in vars(base)}, "base": None})
    changed = replace(changed, services={**base.services, "monitor": service})
    await store.apply(changed, actor_id=None)
    await registry.refresh()


async def manage(person: Actor, manager: Actor | None) -> None:
    """Makes somebody the manager of a person."""
    await people.change(person.id, {"manager_id": manager.id if manager is not None else None}, actor_id=None)


async def with_manager(company: Company, name: str = "Галина Главная", login: str = "galina") -> Actor:
    """A manager for Anna."""
    galina = await hire(login, name)
    await manage(company.anna, galina)
    return galina


async def monitor(company: Company, by: Actor | None = None, **more: Any) -> Ticket:
    """Anna, or another, orders a monitor; what is no property of an order is an answer."""
    known = {name: more.pop(name) for name in ("on_behalf_of", "text") if name in more}
    return await tickets.order(by or company.anna, Order(service="monitor", answers={**MONITOR, **more}, **known))


async def steps(ticket: Ticket) -> list[Step]:
    """The steps of a ticket as they are now."""
    return await approval.steps_of(ticket.id)


async def asked(ticket: Ticket) -> dict[int, str]:
    """Who is asked now, and why, by the ids of the persons."""
    return {one.person_id: one.why for one in await approval.approvals_of(ticket.id) if one.state == "asked"}


async def of(ticket: Ticket, person: Actor) -> Approval:
    """The newest approval that a person is asked for."""
    return [one for one in await approval.approvals_of(ticket.id) if one.person_id == person.id][-1]


async def say(
    person: Actor, ticket: Ticket, decision: str = "approve", text: str = "", *, of_: Actor | None = None
) -> Ticket:
    """Somebody decides what he is asked, or what the other is asked for whom he stands in."""
    one = await of(ticket, of_ or person)
    return await deciding.decide(person, ticket.id, one.id, decision=decision, text=text)


async def state(ticket: Ticket) -> str:
    """The state of a ticket now."""
    return (await tickets.get(await actor_again(ticket.requester_id), ticket.id))[0].state


async def send_away(person: Actor, substitute: Actor | None) -> None:
    """A person is away from today on for a week."""
    today = clock.now().date()
    await absence.add(
        person.id,
        today - timedelta(days=1),
        today + timedelta(days=7),
        substitute_id=substitute.id if substitute is not None else None,
        zone="Europe/Moscow",
        actor_id=None,
    )


async def confidential() -> None:
    """The team for monitors is confidential from now on."""
    await execute("UPDATE team SET confidential = $1 WHERE key = $2", True, MONITOR_TEAM)


def moved_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A clock that stands, and is set to an instant: `set_to(us)`."""
    at = [now_us()]
    monkeypatch.setattr(clock, "now", lambda: clock.from_us(at[0]))

    def set_to(us: int) -> None:
        at[0] = us

    assert to_us(clock.now()) == at[0]
    return set_to
