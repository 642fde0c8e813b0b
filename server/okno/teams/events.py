"""Facts about teams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """A person is in the team now, or (`joined` False) has another place in it.

    `promoted`: he leads it from now on; `demoted`: he led it until now.
    """

    stream: ClassVar[str] = "team"
    audited: ClassVar[bool] = True
    person_id: int
    lead: bool
    line: int = 0
    joined: bool = True
    promoted: bool = False
    demoted: bool = False


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    """A person is in the team no more."""

    stream: ClassVar[str] = "team"
    audited: ClassVar[bool] = True
    person_id: int


@dataclass(frozen=True, kw_only=True)
class MemberPaused(Event):
    """From now on the server gives a member no new work of the team, or (`paused` False) it does again."""

    stream: ClassVar[str] = "team"
    audited: ClassVar[bool] = True
    person_id: int
    paused: bool
