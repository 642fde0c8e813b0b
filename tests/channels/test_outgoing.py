"""What goes out is written with its cause, leaves at least once under one id, and waits when it can't."""

from __future__ import annotations

import pytest

from okno import people, tickets
from okno.channels import limits, outgoing
from okno.channels.outgoing import receipt, send
from okno.clock import now_us
from okno.db import Row, execute, fetch, fetch_one, fetch_value, tx
from okno.hooks import hosting
from okno.jobs import Later
from tests.channels.conftest import ANNA, Desk
from tests.channels.trial import CHAT, GONE, LETTERS


async def _asked(desk: Desk) -> Row:
    return await desk.come(subject="Принтер", text="Не печатает", external_id="<a@x.test>")


async def _only() -> Row:
    row = await fetch_one("SELECT * FROM channel_outgoing ORDER BY id DESC LIMIT 1")
    assert row is not None
    return row


async def test_who_asked_by_letter_is_answered_by_letter(desk: Desk) -> None:
    asked = await _asked(desk)
    await tickets.comment(desk.crew.boris, asked["ticket_id"], text="Чиним")
    await desk.settle()
    sent = desk.post.sent[0]
    assert (sent.address, sent.text, sent.subject, sent.answers) == (ANNA, "Чиним", "Принтер", "<a@x.test>")
    row = await _only()
    assert (row["state"], row["external_id"]) == ("sent", f"trial-{sent.id}")


async def test_only_words_of_the_staff_for_the_customer_leave(desk: Desk) -> None:
    asked = await _asked(desk)
    await tickets.comment(desk.crew.boris, asked["ticket_id"], text="Тс-с", visibility="internal")
    await tickets.comment(desk.crew.anna, asked["ticket_id"], text="Ау")
    by_page = await desk.crew.order()
    await tickets.comment(desk.crew.boris, by_page.id, text="На странице")
    await desk.settle()
    assert desk.post.sent == []


async def test_who_has_left_is_told_nothing_outside(desk: Desk) -> None:
    asked = await _asked(desk)
    await people.change(desk.crew.anna.id, {"active": False}, actor_id=None)
    await tickets.comment(desk.crew.boris, asked["ticket_id"], text="Готово")
    await desk.settle()
    assert desk.post.sent == []


async def test_what_fails_is_tried_later_and_later_under_the_same_id(desk: Desk) -> None:
    asked = await _asked(desk)
    desk.post.failures = [OSError("a secret address")] * 2
    await tickets.comment(desk.crew.boris, asked["ticket_id"], text="Чиним")
    await desk.settle()
    first = await _only()
    assert (first["state"], first["attempts"], first["error"]) == ("queued", 1, "OSError")
    with pytest.raises(Later) as later:
        await outgoing.hand_over(first["id"])
    assert later.value.at - now_us() > limits.SEND_FIRST.total_seconds() * 1_000_000 * 1.5
    await outgoing.hand_over(first["id"])
    assert [one.id for one in desk.post.sent] == [first["stable_id"]]


async def test_after_many_tries_it_waits_for_a_person(desk: Desk) -> None:
    asked = await _asked(desk)
    await tickets.comment(desk.crew.boris, asked["ticket_id"], text="Чиним")
    desk.post.failures = [OSError()] * 99
    await desk.settle()
    row = await _only()
    await execute("UPDATE channel_outgoing SET attempts = $2 WHERE id = $1", row["id"], limits.SEND_TRIES - 1)
    await outgoing.hand_over(row["id"])
    assert ((await _only())["state"], (await _only())["error"]) == ("failed", "tries")
    desk.post.failures = []
    async with tx():
        assert await outgoing.send_again(row["id"])
    await desk.settle()
    assert (await _only())["state"] == "sent"


async def test_what_can_never_arrive_fails_at_once(desk: Desk) -> None:
    asked = await _asked(desk)
    desk.post.failures = [GONE]
    await tickets.comment(desk.crew.boris, asked["ticket_id"], text="Чиним")
    await desk.settle()
    assert ((await _only())["state"], (await _only())["error"]) == ("failed", "undeliverable")


async def test_what_is_for_a_channel_that_is_off_waits(desk: Desk) -> None:
    asked = await _asked(desk)
    await tickets.comment(desk.crew.boris, asked["ticket_id"], text="Чиним")
    await desk.settle()
    await execute("UPDATE channel_outgoing SET state = 'queued'")
    with hosting(), pytest.raises(Later):
        await outgoing.hand_over((await _only())["id"])
    await desk.settle()
    assert len(desk.post.sent) == 2


async def test_receipts_lead_forward_only(desk: Desk) -> None:
    async with tx():
        await send(CHAT, "@anna", text="Привет")
    await desk.settle()
    known = (await _only())["external_id"]
    assert await receipt(CHAT, known, "read")
    assert not await receipt(CHAT, known, "delivered")
    assert not await receipt(CHAT, known, "failed")
    assert not await receipt(LETTERS, known, "read"), "another channel knows nothing of it"
    assert (await _only())["state"] == "read"


async def test_a_receipt_may_tell_of_a_failure_afterwards(desk: Desk) -> None:
    async with tx():
        await send(CHAT, "@anna", text="Привет")
    await desk.settle()
    row = await _only()
    assert row["text"] == "", "what has left is not kept twice"
    assert await receipt(CHAT, row["stable_id"], "failed")
    assert (await _only())["state"] == "failed"


async def test_one_address_gets_so_many_in_an_hour_and_the_rest_later(desk: Desk) -> None:
    async with tx():
        for n in range(limits.SENT_AN_HOUR + 3):
            await send(CHAT, "@anna", text=f"{n}")
        await send(CHAT, "@boris", text="сразу")
    rows = await fetch("SELECT address, next_at > $1 AS later FROM channel_outgoing ORDER BY id", now_us())
    assert [bool(row["later"]) for row in rows] == [False] * limits.SENT_AN_HOUR + [True] * 3 + [False]
    runs = await fetch_value("SELECT count(*) FROM job WHERE name = 'channels.send' AND run_at > $1", now_us())
    assert runs == 3


async def test_our_own_message_that_comes_back_is_passed_over(desk: Desk) -> None:
    async with tx():
        await send(LETTERS, ANNA, text="Привет")
    await desk.settle()
    row = await desk.come(text="Привет", external_id=(await _only())["external_id"])
    assert (row["state"], row["reason"]) == ("ignored", "own")
