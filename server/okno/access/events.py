"""Facts about roles and who has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """A person has got a role, everywhere or in one team."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    role: str
    team_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    """A person has lost a role, everywhere or in one team."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    role: str
    team_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoleMade(Event):
    """The company has a new role; `given` is what it gives."""

    stream: ClassVar[str] = "role"
    audited: ClassVar[bool] = True
    role: str
    given: tuple[str, ...] = ()
    given_in_all_teams: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    """A role gives other rights than before, or its name is another one."""

    stream: ClassVar[str] = "role"
    audited: ClassVar[bool] = True
    role: str
    given: tuple[str, ...]
    taken: tuple[str, ...]
    given_in_all_teams: tuple[str, ...] = ()
    taken_in_all_teams: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoleRestored(Event):
    """A delivered role is as it was delivered again."""

    stream: ClassVar[str] = "role"
    audited: ClassVar[bool] = True
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleRemoved(Event):
    """A role of the company's own is gone."""

    stream: ClassVar[str] = "role"
    audited: ClassVar[bool] = True
    role: str


@dataclass(frozen=True, kw_only=True)
class LineChanged(Event):
    """The members of a line of a team may more or less; `withheld` is what they may not now."""

    stream: ClassVar[str] = "team"
    audited: ClassVar[bool] = True
    line: int
    withheld: tuple[str, ...]
