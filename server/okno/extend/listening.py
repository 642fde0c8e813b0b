"""Listeners of plugins: functions of hooks.py that are told facts after their commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from okno.events import Event, Fact, Listener
from okno.hooks import Context
from okno.hooks.guest import Guest
from okno.hooks.isolation import isolated

Listen = Callable[[Context, Fact], Awaitable[None]]

SECONDS = 5.0
"""How long a listener may take: less than the lease of a delivery."""
_MARK = "__okno_listens__"


def listen(*events: type[Event] | str) -> Callable[[Listen], Listen]:
    """Has a function of hooks.py told each fact of these kinds: after the commit, in the worker, at least once.

    It runs in a transaction of its own that also ends the delivery. Events of other plugins are named by their kind.
    """

    def mark(function: Listen) -> Listen:
        setattr(function, _MARK, tuple(one if isinstance(one, str) else one.kind() for one in events))
        return function

    return mark


def kinds_of(function: object) -> tuple[str, ...]:
    """The kinds of facts that a function is told; none for one that is no listener."""
    found: tuple[str, ...] = getattr(function, _MARK, ())
    return found


def marked(module: Mapping[str, Any]) -> dict[str, Listen]:
    """The listeners of a module by the names of their functions."""
    return {name: value for name, value in module.items() if kinds_of(value)}


def listeners(guest: Guest, functions: Mapping[str, Listen]) -> Iterator[Listener]:
    """The same as the log of facts knows them: isolated, and waiting while the plugin is switched off."""
    for name, function in functions.items():
        full = f"x.{guest.name}.{name}"
        yield Listener(full, frozenset(kinds_of(function)), _isolated(guest, name, function), guest.active)


def _isolated(guest: Guest, name: str, function: Listen) -> Callable[[Fact], Awaitable[None]]:
    async def handle(fact: Fact) -> None:
        await isolated(guest.name, f"listener {name}", lambda: function(guest.context(), fact), seconds=SECONDS)

    return handle


def every_kind() -> frozenset[str]:
    """The kinds of all events that this process knows."""

    def below(kind: type[Event]) -> Iterator[str]:
        for one in kind.__subclasses__():
            yield one.kind()
            yield from below(one)

    return frozenset(name for name in below(Event) if not name.startswith("_"))
