"""Reading a message may go wrong in any way: it costs that message alone."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import pytest

from okno.channels import limits, parser
from okno.channels.parser import BadMessage, Died
from okno.channels.wire import NotParsed
from okno.db import execute, fetch_value
from tests.channels.conftest import Desk
from tests.channels.trial import parse as reads

SECONDS = 15.0


@pytest.fixture(autouse=True)
def _ends() -> Any:
    """No process outlives its test."""
    yield
    parser._pool.close()


async def _read(**told: Any) -> Any:
    return await parser.parse(reads, json.dumps({"sender": "a@x.test", **told}).encode(), {}, seconds=SECONDS)


async def test_it_is_read_in_another_process_that_is_kept() -> None:
    assert (await _read(text="раз")).text == "раз"
    kept = parser._pool.idle[0]
    assert (await _read(text="два")).text == "два"
    assert parser._pool.idle == [kept]
    assert kept._process.pid != os.getpid()


@pytest.mark.parametrize(("bomb", "reason"), [("crash", "crash"), ("memory", "memory")])
async def test_a_bomb_ends_its_process_and_the_next_message_is_read(bomb: str, reason: str) -> None:
    with pytest.raises(Died) as died:
        await _read(bomb=bomb)
    assert died.value.reason == reason
    assert (await _read(text="дальше")).text == "дальше"


async def test_what_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the watch of the parent; and by the limit of CPU, should the parent be gone."""
    await _read(text="the process is there")
    with pytest.raises(Died) as died:
        await parser.parse(reads, json.dumps({"sender": "a@x.test", "bomb": "hang"}).encode(), {}, seconds=0.3)
    assert died.value.reason == "time"
    monkeypatch.setattr(limits, "PARSE_CPU_SECONDS", 0)
    with pytest.raises(Died) as died:
        await _read(bomb="hang")
    assert died.value.reason == "crash"


async def test_a_process_that_is_killed_between_two_messages_costs_one_try() -> None:
    await _read(text="раз")
    os.kill(parser._pool.idle[0]._process.pid, signal.SIGKILL)
    with pytest.raises(Died):
        await _read(text="два")
    assert (await _read(text="три")).text == "три"


async def test_the_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKNO_DATABASE", "postgres://okno:secret@db/okno")
    assert (await _read(bomb="secrets")).text == "{}"


async def test_what_it_prints_is_no_answer() -> None:
    assert (await _read(bomb="print", text="слова")).text == "слова"


async def test_what_it_raises_is_told_by_its_class_alone() -> None:
    with pytest.raises(BadMessage) as bad:
        await parser.parse(reads, b"no json with a secret", {}, seconds=SECONDS)
    assert bad.value.error == "JSONDecodeError"


@pytest.mark.parametrize(
    "told",
    [
        {"bomb": "flood"},
        {"files": [{"name": str(n), "data": "QQ=="} for n in range(limits.FILES + 1)]},
        {"answers": {"a": "x" * limits.ANSWERS}},
    ],
    ids=["text", "files", "answers"],
)
async def test_what_is_over_a_limit_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(NotParsed) as refused:
        await _read(**told)
    assert refused.value.reason == "too_much"


async def test_long_lines_are_cut() -> None:
    read = await _read(subject="s" * 5000, sender_name="n\nn" * 500, text="\ud800 half")
    assert (len(read.subject), len(read.sender_name), read.text) == (limits.SUBJECT, limits.NAME, "? half")


# In the job ---------------------------------------------------------------------------------------------------


async def test_a_bomb_is_tried_a_few_times_and_holds_nobody_up(desk: Desk) -> None:
    bomb = await desk.keep(text="", bomb="crash")
    for n in range(limits.PARSE_TRIES):
        assert (await desk.row(bomb))["state"] == "stored", n
        row = await desk.take(bomb)
    assert (row["state"], row["reason"]) == ("failed", "crash")
    assert row["body"] is not None
    assert (await desk.come(text="Следующее"))["state"] == "delivered"


async def test_a_bomb_that_takes_the_worker_along_is_given_up_too(desk: Desk) -> None:
    """Nobody lived to write down why: the tries alone tell."""
    bomb = await desk.keep(text="Ничего плохого")
    await execute("UPDATE channel_incoming SET attempts = $2 WHERE id = $1", bomb, limits.PARSE_TRIES)
    row = await desk.take(bomb)
    assert (row["state"], row["reason"]) == ("failed", "crash")


async def test_what_cannot_be_read_waits_for_a_person(desk: Desk) -> None:
    row = await desk.come(nonsense=1)
    assert (row["state"], row["reason"], row["error"]) == ("failed", "unreadable", "TypeError")
    assert await fetch_value("SELECT count(*) FROM event WHERE kind = 'MessageFailed'") == 1
