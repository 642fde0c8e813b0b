"""Who may what, written by hand. Nothing here is read from the code under test: it is what the code is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

IT, FOREIGN, SECRET, PARTS = "it-devices", "facilities", "hr", "security"
"""The team of most people here; a team of others; one whose tickets do not exist for others; one that does parts."""
DEPARTMENT = "Склад"
"""Where the requester works: some services and announcements are for it alone."""


class Sight(IntEnum):
    """How much of a thing somebody sees."""

    NONE = 0
    READER = 1
    STAFF = 2


NONE, READER, STAFF = Sight.NONE, Sight.READER, Sight.STAFF

# People ---------------------------------------------------------------------------------------------------------

EVERYBODY = frozenset({"service.order", "ticket.own", "profile.edit"})
DESK = EVERYBODY | {"desk.open", "people.see", "ticket.behalf"}
ADMINISTERS = EVERYBODY | {
    "people.see", "people.manage", "absence.manage", "person.erase", "session.manage", "role.grant", "role.manage",
    "access.see", "teams.manage", "catalog.manage", "announcement.publish", "audit.see", "system.view",
    "plugin.manage", "message.manage", "ticket.emergency", "ticket.behalf",
}  # fmt: skip
PUBLISHES = frozenset({"announcement.publish"})
NOTHING: frozenset[str] = frozenset()

RIGHTS_OF: Mapping[str, frozenset[str]] = {
    "nobody": NOTHING,
    # Was switched off a moment ago: with the cookie, and with the token that he had.
    "gone": NOTHING,
    "gone_token": NOTHING,
    "stranger": EVERYBODY,
    "requester": EVERYBODY,
    "agent": DESK,
    # An agent on line 1, which may neither finish nor close, nor read the history.
    "first_line": DESK,
    "lead": DESK | PUBLISHES,
    "other": DESK,
    "operator": DESK | PUBLISHES,
    "owner": EVERYBODY | PUBLISHES | {"people.see", "catalog.manage"},
    "manager": DESK,
    "manager_elsewhere": DESK,
    "auditor": EVERYBODY | {"people.see", "access.see", "audit.see"},
    "admin": ADMINISTERS,
    # An administrator who has opened the confidential ticket in an emergency.
    "emergency": ADMINISTERS,
    "hr": DESK,
    # An agent of the team who has ordered something of his own team.
    "orders_here": DESK,
    # Employees: one is asked whether he agrees, one follows tickets of others.
    "approver": EVERYBODY,
    "watcher": EVERYBODY,
    # An agent of the team that does parts of tickets which are none of its own.
    "tasked": DESK,
    # The token of an agent of the team, narrowed to reading as staff.
    "narrow": frozenset({"ticket.own"}),
}
"""Everybody, with the rights that hold in the whole company."""

WHO = tuple(RIGHTS_OF)
AT_THE_DOOR = ("nobody", "gone", "gone_token")
BY_TOKEN = ("gone_token", "narrow")

WORKS = frozenset({
    "ticket.see", "ticket.history", "ticket.handle", "ticket.classify", "ticket.note", "ticket.assign", "ticket.finish",
    "ticket.close", "ticket.reopen", "ticket.cancel",
})  # fmt: skip
LOOKS = frozenset({"ticket.see", "ticket.history"})

RIGHTS_IN: Mapping[str, Mapping[str, frozenset[str]]] = {
    "agent": {IT: WORKS},
    "first_line": {IT: WORKS - {"ticket.finish", "ticket.close", "ticket.history"}},
    "lead": {IT: WORKS | {"team.lead", "approval.bypass"}},
    "other": {FOREIGN: WORKS},
    "operator": {IT: WORKS - {"ticket.close", "ticket.reopen", "ticket.cancel"}},
    "manager": {IT: LOOKS},
    "manager_elsewhere": {FOREIGN: LOOKS},
    "hr": {SECRET: WORKS},
    "orders_here": {IT: WORKS},
    "tasked": {PARTS: WORKS},
    "narrow": {IT: frozenset({"ticket.see"})},
}
"""The rights that hold in teams; whoever is not here has none."""

MEMBERS: Mapping[str, tuple[str, ...]] = {
    IT: ("agent", "first_line", "lead", "operator", "orders_here", "narrow"),
    FOREIGN: ("other",),
    SECRET: ("hr",),
}
"""Who works in which team; whoever has a right there by a role is no member by that."""

# Tickets --------------------------------------------------------------------------------------------------------

TEAM_OF: Mapping[str, str] = {
    "ours": IT,  # in work, ordered by the requester
    "done": IT,  # the same, done
    "closed": IT,  # the same, closed
    "of_agent": IT,  # ordered by the agent "orders_here" for himself
    "on_behalf": IT,  # ordered by an agent of another team for the requester
    "theirs": FOREIGN,  # ordered by somebody else
    "confidential": SECRET,  # ordered by somebody else
    "own_secret": SECRET,  # ordered by the requester
    "absent": "",  # a number that no ticket has
    "asked": IT,  # ordered by the requester, waits for the approver
    "secret_asked": SECRET,  # ordered by somebody else, waits for the approver
    "parted": IT,  # ordered by the requester, with tasks of other teams
    "secret_parted": SECRET,  # ordered by somebody else, with a task of another team
    "watched": IT,  # ordered by the requester, followed by the watcher
    "secret_watched": SECRET,  # ordered by somebody else, its team lets the watcher follow it
    "merged": IT,  # ordered by the requester, goes on as another ticket of his
    "secret_merged": SECRET,  # ordered by somebody else, goes on as another one of his
}
NAMES = ("ours", "done", "closed", "of_agent", "on_behalf", "theirs", "confidential", "own_secret", "absent")
"""The tickets that most is tried on; what is special about the others is tried on them alone."""
_OF_IT = dict.fromkeys(
    ("ours", "done", "closed", "of_agent", "on_behalf", "asked", "parted", "watched", "merged"), STAFF
)
_OF_REQUESTER = (
    "ours", "done", "closed", "on_behalf", "own_secret", "asked", "parted", "watched", "merged",
)  # fmt: skip
_OF_SECRET = ("confidential", "own_secret", "secret_asked", "secret_parted", "secret_watched", "secret_merged")

SIGHT: Mapping[str, Mapping[str, Sight]] = {
    "requester": dict.fromkeys(_OF_REQUESTER, READER),
    "agent": _OF_IT,
    "first_line": _OF_IT,
    "lead": _OF_IT,
    "other": {"theirs": STAFF, "on_behalf": READER},
    "operator": _OF_IT,
    "manager": _OF_IT,
    "manager_elsewhere": {"theirs": STAFF},
    "emergency": {"confidential": STAFF},
    "hr": dict.fromkeys(_OF_SECRET, STAFF),
    "orders_here": {**_OF_IT, "of_agent": READER},
    "narrow": _OF_IT,
    "approver": {"asked": READER, "secret_asked": READER},
    "watcher": {"watched": READER, "secret_watched": READER},
    # Whoever does a part does not see the ticket: "tasked" is not here.
}
"""How somebody sees a ticket; what is not here does not exist for him."""

# Tasks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A task: of which ticket, for which team, whether it has opened, and whether an agent has added it by hand."""

    ticket: str
    team: str
    opened: bool = True
    by_hand: bool = False


TASKS: Mapping[str, Part] = {
    "part": Part("parted", PARTS),
    "later": Part("parted", PARTS, opened=False),  # waits for the former
    "hush": Part("parted", SECRET),  # a confidential team does it
    "extra": Part("parted", PARTS, by_hand=True),
    "secret_part": Part("secret_parted", PARTS),
}
SHOWS = ("part", "secret_part")
"""The tasks that show an answer of the order to whoever does them."""

OF_DEPARTMENT = frozenset({"requester"})
"""Who works in the department that something is for."""

# Files ----------------------------------------------------------------------------------------------------------

FILES: Mapping[str, tuple[str, Sight]] = {
    "public": ("ours", READER),
    "note": ("ours", STAFF),
    "closed_public": ("closed", READER),
    "closed_note": ("closed", STAFF),
    "theirs": ("theirs", READER),
    "secret": ("confidential", READER),
    "secret_note": ("confidential", STAFF),
    "absent": ("absent", READER),
}
"""Where each file is attached, and how much one has to see of that ticket to get it."""
LOOSE_OWNER = "agent"
"""Whose file it is that is attached to nothing."""


def sight_of_ticket(who: str, name: str) -> Sight:
    """How somebody sees a ticket."""
    return SIGHT.get(who, {}).get(name, NONE)


def sight_of_staff(who: str, name: str) -> Sight:
    """How the staff sees what is its own in a ticket: for its readers that does not exist."""
    return STAFF if sight_of_ticket(who, name) is STAFF else NONE


def sight_of_task(who: str, name: str) -> Sight:
    """How somebody sees a task: as the staff of the ticket or the team that does it, or its outlines."""
    if name not in TASKS:
        return NONE
    part = TASKS[name]
    ticket = sight_of_ticket(who, part.ticket)
    if ticket is STAFF or (part.opened and "ticket.see" in rights_in(who, part.team)):
        return STAFF
    return NONE if part.by_hand else ticket


def sight_of_task_page(who: str, name: str) -> Sight:
    """The same for its page: whoever reads the ticket follows its tasks on the page of the ticket."""
    return STAFF if sight_of_task(who, name) is STAFF else NONE


def sight_of_parts(who: str, name: str) -> Sight:
    """Whether somebody gets a list of tasks of a ticket: he sees it, or does a part of it."""
    does = any(sight_of_task(who, task) for task, part in TASKS.items() if part.ticket == name)
    return max(sight_of_ticket(who, name), READER if does else NONE)


def sight_of_offer(who: str, name: str) -> Sight:
    """Whether a service exists for somebody."""
    return READER if name == "service" or (name == "hidden" and who in OF_DEPARTMENT) else NONE


def sight_of_news(who: str, name: str) -> Sight:
    """Whether an announcement exists for somebody: it is for him, or he publishes announcements."""
    if name == "absent":
        return NONE
    return READER if name == "news" or who in OF_DEPARTMENT or has(who, "announcement.publish") else NONE


def sight_of_file(who: str, name: str) -> Sight:
    """Whether somebody gets a file."""
    if name == "loose":
        return READER if who == LOOSE_OWNER else NONE
    ticket, needed = FILES[name]
    return READER if sight_of_ticket(who, ticket) >= needed else NONE


def sight_of_queue(who: str, name: str) -> Sight:
    """Whether somebody has a queue at the desk."""
    if name in ("mine", "all"):
        return READER
    return READER if "ticket.see" in rights_in(who, name) else NONE


def sight_of_known(_: str, name: str) -> Sight:
    """What anybody sees who has the right of the company that its route asks for."""
    return NONE if name == "absent" else READER


def sight_of_own(_: str, name: str) -> Sight:
    """What is one's own, and what is another's."""
    return READER if name == "own" else NONE


def sight_of_led(who: str, name: str) -> Sight:
    """Whether somebody leads a team."""
    return READER if "team.lead" in rights_in(who, name) else NONE


def sight_of_member(who: str, name: str) -> Sight:
    """Whether somebody is a member of a team: who only leads it by a role is none."""
    return READER if who in MEMBERS.get(name, ()) else NONE


def sight_of_away(who: str, name: str) -> Sight:
    """Whether somebody may enter the absence of a person of no team, and of a member of the team IT."""
    if name == "absent":
        return NONE
    return READER if has(who, "absence.manage") or (name == "colleague" and has(who, "team.lead", IT)) else NONE


def sight_of_link(_: str, name: str) -> Sight:
    """Whether a link with a secret opens something."""
    return READER if name == "open" else NONE


def rights_in(who: str, team: str) -> frozenset[str]:
    """The rights of somebody in a team."""
    return RIGHTS_IN.get(who, {}).get(team, NOTHING)


def has(who: str, right: str, team: str = "") -> bool:
    """Whether somebody has a right in the company, in a team, or, without a team, in any."""
    if right in RIGHTS_OF[who]:
        return True
    teams = [team] if team else RIGHTS_IN.get(who, {})
    return any(right in rights_in(who, one) for one in teams)
