"""A small catalog in which requests burn: one team with two lines, one level with steps, hours from 9 to 18 UTC."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from okno.access import Actor
from okno.catalog import registry, store
from okno.catalog.levels import ClockStep, Policy, SlaSpec, Target
from okno.catalog.model import CalendarSpec, Catalog, Category, Service, TeamSpec
from okno.clock import to_us
from okno.people import change
from okno.tickets import Order, Ticket, order, store as tickets_store
from tests.company import hire, starter_catalog

DAY = CalendarSpec(
    key="day",
    title={"ru": "День", "en": "Day"},
    zone="UTC",
    week=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-18:00",)),
)
TERMS = {
    "critical": Target(respond="30m", resolve="2h"),
    "high": Target(respond="1h", resolve="4h"),
    "normal": Target(respond="2h", resolve="8h"),
    "low": Target(respond="4h", resolve="16h"),
}
STEPS = (
    ClockStep(at="50%", of="respond", tell=("team",)),
    ClockStep(at="75%", tell=("assignee", "lead")),
    ClockStep(at="100%", tell=("lead",), next_line=True),
    ClockStep(at="+2h", tell=("line", "manager")),
)
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
HOUR = 3_600_000_000


def at(hour: int, minute: int = 0, *, day: int = 16) -> int:
    """An instant of November 2026; the 16th is a Monday."""
    return to_us(datetime(2026, 11, day, hour, minute, tzinfo=UTC))


def level(*steps: ClockStep, **more: Any) -> SlaSpec:
    """The level of this catalog."""
    return SlaSpec(key="fast", title={"ru": "Быстро", "en": "Fast"}, targets=TERMS, steps=steps, **more)


def catalog(
    *levels: SlaSpec, policies: tuple[Policy, ...] = (), calendars: tuple[CalendarSpec, ...] = (DAY,)
) -> Catalog:
    """The catalog with these levels, the first of which the service names."""
    return Catalog(
        categories={"it": Category(key="it", title={"ru": "ИТ", "en": "IT"}, icon="laptop", sort=1, general="help")},
        teams={
            "desk": TeamSpec(
                key="desk",
                title={"ru": "Поддержка", "en": "Desk"},
                calendar="day",
                general="help",
                category="it",
                lines=2,
            )
        },
        calendars={one.key: one for one in calendars},
        lifecycles={"default": starter_catalog().lifecycles["default"]},
        sla={one.key: one for one in levels},
        policies={one.key: one for one in policies},
        services={
            "help": Service(
                key="help",
                title={"ru": "Помощь", "en": "Help"},
                summary={"ru": "Поможем.", "en": "We help."},
                done_text={"ru": "Сделано.", "en": "Done."},
                category="it",
                icon="laptop",
                team="desk",
                owner={"ru": "Начальник", "en": "Head"},
                sla=levels[0].key,
            )
        },
    )


@dataclass(frozen=True)
class Burning:
    """Who works here."""

    anna: Actor
    boris: Actor
    vera: Actor
    lead: Actor
    manager: Actor

    async def ticket(self, **more: Any) -> Ticket:
        """Anna asks for help."""
        return await order(self.anna, Order(service="help", text="It burns", **more))

    async def fresh(self, ticket: Ticket) -> Ticket:
        """The ticket as it is now."""
        return await tickets_store.load(ticket.id)


async def begin(*steps: ClockStep, **more: Any) -> Burning:
    """Puts the catalog in force, with people: lines 1 and 2, a lead, and a manager above Boris who sees the work."""
    await put_in_force(catalog(level(*(steps or STEPS), **more)))
    manager = await hire("galina", "Галина Главная", role="manager", role_in="desk")
    boris = await hire("boris", "Борис Первый", role="agent", team="desk", line=1)
    vera = await hire("vera", "Вера Вторая", role="agent", team="desk", line=2)
    lead = await hire("lev", "Лев Ведущий", team="desk", lead=True)
    for one in (boris, vera, lead):
        await change(one.id, {"manager_id": manager.id}, actor_id=None)
    return Burning(await hire("anna", "Анна Заказчица"), boris, vera, lead, manager)


async def put_in_force(made: Catalog) -> None:
    """Applies a catalog."""
    await store.apply(replace(made, base=None), actor_id=None)
    await registry.refresh()
