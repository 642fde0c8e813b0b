"""Links in the menus of the shell: the sections of administration, and what plugins have in other places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AdminEntry:
    """A section of the administration."""

    section: str  # as `Shell.section`
    href: str
    label: str
    group: str = ""  # what it stands with: «Люди», «Надзор»
    count: str = ""  # how many there need a person; "" when none does


@dataclass(frozen=True, kw_only=True)
class MenuLink:
    """A page of a plugin in a menu."""

    href: str
    label: str
    icon: str = "puzzle"
    current: bool = False  # it is the page that is shown


@dataclass(frozen=True, kw_only=True)
class Menus:
    """The links of plugins for whoever looks, by place; those of the administration stand among its sections."""

    top: tuple[MenuLink, ...] = ()  # beside the sections of employees
    desk: tuple[MenuLink, ...] = ()  # under the queues
    profile: tuple[MenuLink, ...] = ()  # on the person's own page


NO_MENUS = Menus()
