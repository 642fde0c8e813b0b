"""Lifecycles: the states of a ticket and the ways between them."""

from dataclasses import dataclass, field
from typing import Literal

from okno.catalog.levels import Pause
from okno.text import Texts

Phase = Literal["open", "paused", "done", "closed"]
Who = Literal["requester", "agent", "rule"]
Asks = Literal["none", "optional", "required"]


@dataclass(frozen=True, kw_only=True)
class State:
    """A state of a ticket, in the words of agents (title) and of the requester; `pause`: for what the clock stands."""

    key: str
    title: Texts
    requester: Texts
    glyph: Literal["new", "progress", "wait", "pause", "done", "closed", "cancelled"]
    phase: Phase
    pause: Pause = ""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """A way from some states to another: the button, who may press it and what it asks for.

    What the server itself goes by rule (`who` has rule) needs no right. `guards` are conditions that plugins bring, by
    their keys: each of them must agree to the move.
    """

    origins: tuple[str, ...] = field(metadata={"name": "from"})
    to: str
    title: Texts
    who: tuple[Who, ...]
    right: str = ""
    asks: Asks = "none"
    guards: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """States of a ticket and the ways between them.

    What is done closes itself after `auto_close_days`, and may be reopened within `reopen_days`; both are working days.
    """

    key: str
    title: Texts
    start: str
    auto_close_days: int
    reopen_days: int = 10
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    def state(self, key: str) -> State | None:
        """Find a state by its key."""
        return next((state for state in self.states if state.key == key), None)

    def pausing(self, pause: Pause) -> State | None:
        """Find the state in which the clock stands for this reason."""
        return next((state for state in self.states if state.pause == pause), None)

    def ways(self, origin: str, *, who: Who | None = None) -> tuple[Transition, ...]:
        """Give the transitions out of a state, those of one side only if `who` is given.

        Out of a state that there is no more they are those of the start: a ticket that stands there can go on.
        """
        origin = origin if self.state(origin) is not None else self.start
        return tuple(way for way in self.transitions if origin in way.origins and (who is None or who in way.who))

    def way(self, origin: str, to: str, *, who: Who | None = None) -> Transition | None:
        """Find the transition between two states."""
        return next((way for way in self.ways(origin, who=who) if way.to == to), None)
