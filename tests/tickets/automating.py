"""Rules and macros in force for a test, and the facts that start them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from okno.catalog import registry
from okno.catalog.automation import Action, Criterion, Macro, Rule
from okno.db import execute, fetch, tx
from okno.events import Fact
from okno.tickets import rule_clock, rules


def words(text: str) -> dict[str, str]:
    """Words in both languages."""
    return {"ru": text, "en": text}


def act(do: Any, value: Any = None, **more: Any) -> Action:
    """An action."""
    if "text" in more:
        more["text"] = words(more["text"])
    return Action(do=do, value=value, **more)


def when(of: str, *values: Any, **more: Any) -> Criterion:
    """A criterion."""
    return Criterion(of=of, values=values, **more)


def rule(key: str, *actions: Action, **more: Any) -> Rule:
    """A rule that is switched on."""
    given: dict[str, Any] = {"sort": 10, "active": True, "title": words(f"Rule {key}"), **more}
    return Rule(key=key, actions=actions, **given)


def macro(key: str, *actions: Action, **more: Any) -> Macro:
    """A macro for all teams."""
    return Macro(key=key, actions=actions, **{"sort": 10, "title": words(f"Macro {key}"), **more})


def in_force(*items: Rule | Macro) -> None:
    """From now on these rules and macros are those of the catalog, in the memory of this process."""
    held = registry._registry.held
    assert held is not None
    held.catalog = replace(
        held.catalog,
        rules={one.key: one for one in items if isinstance(one, Rule)},
        macros={one.key: one for one in items if isinstance(one, Macro)},
    )


async def deliver() -> int:
    """Gives rules what has happened, until nothing is left; returns how many facts that were."""
    given = 0
    while given < 500:
        rows = await fetch(
            "SELECT d.id AS delivery, e.id, e.stream, e.stream_id, e.kind, e.actor_id, e.at, e.payload, e.topics"
            " FROM delivery d JOIN event e ON e.id = d.event_id WHERE d.listener = 'tickets.rules' ORDER BY d.id"
        )
        if not rows:
            break
        for row in rows:
            delivery = row.pop("delivery")
            async with tx():
                await rules.heard(Fact.of(row))
                await execute("DELETE FROM delivery WHERE id = $1", delivery)
            given += 1
    return given


async def runs() -> list[tuple[str, str]]:
    """What rules have done, in order."""
    return [(row["rule"], row["outcome"]) for row in await fetch("SELECT rule, outcome FROM rule_run ORDER BY id")]


async def look() -> int:
    """What is due by time acts."""
    done = 0
    while found := await rule_clock.look():
        done += found
    return done


async def later(ticket_id: int, hours: int) -> None:
    """All times that rules wait for on a ticket began so many hours earlier, and are up by as much."""
    await rule_clock.look()
    shift = hours * 3_600_000_000
    await execute(
        "UPDATE rule_wait SET began = began - $2, due_at = due_at - $2 WHERE ticket_id = $1", ticket_id, shift
    )
