"""Facts about the audit itself and about work that an administrator pushes or drops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class AuditExported(Event):
    """The audit was taken out of the server as a file, narrowed to what the fields say."""

    stream: ClassVar[str] = "audit"
    audited: ClassVar[bool] = True
    group: str = ""
    by_id: int | None = None
    person_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class WorkRetried(Event):
    """What had failed is tried again at once; `work` is job, delivery or letter, `stream_id` its row."""

    stream: ClassVar[str] = "work"
    audited: ClassVar[bool] = True
    work: str


@dataclass(frozen=True, kw_only=True)
class WorkDropped(Event):
    """What had failed is not tried any more; `work` is job or letter, `stream_id` its row."""

    stream: ClassVar[str] = "work"
    audited: ClassVar[bool] = True
    work: str
