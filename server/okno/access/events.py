"""Facts about roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """A person has got a role."""

    stream: ClassVar[str] = "person"
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    """A person has lost a role."""

    stream: ClassVar[str] = "person"
    role: str
