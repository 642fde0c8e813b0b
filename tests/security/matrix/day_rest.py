"""Entries of REST about the agent's day: work time, macros, acts on several tickets, search, choices of notices."""

from __future__ import annotations

from tests.security.matrix import offers
from tests.security.matrix.entry import Entry
from tests.security.matrix.pages import OWN
from tests.security.matrix.rest import BASE, TICKET

FEW = ("ours", "closed", "of_agent", "theirs", "own_secret", "confidential", "absent")
"""Tickets that work time and macros are tried on."""
HALF_AN_HOUR = {"seconds": 1800}

ENTRIES = (
    Entry(method="GET", path=f"{TICKET}/work", right=OWN, about="staff", names=FEW),
    Entry(
        method="POST", path=f"{TICKET}/work", right=OWN, about="staff", names=FEW, staff="ticket.handle",
        body=lambda _: HALF_AN_HOUR, status=201,
    ),
    Entry(
        method="PATCH", path=f"{TICKET}/work", right=OWN, about="staff", names=FEW, staff="ticket.handle",
        body=lambda _: HALF_AN_HOUR,
    ),
    Entry(
        method="PATCH", path=f"{TICKET}/work/{{entry}}", right=OWN, about="staff", names=FEW, staff="nobody’s right",
        parts={"entry": "1"}, body=lambda _: HALF_AN_HOUR, denied=404,
    ),
    Entry(
        method="DELETE", path=f"{TICKET}/work/{{entry}}", right=OWN, about="staff", names=FEW, staff="nobody’s right",
        parts={"entry": "1"}, denied=404,
    ),
    Entry(method="GET", path=f"{BASE}/macros", right="desk.open"),
    Entry(
        method="POST", path=f"{TICKET}/macros", right=OWN, about="ticket", names=FEW, reader=False,
        staff="ticket.note", body=lambda thing: {"key": offers.NOTE, "version": thing.version},
    ),
    Entry(
        method="POST", path=f"{BASE}/tickets/bulk", right="desk.open", about="item",
        body=lambda _: {"action": "take", "tickets": [{"number": "99999999", "version": 1}]},
    ),
    Entry(
        method="POST", path=f"{BASE}/tickets/bulk/{{bulk}}/undo", right="desk.open", about="item",
        parts={"bulk": "99999999"}, status=404,
    ),
    Entry(method="GET", path=f"{BASE}/search", right=OWN, query="?q=x"),
    Entry(method="GET", path=f"{BASE}/me/notices", right="profile.edit"),
    Entry(
        method="PATCH", path=f"{BASE}/me/notices", right="profile.edit", about="item", body=lambda _: {"digest": ""},
    ),
)  # fmt: skip
