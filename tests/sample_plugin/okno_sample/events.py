"""Facts about notes, for whoever listens. They hold ids, never what somebody wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.api import Event


@dataclass(frozen=True, kw_only=True)
class NoteAdded(Event):
    """Somebody has written the note `note_id` about the request `stream_id`."""

    stream: ClassVar[str] = "x_sample"
    note_id: int
