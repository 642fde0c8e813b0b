"""Class 21: no line break of a name, a subject, an answer or a file begins a header of its own, here or in a letter."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from okno import db, people
from okno.clock import now
from okno.events.dispatch import deliver_due
from okno.notify import letters
from okno.notify.letters import Letter
from okno.tickets import Order, comment, order
from tests.security.conftest import House
from tests.security.visitor import Visitor

LINES = "Тема\r\nBcc: all@example.test\n\n<b>x</b>\x00\u2028\u202e"
RECIPIENTS = [
    "a@b.test, c@d.test", "a@b.test\r\nBcc: x@y.test", "<a@b.test>", "a@b.test\n", "a b@c.test", "a@b.test;c@d.test",
    '"x, y" <a@b.test>', "a@b.test\u2028Bcc: x@y.test", "a@b.test%0aBcc:x@y.test", "", "@", "a@", "a@b@c.test",
]  # fmt: skip


async def test_letters_have_the_headers_that_we_give_them(house: House) -> None:
    """Each once, and no others."""
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


@pytest.mark.parametrize("address", RECIPIENTS)
def test_one_letter_has_one_reader(address: str) -> None:
    """An address that is more than one, or none, is refused before it comes to the server of mail."""
    with pytest.raises(ValueError):
        letters.wire(Letter(address, "", "o@x.test", "", "s", "t", "<a@b>", "<c@d>", now()))


@pytest.mark.parametrize("address", RECIPIENTS)
async def test_no_such_address_is_taken_from_a_person(house: House, address: str) -> None:
    """Neither is it stored: what can't be sent to is no mail address."""
    if not address:
        return
    anna = await people.required(house.company.anna.id)
    form = {"name": "Анна", "active": "1", "mail.rows": "1", "mail.1": address, "mail": address}
    await house.visitors["admin"].ask("POST", f"/admin/people/{anna.id}", form=form)
    kept = (await people.required(anna.id)).mail
    assert not re.search(r"[\s,;<>]", kept), kept
    assert kept.count("@") <= 1


async def test_no_answer_has_a_header_of_others(app: Starlette) -> None:
    """Splitting an answer: by the address, by `next`, by what is chosen."""
    evil = quote("\r\nSet-Cookie: evil=1\r\n\r\n<script>")
    for path in (f"/{evil}", f"/sign-in?next=/{evil}", f"/catalog?q={evil}", f"/x{evil}", f"/files/{evil}/{evil}"):
        answer = await Visitor(app).ask("GET", path)
        assert "evil=1" not in answer.headers.get("set-cookie", "")
        assert not any("\r" in value or "\n" in value for value in answer.headers.values()), path
