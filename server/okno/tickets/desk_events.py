"""Facts about the desk itself: lists that are kept, and acts on several tickets at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class ListSaved(Event):
    """Somebody keeps a list of tickets, or has changed it; `shared` when a team or a role has it."""

    stream: ClassVar[str] = "list"
    shared: bool


@dataclass(frozen=True, kw_only=True)
class ListDropped(Event):
    """A list of tickets is deleted."""

    stream: ClassVar[str] = "list"
    shared: bool


@dataclass(frozen=True, kw_only=True)
class BulkDone(Event):
    """Somebody has done one thing to several tickets: to how many, and how many were left as they were."""

    stream: ClassVar[str] = "bulk"
    action: str
    done: int
    left: int


@dataclass(frozen=True, kw_only=True)
class BulkUndone(Event):
    """Somebody has taken an act on several tickets back: for how many, and for how many it was too late."""

    stream: ClassVar[str] = "bulk"
    action: str
    done: int
    left: int
