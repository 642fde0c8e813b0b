"""An entry of the matrix: one thing that is asked of a route, and what everybody has to get."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.security.matrix import truth
from tests.security.matrix.truth import NONE, READER, Sight

PUBLIC = "public"


@dataclass(frozen=True)
class Thing:
    """What an entry is about: the parts of an address that name it, and what bodies need of it."""

    parts: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)


Body = Callable[[Thing], Mapping[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of things: their names in the truth, and how somebody sees each."""

    names: tuple[str, ...]
    sight: Callable[[str, str], Sight]
    teams: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """In which team each is; of several any may give a right."""
    own: bool = False
    """Whether everybody has his own."""
    only_read: tuple[str, ...] = ()
    """Names of further things that are read about; what changes them names them itself."""


PAIRS = ("ours", "theirs", "confidential", "own_secret", "absent")
"""The tickets that have another one beside them."""
_BY_TEAM = {name: part.team for name, part in truth.TASKS.items()}
_BY_TICKET = {name: truth.TEAM_OF[part.ticket] for name, part in truth.TASKS.items()}
_BY_BOTH = {name: (_BY_TEAM[name], _BY_TICKET[name]) for name in truth.TASKS}

KINDS: Mapping[str, Kind] = {
    "": Kind(("",), lambda _who, _name: READER),
    "ticket": Kind(
        truth.NAMES,
        truth.sight_of_ticket,
        truth.TEAM_OF,
        only_read=tuple(name for name in truth.TEAM_OF if name not in truth.NAMES),
    ),
    "staff": Kind(truth.NAMES, truth.sight_of_staff, truth.TEAM_OF),
    "watched": Kind(("watched", "secret_watched", "absent"), truth.sight_of_ticket, truth.TEAM_OF),
    "merged": Kind(("merged", "secret_merged", "absent"), truth.sight_of_ticket, truth.TEAM_OF),
    "approval": Kind(("asked", "secret_asked", "absent"), truth.sight_of_ticket, truth.TEAM_OF),
    "pair": Kind(PAIRS, truth.sight_of_ticket, truth.TEAM_OF),
    "link": Kind(PAIRS, truth.sight_of_ticket, truth.TEAM_OF),
    "line": Kind(("ours", "theirs", "confidential", "own_secret", "absent"), truth.sight_of_staff, truth.TEAM_OF),
    "parts": Kind(("ours", "parted", "secret_parted", "absent"), truth.sight_of_parts, truth.TEAM_OF),
    "task": Kind((*truth.TASKS, "absent"), truth.sight_of_task, _BY_TEAM),
    "task page": Kind((*truth.TASKS, "absent"), truth.sight_of_task_page, _BY_TEAM),
    "led task": Kind((*truth.TASKS, "absent"), truth.sight_of_task, _BY_TICKET),
    "lines": Kind((*truth.TASKS, "absent"), truth.sight_of_task, _BY_BOTH),
    "lines page": Kind((*truth.TASKS, "absent"), truth.sight_of_task_page, _BY_BOTH),
    "sent": Kind(("ours", "theirs", "confidential", "own_secret", "absent"), truth.sight_of_staff, truth.TEAM_OF),
    "news": Kind(("news", "of_department", "of_hidden", "absent"), truth.sight_of_news),
    "item": Kind(("there",), truth.sight_of_known),
    "file": Kind((*truth.FILES, "loose"), truth.sight_of_file),
    "queue": Kind((truth.IT, truth.FOREIGN, truth.SECRET, "mine", "all", "absent"), truth.sight_of_queue),
    "person": Kind(("person", "absent"), truth.sight_of_known),
    "former": Kind(("former", "absent"), truth.sight_of_known),
    "team": Kind((truth.IT, truth.SECRET, "absent"), truth.sight_of_known),
    "service": Kind(("service", "hidden", "absent"), truth.sight_of_offer),
    "role": Kind(("role", "absent"), truth.sight_of_known),
    "plugin": Kind(("trial", "absent"), truth.sight_of_known),
    "plugin off": Kind(("trial", "absent"), truth.sight_of_known),
    "led": Kind((truth.IT, truth.FOREIGN, truth.SECRET, "absent"), truth.sight_of_led),
    "away": Kind(("person", "colleague", "absent"), truth.sight_of_away),
    "absence": Kind(("person", "colleague", "absent"), truth.sight_of_away),
    "unseen": Kind(("theirs", "confidential", "absent"), truth.sight_of_known),
    "member": Kind((truth.IT, truth.FOREIGN, truth.SECRET, "absent"), truth.sight_of_member),
    **{
        kind: Kind(("own", "another's"), truth.sight_of_own, own=True)
        for kind in ("bulk act", "list", "reply", "device", "work entry")
    },
    "letter": Kind(("open", "absent"), truth.sight_of_link),
    "session": Kind(("own", "another's"), truth.sight_of_own, own=True),
    "token": Kind(("own", "another's"), truth.sight_of_own, own=True),
    "reset": Kind(("open", "used", "absent"), truth.sight_of_link),
    "invitation": Kind(("open", "used", "absent"), truth.sight_of_link),
    "setup": Kind(("used", "absent"), truth.sight_of_link),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is asked, and of whom what is needed.

    `right` is what the route states, `besides` one of the company that is asked for when the thing is known.
    `about` is a kind of things. A reader gets `status` if `reader`, else `denied`; the staff gets it with the right
    `staff` in the team of the thing (empty: sight is enough). `before` has the statuses of things in whose state
    nobody can do this, whatever his rights; `after` those that are told only to whoever has the rights. `but` has
    what differs for somebody about something ("" is everybody, everything), each with its reason.
    """

    method: str
    path: str
    right: str
    about: str = ""
    names: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    """Parts of the path that do not depend on the thing."""
    query: str = ""
    besides: str = ""
    sends: bool = False
    """Whether the body names a file (`values["file"]`) that whoever asks has sent before."""
    body: Body | None = None
    upload: bool = False
    status: int = 200
    reader: bool = True
    staff: str = ""
    denied: int = 403
    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    but: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    bare: bool = False
    """Whether it is no form of a page: a mail program presses it."""
    fresh: bool = False
    """Whether whoever asks has to sign in anew afterwards."""
    leaves: frozenset[str] = frozenset()
    """Tables into which a refusal, or a reading, may write: what was tried is written down."""

    @property
    def rest(self) -> bool:
        """Whether it is an entry of REST."""
        return self.path.startswith("/api/")

    @property
    def kind(self) -> Kind:
        """The kind of things that it is about."""
        return KINDS[self.about]

    @property
    def things(self) -> tuple[str, ...]:
        """The names of the things that it is tried on."""
        return self.names or self.kind.names + (() if self.changes else self.kind.only_read)

    @property
    def changes(self) -> bool:
        """Whether it is meant to change something."""
        return self.method != "GET"

    def __str__(self) -> str:
        return f"{self.method} {self.path}{self.query}"


def expected(entry: Entry, who: str, name: str) -> int:
    """The status that somebody has to get."""
    if who == "narrow" and entry.changes and not entry.rest and not entry.bare:
        # Forms of pages trust what only a person at a browser has proved.
        return 403
    for key in ((who, name), (who, ""), ("", name), ("", "")):
        if key in entry.but:
            return entry.but[key][0]
    if entry.right == PUBLIC:
        return entry.status if entry.kind.sight(who, name) else 404
    if who in truth.AT_THE_DOOR:
        return 303 if entry.method == "GET" and not entry.rest and who != "gone_token" else 401
    if not truth.has(who, entry.right):
        return 403
    sight = entry.kind.sight(who, name)
    if sight is NONE:
        return 404
    if name in entry.before:
        return entry.before[name]
    if entry.besides and not truth.has(who, entry.besides):
        return entry.denied
    if not _may(entry, who, name, sight):
        return entry.denied
    return entry.after.get(name, entry.status)


def _may(entry: Entry, who: str, name: str, sight: Sight) -> bool:
    if sight is READER:
        return entry.reader
    teams = entry.kind.teams.get(name, "") or "-"
    return not entry.staff or any(
        truth.has(who, entry.staff, team) for team in (teams if isinstance(teams, tuple) else (teams,))
    )
