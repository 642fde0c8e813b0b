"""Guests: the plugins as hooks see them. Set once at start; a guest that is switched off stays and is not asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from okno.hooks.context import Context


@dataclass(frozen=True, eq=False)
class Guest:
    """A plugin that may be asked. `answers` are its functions by the names of hooks.

    `active` tells whether it is switched on at this moment, `settings` gives its values. `folder` is where its code
    lies: what blocks the server is told by it.
    """

    name: str
    answers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    active: Callable[[], bool] = lambda: True
    settings: Callable[[], Mapping[str, Any]] = dict
    folder: Path | None = None

    def context(self, actor: Any = None) -> Context:
        """What its functions get as their first parameter."""
        return Context(self.name, self.settings(), actor)


class _Hosted:
    guests: Sequence[Guest] = ()


def host(guests: Sequence[Guest]) -> None:
    """Names all guests of this process, in the order in which they are asked."""
    _Hosted.guests = tuple(guests)


def guests() -> Sequence[Guest]:
    """All guests, also those that are switched off."""
    return _Hosted.guests


def guest_of(name: str) -> Guest | None:
    """The guest with this name."""
    return next((guest for guest in _Hosted.guests if guest.name == name), None)


def context_of(name: str, actor: Any = None) -> Context:
    """What the code of a plugin is given where no hook gives it, as in its pages. Raises LookupError without it."""
    guest = guest_of(name)
    if guest is None:
        raise LookupError(f"there is no plugin {name}")
    return guest.context(actor)


@contextmanager
def hosting(*guests: Guest) -> Iterator[None]:
    """Inside of it these are the guests: for tests of what the core does with answers."""
    before = _Hosted.guests
    host(guests)
    try:
        yield
    finally:
        host(before)
