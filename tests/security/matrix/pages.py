"""Entries of the pages of requesters and agents."""

from __future__ import annotations

from collections.abc import Mapping

from tests.security.matrix.door import JOBS
from tests.security.matrix.entry import Entry, Thing
from tests.security.matrix.world import another_day

OWN = "ticket.own"
ORDER = "service.order"
AT_AN_END = {"done": 409, "closed": 409}
"""No way leads on from there, whoever asks."""
NO_MORE_WORDS = {("requester", "closed"): (409, "who reads a closed request as its requester writes no more to it")}


def days(_: Thing) -> Mapping[str, str]:
    """When somebody will be away."""
    day = another_day().isoformat()
    return {"starts": day, "ends": day}


ENTRIES = (
    Entry(method="GET", path="/", right=ORDER),
    Entry(method="GET", path="/catalog", right=ORDER),
    Entry(method="GET", path="/catalog/{key}", right=ORDER, about="service"),
    Entry(
        method="POST", path="/catalog/{key}", right=ORDER, about="service", status=303,
        body=lambda thing: dict(thing.values["answers"]),
    ),
    Entry(method="GET", path="/people/suggest", right=ORDER, query="?q=чело"),
    Entry(method="GET", path="/tickets", right=OWN),
    Entry(method="GET", path="/tickets/{number}", right=OWN, about="ticket"),
    Entry(method="GET", path="/tickets/{number}/comment", right=OWN, about="ticket"),
    Entry(method="GET", path="/tickets/{number}/move", right=OWN, about="ticket"),
    Entry(method="GET", path="/tickets/{number}/assign", right=OWN, about="ticket"),
    Entry(
        method="POST", path="/tickets/{number}/comment", right=OWN, about="ticket", staff="ticket.handle",
        body=lambda _: {"text": "Слово"}, status=303, but=NO_MORE_WORDS,
    ),
    Entry(
        method="POST", path="/tickets/{number}/comment", right=OWN, about="ticket", reader=False, staff="ticket.note",
        body=lambda _: {"text": "Заметка", "visibility": "internal"}, status=303,
    ),
    Entry(
        method="POST", path="/tickets/{number}/move", right=OWN, about="ticket", reader=False, staff="ticket.finish",
        body=lambda thing: {"to": "done", "version": thing.version}, status=303, before=AT_AN_END,
    ),
    Entry(
        method="POST", path="/tickets/{number}/move", right=OWN, about="ticket", staff="ticket.cancel",
        body=lambda thing: {"to": "cancelled", "version": thing.version, "comment": "x"}, status=303, before=AT_AN_END,
    ),
    Entry(
        method="POST", path="/tickets/{number}/assign", right=OWN, about="ticket", reader=False,
        staff="ticket.assign", body=lambda thing: {"assignee": "none", "version": thing.version}, status=303,
        after={"closed": 409},
    ),
    Entry(
        method="POST", path="/tickets/{number}/assign", right=OWN, about="ticket", reader=False,
        staff="ticket.assign", body=lambda thing: {"team": "accounting", "version": thing.version}, status=303,
        after={"closed": 409},
    ),
    Entry(method="GET", path="/desk", right=OWN, besides="desk.open", status=303),
    Entry(method="GET", path="/desk/{queue}", right="desk.open", about="queue"),
    Entry(method="GET", path="/notices", right=OWN),
    Entry(method="POST", path="/notices/read", right=OWN, body=lambda _: {"upto": 1}, status=303),
    Entry(method="GET", path="/profile", right="profile.edit"),
    Entry(method="GET", path="/profile/password", right="profile.edit"),
    Entry(
        method="POST", path="/profile/password", right="profile.edit",
        body=lambda _: {"old": "not mine", "new": "longenough", "again": "longenough"}, status=422, leaves=JOBS,
    ),
    Entry(method="POST", path="/profile/sessions", right="profile.edit", status=303),
    Entry(method="POST", path="/profile/sessions/{session}", right="profile.edit", about="session", status=303),
    Entry(method="GET", path="/profile/second-factor", right="profile.edit"),
    Entry(
        method="POST", path="/profile/second-factor", right="profile.edit", body=lambda _: {"password": "not mine"},
        status=422, leaves=JOBS,
    ),
    Entry(
        method="POST", path="/profile/second-factor/on", right="profile.edit",
        body=lambda _: {"draft": "made up", "code": "123456"}, status=422,
    ),
    Entry(
        method="POST", path="/profile/second-factor/off", right="profile.edit",
        body=lambda _: {"password": "not mine", "code": "123456"}, status=422, leaves=JOBS,
    ),
    Entry(
        method="POST", path="/profile/second-factor/codes", right="profile.edit",
        body=lambda _: {"password": "not mine", "code": "123456"}, status=422, leaves=JOBS,
    ),
    Entry(method="GET", path="/profile/tokens", right="profile.edit"),
    Entry(
        method="POST", path="/profile/tokens", right="profile.edit", status=422, leaves=JOBS,
        body=lambda _: {"name": "x", "scope": "all", "days": "30", "password": "not mine"},
    ),
    Entry(method="POST", path="/profile/tokens/{token}/revoke", right="profile.edit", about="token", status=303),
    Entry(method="GET", path="/profile/absence", right="profile.edit"),
    Entry(method="POST", path="/profile/absence", right="profile.edit", body=days, status=303),
    Entry(method="POST", path="/profile/data", right="profile.edit"),
    Entry(method="GET", path="/profile/access", right="profile.edit"),
    Entry(method="GET", path="/people/{person}/absence", right="profile.edit", about="away"),
    Entry(
        method="POST", path="/people/{person}/absence", right="profile.edit", about="away", body=days, status=303
    ),
    Entry(method="GET", path="/desk/{queue}/team", right="team.lead", about="led"),
    Entry(
        method="POST", path="/desk/{queue}/team", right="team.lead", about="led", status=303,
        body=lambda _: {"act": "withhold", "line": "3", "withheld": "ticket.close"},
    ),
    Entry(
        method="POST", path="/desk/{queue}/team", right="team.lead", about="led", besides="role.grant", status=303,
        body=lambda thing: {"act": "grant", "holder": thing.values["member"], "role": "agent"},
    ),
    Entry(method="GET", path="/files/{file}", right=OWN, about="file"),
    Entry(method="GET", path="/files/{file}/{name}", right=OWN, about="file"),
)  # fmt: skip
