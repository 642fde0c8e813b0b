"""The log of facts: written with the change or not at all, and nobody who catches up misses one."""

from __future__ import annotations

import asyncio

import pytest

from okno.db import dialect, fetch_value, spawn, tx
from okno.events import read_stream, record
from okno.events.log import horizon, read_facts
from okno.events.trace import traces_since
from okno.settings import Settings
from tests.events.sample import Sampled, happen, listening


async def test_a_fact_is_read_back_as_it_was(db: Settings) -> None:
    event_id = await happen(7, "новое")
    (fact,) = await read_stream("sample", 7)
    assert (fact.id, fact.kind, fact.stream_id, fact.actor_id) == (event_id, "Sampled", 7, None)
    assert fact.payload == {"note": "новое"}
    assert fact.topics == ("sample:7",)
    assert [one.id for one in await read_facts([event_id, event_id + 1])] == [event_id]


async def test_a_fact_needs_the_transaction_of_its_change(db: Settings) -> None:
    with pytest.raises(RuntimeError):
        await record(Sampled(stream_id=1, actor_id=None))


async def test_a_change_that_fails_leaves_no_fact_and_no_delivery(db: Settings) -> None:
    async def nothing(_: object) -> None: ...

    async def fail() -> None:
        async with tx():
            await record(Sampled(stream_id=1, actor_id=None))
            raise ZeroDivisionError

    with listening(one=nothing), pytest.raises(ZeroDivisionError):
        await fail()
    assert await fetch_value("SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM delivery)") == 0


async def test_the_last_facts_of_a_stream_come_oldest_first(db: Settings) -> None:
    for n in range(5):
        await happen(1, str(n))
    await happen(2, "other")
    assert [fact.payload["note"] for fact in await read_stream("sample", 1, limit=3)] == ["2", "3", "4"]


async def test_who_catches_up_does_not_miss_a_slow_transaction(db: Settings) -> None:
    """The older transaction has the lower id and commits last: "after the last id" would never show it."""
    if dialect() == "sqlite":
        pytest.skip("writers of SQLite are alone")
    written, go = asyncio.Event(), asyncio.Event()

    async def slow() -> int:
        async with tx():
            event_id = await record(Sampled(stream_id=1, actor_id=None, note="slow"))
            written.set()
            await go.wait()
        return event_id

    before = await horizon()
    task = spawn(slow(), "slow")
    await written.wait()
    fast = await happen(2, "fast")
    seen = {fact.id for fact in (await traces_since(before, 100))[0]}
    position = await horizon()
    assert seen == {fast}
    go.set()
    late = await task
    assert late < fast
    assert late in {fact.id for fact in (await traces_since(position, 100))[0]}


async def test_who_catches_up_again_and_again_sees_everything(db: Settings) -> None:
    position, seen, written = await horizon(), set[int](), set[int]()
    for n in range(10):
        written.add(await happen(n))
        if n % 3 == 0:
            nxt = await horizon()
            seen |= {fact.id for fact in (await traces_since(position, 100))[0]}
            position = nxt
    seen |= {fact.id for fact in (await traces_since(position, 100))[0]}
    assert seen == written
