"""The declared contexts of choosing what one is told: the page of the profile, the page of a letter's link, offline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.parts import ErrorLink, FieldView


@dataclass(frozen=True, kw_only=True)
class ChoiceCell:
    """One box of the grid."""

    name: str  # of the form: "work.mail"
    label: str  # group and channel, for those who do not see the grid
    wanted: bool
    usual: bool  # what it is without a choice
    fixed: bool = False  # it can't be switched off
    channel: str  # the word of the column, shown on a phone


@dataclass(frozen=True, kw_only=True)
class ChoiceRow:
    """A group of notices with its boxes, in the order of `channels`."""

    title: str
    about: str
    cells: tuple[ChoiceCell, ...]


@dataclass(frozen=True, kw_only=True)
class DeviceRow:
    """A device that shows notices."""

    id: int
    name: str  # browser and system
    since: str
    seen: str  # when it got the last one; "" never
    silent: bool  # the last tries have failed
    mark: str  # by which a script knows its own browser


@dataclass(frozen=True, kw_only=True)
class NoticeChoicesPage(Page):
    """What, where and when. The form is sent to `/profile/notices`; `.../try`, `.../devices`, `.../devices/{id}`."""

    template: ClassVar[str] = "notice-choices.html"
    channels: tuple[str, ...]  # words of the columns
    rows: tuple[ChoiceRow, ...]
    changed: bool  # something is not as usual
    quiet_from: FieldView
    quiet_until: FieldView
    days: FieldView
    digest: FieldView
    digest_at: FieldView
    urgent: FieldView | None  # None for whoever has no deadlines
    clock: str  # the city of his clock
    mail: str  # where letters go; "" nowhere
    no_mail: str  # why there are no letters; "" when there are
    version: int
    devices: tuple[DeviceRow, ...] = ()
    push_key: str = ""  # for the script that subscribes; "": pushes are switched off
    errors: tuple[ErrorLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LeavePage(Page):
    """Where the link of a letter leads. Posts `act` (off | on) to the same address."""

    template: ClassVar[str] = "leave.html"
    title: str  # of the group
    about: str
    wanted: bool  # whether such letters come now
    action: str
    known: bool = True  # False: the link is not one of ours


@dataclass(frozen=True, kw_only=True)
class OfflinePage(Page):
    """What an installed Okno shows without a connection. Nobody's: it is kept on the device."""

    template: ClassVar[str] = "offline.html"
