"""A service of the tests' own, with a form that depends on answers, put in force beside the starter catalog."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from okno.catalog import registry, store
from okno.catalog.model import ApprovalStep, Article, Choice, Condition, Field, Service, TaskSpec
from tests.company import MONITOR_TEAM, starter_catalog


def said(en: str, ru: str = "") -> dict[str, str]:
    """Words in both languages."""
    return {"ru": ru or en, "en": en}


def ask(key: str, kind: str = "string", title: str = "", **rules: Any) -> Field:
    """A question."""
    return Field(key=key, type=kind, title=said(title or key), **rules)


def choice(value: str, title: str, *of: str) -> Choice:
    """An option."""
    return Choice(value=value, title=said(title), of=of)


FIELDS = (
    ask("about", "heading", "About the room"),
    ask("house", "select", "House", choices=(choice("north", "North"), choice("south", "South")), required=True),
    ask(
        "floor", "linked", "Floor", parent="house", required=True,
        choices=(choice("n1", "First", "north"), choice("n2", "Second", "north"), choice("s1", "Ground", "south")),
    ),
    ask("food", "checkbox", "With food"),
    ask("budget", "money", "Budget", show_if=(Condition(answer="food", values=(True,)),), required=True),
    ask("reason", "text", "Reason", required_if=(Condition(answer="budget", at_least=1000),)),
    ask("start", "datetime", "Start", min="today"),
    ask("door", "string", "Door code", mask="99-AA"),
    ask("guest", "person", "Host", prefill="self"),
    ask("photo", "file", "Photo"),
    ask("seal", "string", "Seal", teams=(MONITOR_TEAM,)),
    ask("act", "string", "Act number", required_to_close=True),
)  # fmt: skip
GOOD: dict[str, Any] = {"house": "north", "floor": "n2"}
"""The fewest answers that are right."""

ROOM = Service(
    key="test-room", title=said("Meeting room"), summary=said("A room for a meeting"), done_text=said("It is booked"),
    category="it", icon="laptop", team=MONITOR_TEAM, owner=said("Head of rooms"), respond="1h", resolve="8h",
    kinds=("incident",), cost=1200, fields=FIELDS,
    approval=(ApprovalStep(key="boss", title=said("Approval"), ask="manager", deadline="1d",
                           when=(Condition(answer="budget", at_least=5000),)),),
    tasks=(TaskSpec(key="clean", title=said("Clean the room"), team=MONITOR_TEAM, due="4h", shows=("house",)),),
    articles=(Article(title=said("Is a room free?"), text=said("Look at the calendar by the door.")),),
)  # fmt: skip
PLAIN = replace(ROOM, approval=(), tasks=())
"""The same form without anybody to ask and anything to do."""


async def put(service: Service) -> None:
    """Puts a service in force, in place of the one with its key."""
    starter = starter_catalog()
    await store.apply(replace(starter, services={**starter.services, service.key: service}), actor_id=None)
    await registry.refresh()


def without(service: Service, *keys: str) -> Service:
    """The service without some questions."""
    return replace(service, fields=tuple(one for one in service.fields if one.key not in keys))


def changed(service: Service, key: str, **rules: Any) -> Service:
    """The service with one question changed."""
    fields = tuple(replace(one, **rules) if one.key == key else one for one in service.fields)
    return replace(service, fields=fields)
