"""Entries of the pages about what a ticket consists of, and of the lists that go through many tickets."""

from __future__ import annotations

from collections.abc import Mapping

from tests.security.matrix import offers
from tests.security.matrix.entry import Entry, Thing
from tests.security.matrix.pages import ORDER, OWN
from tests.security.matrix.truth import NAMES
from tests.security.matrix.work_rest import (
    ASKED,
    CONFIDENTIAL,
    LISTED,
    NOBODY,
    NOT_THEIRS,
    OVER,
    STILL_OPEN,
    STRANGE,
    subject,
)

TICKET = "/tickets/{number}"
DECIDED = {key: (303, why) for key, (_, why) in ASKED.items()}


def _changed(thing: Thing) -> Mapping[str, object]:
    """The form of what a ticket is: with its answers, and another subject."""
    return {**subject(thing), **{f"answer.{key}": value for key, value in thing.values["answers"].items()}}


SHOWN = ("ours", "closed", "theirs", "own_secret", "confidential", "asked", "parted", "watched", "absent")
"""Tickets whose page is shown by the addresses of its forms too."""

ENTRIES = (
    Entry(method="GET", path="/approvals", right=OWN),
    Entry(method="GET", path="/approvals", right=OWN, query="?show=decided"),
    Entry(
        method="POST", path="/approvals", right=OWN, about="approval", reader=False, staff=NOBODY, but=DECIDED,
        body=lambda thing: {
            "number": thing.parts["number"], "approval": thing.values["approval"], "decision": "approve",
        },
    ),
    *(
        Entry(method="GET", path=f"{TICKET}/{part}", right=OWN, about="ticket", names=SHOWN)
        for part in ("approvals", "approvals/bypass", "tasks", "checklist", "watchers", "watchers/remove")
    ),
    Entry(method="GET", path=f"{TICKET}/approvals/{{approval}}", right=OWN, about="approval"),
    Entry(
        method="POST", path=f"{TICKET}/approvals", right=OWN, about="ticket", reader=False, staff="ticket.handle",
        body=lambda thing: {"person": thing.values["somebody"]}, status=303, after=OVER,
    ),
    Entry(
        method="POST", path=f"{TICKET}/approvals/bypass", right=OWN, about="ticket", reader=False,
        names=("asked", "secret_asked", "theirs", "absent"), staff="approval.bypass",
        body=lambda _: {"reason": "Стоит весь склад"}, status=303,
    ),
    Entry(
        method="POST", path=f"{TICKET}/approvals/{{approval}}", right=OWN, about="approval", reader=False,
        staff=NOBODY, body=lambda _: {"decision": "refuse", "comment": "Дорого"}, but=DECIDED,
    ),
    # Tasks
    Entry(method="GET", path="/desk/tasks", right="desk.open"),
    Entry(method="GET", path="/desk/tasks", right="desk.open", query="?show=done"),
    *(
        Entry(method="GET", path=f"/tasks/{{task}}{part}", right=OWN, about="task page")
        for part in ("", "/assign", "/move", "/checklist")
    ),
    Entry(
        method="POST", path="/tasks/{task}/assign", right=OWN, about="task page", staff="ticket.handle",
        body=lambda thing: {"assignee": "me", "version": thing.version}, status=303,
    ),
    Entry(
        method="POST", path="/tasks/{task}/move", right=OWN, about="task page", staff="ticket.handle",
        body=lambda thing: {"to": "done", "version": thing.version}, status=303,
    ),
    Entry(
        method="POST", path="/tasks/{task}/checklist", right=OWN, about="lines page", staff="ticket.handle",
        body=lambda _: {"act": "add", "text": "x"}, status=303,
    ),
    Entry(
        method="POST", path=f"{TICKET}/tasks", right=OWN, about="ticket", names=(*NAMES, "parted"), reader=False,
        staff="ticket.handle", body=lambda _: {"title": "x"}, status=303, after=OVER,
    ),
    Entry(
        method="POST", path=f"{TICKET}/checklist", right=OWN, about="staff", staff="ticket.handle",
        body=lambda _: {"act": "add", "text": "x"}, status=303, after=OVER,
    ),
    # What it is, and others beside it
    Entry(
        method="GET", path=f"{TICKET}/reclassify", right=OWN, about="ticket", reader=False, staff="ticket.classify"
    ),
    Entry(
        method="POST", path=f"{TICKET}/reclassify", right=OWN, about="ticket", names=STRANGE, reader=False,
        staff="ticket.classify", body=_changed, status=303,
    ),
    Entry(method="GET", path=f"{TICKET}/links", right=OWN, about="ticket", reader=False, staff="ticket.handle"),
    Entry(
        method="POST", path=f"{TICKET}/links", right=OWN, about="pair", reader=False, staff="ticket.handle",
        body=lambda thing: {"kind": "related", "to": thing.values["other"]}, status=303,
    ),
    Entry(
        method="POST", path=f"{TICKET}/links/{{link}}", right=OWN, about="link", reader=False, staff="ticket.handle",
        status=303,
    ),
    Entry(method="GET", path=f"{TICKET}/merge", right=OWN, about="ticket", reader=False, staff="ticket.handle"),
    Entry(
        method="POST", path=f"{TICKET}/merge", right=OWN, about="pair", reader=False, staff="ticket.handle",
        body=lambda thing: {"into": thing.values["other"], "version": thing.version}, status=303,
    ),
    Entry(
        method="POST", path=f"{TICKET}/unmerge", right=OWN, about="merged", reader=False, staff="ticket.handle",
        status=303,
    ),
    Entry(method="GET", path=f"{TICKET}/split", right=OWN, about="ticket", reader=False, staff="ticket.handle"),
    Entry(
        method="POST", path=f"{TICKET}/split", right=OWN, about="ticket", reader=False, staff="ticket.handle",
        body=lambda _: {"service": offers.PLAIN, "subject": "x", "text": "Другое дело"}, status=303,
    ),
    # Who follows it, and what follows it
    Entry(
        method="POST", path=f"{TICKET}/watchers", right=OWN, about="ticket", names=LISTED, staff="ticket.handle",
        body=lambda thing: {"who": thing.values["somebody"]}, status=303, but={**NOT_THEIRS, **CONFIDENTIAL},
    ),
    Entry(
        method="POST", path=f"{TICKET}/watchers/remove", right=OWN, about="watched", staff="ticket.handle",
        body=lambda thing: {"who": thing.values["watcher"]}, status=303,
    ),
    Entry(method="GET", path=f"{TICKET}/follow-up", right=ORDER, about="ticket", names=SHOWN),
    Entry(
        method="POST", path=f"{TICKET}/follow-up", right=ORDER, about="ticket", names=(*NAMES, *STRANGE[:4]),
        staff=NOBODY, body=lambda _: {"text": "Опять"}, status=303, after=STILL_OPEN, but=NOT_THEIRS,
    ),
)  # fmt: skip
