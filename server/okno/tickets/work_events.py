"""Facts about work time: who, how long, on what. Never the words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkLogged(Event):
    """Somebody has written down that he worked: `seconds` of his time, by the timer or by hand."""

    stream: ClassVar[str] = "ticket"
    work_id: int
    person_id: int
    seconds: int
    source: str
    task_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class WorkChanged(Event):
    """What somebody had written down is another time now; 0 `seconds`: it is taken away."""

    stream: ClassVar[str] = "ticket"
    work_id: int
    person_id: int
    seconds: int
    from_seconds: int


@dataclass(frozen=True, kw_only=True)
class WorkPlanned(Event):
    """So much time is planned for the ticket from now on; 0: none."""

    stream: ClassVar[str] = "ticket"
    seconds: int
    from_seconds: int
