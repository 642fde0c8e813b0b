"""Live pushes: to those who may, all of them, in whatever order transactions commit."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from okno import live
from okno.access import Actor
from okno.access.events import LineChanged, RoleChanged, RoleRemoved, RoleRestored, RoleRevoked
from okno.db import tx
from okno.db.connection import postgres_credentials
from okno.drain import drain
from okno.events import Event, record
from okno.live import Hub, memory
from okno.live.stream import ticket_numbers
from okno.settings import Settings
from okno.tickets.events import TicketAssigned
from tests.live.conftest import actor, ear, happen, told
from tests.stands.wait import soon


async def test_a_change_arrives_at_those_who_may_see_it(connect) -> None:
    mine, team, other = await connect(actor(5)), await connect(actor(6, [3])), await connect(actor(7, [4]))
    await happen("person:5", "team:3", "ticket:10001")
    await soon(lambda: mine.heard and team.heard, "both have heard")
    assert mine.heard == {"person:5", "ticket:10001"}
    assert team.heard == {"team:3", "ticket:10001"}
    await happen("person:7")
    await soon(lambda: other.heard, "the third has heard")
    assert other.heard == {"person:7"}


async def test_nothing_of_a_change_that_was_rolled_back(connect) -> None:
    mine = await connect(actor(5))

    async def fail() -> None:
        async with tx():
            await happen("person:5", "ticket:10001")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await happen("person:5", "ticket:10002")
    await soon(lambda: mine.heard, "the second is heard")
    assert mine.heard == {"person:5", "ticket:10002"}


async def test_the_head_keeps_proxies_from_waiting(connect) -> None:
    mine = await connect(actor(5))
    assert mine.headers["connection"] == "close"
    assert mine.headers["cache-control"] == "no-store"
    assert mine.headers["x-accel-buffering"] == "no"
    assert mine.text.startswith("retry: ")


async def test_a_ticket_is_heard_of_only_after_a_check(connect) -> None:
    async def tickets(_: Actor, wanted: frozenset[int]) -> set[int]:
        return {10001, 10009} & (wanted | {10009})

    wanted = ["ticket:10001", "ticket:10002", "team:3", "person:6", "ticket:x", "ticket:-1"]
    mine = await connect(actor(5), tickets=tickets, wanted=wanted)
    for topic in ("team:3", "person:6", "ticket:10002", "ticket:10009"):
        await happen(topic)
    await happen("ticket:10001")
    await soon(lambda: "ticket:10001" in mine.heard, "the visible one is heard of")
    assert mine.heard == {"ticket:10001"}


def test_a_page_may_ask_for_so_many_tickets() -> None:
    assert len(ticket_numbers(f"ticket:{n}" for n in range(1000))) == 50


# Coming back --------------------------------------------------------------------------------------------------------


async def test_what_was_missed_is_told(connect) -> None:
    first = await connect(actor(5))
    await happen("person:5", "ticket:10001")
    await soon(lambda: first.heard, "the first is heard")
    await first.leave()
    await happen("person:5", "ticket:10002")
    await happen("person:6", "ticket:10003")
    again = await connect(actor(5), since=first.last)
    await soon(lambda: "ticket:10002" in again.heard, "the second is told")
    assert "ticket:10003" not in again.heard


async def test_a_page_made_before_a_change_hears_of_it(connect, hub: Hub) -> None:
    since = hub.place(ear(5))
    await happen("person:5", "ticket:10001")
    mine = await connect(actor(5), since=since)
    await soon(lambda: "ticket:10001" in mine.heard, "it is told")


async def test_a_page_made_before_what_is_forgotten_is_loaded_anew_once(
    connect, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "STEP", 10)
    since = hub.place(ear(5))
    for _ in range(4):
        await happen("person:6", times=10)
        await told(hub)
    mine = await connect(actor(5), since=since)
    assert mine.events[0] == "reload"
    again = await connect(actor(5), since=mine.last)
    assert again.events[0] == "ready"
    fresh = await connect(actor(5), since=hub.place(ear(5)))
    assert fresh.events[0] == "ready"


async def test_a_late_commit_is_not_missed(connect, hub: Hub, db: Settings, dialect: str) -> None:
    """An older transaction writes first and commits last; meanwhile a stream is lost and comes back."""
    if dialect != "postgres":
        pytest.skip("writers of SQLite come one after the other")
    wanted = ("user", "password", "host", "port", "database")
    where = {key: value for key, value in postgres_credentials(db.database).items() if key in wanted}
    slow = await asyncpg.connect(**where)
    try:
        late = slow.transaction()
        await late.start()
        await slow.execute(
            "INSERT INTO event (stream, stream_id, kind, at, payload, topics, position)"
            " VALUES ('test', 1, 'Late', 0, '{}', '[\"person:5\",\"ticket:10009\"]',"
            " pg_current_xact_id()::text::bigint)"
        )
        stream = await connect(actor(5))
        for number in range(10001, 10004):
            await happen("person:5", f"ticket:{number}")
            await soon(lambda number=number: f"ticket:{number}" in stream.heard, "a quick one is heard of")
        await stream.leave()
        # Its ring is lost: nobody is told, only the position remembers.
        await late.commit()
        again = await connect(actor(5), since=stream.last)
        await soon(lambda: "ticket:10009" in again.heard, "the late one is told")
        # A hub that looks by itself finds it too, for those who never left.
        other = await connect(actor(5))
        hub._missed = True
        hub._rung.set()
        await happen("person:5", "ticket:10010")
        await soon(lambda: "ticket:10010" in other.heard, "the next one is heard of")
    finally:
        await slow.close()


async def test_many_writers_at_once_are_all_heard(connect) -> None:
    mine = await connect(actor(5))
    numbers = range(10001, 10041)
    await asyncio.gather(*(happen("person:5", f"ticket:{number}") for number in numbers))
    everything = {f"ticket:{number}" for number in numbers}
    await soon(lambda: everything <= mine.heard or "reload" in mine.events, "all are heard of")


async def test_a_lost_ring_is_made_up_for(connect, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.hub, "LOOK_SECONDS", 0.1)
    hub._rung.set()
    mine = await connect(actor(5))
    hub.deafen()
    await happen("person:5", "ticket:10001")
    await soon(lambda: "ticket:10001" in mine.heard, "the hub has looked by itself")


async def test_a_process_that_starts_looks_at_once(db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an open transaction held back at the start has rung already."""
    monkeypatch.setattr(live.hub, "LOOK_SECONDS", 3600)
    looks: list[str] = []

    async def look(hub: Hub) -> None:
        looks.append("look")

    monkeypatch.setattr(Hub, "look", look)
    own = Hub()
    await own.start()
    try:
        await soon(lambda: looks, "it looks without a ring")
    finally:
        await own.stop()


async def test_a_burst_makes_all_load_anew(connect, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.hub, "MOST", 20)
    mine = await connect(actor(5))
    await happen("person:6", times=21)
    await soon(lambda: "reload" in mine.events, "the browser is told to load anew")
    await happen("person:5", "ticket:10001")
    await soon(lambda: "ticket:10001" in mine.heard, "it goes on as before")


# The end ------------------------------------------------------------------------------------------------------------


async def test_rights_that_are_gone_end_what_they_gave(connect) -> None:
    rights = {"teams": [3]}

    async def who() -> Actor:
        return actor(5, rights["teams"])

    mine = await connect(actor(5, [3]), who=who)
    rights["teams"] = []
    async with tx():
        await record(RoleRevoked(stream_id=5, actor_id=None, role="agent"), ["person:5"])
    await soon(lambda: mine.stream.client.topics == {"person:5", "announcements"}, "the team is gone")
    await happen("team:3", "ticket:10001")
    await happen("person:5", "ticket:10002")
    await soon(lambda: "ticket:10002" in mine.heard, "his own is heard of")
    assert "ticket:10001" not in mine.heard


@pytest.mark.parametrize("event", [RoleChanged, RoleRestored, RoleRemoved])
async def test_a_role_that_gives_less_takes_what_it_gave(connect, event: type[Event]) -> None:
    """Whoever has the role: all streams ask again."""
    rights = {"teams": [3]}

    async def who() -> Actor:
        return actor(5, rights["teams"])

    mine = await connect(actor(5, [3]), who=who)
    rights["teams"] = []
    changed = {"given": (), "taken": ("ticket.see",)} if event is RoleChanged else {}
    async with tx():
        await record(event(stream_id=0, actor_id=None, role="agent", **changed), ["roles"])
    await soon(lambda: mine.stream.client.topics == {"person:5", "announcements"}, "the team is gone")
    assert mine.heard == set()


async def test_a_line_that_gives_less_takes_what_it_gave(connect) -> None:
    rights = {"teams": [3]}

    async def who() -> Actor:
        return actor(5, rights["teams"])

    mine = await connect(actor(5, [3]), who=who)
    rights["teams"] = []
    async with tx():
        await record(LineChanged(stream_id=3, actor_id=None, line=1, withheld=("ticket.see",)), ["person:5"])
    await soon(lambda: mine.stream.client.topics == {"person:5", "announcements"}, "the team is gone")


async def test_a_ticket_that_went_to_another_team_is_heard_of_no_more(connect, hub: Hub) -> None:
    """The team that gave it away hears that it is gone, and then nothing."""
    seen = {10001}

    async def tickets(_: Actor, wanted: frozenset[int]) -> set[int]:
        return seen & wanted

    mine = await connect(actor(5, [3]), tickets=tickets, wanted=["ticket:10001"])
    seen.clear()
    gone = TicketAssigned(
        stream_id=1, actor_id=None, team_id=4, from_team_id=3, assignee_id=None, from_assignee_id=None
    )
    async with tx():
        await record(gone, ["ticket:10001", "team:3", "team:4"])
    await soon(lambda: "ticket:10001" not in mine.stream.client.topics, "the ticket is gone")
    count = len(mine.places)
    await happen("ticket:10001", "team:4")
    await happen("person:5", "ticket:10002")
    await soon(lambda: "ticket:10002" in mine.heard, "his own is heard of")
    assert len(mine.places) <= count + 2, "one for the ticket that left, one for his own"
    assert mine.events[-1] == "change"


async def test_a_ticket_that_reaches_him_by_nothing_else_is_asked_for_anew(connect) -> None:
    """No fact told that he lost it; the next one about it names neither him nor his team."""
    seen = {10001}

    async def tickets(_: Actor, wanted: frozenset[int]) -> set[int]:
        return seen & wanted

    mine = await connect(actor(5, [3]), tickets=tickets, wanted=["ticket:10001"])
    seen.clear()
    await happen("ticket:10001", "team:4")
    await soon(lambda: "ticket:10001" not in mine.stream.client.topics, "the ticket is gone")
    assert "ticket:10001" not in mine.heard


async def test_a_person_who_may_look_no_more_is_cut(connect, hub: Hub) -> None:
    async def nobody() -> None:
        return None

    mine = await connect(actor(5), who=nobody)
    async with tx():
        await record(RoleRevoked(stream_id=5, actor_id=None, role="agent"), ["person:5"])
    await soon(lambda: mine.ended, "the stream has ended")
    assert mine.events[-1] == "bye"
    await soon(lambda: hub.clients == 0, "nothing is left")


async def test_a_draining_process_says_bye(connect, hub: Hub) -> None:
    mine = await connect(actor(5))
    try:
        drain.set()
        await soon(lambda: mine.ended, "the stream has ended")
    finally:
        drain.clear()
    assert mine.events[-1] == "bye"
    assert hub.clients == 0


async def test_a_browser_that_leaves_is_forgotten(connect, hub: Hub) -> None:
    mine = await connect(actor(5))
    assert hub.clients == 1
    await mine.leave()
    assert hub.clients == 0


async def test_a_quiet_stream_still_breathes(connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.stream, "HEARTBEAT_SECONDS", 0.05)
    mine = await connect(actor(5))
    await soon(lambda: mine.text.count(": here") > 1, "heartbeats come")
