"""What a page and its stream carry tells nothing of others, and nothing that one hears is missed for that."""

from __future__ import annotations

import json

import asyncpg
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from okno.access import Actor
from okno.db import fetch_value
from okno.db.connection import postgres_credentials
from okno.events.trace import Trace
from okno.http.visit import Visit
from okno.live import Ear, Hub, memory
from okno.live.place import Place, Sealer
from okno.settings import Settings
from okno.web.shell import Screen
from tests.live.conftest import actor, ear, happen, sign, told
from tests.stands.wait import soon

OTHERS = 600


def page(hub: Hub, settings: Settings, person: Actor) -> str:
    """Where the page of somebody begins its stream."""
    app = Starlette()
    app.state.hub = hub
    request = Request({"type": "http", "app": app, "headers": [], "path": "/", "query_string": b"", "method": "GET"})
    visit = Visit(settings, "", "", False, "/", "ru", actor=person)
    return Screen(request, visit, "ticket.own").live


# What others do is not in it ----------------------------------------------------------------------------------------


async def test_a_page_is_the_same_before_and_after_what_its_reader_does_not_hear(hub: Hub, db: Settings) -> None:
    people = [actor(5), actor(6, [3]), actor(7)]
    await happen("person:5", "team:3", "ticket:10001")
    await told(hub)
    before = [page(hub, db, one) for one in people]
    assert all(before)
    await happen("person:9", "team:8", "staff:10002", "ticket:10002")
    await happen("team:8", "staff:10002")
    await happen("roles")
    await happen("person:9", times=OTHERS)
    await told(hub)
    assert [page(hub, db, one) for one in people] == before


async def test_a_page_changes_after_what_its_reader_hears(hub: Hub, db: Settings) -> None:
    heard = {"person": actor(5), "team": actor(6, [3])}
    found = {name: [page(hub, db, one)] for name, one in heard.items()}
    for topics in (("person:5", "team:3"), ("person:5", "team:3"), ("person:5", "team:3", "but:person:9")):
        await happen(*topics)
        await told(hub)
        for name, one in heard.items():
            found[name].append(page(hub, db, one))
    assert all(len(set(words)) == 4 for words in found.values())


async def test_a_note_about_his_own_ticket_is_not_in_the_page_of_who_may_not_hear_of_it(hub: Hub, db: Settings) -> None:
    requester, colleague = actor(5, [3]), actor(6, [3])
    await happen("team:3", "ticket:10001")
    await told(hub)
    before = page(hub, db, requester), page(hub, db, colleague)
    await happen("team:3", "staff:10001", "but:person:5")
    await told(hub)
    assert page(hub, db, requester) == before[0]
    assert page(hub, db, colleague) != before[1]
    await happen("team:3", "ticket:10002")
    await told(hub)
    assert page(hub, db, requester) != before[0]


async def test_every_process_gives_the_same_place(hub: Hub, db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that started later too, and after old facts are forgotten."""
    monkeypatch.setattr(memory, "STEP", 10)
    for _ in range(7):
        await happen("person:6", times=4)
        await happen("person:5" if await _count() < 25 else "person:7")
        await told(hub)
    later = Hub(sign)
    await later.start()
    try:
        for person in (5, 6, 7, 8):
            assert page(later, db, actor(person)) == page(hub, db, actor(person))
    finally:
        await later.stop()
    assert len(hub._memory._told) < 3 * memory.STEP


async def _count() -> int:
    return int(await fetch_value("SELECT count(*) AS n FROM event"))


async def test_the_ids_of_messages_tell_nothing_either(hub: Hub, connect) -> None:
    """They are words of one length that count nothing, other ones for each person."""
    mine, other = await connect(actor(5)), await connect(actor(6))
    for _ in range(3):
        await happen("person:5", "person:6")
        await told(hub)
    assert all(len(word) == 32 for word in mine.places)
    assert not set(mine.places) & set(other.places)
    before = mine.last
    await mine.leave()
    await happen("person:7", times=OTHERS)
    await told(hub)
    again = await connect(actor(5), since=before)
    assert (again.events, again.places) == (["ready"], [before])


async def test_what_was_told_beside_an_open_transaction_stands_as_it_is_when_that_ends(
    hub: Hub, db: Settings, connect, dialect: str
) -> None:
    """The horizon stands still meanwhile. Its move is not in the page, and what was told is not told again."""
    if dialect != "postgres":
        pytest.skip("writers of SQLite come one after the other")
    wanted = ("user", "password", "host", "port", "database")
    where = {key: value for key, value in postgres_credentials(db.database).items() if key in wanted}
    other = await asyncpg.connect(**where)
    try:
        open_one = other.transaction()
        await open_one.start()
        await other.execute("SELECT pg_current_xact_id()")
        before = page(hub, db, actor(5))
        words = [before]
        for _ in range(2):
            await happen("person:5")
            await told(hub)
            words.append(page(hub, db, actor(5)))
        assert len(set(words)) == 3
        await open_one.rollback()
        await happen("person:6")
        await told(hub)
        assert page(hub, db, actor(5)) == words[-1]
        assert (await connect(actor(5), since=words[-1])).events == ["ready"]
        assert (await connect(actor(5), since=words[1])).events == ["change"]
    finally:
        await other.close()


# Nothing is missed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [0, OTHERS])
async def test_a_change_between_the_page_and_its_stream_is_told(hub: Hub, db: Settings, connect, others: int) -> None:
    """However much others have done in between, and when the stream comes to a process that started after it."""
    await happen("person:5")
    await told(hub)
    since = page(hub, db, actor(5))
    if others:
        await happen("person:6", times=others)
    await happen("person:5", "ticket:10001")
    if others:
        await happen("person:6", times=others)
    later = Hub(sign)
    await later.start()
    try:
        for at in (hub, later):
            mine = await connect(actor(5), since=since, at=at)
            await soon(lambda mine=mine: "ticket:10001" in mine.heard, "it is told")
            assert "reload" not in mine.events
            await happen("person:5", "ticket:10002")
            await told(hub)
            await told(later)
            again = await connect(actor(5), since=mine.places[0], at=later)
            assert again.events == ["change"]
            assert "ticket:10002" in again.heard
    finally:
        await later.stop()


async def test_much_that_others_did_loads_nothing_anew(hub: Hub, db: Settings, connect) -> None:
    since = page(hub, db, actor(5))
    await happen("person:6", times=OTHERS)
    await told(hub)
    mine = await connect(actor(5), since=since)
    assert (mine.events, mine.last) == (["ready"], since)


async def test_a_page_that_is_ahead_of_the_process_of_its_stream(hub: Hub, db: Settings, connect) -> None:
    """The other process has not heard yet: it goes on from the page's place and tells no more than needed."""
    slow = Hub(sign)
    await slow.start()
    try:
        slow.deafen()
        await happen("person:5", "ticket:10001")
        await told(hub)
        since = page(hub, db, actor(5))
        mine = await connect(actor(5), since=since, at=slow)
        assert mine.events[0] == "ready"
        await happen("person:5", "ticket:10002")
        slow._missed = True
        slow._rung.set()
        await told(slow)
        assert "ticket:10002" in (await connect(actor(5), since=since, at=slow)).heard
    finally:
        await slow.stop()


async def test_an_asked_ticket_is_caught_up_too(hub: Hub, db: Settings, connect) -> None:
    async def tickets(_: Actor, wanted: frozenset[int]) -> set[int]:
        return set(wanted)

    since = page(hub, db, actor(5))
    await happen("ticket:10001", "team:4")
    await told(hub)
    mine = await connect(actor(5), since=since, tickets=tickets, wanted=["ticket:10001"])
    assert mine.heard == {"ticket:10001"}
    again = await connect(actor(5), since=mine.last, tickets=tickets, wanted=["ticket:10001"])
    assert again.events == ["ready"]


# Words that nobody was given ----------------------------------------------------------------------------------------

FORGED = ["1", "0", "nonsense", "-5", "9" * 18, "9" * 40, "٣", "A" * 32, "=" * 32, "é" * 32, "\0", "_" * 32, "A" * 31]


@pytest.mark.parametrize("since", FORGED)
async def test_a_strange_word_loads_the_page_anew(connect, since: str) -> None:
    """Never an error; the place that comes with it can be gone on from."""
    mine = await connect(actor(5), since=since)
    assert mine.events == ["reload"]
    assert (await connect(actor(5), since=mine.last)).events == ["ready"]


async def test_the_word_of_another_person_is_worth_nothing(hub: Hub, connect) -> None:
    assert (await connect(actor(5), since=hub.place(ear(6)))).events == ["reload"]
    assert (await connect(actor(5), since=hub.place(ear(5)))).events == ["ready"]


async def test_a_word_of_another_database_is_worth_nothing(hub: Hub, connect) -> None:
    """As after a restore: the key is the same, but so far the log has not come."""
    word = Sealer(sign).seal(5, Place(2**60))
    assert (await connect(actor(5), since=word)).events == ["reload"]


def test_a_word_is_opened_by_whom_it_was_made_for() -> None:
    sealer = Sealer(sign)
    for place in (Place(0), Place(1), Place(2**63, 2**64 - 1)):
        word = sealer.seal(5, place)
        assert sealer.seal(5, place) == word
        assert sealer.open(5, word) == place
        assert sealer.open(6, word) is None
        assert Sealer(lambda text: sign("other " + text)).open(5, word) is None
        for n in range(len(word)):
            assert sealer.open(5, word[:n] + ("A" if word[n] != "A" else "B") + word[n + 1 :]) is None


def test_places_beside_each_other_have_nothing_in_common() -> None:
    """Nobody reads how far one is from the other."""
    words = [Sealer(sign).seal(5, Place(n)) for n in range(200)]
    assert len({word[:4] for word in words}) > 190
    assert len({word[-4:] for word in words}) > 190


def test_before_the_start_there_is_no_place() -> None:
    assert Hub().place(Ear(5, frozenset({"person:5"}))) == ""


def test_a_word_needs_no_escaping() -> None:
    word = Sealer(sign).seal(5, Place(7))
    assert json.dumps(word) == f'"{word}"'
    assert word.replace("-", "").replace("_", "").isalnum()


# What it costs ------------------------------------------------------------------------------------------------------


class Counted(int):
    """A position that counts how often it is compared."""

    compared = 0

    def __lt__(self, other: int) -> bool:
        Counted.compared += 1
        return super().__lt__(other)

    def __ge__(self, other: int) -> bool:
        Counted.compared += 1
        return super().__ge__(other)


def test_a_place_beside_an_open_transaction_looks_at_the_last_facts_only() -> None:
    """Each message carries a place. To walk through all remembered facts for it took a third of a millisecond."""
    held = memory.Memory()
    for n in range(1, 2001):
        # An older transaction still runs: the horizon stays behind.
        held.add([Trace(n, Counted(n), "ticket", "Happened", ("person:5",))], max(1, n - 3))
    Counted.compared = 0
    place = held.place(ear(5))
    assert place.position == 1997
    assert place.early
    assert held.missed(ear(5), place) == ()
    assert held.missed(ear(5), Place(1999)) == ("person:5",)
    assert Counted.compared < 200
