"""Facts and listeners of tests, outside of those of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from okno.db import tx
from okno.events import Event, record, registry
from okno.events.registry import Handler, Listener


@dataclass(frozen=True, kw_only=True)
class Sampled(Event):
    """Something happened to a sample."""

    stream: ClassVar[str] = "sample"
    note: str = ""


@contextmanager
def listening(**handlers: Handler) -> Iterator[None]:
    """Only these listeners exist for a while."""
    kept = registry._registry.listeners
    kinds = frozenset({Sampled.kind()})
    registry._registry.listeners = {name: Listener(name, kinds, handle) for name, handle in handlers.items()}
    try:
        yield
    finally:
        registry._registry.listeners = kept


async def happen(stream_id: int = 1, note: str = "", *, before_commit: Callable[[], None] | None = None) -> int:
    """Records a fact in a transaction of its own."""
    async with tx():
        event_id = await record(Sampled(stream_id=stream_id, actor_id=None, note=note), [f"sample:{stream_id}"])
        if before_commit is not None:
            before_commit()
    return event_id
