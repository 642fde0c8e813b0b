"""What is held of a person goes out with his data and is erased with him."""

from __future__ import annotations

import pytest

from okno.errors import Refused
from okno_webhooks import delivery, jobs, personal
from okno_webhooks.hook import every, required
from okno_webhooks.keeping import delete
from plugins.webhooks.tests.desk import HOUR, Desk, later, rows, send, settle
from tests.stands.receiver import Say

pytestmark = pytest.mark.plugins("webhooks")


async def test_bodies_go_out_with_the_data_of_the_requester_and_webhooks_with_that_of_their_owner(desk: Desk) -> None:
    await desk.hook(kinds=("ticket.created",), level="person")
    await desk.company.order(subject="Слова Анны")
    await desk.settled(1)
    told = await personal.export(desk.company.anna.id, whole=True)
    assert told is not None
    assert told["deliveries"][0]["body"]["ticket"]["subject"] == "Слова Анны"
    narrow = await personal.export(desk.company.anna.id, whole=False)
    assert "Слова" not in str(narrow)
    owner = await personal.export(desk.owner.id, whole=True)
    assert owner is not None
    assert [one["title"] for one in owner["webhooks"]] == ["Склад"]
    assert await personal.export(desk.company.fedor.id, whole=True) is None


async def test_nothing_of_a_forgotten_person_stays_or_goes_out(desk: Desk) -> None:
    await desk.hook(kinds=("ticket.created",), level="person")
    desk.receiver.says = [Say(500, body="Эхо Королёва".encode())]
    await desk.company.order(subject="Слова Анны")
    await desk.settled(1)
    await desk.company.order(subject="Слова Анны")
    await settle()
    await personal.forget(desk.company.anna.id)
    await later(HOUR)
    assert await send() == 0
    text = str(await rows())
    assert not any(word in text for word in ("Анн", "Королёва", "Слова"))
    [first, _] = await rows()
    with pytest.raises(Refused):
        await delivery.replay(await delivery.required(first["id"]))


async def test_the_log_is_kept_for_so_many_days_and_a_deleted_webhook_for_one(desk: Desk) -> None:
    hook = await desk.hook(kinds=("ticket.created",))
    gone = await desk.hook(kinds=("ticket.created",))
    await desk.company.order()
    await desk.settled(2)
    await jobs.clean(desk.ctx, {})
    assert len(await rows()) == 2
    await delete(desk.owner, gone)
    await jobs.clean(desk.ctx, {})
    assert len(await every(deleted=True)) == 1
    await later(25 * HOUR)
    await jobs.clean(desk.ctx, {})
    assert await every(deleted=True) == []
    assert [row["hook_id"] for row in await rows()] == [hook.id]
    await later(30 * 24 * HOUR)
    await jobs.clean(desk.ctx, {})
    assert await rows() == []
    assert (await required(hook.id)).running
