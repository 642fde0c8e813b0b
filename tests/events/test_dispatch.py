"""Deliveries: in order on a stream, isolated from each other, repeated until they succeed, and never twice."""

from __future__ import annotations

import asyncio

import pytest

from okno.db import execute, fetch, fetch_value, spawn, tx
from okno.events import Fact, dispatch
from okno.events.dispatch import deliver_due
from okno.settings import Settings
from tests.events.sample import happen, listening


async def settle() -> None:
    """Delivers until nothing is due."""
    while await deliver_due():
        pass


async def due_now() -> None:
    """Makes what was put off due."""
    await execute("UPDATE delivery SET next_at = 0")


async def test_facts_of_a_stream_arrive_once_and_in_order(db: Settings) -> None:
    heard: list[str] = []

    async def hear(fact: Fact) -> None:
        heard.append(fact.payload["note"])

    with listening(one=hear):
        for n in range(7):
            await happen(1, str(n))
        await settle()
    assert heard == [str(n) for n in range(7)]
    assert await fetch_value("SELECT count(*) FROM delivery") == 0


async def test_a_failure_holds_back_its_listener_on_its_stream_alone(db: Settings) -> None:
    heard: list[tuple[str, int, str]] = []
    broken = True

    async def fragile(fact: Fact) -> None:
        if broken and fact.payload["note"] == "bad":
            raise ZeroDivisionError("no")
        heard.append(("fragile", fact.stream_id, fact.payload["note"]))

    async def robust(fact: Fact) -> None:
        heard.append(("robust", fact.stream_id, fact.payload["note"]))

    with listening(fragile=fragile, robust=robust):
        await happen(1, "bad")
        await happen(1, "after")
        await happen(2, "other")
        await settle()
        assert sorted(heard) == [
            ("fragile", 2, "other"),
            ("robust", 1, "after"),
            ("robust", 1, "bad"),
            ("robust", 2, "other"),
        ]
        (row,) = await fetch("SELECT attempts, error FROM delivery WHERE attempts > 0")
        assert row["attempts"] == 1
        assert "ZeroDivisionError" in row["error"]
        broken = False
        await due_now()
        await settle()
    assert [one for one in heard if one[:2] == ("fragile", 1)] == [("fragile", 1, "bad"), ("fragile", 1, "after")]


async def test_what_a_failing_listener_wrote_is_undone(db: Settings) -> None:
    async def fail(_: Fact) -> None:
        await execute("INSERT INTO principal (kind) VALUES ('trace')")
        raise ZeroDivisionError

    with listening(one=fail):
        await happen()
        await settle()
    assert await fetch_value("SELECT count(*) FROM principal WHERE kind = 'trace'") == 0


async def test_who_lost_the_lease_writes_nothing(db: Settings) -> None:
    async def slow(fact: Fact) -> None:
        await execute("INSERT INTO principal (kind) VALUES ('trace')")
        # Meanwhile the lease was over and another worker has taken the delivery.
        await execute("UPDATE delivery SET lease_until = lease_until + 1 WHERE event_id = $1", fact.id)

    with listening(one=slow):
        await happen()
        await deliver_due()
    # Rolled back with the listener, so the lease is the old one again; nothing was written and nothing forgotten.
    assert await fetch_value("SELECT count(*) FROM principal WHERE kind = 'trace'") == 0
    assert await fetch_value("SELECT count(*) FROM delivery") == 1


async def test_a_failure_after_a_lost_lease_leaves_the_other_workers_lease_alone(db: Settings) -> None:
    async def fail(_: Fact) -> None:
        raise ZeroDivisionError

    with listening(one=fail):
        await happen()
        (row,) = await dispatch._claim()
        await execute("UPDATE delivery SET lease_until = $1", row["lease_until"] + 5)
        await dispatch._put_off(row, ZeroDivisionError())
    assert await fetch_value("SELECT lease_until FROM delivery") == row["lease_until"] + 5


async def test_a_delivery_of_a_killed_worker_comes_back_when_its_lease_is_over(
    db: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    async def hear(fact: Fact) -> None:
        heard.append(fact.id)

    with listening(one=hear):
        await happen()
        assert len(await dispatch._claim()) == 1  # and then it is killed
        assert await deliver_due() == 0
        await execute("UPDATE delivery SET lease_until = 1")
        assert await deliver_due() == 1
    assert len(heard) == 1


async def test_two_workers_deliver_each_fact_once(db: Settings) -> None:
    async def write(fact: Fact) -> None:
        await execute("INSERT INTO principal (kind) VALUES ($1)", f"e{fact.id}")

    with listening(one=write):
        for n in range(30):
            await happen(n % 4)
        await asyncio.gather(spawn(settle(), "one"), spawn(settle(), "two"))
        await settle()
    rows = await fetch("SELECT kind FROM principal WHERE kind LIKE 'e%'")
    assert len(rows) == len({row["kind"] for row in rows}) == 30


async def test_a_listener_that_is_not_here_keeps_its_deliveries(db: Settings) -> None:
    async def nothing(_: Fact) -> None: ...

    with listening(gone=nothing):
        await happen()
    with listening(other=nothing):
        assert await deliver_due() == 0
    async with tx():
        assert await fetch_value("SELECT count(*) FROM delivery") == 1


async def test_what_waits_for_a_plugin_or_behind_a_failure_keeps_nobody_busy(
    db: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An idle worker looks, and takes no lock for what it may not deliver."""

    async def fail(_: Fact) -> None:
        raise ZeroDivisionError

    with listening(off=fail):
        await happen(3)
    with listening(one=fail):
        await happen(1, "first")
        await happen(1, "behind")
        await settle()
        monkeypatch.setattr(dispatch, "tx", lambda: pytest.fail("it wants to write"))
        assert await deliver_due() == 0
