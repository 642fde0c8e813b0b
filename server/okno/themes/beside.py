"""Contexts of what stands beside a ticket: links, what was merged, what may be a duplicate."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.parts import MiniRow, OptionView


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """A link as told from this ticket."""

    word: str  # «Дубль», «Состоит из»
    row: MiniRow
    id: int = 0  # of the link; POST /tickets/{n}/links/{id} takes it away; 0: this person may not


@dataclass(frozen=True, kw_only=True)
class BesidePanel:
    """What stands beside a ticket.

    Forms: /tickets/{n}/links (`kind`, `to` = number or words), /tickets/{n}/links/{id}, /tickets/{n}/unmerge; a link
    to /tickets/{n}/merge?into= shows what would happen.
    """

    goal: MiniRow | None = None  # as which it goes on
    sources: tuple[MiniRow, ...] = ()  # what goes on as it; those that this person may open
    links: tuple[LinkRow, ...] = ()
    alike: tuple[MiniRow, ...] = ()  # what may be about the same thing
    kinds: tuple[OptionView, ...] = ()  # words of links; () = this person links nothing
    can_merge: bool = False  # this one may be merged into another
    can_separate: bool = False  # what is merged may be separated again


NOTHING_BESIDE = BesidePanel()
"""What stands beside a ticket that has to do with no other."""
