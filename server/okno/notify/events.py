"""Facts of telling people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticesWritten(Event):
    """There are new notices about the ticket `stream_id`; the topics say for whom."""

    stream: ClassVar[str] = "notice"
    about: int
