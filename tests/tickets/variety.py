"""Services of every sort for tests of reclassification: other teams, forms, lifecycles, terms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from okno.catalog import registry, store
from okno.catalog.model import CalendarSpec, Choice, Condition, Field, Lifecycle, Service, State, Transition
from tests.company import starter_catalog

DEVICES, MONEY = "it-devices", "accounting"


def text(words: str) -> dict[str, str]:
    """Words in both languages."""
    return {"ru": words, "en": words}


def field(key: str, type_: str = "string", **more: Any) -> Field:
    """A question."""
    return Field(key=key, type=type_, title=text(more.pop("title", key)), **more)


def service(key: str, team: str, *fields: Field, **more: Any) -> Service:
    """A service with this form."""
    given = {"respond": "2h", "resolve": "2d", "category": "it", "icon": "laptop", "owner": text("IT"), **more}
    return Service(
        key=key,
        title=text(given.pop("title", key)),
        summary=text(key),
        done_text=text("Done."),
        team=team,
        fields=fields,
        **given,
    )


def _state(key: str, phase: Any, pause: Any = "") -> State:
    return State(key=key, title=text(key), requester=text(key), glyph="progress", phase=phase, pause=pause)


PLAIN = Lifecycle(
    key="plain",
    title=text("Plain"),
    start="fresh",
    auto_close_days=3,
    states=(
        _state("fresh", "open"),
        _state("doing", "open"),
        _state("asks", "paused", "requester"),
        _state("done", "done"),
        _state("closed", "closed"),
        _state("cancelled", "closed"),
    ),
    transitions=(
        Transition(origins=("fresh",), to="doing", title=text("Do"), who=("agent",), right="ticket.handle"),
        Transition(origins=("doing",), to="asks", title=text("Ask"), who=("agent",), right="ticket.handle"),
        Transition(
            origins=("asks",), to="doing", title=text("Answer"), who=("requester",), right="ticket.own", asks="required"
        ),
        Transition(origins=("doing",), to="done", title=text("Done"), who=("agent",), right="ticket.finish"),
        Transition(origins=("done",), to="closed", title=text("Thanks"), who=("requester",), right="ticket.own"),
        Transition(
            origins=("fresh", "doing", "asks"),
            to="cancelled",
            title=text("Cancel"),
            who=("requester",),
            right="ticket.own",
        ),
    ),
)
"""A lifecycle that calls its states otherwise."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROUND = CalendarSpec(
    key="round",
    title=text("Round the clock"),
    zone="Europe/Moscow",
    week=dict.fromkeys(_DAYS, ("00:00-24:00",)),
)
"""The hours of the team that money-back goes to."""

SIZES = (Choice(value="s", title=text("Small")), Choice(value="l", title=text("Large")))

PHONE = service(
    "phone",
    DEVICES,
    field("model", title="Model"),
    field("place", title="Place", required=True),
    field("since", "date", max="today"),
    field("size", "select", choices=SIZES),
    field("serial", title="Serial number", required_to_close=True),
    field("shelf", title="Shelf", teams=(DEVICES,)),
    subject=text("Phone {model}"),
    kinds=("incident",),
)
"""What is ordered at first."""

TABLET = service(
    "tablet",
    DEVICES,
    field("place", title="Place", required=True),
    field("size", "select", choices=SIZES[:1]),
    field("colour", title="Colour", required=True),
    field("pen", "checkbox"),
    field("pen_kind", title="Pen", required=True, show_if=(Condition(answer="pen", values=(True,)),)),
    respond="1h",
    resolve="1d",
    subject=text("Tablet {colour}"),
)
"""The same team, another form, shorter terms."""

MONEY_BACK = service("money-back", MONEY, field("place", "text"), kind="incident", lifecycle="plain")
"""Another team, another lifecycle, nothing is asked."""


async def open_variety(*more: Service) -> None:
    """Puts these services in force."""
    starter = starter_catalog()
    services = {one.key: one for one in (PHONE, TABLET, MONEY_BACK, *more)}
    catalog = replace(
        starter,
        services={**starter.services, **services},
        lifecycles={**starter.lifecycles, "plain": PLAIN},
        calendars={**starter.calendars, "round": ROUND},
        teams={**starter.teams, MONEY: replace(starter.teams[MONEY], calendar="round")},
    )
    await store.apply(catalog, actor_id=None)
    await registry.refresh()
