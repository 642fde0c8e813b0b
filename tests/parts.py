"""A small company whose services have tasks: a catalog of its own, teams, and people in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from okno import tickets
from okno.access import Actor
from okno.catalog import registry, store
from okno.catalog.model import (
    CalendarSpec,
    Catalog,
    Category,
    Choice,
    Condition,
    Field,
    Service,
    TaskSpec,
    TeamSpec,
)
from okno.tickets import Ticket
from okno.tickets.task import Task
from okno.tickets.task_store import tasks_of
from tests.company import hire, starter_catalog

SECRET = "zqsalary"
"""An answer that no task shows: whoever does a part must never meet it."""
NEWCOMER = "Зоя Новикова"
ANSWERS: Mapping[str, Any] = {
    "full_name": NEWCOMER,
    "place": "Лесная, 5, каб. 214",
    "equipment": ["laptop", "pass"],
    "salary": SECRET,
}


def texts(word: str) -> dict[str, str]:
    """A title in both languages."""
    return {"ru": word, "en": word}


def task(key: str, team: str, **more: Any) -> TaskSpec:
    """A task of a service, with four hours for it."""
    return TaskSpec(key=key, title=texts(key.capitalize()), team=team, **{"due": "4h", **more})


def service(key: str, *tasks: TaskSpec, **more: Any) -> Service:
    """A service of the team for people with these tasks."""
    base: dict[str, Any] = {
        "summary": texts(key),
        "done_text": texts("Готово"),
        "category": "staff",
        "icon": "user-plus",
        "team": "staff",
        "owner": texts("Начальник"),
        "respond": "1h",
        "resolve": "24h",
    }
    return Service(key=key, title=texts(key.capitalize()), tasks=tasks, **{**base, **more})


def with_equipment(value: str) -> tuple[Condition, ...]:
    """The condition that this is wanted."""
    return (Condition(answer="equipment", values=(value,)),)


FIELDS = (
    Field(key="full_name", type="string", title=texts("Кто")),
    Field(key="place", type="string", title=texts("Где")),
    Field(
        key="equipment",
        type="multiselect",
        title=texts("Что"),
        choices=tuple(Choice(value=one, title=texts(one)) for one in ("laptop", "phone", "pass")),
    ),
    Field(key="salary", type="string", title=texts("Оклад")),
    Field(key="scan", type="file", title=texts("Скан")),
    Field(key="paper", type="file", title=texts("Приказ")),
)
NUMBER = Field(
    key="number",
    type="string",
    title=texts("Инвентарный номер"),
    help=texts("004512"),
    required=True,
    pattern="[0-9]{6}",
)
PHOTO = Field(key="photo", type="file", title=texts("Фото"))
HIRE = service(
    "hire",
    task("contract", "staff", shows=("full_name", "salary")),
    task("desk", "house", after=("contract",), shows=("place", "scan")),
    task("laptop", "it", after=("contract",), fields=(NUMBER, PHOTO), when=with_equipment("laptop")),
    task("phone", "it", when=with_equipment("phone")),
    task("welcome", "staff", after=("desk", "laptop", "phone"), due="1d"),
    fields=FIELDS,
    subject=texts("Выход: {full_name}"),
)  # fmt: skip
ASK = service("ask")
HOUSE_ASK = service("house-ask", team="house")
IT_ASK = service("it-ask", team="it")
LOOSE = service("loose", task("look", "house"), finish_by_tasks=False)
CLOSING = service(
    "closing",
    task("look", "house"),
    fields=(Field(key="cause", type="string", title=texts("Причина поломки"), required_to_close=True),),
)
TEAMS = {"staff": True, "house": False, "it": False}
"""The teams, and whether they are confidential."""


def catalog(*services: Service) -> Catalog:
    """A catalog with these services beside the usual ones, in which work never rests but in the house."""
    week = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    always = CalendarSpec(key="always", title=texts("Всегда"), zone="UTC", week=dict.fromkeys(week, ("00:00-24:00",)))
    days = CalendarSpec(key="days", title=texts("Днём"), zone="UTC", week=dict.fromkeys(week, ("08:00-20:00",)))
    made = (ASK, HOUSE_ASK, IT_ASK, HIRE, LOOSE, CLOSING, *services)
    return Catalog(
        categories={"staff": Category(key="staff", title=texts("Люди"), icon="users", sort=1, general="ask")},
        teams={
            key: TeamSpec(
                key=key,
                title=texts(key.capitalize()),
                calendar="days" if key == "house" else "always",
                general="ask" if key == "staff" else f"{key}-ask",
                category="staff",
                confidential=confidential,
            )
            for key, confidential in TEAMS.items()
        },
        calendars={"always": always, "days": days},
        lifecycles={"default": starter_catalog().lifecycles["default"]},
        services={one.key: one for one in made},
    )


@dataclass(frozen=True)
class House:
    """Who works here: Anna orders; Nina and Olga are the team of people, Gleb and Lev the house, Ivan the computers."""

    anna: Actor
    stranger: Actor
    nina: Actor
    olga: Actor
    gleb: Actor
    lev: Actor
    ivan: Actor
    admin: Actor

    async def order(self, key: str = "hire", *, who: Actor | None = None, **more: Any) -> Ticket:
        """A ticket of Anna's."""
        answers = {**ANSWERS, **more.pop("answers", {})} if key == "hire" else more.pop("answers", {})
        wish = tickets.Order(**{"service": key, "subject": f"Про {SECRET}", "answers": answers, **more})
        return await tickets.order(who or self.anna, wish)


async def open_house(*services: Service) -> House:
    """The catalog in force, and people."""
    await store.apply(catalog(*services), actor_id=None)
    await registry.refresh()
    return House(
        anna=await hire("anna", "Анна Королёва"),
        stranger=await hire("egor", "Егор Чужой"),
        nina=await hire("nina", "Нина Кадрова", role="agent", team="staff"),
        olga=await hire("olga", "Ольга Кадрова", role="agent", team="staff"),
        gleb=await hire("gleb", "Глеб Хозяйкин", role="agent", team="house"),
        lev=await hire("lev", "Лев Хозяйкин", role="agent", team="house"),
        ivan=await hire("ivan", "Иван Техник", role="agent", team="it"),
        admin=await hire("admin", "Вера Админ", role="administrator"),
    )


async def parts(ticket: Ticket) -> dict[str, Task]:
    """The tasks of a ticket by their keys."""
    return {one.key: one for one in await tasks_of(ticket.id)}


async def states(ticket: Ticket) -> dict[str, str]:
    """The states of the tasks of a ticket by their keys."""
    return {key: one.state for key, one in (await parts(ticket)).items()}


async def with_service(changed: Service) -> None:
    """Puts another version of a service in force."""
    base = catalog()
    await store.apply(replace(base, services={**base.services, changed.key: changed}), actor_id=None)
    await registry.refresh()
