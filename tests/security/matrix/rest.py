"""Entries of REST."""

from __future__ import annotations

from tests.security.matrix.administration import WRITTEN_DOWN, emergency
from tests.security.matrix.entry import Entry
from tests.security.matrix.pages import AT_AN_END, NO_MORE_WORDS, ORDER, OWN, days

BASE = "/api/v1"
TICKET = f"{BASE}/tickets/{{number}}"

ENTRIES = (
    Entry(method="GET", path=f"{BASE}/me", right=OWN),
    Entry(method="GET", path=f"{BASE}/people", right="people.see"),
    Entry(method="GET", path=f"{BASE}/people/lookup", right="people.see", query="?phone=1"),
    Entry(method="GET", path=f"{BASE}/people/{{person}}/absences", right="profile.edit", about="away"),
    Entry(
        method="POST", path=f"{BASE}/people/{{person}}/absences", right="profile.edit", about="away", body=days,
        status=201,
    ),
    Entry(
        method="DELETE", path=f"{BASE}/people/{{person}}/absences/{{absence}}", right="profile.edit", about="absence",
        status=204,
    ),
    Entry(
        method="GET", path=f"{BASE}/access/explain", right="access.see", about="person", names=("person",),
        query="?person={person}&right=ticket.own",
    ),
    Entry(method="GET", path=f"{BASE}/services", right=ORDER),
    Entry(method="GET", path=f"{BASE}/services/{{key}}", right=ORDER, about="service"),
    Entry(method="GET", path=f"{BASE}/queues", right="desk.open"),
    Entry(method="GET", path=f"{BASE}/tickets", right=OWN),
    Entry(method="GET", path=f"{BASE}/tickets", right=OWN, about="queue", query="?queue={queue}"),
    Entry(
        method="POST", path=f"{BASE}/tickets", right=ORDER, body=lambda _: {"subject": "x", "text": "y"}, status=201
    ),
    Entry(
        method="POST", path=f"{BASE}/tickets", right=ORDER, besides="ticket.behalf", denied=422,
        body=lambda _: {"subject": "x", "text": "y", "on_behalf_of": "author"}, status=201,
    ),
    Entry(method="GET", path=TICKET, right=OWN, about="ticket"),
    Entry(method="GET", path=f"{TICKET}/comments", right=OWN, about="ticket"),
    Entry(method="GET", path=f"{TICKET}/events", right=OWN, about="ticket", staff="ticket.history"),
    Entry(method="GET", path=f"{TICKET}/clock", right=OWN, about="ticket"),
    Entry(method="GET", path=f"{TICKET}/files", right=OWN, about="ticket"),
    Entry(
        method="POST", path=f"{TICKET}/comments", right=OWN, about="ticket", staff="ticket.handle",
        body=lambda _: {"text": "x"}, status=201, but=NO_MORE_WORDS,
    ),
    Entry(
        method="POST", path=f"{TICKET}/comments", right=OWN, about="ticket", reader=False, staff="ticket.note",
        body=lambda _: {"text": "x", "visibility": "internal"}, status=201,
    ),
    Entry(
        method="POST", path=f"{TICKET}/comments", right=OWN, about="ticket", staff="ticket.handle", sends=True,
        body=lambda thing: {"text": "x", "files": [thing.values["file"]]}, status=201, but=NO_MORE_WORDS,
    ),
    Entry(
        method="POST", path=f"{TICKET}/files", right=OWN, about="ticket", staff="ticket.handle", upload=True,
        status=201, but=NO_MORE_WORDS,
    ),
    Entry(
        method="POST", path=f"{TICKET}/files", right=OWN, about="ticket", reader=False, staff="ticket.note",
        sends=True, body=lambda thing: {"files": [thing.values["file"]], "visibility": "internal"}, status=201,
    ),
    Entry(
        method="POST", path=f"{TICKET}/moves", right=OWN, about="ticket", reader=False, staff="ticket.finish",
        body=lambda thing: {"to": "done", "version": thing.version}, before=AT_AN_END,
    ),
    Entry(
        method="POST", path=f"{TICKET}/moves", right=OWN, about="ticket", reader=False, staff="ticket.handle",
        body=lambda thing: {"to": "waiting_supplier", "version": thing.version, "comment": "x"}, before=AT_AN_END,
    ),
    Entry(
        method="POST", path=f"{TICKET}/moves", right=OWN, about="ticket", staff="ticket.cancel",
        body=lambda thing: {"to": "cancelled", "version": thing.version, "comment": "x"}, before=AT_AN_END,
    ),
    Entry(
        method="POST", path=f"{TICKET}/moves", right=OWN, about="ticket", names=("done",), staff="ticket.close",
        body=lambda thing: {"to": "closed", "version": thing.version},
    ),
    Entry(
        method="POST", path=f"{TICKET}/moves", right=OWN, about="ticket", names=("done", "closed"),
        staff="ticket.reopen", body=lambda thing: {"to": "in_progress", "version": thing.version, "comment": "x"},
    ),
    Entry(
        method="POST", path=f"{TICKET}/assignment", right=OWN, about="ticket", reader=False, staff="ticket.assign",
        body=lambda thing: {"assignee": None, "version": thing.version}, after={"closed": 409},
    ),
    Entry(
        method="POST", path=f"{TICKET}/assignment", right=OWN, about="ticket", reader=False, staff="ticket.assign",
        body=lambda thing: {"team": "accounting", "version": thing.version}, after={"closed": 409},
    ),
    Entry(
        method="POST", path=f"{BASE}/emergencies", right="ticket.emergency", about="unseen", body=emergency,
        status=201, leaves=WRITTEN_DOWN,
    ),
    Entry(method="GET", path=f"{BASE}/audit", right="audit.see"),
    Entry(method="POST", path=f"{BASE}/files", right=ORDER, upload=True, status=201),
    Entry(method="GET", path=f"{BASE}/files/{{id}}", right=OWN, about="file"),
    Entry(method="GET", path=f"{BASE}/files/{{id}}/content", right=OWN, about="file"),
)  # fmt: skip
