"""Why each time of a clock counts as it does, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from okno.catalog.levels import Policy
from okno.clock import now_us
from okno.db import fetch_value, tx
from okno.i18n import translator
from okno.settings import Settings
from okno.tickets import Ticket, clock_words, store
from okno.tickets.comment import add
from okno.tickets.move import go
from okno.tickets.reclassify import Wish, reclassify
from okno.tickets.segments import segments
from tests.tickets.agreeing import moved_clock
from tests.tickets.burning import DAY, HOUR, Burning, at, begin, catalog, level, put_in_force

EN = translator("en", "UTC")


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock; it begins on Tuesday, the third of November."""
    move = moved_clock(monkeypatch)
    move(at(12, day=3))
    return move


@pytest_asyncio.fixture
async def people(db: Settings, set_to: Callable[[int], None]) -> Burning:
    """Hours from nine to six with the holidays of Russia and a short Thursday; what is critical is never left alone."""
    found = await begin()
    day = replace(DAY, holidays="RU", exceptions={"2026-11-05": ("09:00-12:00",)})
    night = replace(
        DAY,
        key="night",
        title={"ru": "Всегда", "en": "Always"},
        week=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00-24:00",)),
    )
    keen = replace(level(stops=("approval",), calendar="night"), key="keen", title={"ru": "Остро", "en": "Keen"})
    rule = Policy(key="hot", title={"ru": "Пожар", "en": "Fire"}, sort=1, sla="keen", priorities=("critical",))
    await put_in_force(catalog(level(), keen, policies=(rule,), calendars=(day, night)))
    return found


async def to(ticket: Ticket, state: str) -> None:
    """Moves it by rule."""
    async with tx():
        await go(await store.locked(ticket.id), state, actor_id=None, comment_id=None, by_rule=True)


async def told(ticket: Ticket, *, judged: bool = True) -> list[str]:
    """The reasons of all its times."""
    fresh = await store.load(ticket.id)
    found = await segments(fresh, now_us())
    return [clock_words.why(found, place, EN, now=now_us(), judged=judged) for place in range(len(found))]


async def test_days_that_differ_are_named(people: Burning, set_to: Callable[[int], None]) -> None:
    """A day off on the way, and a short day; not a Sunday, which is always free."""
    ticket = await people.ticket()
    set_to(at(12, day=9))
    [why] = await told(ticket)
    assert why == "New; the clock goes in the hours “Day”; 4 November: day off; 5 November: 09:00-12:00"


async def test_pauses_are_named_and_add_nothing(people: Burning, set_to: Callable[[int], None]) -> None:
    ticket = await people.ticket()
    await to(ticket, "waiting_supplier")
    set_to(at(12, day=9))
    assert (await told(ticket))[-1].endswith("; the clock stands: the supplier is waited for")


async def test_another_promise_is_told_to_the_staff_alone(people: Burning, set_to: Callable[[int], None]) -> None:
    """Other hours, another time; and that a pause does not stop it."""
    ticket = await people.ticket()
    set_to(at(13, day=3))
    await reclassify(people.boris, ticket.id, Wish(impact=1, urgency=1), version=None)
    set_to(at(14, day=3))
    await to(ticket, "waiting_user")
    _, promised, pause = await told(ticket)
    assert "from here on in other hours" in promised
    assert "from here on 2\xa0h in all, by the level “Keen”" in promised
    assert "a pause, but the clock goes on in the hours “Always”: the level “Keen” does not stop for it" in pause
    fresh = await store.load(ticket.id)
    assert (fresh.sla, fresh.policy, fresh.calendar, fresh.worked) == ("keen", "hot", "night", 2 * HOUR)
    assert "Keen" not in str(await told(ticket, judged=False))
    assert "in all" not in str(await told(ticket, judged=False))
    await reclassify(people.boris, ticket.id, Wish(impact=2, urgency=2), version=None)
    assert (await store.load(ticket.id)).calendar == "day", "those of the team again"


async def test_opened_again_it_goes_on_with_what_was_worked(people: Burning, set_to: Callable[[int], None]) -> None:
    ticket = await people.ticket()
    set_to(at(14, day=3))
    await to(ticket, "done")
    set_to(at(10, day=6))
    await to(ticket, "in_progress")
    assert "opened again, the time before counts on" in (await told(ticket))[-1]
    fresh = await store.load(ticket.id)
    assert (fresh.worked, fresh.resolve_by) == (2 * HOUR, at(16, day=6))


async def test_what_was_used_up_before_a_pause_stays_due_then(people: Burning, set_to: Callable[[int], None]) -> None:
    """It is not due anew as it goes on."""
    ticket = await people.ticket()
    set_to(at(15, day=6))
    await to(ticket, "waiting_user")
    set_to(at(15, day=9))
    await to(ticket, "in_progress")
    fresh = await store.load(ticket.id)
    # Six hours of Tuesday, two of the short Thursday.
    assert fresh.resolve_by == at(11, day=5)


async def test_who_waits_for_a_word(people: Burning, set_to: Callable[[int], None]) -> None:
    """From the order to the first word of the staff, and from his own words to the next one of theirs."""
    ticket = await people.ticket()

    async def waits() -> int | None:
        found: int | None = await fetch_value("SELECT unanswered_since FROM ticket WHERE id = $1", ticket.id)
        return found

    async def says(author: int, *, staff: bool, visibility: str = "public") -> None:
        async with tx():
            await add(await store.locked(ticket.id), author, "Words", visibility, source="portal", staff=staff)

    assert await waits() == at(12, day=3)
    set_to(at(13, day=3))
    await says(people.anna.id, staff=False)
    assert await waits() == at(12, day=3), "the first of his words counts"
    await says(people.boris.id, staff=True, visibility="internal")
    assert await waits() == at(12, day=3)
    await says(people.boris.id, staff=True)
    assert await waits() is None
    set_to(at(14, day=3))
    await says(people.anna.id, staff=False)
    assert await waits() == at(14, day=3)
    await to(ticket, "waiting_user")
    assert await waits() is None
