"""The actions of a rule or a macro as steps: what belongs together is one change, the rest comes as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from okno.catalog.automation import Action
from okno.text import Texts
from okno.tickets.reclassify import Wish

CHANGES = ("priority", "impact", "urgency", "service", "kind", "field")
HANDS = ("team", "line", "assignee")


@dataclass(frozen=True)
class Change:
    """What the ticket becomes."""

    wish: Wish


@dataclass(frozen=True)
class Hand:
    """To whom it goes; None leaves it. `line` is a number, next or back; `assignee` a login or a way of routing."""

    team: str | None = None
    line: int | str | None = None
    assignee: str | None = None


@dataclass(frozen=True)
class Go:
    """Into which state."""

    to: str


@dataclass(frozen=True)
class Say:
    """Words for the requester, or a note for the team."""

    text: Texts
    public: bool


@dataclass(frozen=True)
class Tell:
    """Who gets a notice."""

    who: tuple[str, ...]


@dataclass(frozen=True)
class Follow:
    """Who follows from now on, by logins."""

    who: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A task of a team ("" is that of the ticket); the first line of its words is the title."""

    text: Texts
    team: str
    due: str


Step = Change | Hand | Go | Say | Tell | Follow | Part


def steps(actions: Iterable[Action]) -> list[Step]:
    """The actions as steps. All that says what the ticket is makes one step, at the place of the first of them.

    So a form gets its answers together with its service, and the requester reads of it once. The same holds for team,
    line and assignee.
    """
    found: list[Step] = []
    for action in actions:
        joined = _joined(found, action)
        if joined is None:
            found.append(_step(action))
        else:
            found[joined[0]] = joined[1]
    return found


def _joined(found: Sequence[Step], action: Action) -> tuple[int, Step] | None:
    """The step that the action belongs to, with the action in it."""
    for place, step in enumerate(found):
        if isinstance(step, Change) and action.do in CHANGES:
            return place, Change(_wished(step.wish, action))
        if isinstance(step, Hand) and action.do in HANDS:
            return place, _handed(step, action)
    return None


def _step(action: Action) -> Step:
    if action.do in CHANGES:
        return Change(_wished(Wish(), action))
    if action.do in HANDS:
        return _handed(Hand(), action)
    if action.do == "state":
        return Go(str(action.value))
    if action.do in ("reply", "note"):
        return Say(action.text, action.do == "reply")
    if action.do == "tell":
        return Tell(action.who)
    if action.do == "watch":
        return Follow(action.who)
    return Part(action.text, action.key, str(action.value or ""))


def _wished(wish: Wish, action: Action) -> Wish:
    if action.do == "field":
        return replace(wish, fields={**(wish.fields or {}), action.key: action.value})
    values: dict[str, Any] = {action.do: action.value}
    return replace(wish, **values)


def _handed(hand: Hand, action: Action) -> Hand:
    values: dict[str, Any] = {action.do: action.value}
    return replace(hand, **values)
