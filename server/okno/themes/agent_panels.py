"""Parts of an agent's page of a ticket: who else is there, the person who asks, work time, acts of one press."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.parts import FieldView, MiniRow, OptionView, PersonView


@dataclass(frozen=True, kw_only=True)
class FaceView:
    """Somebody who is at the same ticket now."""

    id: int
    name: str
    initials: str
    colour: str
    words: str  # «Вера пишет ответ»
    writes: bool = False


@dataclass(frozen=True, kw_only=True)
class PresenceView:
    """Who else is at the ticket. A script posts `act` and `tab` to `href` and draws what it answers."""

    href: str  # "/tickets/10427/presence"
    faces: tuple[FaceView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PhoneView:
    """A telephone of a person."""

    shown: str
    href: str  # "tel:+79000001234"
    label: str = ""  # «внутренний»


@dataclass(frozen=True, kw_only=True)
class CustomerView:
    """Whoever asks."""

    person: PersonView
    vip: bool = False
    position: str = ""
    department: str = ""
    place: str = ""
    phones: tuple[PhoneView, ...] = ()
    mails: tuple[str, ...] = ()
    manager: str = ""
    local_time: str = ""  # «сейчас 18:40, Екатеринбург», "" in the zone of whoever looks
    open_rows: tuple[MiniRow, ...] = ()
    past_rows: tuple[MiniRow, ...] = ()
    all_href: str = ""  # all his requests that this agent may see


@dataclass(frozen=True, kw_only=True)
class OutsiderView:
    """Somebody outside with whom there is a conversation, and how he came."""

    name: str
    address: str = ""
    channel: str = ""  # «Письма»


@dataclass(frozen=True, kw_only=True)
class WorkEntry:
    """Time that somebody has written down."""

    id: int
    who: str
    initials: str
    colour: str
    day: str  # «сегодня», «17 ноября»
    day_iso: str
    spent: str  # «1 ч 30 мин»
    text: str = ""
    task: str = ""  # title of the task
    timer: bool = False
    can_change: bool = False


@dataclass(frozen=True, kw_only=True)
class WorkTotal:
    """How long one person has worked."""

    person: PersonView
    spent: str


@dataclass(frozen=True, kw_only=True)
class TimerView:
    """The timer of whoever looks."""

    here: bool = False  # it runs on this ticket
    elsewhere: str = ""  # "№ 10391": it runs there
    elsewhere_href: str = ""
    started_iso: str = ""
    minutes: int = 0  # how long it runs
    runs: str = ""  # «25 мин»
    forgotten: bool = False  # over 8 hours: how long was it really


@dataclass(frozen=True, kw_only=True)
class WorkPanel:
    """Work time. Posts to `action`: `act` = add | change | delete | bring | plan | start | stop | discard."""

    action: str  # "/tickets/10427/work"
    total: str  # «2 ч 15 мин», "" when nobody has worked
    planned: str = ""  # «4 ч», "" when nothing is planned
    share: int = 0  # of the plan, in percent, 100 at most
    over: bool = False  # more than was planned
    people: tuple[WorkTotal, ...] = ()
    entries: tuple[WorkEntry, ...] = ()
    timer: TimerView | None = None
    can_log: bool = False
    can_plan: bool = False
    fields: tuple[FieldView, ...] = ()  # of the form that adds one, or of a refused change
    editing: int = 0  # the entry whose form is open, 0 for the new one
    plan: FieldView | None = None
    open: bool = False  # a form was refused
    once: str = ""
    stop_error: str = ""


@dataclass(frozen=True, kw_only=True)
class AgentPanels:
    """All of it."""

    presence: PresenceView | None = None
    customer: CustomerView | None = None
    work: WorkPanel | None = None
    priorities: tuple[OptionView, ...] = ()  # for the menu of the head; () for who may not
    outsiders: tuple[OutsiderView, ...] = ()  # people outside with whom there is a conversation
    workers: tuple[OptionView, ...] = ()  # who may get the ticket: label, note with load and absence
