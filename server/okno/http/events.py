"""Facts about signing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """A person is signed out, in one browser or in several."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
