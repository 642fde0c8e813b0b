"""Who is at a ticket: known to all processes, told to those who may know, gone by itself."""

from __future__ import annotations

import pytest

from okno.live import Hub, Ping, Present, presence
from okno.live.presence import LASTS_SECONDS
from tests.live.conftest import actor, happen, sign
from tests.stands.wait import soon


def ping(act: str = "look", *, person: int = 5, tab: str = "aaaa", ticket: int = 10001) -> Ping:
    """A page of a ticket of team 3 that person 9 has ordered."""
    return Ping(ticket, 3, 9, person, tab, act)


class Time:
    """A clock that is moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """The time of what is believed."""
    clock = Time()
    monkeypatch.setattr(presence, "monotonic", clock)
    return clock


async def test_another_process_hears_of_it(hub: Hub) -> None:
    other = Hub(sign)
    await other.start()
    await hub.presence.say(ping("reply"))
    await soon(lambda: other.presence.of(10001), "the other process has heard")
    assert other.presence.of(10001) == hub.presence.of(10001) == [Present(5, "reply")]
    await hub.presence.say(ping("gone"))
    await soon(lambda: not other.presence.of(10001), "the other process has heard that he has gone")
    await other.stop()


async def test_browsers_are_told_by_right(hub: Hub, connect) -> None:
    """The team hears; neither another team, nor himself, nor whoever has ordered it, be he in the team."""
    team, other = await connect(actor(6, [3])), await connect(actor(7, [4]))
    himself, customer = await connect(actor(5, [3])), await connect(actor(9, [3]))
    await hub.presence.say(ping())
    await soon(lambda: "presence" in team.events, "the team has heard")
    assert team.heard == {"staff:10001"}
    await happen("person:7", "person:5", "person:9")
    await soon(lambda: other.heard and himself.heard and customer.heard, "the others have heard of something else")
    for one in (other, himself, customer):
        assert "presence" not in one.events


async def test_what_is_not_said_again_is_not_believed(hub: Hub, time: Time) -> None:
    # A process hears its own bell too, a moment later: time goes on when all have heard, or it would be said again.
    other = Hub(sign)
    await other.start()
    await hub.presence.say(ping())
    await soon(lambda: other.presence.of(10001), "all have heard")
    await other.stop()
    time.now += LASTS_SECONDS - 1
    assert hub.presence.of(10001)
    await hub.presence.say(ping(person=6))
    time.now += 2
    assert hub.presence.of(10001) == [Present(6, "look")]
    hub.presence.sweep()
    assert hub.presence.busy([10001, 10002]) == [10001]
    time.now += LASTS_SECONDS
    hub.presence.sweep()
    assert hub.presence.busy([10001]) == []


async def test_of_several_pages_of_one_person_the_writing_one_counts(hub: Hub) -> None:
    await hub.presence.say(ping(tab="aaaa"))
    await hub.presence.say(ping("note", tab="bbbb"))
    await hub.presence.say(ping(person=6))
    assert hub.presence.of(10001) == [Present(5, "note"), Present(6, "look")]
    await hub.presence.say(ping("gone", tab="bbbb"))
    assert hub.presence.of(10001) == [Present(5, "look"), Present(6, "look")]


async def test_nothing_of_it_is_without_bounds(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "TICKETS_MOST", 3)
    for n in range(20):
        await hub.presence.say(ping(tab=f"tab{n}a"))
        await hub.presence.say(ping(ticket=10001 + n))
    assert len(hub.presence._pages) <= 3
    assert len(hub.presence._pages[10001]) <= presence.PAGES_EACH


@pytest.mark.parametrize("message", ["e5", "p", "p1:2:3:4:aaaa:fly", "p1:2:3:4:AAAA:look", "p1:2:3:x:aaaa:look"])
def test_strange_messages_are_passed_over(message: str) -> None:
    assert Ping.decode(message) is None


def test_a_message_is_short() -> None:
    """PostgreSQL takes 8000 bytes, a datagram fewer."""
    longest = Ping(*([10**18 - 1] * 4), "a" * 16, "reply")
    assert len(longest.encode()) < 128
    assert Ping.decode(longest.encode()) == longest
