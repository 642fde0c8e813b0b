"""Entries of the pages of the agent's day: presence, drafts, work time, macros, boards, lists, search, notices."""

from __future__ import annotations

from tests.security.matrix import offers
from tests.security.matrix.door import NO_TOKEN_HERE
from tests.security.matrix.entry import PUBLIC, Entry
from tests.security.matrix.pages import NO_MORE_WORDS, OWN
from tests.security.matrix.truth import FOREIGN, IT, SECRET
from tests.security.matrix.work_pages import TICKET
from tests.security.matrix.work_rest import NOBODY

DESK, LEADS, PROFILE = "desk.open", "team.lead", "profile.edit"
FEW = ("ours", "closed", "of_agent", "theirs", "own_secret", "confidential", "absent")
"""Tickets that the day is tried on."""
CLOSED = {"closed": 409}
NOTICES, REPLIES, LISTS = "/profile/notices", "/profile/replies", "/desk/lists"

ENTRIES = (
    # Words that are being typed
    Entry(
        method="POST", path=f"{TICKET}/draft", right=OWN, about="ticket", names=FEW, staff="ticket.handle",
        body=lambda _: {"text": "Слово"}, status=303, but=NO_MORE_WORDS,
    ),
    Entry(
        method="POST", path=f"{TICKET}/draft", right=OWN, about="ticket", names=FEW, staff="ticket.note", reader=False,
        body=lambda _: {"text": "Слово", "visibility": "internal"}, status=303,
    ),
    Entry(
        method="POST", path=f"{TICKET}/draft/drop", right=OWN, about="ticket", names=FEW,
        body=lambda _: {"visibility": "public"},
    ),
    Entry(
        method="POST", path=f"{TICKET}/files", right=OWN, about="ticket", names=FEW, staff="ticket.handle",
        upload=True, but=NO_MORE_WORDS,
    ),
    Entry(
        method="POST", path=f"{TICKET}/messages/{{message}}", right=OWN, about="sent", staff="ticket.handle", status=303
    ),
    # Who is here: told to the staff alone
    Entry(method="GET", path=f"{TICKET}/presence", right=DESK, about="staff", names=FEW),
    Entry(
        method="POST", path=f"{TICKET}/presence", right=DESK, about="staff", names=FEW,
        body=lambda _: {"act": "look", "tab": "abcd1234"},
    ),
    Entry(method="GET", path="/live/presence", right=DESK, query="?n=1&n=2&n=3&n=99999999&n=x"),
    # What is done to a ticket with one press
    Entry(method="GET", path=f"{TICKET}/priority", right=DESK, about="ticket", names=FEW),
    Entry(
        method="POST", path=f"{TICKET}/priority", right=DESK, about="staff", names=FEW, staff="ticket.classify",
        body=lambda thing: {"priority": "high", "version": thing.version}, status=303, after=CLOSED,
    ),
    Entry(method="GET", path=f"{TICKET}/macro", right=OWN, about="ticket", names=FEW),
    Entry(
        method="POST", path=f"{TICKET}/macro", right=OWN, about="ticket", names=FEW, reader=False,
        staff="ticket.note", body=lambda thing: {"key": offers.NOTE, "version": thing.version}, status=303,
    ),
    Entry(method="GET", path=f"{TICKET}/line", right=OWN, about="staff", names=FEW),
    Entry(
        method="POST", path=f"{TICKET}/line", right=OWN, about="staff", names=FEW, staff="ticket.assign",
        body=lambda thing: {"line": "2", "reason": "x", "version": thing.version}, status=303, after=CLOSED,
    ),
    # Work time
    Entry(method="GET", path=f"{TICKET}/work", right=DESK, about="ticket", names=FEW),
    Entry(
        method="POST", path=f"{TICKET}/work", right=DESK, about="staff", names=FEW, staff="ticket.handle",
        body=lambda _: {"act": "add", "spent": "30 min", "did": "x"}, status=303,
    ),
    *(
        Entry(
            method="POST", path=f"{TICKET}/work", right=DESK, about="work entry",
            body=lambda thing, act=act: {"act": act, "entry": thing.parts["entry"], "spent": "30 min"}, status=404,
        )
        for act in ("change", "delete")
    ),
    Entry(
        method="POST", path=f"{TICKET}/work/back", right=DESK, about="staff", names=FEW, staff="ticket.handle",
        query="?spent=30&day=&text=x", status=303,
    ),
    # The board of a team
    *(
        Entry(method="GET", path=f"/desk/{{queue}}/board{part}", right=LEADS, about="led")
        for part in ("", "/hand-out")
    ),
    Entry(
        method="POST", path="/desk/{queue}/board", right=LEADS, about="led",
        body=lambda _: {"ticket": "99999.1", "to": "none"},
    ),
    Entry(method="POST", path="/desk/{queue}/board/hand-out", right=LEADS, about="led", status=303),
    Entry(
        method="POST", path="/desk/{queue}/rest", right=DESK, about="member", body=lambda _: {"rest": "off"},
        status=303,
    ),
    # The desk
    Entry(method="GET", path="/desk/overview", right=DESK),
    Entry(
        method="GET", path="/desk/overview", right=DESK, about="queue", names=(IT, FOREIGN, SECRET, "absent"),
        query="?team={queue}",
    ),
    Entry(method="GET", path="/desk/my-day", right=DESK),
    Entry(method="GET", path="/desk/preview/{number}", right=DESK, about="ticket", names=FEW),
    Entry(
        method="POST", path="/desk/{queue}/view", right=DESK, about="queue", body=lambda _: {"preview": "on"},
        status=303,
    ),
    Entry(
        method="POST", path="/desk/bulk", right=DESK, body=lambda _: {"act": "take", "ticket": "99999:1"}, status=303,
    ),
    Entry(
        # The names of the tickets that are looked at are read through the filter.
        method="POST", path="/desk/bulk", right=DESK,
        body=lambda _: {"act": "ask:comment", "ticket": ["1:1", "2:1", "3:1", "4:1", "5:1"]},
    ),
    Entry(method="GET", path="/desk/bulk/{bulk}", right=DESK, about="bulk act"),
    # Nothing was done, so there is nothing to take back.
    Entry(method="POST", path="/desk/bulk/{bulk}/undo", right=DESK, about="bulk act", status=409),
    Entry(method="GET", path=LISTS, right=DESK),
    Entry(
        method="POST", path=LISTS, right=DESK, body=lambda _: {"here": "/desk/mine?state=new", "title": "x"},
        status=303,
    ),
    Entry(
        method="POST", path=LISTS, right=DESK, besides=LEADS, status=303,
        body=lambda _: {"here": "/desk/mine", "title": "x", "owner": f"team:{IT}"},
    ),
    Entry(
        method="POST", path=LISTS, right=DESK, besides=NOBODY,
        body=lambda _: {"here": "/desk/mine", "title": "x", "owner": "role:agent"},
    ),
    Entry(method="POST", path=f"{LISTS}/back", right=DESK, status=404),
    Entry(method="POST", path=f"{LISTS}/{{list}}", right=DESK, about="list", body=lambda _: {"act": "up"}, status=303),
    # Search: what is looked for is in tickets that most do not see
    *(
        Entry(method="GET", path=path, right=OWN, query=f"?q={word}")
        for path in ("/search", "/search/suggest")
        for word in ("SoughtCONFIDENTIALx", "SoughtOURSx", "чело")
    ),
    # Notices by choice
    Entry(method="GET", path=NOTICES, right=PROFILE),
    Entry(
        method="POST", path=NOTICES, right=PROFILE, body=lambda _: {"act": "usual", "version": "0"}, status=303
    ),
    Entry(method="POST", path=f"{NOTICES}/try", right=PROFILE, status=303),
    Entry(method="POST", path=f"{NOTICES}/devices", right=PROFILE, status=422),
    Entry(method="POST", path=f"{NOTICES}/devices/{{device}}", right=PROFILE, about="device", status=303),
    Entry(
        method="GET", path="/letters/{token}", right=PUBLIC, parts={"token": "x" * 43}, but=NO_TOKEN_HERE,
    ),
    Entry(
        method="POST", path="/letters/{token}", right=PUBLIC, about="letter", body=lambda _: {"act": "on"}, status=303,
        bare=True,
    ),
    *(Entry(method="GET", path=path, right=PUBLIC) for path in ("/manifest.webmanifest", "/sw.js", "/offline")),
    # One's own replies
    Entry(method="GET", path=REPLIES, right=DESK),
    Entry(method="POST", path=REPLIES, right=DESK, body=lambda _: {"title": "x", "text": "x"}, status=303),
    Entry(method="GET", path=f"{REPLIES}/{{reply}}", right=DESK, about="reply"),
    Entry(
        method="POST", path=f"{REPLIES}/{{reply}}", right=DESK, about="reply",
        body=lambda _: {"title": "x", "text": "y"}, status=303,
    ),
    Entry(
        method="POST", path=f"{REPLIES}/{{reply}}/place", right=DESK, about="reply", body=lambda _: {"act": "up"},
        status=303,
    ),
)  # fmt: skip
