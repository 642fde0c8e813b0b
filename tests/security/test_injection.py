"""Classes 7, 9, 21: what people write stays words, in pages, addresses, letters, headers and statements."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest

from okno import db, people
from okno.clock import now
from okno.events.dispatch import deliver_due
from okno.notify import letters
from okno.notify.letters import Letter
from okno.tickets import Order, assign, comment, get, move, order
from tests.security.conftest import House, keep

EVIL = """'"><img src=x onerror=alert(1)><script>alert(2)</script><svg/onload=alert(3)>{{7*7}}javascript:alert(4)"""
# What of it would be alive in a page.
ALIVE = re.compile(r"<(?:img src=x|script>alert|svg/onload)|href=[\"']?javascript:|\b49javascript")
LINES = "Тема\r\nBcc: all@example.test\n\n<b>x</b>\x00\u2028\u202e"


async def test_words_stay_words(house: House) -> None:
    """Names, subjects, answers, comments, names of files, reasons: on every page that shows them."""
    company = house.company
    for actor in (company.anna, company.boris):
        values = {"name": EVIL, "title": EVIL, "department": EVIL, "place": EVIL}
        await people.change(actor.id, values, actor_id=None)
    answers = {"model": "27", "reason": "second", "place": EVIL}
    ticket = await order(company.anna, Order(service="monitor", answers=answers, subject=EVIL, text=EVIL))
    file = await keep(company.anna, EVIL + ".svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    await comment(company.anna, ticket.id, text=f"{EVIL} http://x.test/{EVIL}", files=[file])
    ticket, _ = await get(company.boris, ticket.id)
    ticket = await assign(company.boris, ticket.id, version=ticket.version, assignee=company.boris.id)
    ticket = await move(company.boris, ticket.id, to="waiting_user", version=ticket.version, text=EVIL)
    while await deliver_due():
        pass
    word = quote(EVIL)
    for who, paths in {
        "requester": ("/", "/tickets", f"/tickets/{ticket.id}", "/notices", "/profile", f"/catalog?q={word}"),
        "agent": (f"/tickets/{ticket.id}", "/desk/all", f"/desk/all?q={word}", "/notices", f"/desk/all?filter={word}"),
        "admin": (
            "/admin/people",
            f"/admin/people?q={word}",
            f"/admin/people/{company.anna.id}",
            "/admin/teams/it-devices",
        ),
        "nobody": (f"/sign-in?next={word}", f"/{word}"),
    }.items():
        for path in paths:
            answer = await house.visitors[who].ask("GET", path)
            assert answer.status < 500, path
            assert not ALIVE.search(answer.body.decode()), (who, path)
    for form in ({"text": "", "visibility": EVIL}, {"text": EVIL * 300, "visibility": EVIL}):
        answer = await house.visitors["agent"].ask("POST", f"/tickets/{ticket.id}/comment", form=form)
        assert answer.status == 422
        assert not ALIVE.search(answer.body.decode())
    form = dict.fromkeys(("login", "name", "mail", "phone", "manager.text", "role", "team", "locale"), EVIL)
    answer = await house.visitors["admin"].ask("POST", "/admin/people", form=form)
    assert answer.status == 422
    assert not ALIVE.search(answer.body.decode())


async def test_files_never_run(house: House) -> None:
    """Class 1 and 9: whatever a file says of itself, it is saved, not shown; its name breaks no header."""
    company = house.company
    for name, content in (
        (EVIL + ".html", b"<script>alert(1)</script>"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.png", b"GIF89a/*<script>alert(1)</script>*/=1;"),
        ('x"\r\nSet-Cookie: a=b\r\n\u202egpj.exe', b"MZ"),
        ("../../../etc/passwd", b"x"),
        ("..\\..\\boot.ini", b"%PDF-1.4 <script>"),
        ("\u200b.htaccess", b"php_value x"),
    ):
        file = await keep(company.anna, name, content)
        for path in (f"/files/{file}", f"/files/{file}?inline=1", f"/api/v1/files/{file}/content"):
            answer = await house.visitors["requester"].ask("GET", path)
            head = answer.headers
            assert answer.body == content
            assert head["x-content-type-options"] == "nosniff"
            assert "sandbox" in head["content-security-policy"]
            assert not re.search("html|svg|xml|script", head["content-type"])
            assert head["content-disposition"].startswith("attachment") or head["content-type"] == "image/gif"
            assert not set(head["content-disposition"]) & set("\r\n\\/<>")
            assert "set-cookie" not in head


async def test_letters_have_the_headers_that_we_give_them(house: House) -> None:
    """No line break of a name, a subject or an address begins a header of its own."""
    company = house.company
    await people.change(company.anna.id, {"name": LINES}, actor_id=None)
    ticket = await order(company.anna, Order(service="monitor", answers={
        "model": "27", "reason": "second", "place": LINES}, subject=LINES))  # fmt: skip
    await comment(company.boris, ticket.id, text=LINES)
    while await deliver_due():
        pass
    rows = await db.fetch("SELECT * FROM message WHERE ticket_id = $1", ticket.id)
    assert rows
    for row in rows:
        letter = Letter(
            to=row["to_address"], to_name=LINES, sender="okno@example.test", sender_name=LINES, subject=row["subject"],
            text=row["text"], message_id=row["message_id"], thread_id="<t@x>", date=now(),
        )  # fmt: skip
        head = letters.wire(letter).as_bytes().partition(b"\r\n\r\n")[0]
        names = {line.split(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"}
        assert b"bcc" not in names
        assert len(letters.wire(letter).get_all("to", [])) == 1
    for address in ("a@b.test, c@d.test", "a@b.test\r\nBcc: x@y.test", "<a@b.test>", "a@b.test\n", "a b@c.test"):
        with pytest.raises(ValueError):
            letters.wire(Letter(address, "", "o@x.test", "", "s", "t", "<a@b>", "<c@d>", now()))


WORDS = [
    "%",
    "_",
    "\\",
    "'",
    '"',
    "%_\\",
    "\\%",
    "' OR 1=1 --",
    "$1",
    "?1",
    "{now}",
    "%(x)s",
    "\u0000x",
    "'; DROP TABLE ticket",
]


async def test_filters_take_every_word(house: House) -> None:
    """Found or not, on both databases; a wild card finds only itself."""
    agent, admin = house.visitors["agent"], house.visitors["admin"]
    for word in WORDS:
        text = quote(word)
        for visitor, path in (
            (agent, f"/api/v1/tickets?q={text}"), (agent, f"/api/v1/people?q={text}"), (agent, f"/desk/all?q={text}"),
            (agent, f"/api/v1/tickets?state={text}"), (admin, f"/admin/people?q={text}"),
            (agent, f"/people/suggest?q={text}"), (agent, f"/api/v1/services?q={text}"),
            (agent, f"/api/v1/people/lookup?phone={text}"),
        ):  # fmt: skip
            answer = await visitor.ask("GET", path)
            assert answer.status == (404 if "\x00" in word else 200), path
            if path.startswith(("/api/v1/tickets", "/api/v1/people?")) and answer.status == 200:
                assert json.loads(answer.body)["items"] == [], path
        for name in ("sort", "filter", "queue"):
            answer = await agent.ask("GET", f"/api/v1/tickets?{name}={text}")
            assert answer.status in (404, 422), name
