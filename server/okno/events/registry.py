"""Who listens to which facts, and who witnesses all of them. Filled at start-up, then sealed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from okno.events.event import Event, Fact

Handler = Callable[[Fact], Awaitable[None]]
Ready = Callable[[], bool]
Witness = Callable[[Event, Fact], Awaitable[None]]


def always() -> bool:
    """Most are always ready."""
    return True


@dataclass(frozen=True)
class Listener:
    """A named receiver of facts of some kinds."""

    name: str
    kinds: frozenset[str]
    handle: Handler
    ready: Ready = always
    """Whether it takes facts now; while it does not, they wait for it."""


class _Registry:
    def __init__(self) -> None:
        self.listeners: dict[str, Listener] = {}
        self.brought: dict[str, Listener] = {}
        self.witnesses: list[Witness] = []
        self.sealed = False


_registry = _Registry()


def listener(name: str, *events: type[Event]) -> Callable[[Handler], Handler]:
    """Registers a function to be called with each fact of the given events, after its commit.

    It runs in the worker for jobs, in a transaction of its own that also deletes the delivery: what it writes
    happens exactly once, what it does outside of the database at least once.
    """

    def register(handle: Handler) -> Handler:
        if _registry.sealed:
            raise RuntimeError(f"the listener {name} comes after start-up")
        if name in _registry.listeners:
            raise RuntimeError(f"there are two listeners called {name}")
        kinds = frozenset(event.kind() for event in events)
        _registry.listeners[name] = Listener(name, kinds, handle)
        return handle

    return register


def witness(see: Witness) -> Witness:
    """Registers a function that is called with each fact in the transaction that writes it.

    What it writes is kept or lost together with the change; what it raises undoes the change.
    """
    if _registry.sealed:
        raise RuntimeError(f"the witness {see.__qualname__} comes after start-up")
    _registry.witnesses.append(see)
    return see


def witnesses() -> list[Witness]:
    """All witnesses, in the order of their registration."""
    return list(_registry.witnesses)


def bring(listeners: Iterable[Listener]) -> None:
    """Names the listeners of plugins, all of them at once, in place of those named before."""
    _registry.brought = {one.name: one for one in listeners}


def listeners_of(kind: str) -> list[Listener]:
    """Those who want facts of this kind, ready or not."""
    return [found for found in all_listeners().values() if kind in found.kinds]


def all_listeners() -> dict[str, Listener]:
    """All listeners by name."""
    return {**_registry.listeners, **_registry.brought}


def seal() -> None:
    """Ends start-up: whoever registers later is refused."""
    _registry.sealed = True
