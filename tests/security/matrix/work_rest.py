"""Entries of REST about what a ticket consists of: approvals, tasks, lines, links, merges, watchers, what it is."""

from __future__ import annotations

from collections.abc import Mapping

from tests.security.matrix import offers
from tests.security.matrix.entry import Entry, Thing
from tests.security.matrix.pages import ORDER, OWN
from tests.security.matrix.rest import BASE, TICKET
from tests.security.matrix.truth import NAMES

NOBODY = "nobody’s right"
"""A right that nobody has: what the staff may never do."""
OVER = {"done": 409, "closed": 409}
LISTED = (*NAMES, "watched", "secret_watched", "asked", "secret_asked", "parted", "secret_parted")
"""Also tickets whose readers are no requesters, and which teams of tasks must not see."""
STRANGE = ("asked", "secret_asked", "watched", "secret_watched", "parted", "secret_parted")
NOT_THEIRS = {
    **{("approver", name): (403, "he is asked, it is not his") for name in ("asked", "secret_asked")},
    **{("watcher", name): (403, "he follows it, it is not his") for name in ("watched", "secret_watched")},
}
"""What requesters do with their own tickets, and who else reads them does not."""
ASKED = {
    ("approver", "asked"): (200, "he is asked"),
    ("approver", "secret_asked"): (200, "he is asked"),
}
CONFIDENTIAL = {("requester", "own_secret"): (403, "what is confidential is shown to others by its team alone")}
STILL_OPEN = dict.fromkeys(("ours", "done", "of_agent", "on_behalf", "own_secret", "watched", "asked"), 409)
APPROVAL = f"{TICKET}/approvals/{{approval}}"
TASK = f"{TICKET}/tasks/{{task}}"
LINE = f"{TICKET}/checklist/{{line}}"
WATCHER = f"{TICKET}/watchers/{{login}}"


def somebody(thing: Thing) -> Mapping[str, object]:
    """A colleague whom nobody has asked."""
    return {"person": thing.values["login"], "comment": "x"}


def approve(_: Thing) -> Mapping[str, str]:
    """A decision."""
    return {"decision": "approve"}


def subject(thing: Thing) -> Mapping[str, object]:
    """Another subject."""
    return {"subject": "Другой предмет", "version": thing.version}


def _split(_: Thing) -> Mapping[str, object]:
    return {"service": offers.PLAIN, "subject": "x", "text": "Другое дело"}


ENTRIES = (
    # What it is
    Entry(
        method="PATCH", path=TICKET, right=OWN, about="ticket", names=LISTED, reader=False, staff="ticket.classify",
        body=subject, after={"closed": 409},
    ),
    Entry(
        method="POST", path=f"{TICKET}/moves", right=OWN, about="ticket", names=STRANGE, staff="ticket.cancel",
        body=lambda thing: {"to": "cancelled", "version": thing.version, "comment": "x"}, but=NOT_THEIRS,
    ),
    Entry(
        method="POST", path=f"{TICKET}/comments", right=OWN, about="ticket", names=STRANGE, reader=False,
        staff="ticket.note", body=lambda _: {"text": "x", "visibility": "internal"}, status=201,
    ),
    Entry(
        method="POST", path=f"{TICKET}/assignment", right=OWN, about="ticket", names=STRANGE, reader=False,
        staff="ticket.assign", body=lambda thing: {"assignee": None, "version": thing.version},
    ),
    # Approvals
    Entry(method="GET", path=f"{BASE}/approvals", right=OWN),
    Entry(method="GET", path=f"{TICKET}/approvals", right=OWN, about="ticket"),
    Entry(
        method="POST", path=f"{TICKET}/approvals", right=OWN, about="ticket", reader=False, staff="ticket.handle",
        body=somebody, status=201, after=OVER,
    ),
    Entry(
        method="POST", path=f"{TICKET}/approvals/bypass", right=OWN, about="ticket", reader=False,
        names=("asked", "secret_asked", "ours", "theirs", "absent"), staff="approval.bypass",
        body=lambda _: {"reason": "Стоит весь склад"}, after={"ours": 409},
    ),
    Entry(
        method="POST", path=APPROVAL, right=OWN, about="approval", reader=False, staff=NOBODY, body=approve, but=ASKED,
    ),
    # Tasks
    Entry(method="GET", path=f"{BASE}/tasks", right="desk.open"),
    Entry(method="GET", path=f"{TICKET}/tasks", right=OWN, about="parts"),
    Entry(
        method="POST", path=f"{TICKET}/tasks", right=OWN, about="ticket", names=LISTED, reader=False,
        staff="ticket.handle", body=lambda _: {"title": "x"}, status=201,
        after={**OVER, "asked": 409, "secret_asked": 409},
    ),
    Entry(method="GET", path=TASK, right=OWN, about="task"),
    Entry(
        method="POST", path=TASK, right=OWN, about="task", reader=False, staff="ticket.handle",
        body=lambda thing: {"to": "in_progress", "version": thing.version},
    ),
    Entry(
        method="POST", path=TASK, right=OWN, about="task", reader=False, staff="ticket.handle",
        body=lambda thing: {"fields": {offers.SEAT: "x"}, "version": thing.version},
        names=("part", "later", "hush", "secret_part", "absent"),
    ),
    Entry(
        method="POST", path=TASK, right=OWN, about="led task", reader=False, staff="ticket.handle",
        body=lambda thing: {"to": "cancelled", "comment": "x", "version": thing.version},
    ),
    # Lines to tick
    Entry(method="GET", path=f"{TICKET}/checklist", right=OWN, about="staff"),
    Entry(method="GET", path=f"{TICKET}/checklist", right=OWN, about="task page", query="?task_id={task}"),
    Entry(
        method="POST", path=f"{TICKET}/checklist", right=OWN, about="staff", staff="ticket.handle",
        body=lambda _: {"text": "x"}, status=201, after=OVER,
    ),
    Entry(
        method="POST", path=f"{TICKET}/checklist", right=OWN, about="lines", reader=False, staff="ticket.handle",
        body=lambda thing: {"text": "x", "task_id": int(thing.parts["task"])}, status=201,
    ),
    Entry(
        method="PATCH", path=LINE, right=OWN, about="line", staff="ticket.handle", body=lambda _: {"done": True},
    ),
    Entry(method="DELETE", path=LINE, right=OWN, about="line", staff="ticket.handle", status=204),
    # Others beside it
    Entry(method="GET", path=f"{TICKET}/duplicates", right=OWN, about="ticket"),
    Entry(method="GET", path=f"{TICKET}/links", right=OWN, about="ticket"),
    Entry(
        method="POST", path=f"{TICKET}/links", right=OWN, about="pair", reader=False, staff="ticket.handle",
        body=lambda thing: {"kind": "related", "to": thing.values["other"]}, status=201,
    ),
    Entry(
        method="DELETE", path=f"{TICKET}/links/{{link}}", right=OWN, about="link", reader=False,
        staff="ticket.handle", status=204,
    ),
    Entry(
        method="POST", path=f"{TICKET}/merge", right=OWN, about="pair", reader=False, staff="ticket.handle",
        body=lambda thing: {"into": thing.values["other"], "version": thing.version},
    ),
    Entry(method="DELETE", path=f"{TICKET}/merge", right=OWN, about="merged", reader=False, staff="ticket.handle"),
    Entry(
        method="POST", path=f"{TICKET}/split", right=OWN, about="ticket", names=LISTED, reader=False,
        staff="ticket.handle", body=_split, status=201,
    ),
    # Who follows it
    Entry(method="GET", path=f"{TICKET}/watchers", right=OWN, about="ticket"),
    Entry(
        method="PUT", path=WATCHER, right=OWN, about="ticket", names=LISTED, staff="ticket.handle",
        parts={"login": "keeper"}, but={**NOT_THEIRS, **CONFIDENTIAL},
    ),
    Entry(
        method="PUT", path=WATCHER, right=OWN, about="ticket", names=("secret_asked", "theirs", "absent"),
        parts={"login": "me"},
        but={("approver", "secret_asked"): (403, "he would go on reading after he was asked")},
    ),
    Entry(
        method="DELETE", path=WATCHER, right=OWN, about="watched", staff="ticket.handle",
        parts={"login": "watcher"}, status=204,
    ),
    Entry(
        method="POST", path=f"{TICKET}/follow-ups", right=ORDER, about="ticket", names=(*NAMES, *STRANGE[:4]),
        staff=NOBODY, body=lambda _: {"text": "Опять"}, status=201, after=STILL_OPEN, but=NOT_THEIRS,
    ),
)  # fmt: skip
