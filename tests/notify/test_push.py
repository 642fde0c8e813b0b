"""Devices: a push service that decrypts what comes, what it answers, and what is then known of the device."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from okno import people
from okno.db import execute, fetch, fetch_value
from okno.errors import Invalid, Refused, TooMany
from okno.notify import push, settle as settle_mail, trial
from okno.settings import Push, Settings
from okno.tickets import move
from tests.notify.desk import Desk, run_jobs, settle
from tests.stands.push import HOST, PushStand, Receiver, push_stand, wrapped

SEND = "push.send"


def allowed(db: Settings, **more: object) -> Settings:
    """Settings with which this machine itself may be called."""
    return db.model_copy(update={"push": Push(inside=(HOST,), **more)})  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def service(
    desk: Desk, db: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PushStand]:
    """The service, which the server trusts and may call."""
    async with push_stand(tmp_path) as one:
        monkeypatch.setenv("SSL_CERT_FILE", one.authority)
        settle_mail(allowed(db))
        yield one


async def subscribed(desk: Desk, service: PushStand, **more: str) -> int:
    """A device of Vera's."""
    given = {"browser": "Mozilla/5.0 (Android) Chrome/140", **service.subscription(), **more}
    return await push.subscribe(desk.vera.id, **given)


async def taken(desk: Desk, subject: str = "Не открывается почта") -> str:
    """A request of Vera's is taken: she is told."""
    ticket = await desk.order(subject)
    await move(desk.timur, ticket.number, to="in_progress", version=ticket.version)
    await settle()
    return ticket.number


async def states() -> list[str]:
    """What became of what was for devices."""
    return [row["state"] for row in await fetch("SELECT state FROM message WHERE channel LIKE 'push:%' ORDER BY id")]


async def test_a_device_shows_number_subject_and_what_happened(desk: Desk, service: PushStand) -> None:
    await subscribed(desk, service)
    number = await taken(desk)
    assert await run_jobs(SEND) == 1
    (one,) = service.pushed
    assert one.told == {
        "title": f"[№ {number}] Не открывается почта",
        "body": "Тимур Хасанов берёт вашу заявку в работу.",
        "path": f"/tickets/{number}",
        "tag": f"/tickets/{number}",
        "lang": "ru",
    }
    assert "почта".encode() not in one.body
    assert int(one.headers["ttl"]) > 0
    assert await states() == ["sent"]
    (device,) = await push.devices_of(desk.vera.id)
    assert device.sent_at is not None


async def test_of_a_confidential_team_it_shows_the_number(desk: Desk, service: PushStand) -> None:
    """Also when it has become one while the message was on its way."""
    await subscribed(desk, service)
    number = await taken(desk, "Зарплата")
    await execute("UPDATE team SET confidential = $1", True)
    await taken(desk, "Премия")
    await run_jobs(SEND)
    assert f"[№ {number}] Заявка" in {one.told["title"] for one in service.pushed}
    assert not [one for one in service.pushed if "Зарплата" in str(one.told) or "Премия" in str(one.told)]


async def test_the_longest_words_fit(desk: Desk, service: PushStand) -> None:
    await subscribed(desk, service)
    await taken(desk, "😀" * 250)
    await run_jobs(SEND)
    assert await states() == ["sent"]


@pytest.mark.parametrize("answer", [404, 410])
async def test_a_device_that_is_gone_is_let_go(desk: Desk, service: PushStand, answer: int) -> None:
    await subscribed(desk, service)
    service.answer = answer
    await taken(desk)
    await run_jobs(SEND)
    assert await push.devices_of(desk.vera.id) == []
    assert await states() == ["dropped"]
    assert await fetch_value("SELECT count(*) FROM event WHERE kind = 'DeviceRemoved'") == 1
    assert await run_jobs(SEND) == 0


async def test_a_service_in_trouble_is_tried_again_and_not_for_ever(
    desk: Desk, service: PushStand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscribed(desk, service)
    service.answer = 503
    await taken(desk)
    await run_jobs(SEND)
    assert await states() == ["waiting"]
    assert (await push.devices_of(desk.vera.id))[0].failures == 1
    monkeypatch.setattr(push, "ATTEMPTS", 2)
    await execute("UPDATE job SET run_at = 0")
    await run_jobs(SEND)
    assert await states() == ["dropped"]
    assert await fetch("SELECT id FROM job WHERE name = $1", SEND) == [], "no work for an administrator"
    assert len(await push.devices_of(desk.vera.id)) == 1, "the device stays: it did nothing wrong"
    service.answer = 201
    await taken(desk)
    await run_jobs(SEND)
    assert (await push.devices_of(desk.vera.id))[0].failures == 0


async def test_a_message_that_is_not_taken_is_not_tried_again(desk: Desk, service: PushStand) -> None:
    await subscribed(desk, service)
    service.answer = 413
    await taken(desk)
    await run_jobs(SEND)
    assert await states() == ["dropped"]


async def test_each_device_gets_it_once(desk: Desk, service: PushStand) -> None:
    """One that fails has no other wait or get it twice."""
    await subscribed(desk, service)
    await subscribed(desk, service, endpoint=f"https://{HOST}:1/nobody")
    await taken(desk)
    await run_jobs(SEND)
    await execute("UPDATE job SET run_at = 0")
    await run_jobs(SEND)
    assert len(service.pushed) == 1
    assert await states() == ["sent", "waiting"]


async def test_the_proxy_of_a_company_is_used(desk: Desk, db: Settings, service: PushStand) -> None:
    proxy = await asyncio.start_server(service.proxy, HOST, 0)
    port = proxy.sockets[0].getsockname()[1]
    settle_mail(allowed(db, proxy=f"http://{HOST}:{port}"))
    await subscribed(desk, service)
    await taken(desk)
    await run_jobs(SEND)
    assert len(service.pushed) == len(service.connects) == 1
    proxy.close()


async def test_an_address_inside_that_came_to_be_is_not_called(desk: Desk, db: Settings, service: PushStand) -> None:
    """Settings may have been narrowed since it was taken."""
    await subscribed(desk, service)
    settle_mail(db)
    await taken(desk)
    await run_jobs(SEND)
    assert service.pushed == []
    assert await states() == ["dropped"]


# Devices ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("endpoint", "http://push.example.com/x"),
        ("endpoint", "https://10.0.0.1/x"),
        ("endpoint", "https://push.example.com/" + "x" * 1000),
        ("key", "AAAA"),
        ("secret", "AAAA"),
        ("secret", "яяяя"),
    ],
)
async def test_what_no_browser_gives_is_refused(desk: Desk, service: PushStand, field: str, value: str) -> None:
    with pytest.raises(Invalid):
        await subscribed(desk, service, **{field: value})


async def test_a_browser_that_comes_again_is_the_same_device(desk: Desk, service: PushStand) -> None:
    first = await subscribed(desk, service)
    again = Receiver()
    assert await subscribed(desk, service, key=wrapped(again.public), secret=wrapped(again.secret)) == first
    service.receiver = again
    await taken(desk)
    await run_jobs(SEND)
    assert len(service.pushed) == 1


async def test_a_browser_has_one_person_and_what_waited_for_the_other_stays_away(
    desk: Desk, service: PushStand
) -> None:
    await subscribed(desk, service)
    await taken(desk)
    await push.subscribe(desk.stranger.id, browser="", **service.subscription())
    assert await push.devices_of(desk.vera.id) == []
    await run_jobs(SEND)
    assert service.pushed == []
    assert await states() == ["dropped"]


async def test_nobody_removes_the_device_of_another(desk: Desk, service: PushStand) -> None:
    device = await subscribed(desk, service)
    assert not await push.remove(desk.stranger.id, device, actor_id=desk.stranger.id)
    assert await push.remove(desk.vera.id, device, actor_id=desk.vera.id)


async def test_there_are_not_too_many_and_none_where_they_are_switched_off(
    desk: Desk, db: Settings, service: PushStand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "MOST", 1)
    await subscribed(desk, service)
    with pytest.raises(TooMany):
        await subscribed(desk, service, endpoint=f"https://{HOST}:1/other")
    settle_mail(allowed(db, enabled=False))
    with pytest.raises(Refused):
        await subscribed(desk, service)
    await taken(desk)
    assert await states() == []


async def test_a_trial_reaches_the_device_though_it_is_quiet(desk: Desk, service: PushStand) -> None:
    await subscribed(desk, service)
    tried = await trial.send_one(await people.required(desk.vera.id))
    assert tried.devices == 1
    await run_jobs(SEND)
    assert [one.told["path"] for one in service.pushed] == ["/profile/notices"]


async def test_old_news_is_not_told(desk: Desk, service: PushStand) -> None:
    await subscribed(desk, service)
    await taken(desk)
    await execute("UPDATE message SET created_at = 0, not_before = 0 WHERE channel LIKE 'push:%'")
    await run_jobs(SEND)
    assert service.pushed == []
    assert await states() == ["dropped"]
