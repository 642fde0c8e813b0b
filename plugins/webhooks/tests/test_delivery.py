"""From a fact to its receiver: signed, once for each fact, again until it is taken."""

from __future__ import annotations

import asyncio
import hmac
import json

import pytest

from okno import outbound
from okno.clock import now_us
from okno.events.dispatch import deliver_due
from okno.outbound import client
from okno.tickets import assign, comment, move
from okno_webhooks import claiming, delivery, sender as sending_on, sending
from okno_webhooks.hook import required
from okno_webhooks.sender import Sender
from plugins.webhooks.tests.desk import HOUR, Desk, later, rows, send, settle
from tests.outbound.resolver import resolves_to
from tests.stands.receiver import Say, receiver

pytestmark = pytest.mark.plugins("webhooks")


async def test_a_fact_arrives_with_its_signature(desk: Desk) -> None:
    _, secret = await desk.made()
    ticket = await desk.company.order(subject="Монитор гаснет")
    [heard] = await desk.settled(1)
    stamp, body = heard.headers["okno-timestamp"], heard.body
    right = hmac.new(secret.encode(), stamp.encode() + b"." + body, "sha256").hexdigest()
    assert heard.headers["okno-signature"] == f"v1={right}"
    assert abs(int(stamp) - now_us() / 1e6) < 60
    assert (heard.method, heard.path, heard.headers["okno-event"]) == ("POST", "/in", "ticket.created")
    told = heard.told
    assert heard.headers["okno-delivery"] == told["id"]
    assert told["ticket"]["number"] == ticket.number
    assert told["ticket"]["url"].endswith(f"/tickets/{ticket.number}")
    assert (told["ticket"]["subject"], told["ticket"]["team"]) == ("Монитор гаснет", "it-devices")
    assert "requester" not in told["ticket"]


async def test_levels_say_more_and_more(desk: Desk) -> None:
    for level in ("ids", "fields", "person"):
        await desk.hook(level=level, kinds=("ticket.created",))
    await desk.company.order(subject="Монитор гаснет")
    heard = sorted(await desk.settled(3), key=lambda one: len(one.body))
    assert set(heard[0].told["ticket"]) == {"number", "url"}
    assert "Анна" not in heard[1].body.decode()
    assert heard[2].told["ticket"]["requester"] == {"id": desk.company.anna.id, "name": "Анна Королёва"}


async def test_only_what_is_wanted_is_told(desk: Desk) -> None:
    await desk.hook(kinds=("ticket.commented",))
    await desk.hook(services=("vpn",))
    await desk.hook(active=False)
    ticket = await desk.company.order()
    await comment(desk.company.anna, ticket.number, text="Скоро ли?")
    await comment(desk.company.vera, ticket.number, text="Заметка команды", visibility="internal")
    [heard] = await desk.settled(1)
    assert heard.headers["okno-event"] == "ticket.commented"
    assert "Скоро" not in heard.body.decode()


async def test_a_fact_is_told_once_however_often_it_is_delivered(desk: Desk) -> None:
    hook = await desk.hook(kinds=("ticket.created",))
    ticket = await desk.company.order()
    await desk.settled(1)
    [row] = await rows()
    assert await delivery.put(hook, key=row["key"], kind=row["kind"], body="{}", ticket=ticket) == 0
    await desk.settled(1)


async def test_a_server_that_is_killed_sends_the_same_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the question and the row that says how it went."""
    hook = await desk.hook(kinds=("ticket.created",))
    await desk.company.order()
    await settle()

    async def killed(*_: object) -> None:
        raise SystemError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(sending, "settle", killed)
        await send()
    assert await send() == 0, "it is on its way as far as anybody knows"
    assert (await rows())[0]["state"] == "waiting"
    await later(delivery.LEASE_US)
    first, second = await desk.settled(2)
    assert first.headers["okno-delivery"] == second.headers["okno-delivery"]
    assert first.body == second.body
    assert [one["state"] for one in await rows()] == ["sent"]
    assert (await required(hook.id)).streak == 0


async def test_what_is_refused_is_tried_later_and_later(desk: Desk) -> None:
    await desk.hook(kinds=("ticket.created",))
    desk.receiver.says = [Say(400, body=b"why")]
    await desk.company.order()
    await settle()
    pauses = []
    for n in range(1, 5):
        await send()
        assert len(desk.receiver.heard) == n
        [row] = await rows()
        pauses.append(row["next_at"] - now_us())
        assert (row["state"], row["status"], row["answer"], row["attempts"]) == ("waiting", 400, "why", n)
        assert await send() == 0
        await later(pauses[-1] + 1)
    for pause, wanted in zip(pauses, (10, 20, 40, 80), strict=True):
        assert 0.7 * wanted < pause / 1e6 < 1.3 * wanted
    desk.receiver.says = [Say(204)]
    await desk.settled(5)
    assert [(one["state"], one["next_at"]) for one in await rows()] == [("sent", None)]


async def test_after_three_days_it_is_given_up_and_then_the_webhook_stops(desk: Desk) -> None:
    hook = await desk.hook(kinds=("ticket.created",))
    desk.receiver.says = [Say(500)]
    for _ in range(claiming.LOST_MOST):
        await desk.company.order()
    await settle()
    await send()
    await later(73 * HOUR)
    for _ in range(claiming.LOST_MOST):
        await send()
        await later(HOUR)
    assert [one["state"] for one in await rows()] == ["failed"] * claiming.LOST_MOST
    stopped = await required(hook.id)
    assert (stopped.paused, stopped.running) == ("failing", False)
    await desk.company.order()
    await settle()
    assert len(await rows()) == claiming.LOST_MOST, "one that is stopped is told nothing"


async def test_a_receiver_that_is_ill_is_asked_alone_and_all_goes_out_when_it_is_back(desk: Desk) -> None:
    await desk.hook(kinds=("ticket.created",))
    desk.receiver.says = [Say(503)]
    for _ in range(6):
        await desk.company.order()
    await settle()
    await send()
    asked = len(desk.receiver.heard)
    assert asked <= 4, "it rests after the first answers"
    await later(15_000_000)
    await send()
    assert len(desk.receiver.heard) == asked + 1, "one asks whether it is back"
    desk.receiver.says = [Say(200)]
    await later(HOUR)
    await send()
    assert {one["state"] for one in await rows()} == {"sent"}


async def test_a_receiver_says_how_long_it_wants_to_be_left_alone(desk: Desk) -> None:
    await desk.hook(kinds=("ticket.created",))
    desk.receiver.says = [Say(429, {"Retry-After": "3600"}), Say(200)]
    await desk.company.order()
    await desk.settled(1)
    await later(HOUR // 2)
    assert await send() == 0
    await later(HOUR)
    await desk.settled(2)


async def test_a_wish_that_is_no_moment_is_passed_over(desk: Desk) -> None:
    """Whatever stands there: else the try would never be written down, and the delivery never given up."""
    await desk.hook(kinds=("ticket.created",))
    wishes = ("Mon, 01 Jan 2024 00:00:00 +99999999999999999", f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT", "-1", "soon")
    desk.receiver.says = [Say(503, {"Retry-After": one}) for one in wishes]
    await desk.company.order()
    await settle()
    for n, _ in enumerate(wishes, start=1):
        await send()
        [row] = await rows()
        assert (row["state"], row["status"], row["attempts"]) == ("waiting", 503, n)
        await later(HOUR)


async def test_gone_stops_the_webhook_at_once(desk: Desk) -> None:
    hook = await desk.hook(kinds=("ticket.created",))
    desk.receiver.says = [Say(410)]
    for _ in range(6):
        await desk.company.order()
    await settle()
    await send()
    assert (await required(hook.id)).paused == "gone"
    assert {one["state"] for one in await rows()} <= {"dropped", "failed"}
    assert 410 in {one["status"] for one in await rows() if one["state"] == "failed"}
    assert len(desk.receiver.heard) <= 4


async def test_redirects_are_not_followed(desk: Desk) -> None:
    await desk.hook(kinds=("ticket.created",))
    desk.receiver.says = [Say(302, {"Location": f"{desk.receiver.base}/elsewhere"})]
    await desk.company.order()
    [heard] = await desk.settled(1)
    assert heard.path == "/in"
    assert [(one["state"], one["status"]) for one in await rows()] == [("waiting", 302)]


async def test_an_address_that_leads_inside_by_then_is_not_called(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name resolved to the internet when the webhook was made."""
    monkeypatch.setattr(client._Usual, "way", outbound.Way())
    await desk.hook(kinds=("ticket.created",), url="https://hooks.example.com/in")
    resolves_to(monkeypatch, ["127.0.0.1"])
    await desk.company.order()
    await desk.settled(0)
    [row] = await rows()
    assert row["error"].startswith("Unreachable")
    assert row["state"] == "waiting"


async def test_one_slow_receiver_keeps_no_other_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_on, "FINISH_SECONDS", 0.1)
    async with receiver() as slow:
        slow.says = [Say(silent=True)]
        await desk.hook(url=f"{slow.base}/in", kinds=("ticket.created",))
        await desk.hook(kinds=("ticket.created",))
        for _ in range(12):
            await desk.company.order()
        await settle()
        stop = asyncio.Event()
        running = asyncio.create_task(Sender().run(stop))
        await desk.receiver.wait(12)
        assert 1 <= len(slow.heard) <= 4
        stop.set()
        await running
    assert {one["state"] for one in await rows() if one["attempts"] == 0} <= {"waiting"}


async def test_the_body_does_not_change_when_the_request_does(desk: Desk) -> None:
    await desk.hook(kinds=("ticket.created",))
    desk.receiver.says = [Say(500), Say(200)]
    ticket = await desk.company.order(subject="Первое")
    await desk.settled(1)
    ticket = await assign(desk.company.vera, ticket.number, version=ticket.version, assignee=desk.company.boris.id)
    await move(desk.company.boris, ticket.number, to="in_progress", version=ticket.version)
    await later(HOUR)
    first, second = await desk.settled(2)
    assert first.body == second.body
    assert first.headers["okno-signature"].startswith("v1=")
    assert json.loads(first.body)["ticket"]["state"] == "new"
    assert await deliver_due() == 0
