"""The declared contexts of the board of a team, and of handing out its work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.clock_parts import ClockView
from okno.themes.contexts import Page
from okno.themes.parts import ChipView, OptionView, PersonView, SideGroup, StateView


@dataclass(frozen=True, kw_only=True)
class BoardCard:
    """A ticket on the board. `value` is what is sent when it is chosen: its number and version."""

    value: str  # "10427.3"
    number: int
    href: str
    subject: str
    line: str  # «Анна Королёва · Монитор»
    state: StateView
    clock: ClockView
    level: str = ""  # «линия 2», "" where the team has but one


@dataclass(frozen=True, kw_only=True)
class BoardColumn:
    """The work of one person, or of nobody (`person` None)."""

    value: str  # the id of the person, "none" for nobody
    person: PersonView | None
    title: str
    open: str  # «12 заявок»
    late: str = ""  # «3 просрочены», "" for none
    burning: str = ""  # «1 горит», "" for none
    mark: str = ""  # «не в команде», «нет на месте»: why somebody else should do it
    rests: bool = False  # he is here, but takes no new work
    cards: tuple[BoardCard, ...] = ()
    more: str = ""  # «и ещё 12», "" when all are shown
    more_href: str = ""  # the whole list of this person on the desk
    hand_href: str = ""  # where this work is handed out, "" when there is nothing to hand out


@dataclass(frozen=True, kw_only=True)
class UndoView:
    """What was just given out and can be taken back."""

    text: str
    values: tuple[str, ...]  # each "number.version.person", as the form sends it


@dataclass(frozen=True, kw_only=True)
class BoardPage(Page):
    """Who has what in a team.

    Form `action`: `act` = give with `ticket` (several) and `to` (id or none), or undo with `gift` (several).
    """

    template: ClassVar[str] = "board.html"
    queue: str
    title: str
    q: str = ""
    side: tuple[SideGroup, ...]
    action: str
    columns: tuple[BoardColumn, ...]
    people: tuple[OptionView, ...]  # to whom something can be given
    lines: tuple[ChipView, ...] = ()  # empty where the team has but one line
    more_people: str = ""  # «и ещё 5 человек без заявок», "" when all are shown
    undo: UndoView | None = None
    said: tuple[str, ...] = ()  # why something was not given
    back_href: str
    live: str


@dataclass(frozen=True, kw_only=True)
class OfferView:
    """A ticket and whom the server would give it to; `people` has him selected."""

    card: BoardCard
    people: tuple[OptionView, ...]
    note: str = ""  # «ни у кого нет нужных навыков», "" when all is well


@dataclass(frozen=True, kw_only=True)
class HandOutPage(Page):
    """What would be given to whom; everything can be changed before it is done.

    Form `action`: for each ticket `gift` = number.version.person.
    """

    template: ClassVar[str] = "hand-out.html"
    queue: str
    title: str
    q: str = ""
    side: tuple[SideGroup, ...]
    action: str
    lead: str  # by what the people were found
    offers: tuple[OfferView, ...]
    empty: str = ""
    said: tuple[str, ...] = ()
    back_href: str
    live: str
