"""Channels on pages: what waits for an administrator, words with people outside, what did not arrive."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from okno import people, tickets
from okno.access import actor_of
from okno.channels import intake, outgoing, parser, threads
from okno.channels.address import outsider
from okno.channels.contract import Policy
from okno.channels.receive import receive
from okno.channels.reference import reference_of
from okno.db import Row, execute, fetch, fetch_one, fetch_value, tx
from okno.events.dispatch import deliver_due
from okno.hooks import hosting
from okno.jobs import Later
from okno.web.admin_messages import masked
from tests.channels.trial import GONE, LETTERS, Post
from tests.web.browsing import Browser, Document, Form
from tests.web.conftest import Company

PATH = "/admin/messages"
CANARY = "Канарейка"
GUEST = "ivan@else.test"


@pytest_asyncio.fixture
async def post(company: Company) -> AsyncIterator[Post]:
    """The world outside, where guests are taken."""
    await people.create(login="anketa", name="Guest account")
    post = Post()
    post.policies["site"] = Policy(strangers="guest", stand_in="anketa", service="monitor")
    with hosting(post.guest()):
        yield post
    await parser.stop()


async def _comes(sender: str = GUEST, endpoint: str = "", **told: Any) -> Row:
    raw = json.dumps({"sender": sender, "sender_name": "Ivan Guest", "subject": CANARY, "text": CANARY, **told})
    message = await receive(LETTERS, raw.encode(), endpoint=endpoint)
    await intake.take(message)
    row = await fetch_one("SELECT * FROM channel_incoming WHERE id = $1", message)
    assert row is not None
    return row


async def _leaves() -> None:
    while await deliver_due():
        pass
    for row in await fetch("SELECT id FROM channel_outgoing WHERE state = 'queued'"):
        try:
            await outgoing.hand_over(row["id"])
        except Later:
            continue


async def _post(who: Browser, path: str, status: int = 200, **values: str) -> Document:
    """What a page of somebody sends, whether it has such a form or not."""
    page = await who.open("/profile")
    known = next(form for form in page.forms if "_csrf" in form.values)
    form = Form(path, "post", multipart=False, values={"_csrf": known.values["_csrf"]})
    return await who.send(form, status, fill=values)


async def _guest(company: Company) -> Row:
    """A guest has written to the site, and the request stands with the team of monitors."""
    row = await _comes(endpoint="site")
    assert row["state"] == "delivered"
    team = await fetch_value("SELECT id FROM team WHERE key = 'it-devices'")
    await execute("UPDATE ticket SET team_id = $2 WHERE id = $1", row["ticket_id"], team)
    return row


async def test_the_page_tells_why_and_never_what(company: Company, post: Post) -> None:
    row = await _comes()
    page = await company.admin.open(PATH)
    assert "takes no strangers" in page.text()
    assert GUEST in page.text(), "whose address it is only the administrator can say"
    assert CANARY not in page.text()
    assert f"№ {row['id']}" in page.text()
    menu = [href for href, _ in page.links]
    assert PATH in menu


async def test_addresses_are_masked_where_a_request_may_be_behind(company: Company, post: Post) -> None:
    anna = await people.required(company.anna.id)
    order = await tickets.order(await actor_of(anna), tickets.Order(text="Secret", subject="Secret"))
    row = await _comes(sender="egor@else.test", reference=reference_of(order.id))
    assert row["reason"] == "reference"
    page = await company.admin.open(PATH)
    assert "e…@else.test" in page.text()
    assert "egor@else.test" not in page.text()
    assert f"/tickets/{order.number}" not in page.text()


@pytest.mark.parametrize(
    ("address", "shown"), [("ivan@else.test", "i…@else.test"), ("@ivan", "…@ivan"), ("+79001112233", "+7…"), ("", "")]
)
def test_a_masked_address(address: str, shown: str) -> None:
    assert masked(address) == shown


async def test_what_is_mended_is_tried_again(company: Company, post: Post) -> None:
    row = await _comes(sender="new@okno.test")
    await people.change(company.stranger.id, {"mail": "new@okno.test"}, actor_id=None)
    page = await company.admin.open(PATH)
    done = await company.admin.send(page.form(PATH, "retry"), press="retry")
    assert "tried again" in done.text()
    await intake.take(row["id"])
    assert await fetch_value("SELECT state FROM channel_incoming WHERE id = $1", row["id"]) == "delivered"
    audit = await fetch_one("SELECT actor_id FROM audit WHERE kind = 'MessageReleased'")
    assert audit == {"actor_id": company.admin.id}
    assert "lets message no." in (await company.admin.open("/admin/audit")).text()


async def test_what_may_pass_is_let_through_and_what_may_not_is_not(company: Company, post: Post) -> None:
    post.policies["few"] = Policy(per_sender=0)
    await people.change(company.anna.id, {"mail": "anna@okno.test"}, actor_id=None)
    much = await _comes(sender="anna@okno.test", endpoint="few")
    strange = await _comes()
    await _post(company.admin, PATH, act="release", way="in", id=str(strange["id"]))
    await _post(company.admin, PATH, act="release", way="in", id=str(much["id"]))
    for one in (much, strange):
        await intake.take(one["id"])
    rows = await fetch("SELECT state FROM channel_incoming ORDER BY id")
    assert [row["state"] for row in rows] == ["delivered", "quarantined"]


async def test_what_is_dropped_is_gone_with_its_bytes(company: Company, post: Post) -> None:
    row = await _comes()
    page = await company.admin.open(PATH)
    await company.admin.send(page.form(PATH, "drop"), press="drop")
    left = await fetch_one("SELECT state, body, sender FROM channel_incoming WHERE id = $1", row["id"])
    assert left == {"state": "ignored", "body": None, "sender": ""}
    assert "No message waits for you." in (await company.admin.open(PATH)).text()


async def test_the_page_is_for_those_who_deal_with_messages(company: Company, post: Post) -> None:
    row = await _comes()
    for browser in (company.anna, company.boris):
        await browser.open(PATH, 403)
        await _post(browser, PATH, 403, act="drop", way="in", id=str(row["id"]))
    assert await fetch_value("SELECT state FROM channel_incoming") == "quarantined"


# The page of a ticket -----------------------------------------------------------------------------------------


async def test_the_agent_answers_a_guest_on_the_page(company: Company, post: Post) -> None:
    """The guest is written to first, his answers stand apart, and what became of the message is told."""
    row = await _guest(company)
    path = f"/tickets/{row['ticket_id']}"
    page = await company.boris.open(path)
    assert "Ivan Guest" in page.text()
    assert GUEST in page.text()
    box = page.form(f"{path}/comment")
    assert box.values["visibility"] == [f"to-{row['thread_id']}"]
    await company.boris.send(box, text="How can we help?")
    await _leaves()
    assert [(one.address, one.text) for one in post.sent] == [(GUEST, "How can we help?")]
    told = (await company.boris.open(path)).text()
    assert "seen by Ivan Guest and the team" in told
    assert "Letters: sent" in told
    await _comes(text="Like this", reference=post.sent[0].reference)
    assert "Like this" in (await company.boris.open(f"{path}?show=outside")).text()


async def test_a_refused_answer_to_a_guest_stays_with_him(company: Company, post: Post) -> None:
    """What was typed for one outside never turns into words for the requester."""
    row = await _guest(company)
    path = f"/tickets/{row['ticket_id']}"
    page = await company.boris.open(path)
    again = await company.boris.send(page.form(f"{path}/comment"), 422, text="  ")
    box = again.form(f"{path}/comment")
    assert box.values["visibility"] == [f"to-{row['thread_id']}"]


async def test_a_draft_for_a_guest_is_kept_apart(company: Company, post: Post) -> None:
    row = await _guest(company)
    path, word = f"/tickets/{row['ticket_id']}", f"to-{row['thread_id']}"
    await _post(company.boris, f"{path}/draft", visibility=word, text="Half a")
    drafts = await fetch("SELECT visibility, text FROM reply_draft")
    assert drafts == [{"visibility": word, "text": "Half a"}]
    assert (await company.boris.open(path)).form(f"{path}/comment").values["text"] == ["Half a"]
    await _post(company.boris, f"{path}/draft", 404, visibility="to-99999", text="x")


async def test_what_did_not_arrive_is_told_and_sent_again(company: Company, post: Post) -> None:
    row = await _guest(company)
    path = f"/tickets/{row['ticket_id']}"
    post.failures = [GONE]
    await _post(company.boris, f"{path}/comment", text="Hello", visibility=f"to-{row['thread_id']}")
    await _leaves()
    page = await company.boris.open(path)
    assert "not delivered" in page.text()
    message = await fetch_value("SELECT id FROM channel_outgoing")
    assert f"№ {message}" in (await company.admin.open(f"{PATH}?way=out")).text()
    await _post(company.stranger, f"{path}/messages/{message}", 404)
    await company.boris.send(page.form(f"{path}/messages/{message}"))
    await _leaves()
    assert [one.text for one in post.sent] == ["Hello"]


async def test_the_requester_sees_neither_the_guest_nor_his_words(company: Company, post: Post) -> None:
    anna = await people.required(company.anna.id)
    order = await tickets.order(
        await actor_of(anna),
        tickets.Order(service="monitor", answers={"model": "27", "reason": "second", "place": "Office 2"}),
    )
    async with tx():
        supplier = await outsider(LETTERS, "supplier@else.test", "Supplier Ltd")
    boris = await actor_of(await people.required(company.boris.id))
    thread = await threads.open(boris, order.id, supplier)
    await threads.tell(boris, order.id, thread, text=CANARY)
    page = await company.anna.open(f"/tickets/{order.number}")
    assert "Supplier" not in page.text()
    assert CANARY not in page.text()
    assert CANARY in (await company.boris.open(f"/tickets/{order.number}")).text()
    await company.anna.open(f"/tickets/{order.number}")
    await _post(company.anna, f"/tickets/{order.number}/comment", 403, text="Let me in", visibility=f"to-{thread}")


async def test_a_channel_that_is_gone_is_named_by_its_key(company: Company, post: Post) -> None:
    row = await _guest(company)
    with hosting():
        page = await company.boris.open(f"/tickets/{row['ticket_id']}")
    assert LETTERS in page.text()
