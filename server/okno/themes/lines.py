"""What the page of a ticket shows of the lines of support of its team."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LineMove:
    """A line to which the ticket can go."""

    line: int
    label: str  # «Передать на 2 линию», «Вернуть на 1 линию»
    back: bool = False


@dataclass(frozen=True, kw_only=True)
class LinesPanel:
    """The line of the ticket, and the forms that hand it on; form /tickets/{n}/line: `line`, `reason`, `version`."""

    now: str  # «линия 1»
    moves: tuple[LineMove, ...] = ()
    asks: bool = True  # a reason is asked for; not of who may write no notes
    open: int = 0  # the line that was wanted in a refused form
    text: str = ""
    error: str = ""
