"""What is kept of messages, how long, and how it is forgotten; and that many of them are no trouble."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from okno import people, tickets
from okno.channels import limits, personal, retention, store, threads
from okno.channels.receive import receive
from okno.channels.registry import _compare
from okno.clock import now_us
from okno.db import execute, fetch, fetch_one, fetch_value, tx
from okno.extend import Mismatch
from okno.hooks import Guest, hosting
from okno.jobs.worker import Worker
from okno.tickets.story import comments_of
from tests.channels.conftest import ANNA, STAND_IN, Desk
from tests.channels.trial import CHAT, LETTERS
from tests.stands.wait import soon

OLD = (limits.RAW_KEPT + timedelta(days=1)) // timedelta(microseconds=1)


async def test_bytes_go_after_a_time_and_what_waits_keeps_them(desk: Desk) -> None:
    done = await desk.come(text="w" * 70_000)
    waits = await desk.come(sender="stranger@else.test", text="Пустите")
    file = store.path_of(done["body_file"])
    assert file.exists()
    await execute("UPDATE channel_incoming SET received_at = $1", now_us() - OLD)
    await retention.run({})
    assert (await desk.row(done["id"]))["body_file"] == ""
    assert not file.exists()
    assert (await desk.row(waits["id"]))["body"] is not None
    assert (await desk.row(done["id"]))["ticket_id"] == done["ticket_id"]


async def test_files_without_a_row_are_swept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between the disk and the database leaves such a file."""
    kept = await desk.keep(text="w" * 70_000)
    _, stray = await store.put(b"x" * 70_000)
    monkeypatch.setattr(store, "STRAY_SECONDS", -60)
    assert await store.sweep() == 1
    assert not store.path_of(stray).exists()
    assert store.path_of((await desk.row(kept))["body_file"]).exists()


async def test_a_person_is_forgotten_with_the_bytes_of_his_messages(desk: Desk) -> None:
    row = await desk.come(text="Мой секрет " + "w" * 70_000, external_id="<a@x.test>")
    await tickets.comment(desk.crew.boris, row["ticket_id"], text="Ответ ему")
    desk.post.failures = [OSError()]
    await desk.settle()
    file = store.path_of(row["body_file"])
    told = await personal.export(desk.crew.anna.id)
    assert told["received"][0]["sender"] == ANNA
    assert told["sent"][0]["address"] == ANNA
    assert [copy.path for copy in await personal.files(desk.crew.anna.id)] == [file]
    await execute("UPDATE ticket SET open = $1, state = 'closed'", False)
    await people.change(desk.crew.anna.id, {"active": False}, actor_id=None)
    await people.forget_person(desk.crew.anna.id, actor_id=None, reason="asked", locale="ru")
    left = await desk.row(row["id"])
    assert (left["body_file"], left["sender"], left["sender_name"], left["text_hash"]) == ("", "", "", "")
    assert not file.exists()
    out = await fetch_one("SELECT state, address FROM channel_outgoing")
    assert out == {"state": "dropped", "address": ""}


async def test_a_held_message_of_a_forgotten_person_is_forgotten_too(desk: Desk) -> None:
    row = await desk.come(text="Проверьте меня", proven=False)
    await people.change(desk.crew.anna.id, {"active": False}, actor_id=None)
    await people.forget_person(desk.crew.anna.id, actor_id=None, reason="asked", locale="ru")
    left = await desk.row(row["id"])
    assert (left["body"], left["sender"], left["state"]) == (None, "", "ignored")


async def test_an_outsider_is_forgotten(desk: Desk) -> None:
    desk.guests()
    row = await desk.come(sender="ivan@else.test", sender_name="Иван", text="Раз", external_id="<g@x.test>")
    await threads.tell(desk.crew.boris, row["ticket_id"], row["thread_id"], text="Да?")
    await desk.settle()
    await desk.come(sender="ivan@else.test", text="Мой секрет", in_reply_to="<g@x.test>")
    async with tx():
        await personal.forget_outsider(row["principal_id"], name="Гость", text="Стёрто")
    words = [one.text for one in (await comments_of(row["ticket_id"], internal=True)).values()]
    assert words == ["Да?", "Стёрто"]
    assert await fetch("SELECT id FROM channel_address") == []
    assert {one["sender"] for one in await fetch("SELECT sender FROM channel_incoming")} == {""}
    assert await fetch_value("SELECT name FROM outsider") == "Гость"


async def test_a_thousand_messages_are_taken_in_and_none_is_lost(desk: Desk) -> None:
    """They are only kept at the door; reading them is for two processes, a few at a time."""
    raws = [json.dumps({"sender": ANNA, "text": f"{n}"}).encode() for n in range(1000)]
    for n, raw in enumerate(raws):
        await receive(LETTERS, raw, external_id=f"<{n}@x.test>")
    assert await fetch_value("SELECT count(*) FROM channel_incoming WHERE state = 'stored'") == 1000
    assert await fetch_value("SELECT count(*) FROM job WHERE name = 'channels.take'") == 1000


async def test_the_worker_takes_messages_up_by_itself(desk: Desk) -> None:
    for n in range(6):
        await desk.keep(text=f"Раз {n}", **({"bomb": "crash"} if n == 2 else {}))
    stop = asyncio.Event()
    working = asyncio.ensure_future(Worker([]).run(stop))

    async def done() -> bool:
        return await fetch_value("SELECT count(*) FROM channel_incoming WHERE state = 'delivered'") == 5

    await soon(done, "the messages are read", within=40)
    stop.set()
    await working
    assert await fetch_value("SELECT reason FROM channel_incoming WHERE state = 'stored'") == "crash"


async def test_channels_and_their_manifest_agree(desk: Desk) -> None:
    class Manifest:
        channel = ()

    class Plugin:
        name = "trial"
        manifest = Manifest()

        def __init__(self, guest: Guest) -> None:
            self.modules = {"hooks": type("hooks", (), {k: staticmethod(v) for k, v in guest.answers.items()})}

    with pytest.raises(Mismatch):
        _compare(Plugin(desk.post.guest()))  # type: ignore[arg-type]


async def test_a_channel_without_a_plugin_keeps_its_messages(desk: Desk) -> None:
    row = await desk.come(CHAT, sender="@anna", text="Есть кто")
    with hosting():
        assert (await desk.take(row["id"]))["state"] == row["state"]
    login = await fetch_value("SELECT login FROM person WHERE login = $1", STAND_IN)
    assert login == STAND_IN
