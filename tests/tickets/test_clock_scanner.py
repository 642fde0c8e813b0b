"""What happens by itself on the way to a due time, on a clock that is set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from okno import notify, tickets
from okno.catalog.levels import ClockStep, Policy
from okno.clock import FAR_US
from okno.db import execute, fetch_value, tx
from okno.errors import Conflict
from okno.events import Fact
from okno.events.dispatch import deliver_due
from okno.events.log import read_stream
from okno.notify import page
from okno.settings import Settings
from okno.tickets import Ticket, clock_acts, clock_scanner, reclassify, store
from okno.tickets.move import go
from okno.tickets.reclassify import Wish
from tests.company import actor_again
from tests.tickets.agreeing import moved_clock
from tests.tickets.burning import HOUR, at, begin, catalog, level, put_in_force

SECOND = 1_000_000
CLOCK = ("SlaWarned", "SlaBreached", "PriorityRaised", "TicketLineChanged")


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock; it begins on a Monday at nine."""
    move = moved_clock(monkeypatch)
    move(at(9))
    return move


async def _look() -> None:
    while await clock_scanner.look():
        pass


async def _come(ticket: Ticket) -> list[tuple[str, str]]:
    """What the clock has done to a ticket."""
    return [
        (fact.kind, str(fact.payload.get("at_step") or fact.payload.get("of") or "")) for fact in await _facts(ticket)
    ]


async def _facts(ticket: Ticket) -> Sequence[Fact]:
    return [fact for fact in await read_stream("ticket", ticket.id) if fact.kind in CLOCK]


async def test_each_step_comes_at_its_second_and_once(db: Settings, set_to: Callable[[int], None]) -> None:
    """Half of the answer, three quarters of the solution, its end, and two working hours later: on the next day."""
    people = await begin()
    ticket = await people.ticket()
    moments = (
        (at(10), ("SlaWarned", "50%")),
        (at(11), ("SlaBreached", "respond")),
        (at(15), ("SlaWarned", "75%")),
        (at(17), ("SlaBreached", "resolve")),
        (at(10, day=17), ("SlaWarned", "+2h")),
    )
    seen: list[tuple[str, str]] = []
    for moment, step in moments:
        set_to(moment - 1)
        await _look()
        assert [one for one in await _come(ticket) if one[0] != "TicketLineChanged"] == seen
        assert await clock_scanner.next_due() == moment
        set_to(moment)
        await _look()
        await _look()
        seen.append(step)
        assert [one for one in await _come(ticket) if one[0] != "TicketLineChanged"] == seen
    assert await clock_scanner.next_due() == FAR_US


async def test_a_burning_ticket_reaches_the_lead_the_next_line_and_the_manager(
    db: Settings, set_to: Callable[[int], None]
) -> None:
    """By itself: nobody has done anything since Boris took it."""
    notify.settle(db)
    people = await begin()
    ticket = await people.ticket()
    await tickets.take(people.boris, ticket.id, version=None)
    set_to(at(15))
    await _look()
    assert await _told(people.boris.id) == ["burns"]
    assert await _told(people.lead.id) == ["burns"]
    set_to(at(17))
    await _look()
    fresh = await people.fresh(ticket)
    assert (fresh.line, fresh.assignee_id) == (2, None)
    assert "late" in await _told(people.lead.id)
    assert "late" not in await _told(people.vera.id)
    handed = next(fact for fact in await _facts(ticket) if fact.kind == "TicketLineChanged")
    assert (handed.actor_id, handed.payload["rule"]) == (None, "sla:fast")
    set_to(at(10, day=17))
    await _look()
    assert "late_long" in await _told(people.vera.id)
    assert await _told(people.manager.id) == ["late_long"]
    assert await _told(people.anna.id) == ["taken"]


async def _told(person_id: int) -> list[str]:
    while await deliver_due():
        pass
    notices, _ = await page(await actor_again(person_id))
    return [one.kind for one in reversed(notices) if one.kind not in ("team_new", "line_new")]


async def test_what_nobody_has_taken_is_told_to_the_team(db: Settings, set_to: Callable[[int], None]) -> None:
    """The story says so: it names no assignee where there is none."""
    people = await begin(ClockStep(at="75%", tell=("assignee", "lead")))
    ticket = await people.ticket()
    set_to(at(15))
    await _look()
    [warned] = [fact for fact in await _facts(ticket) if fact.payload["of"] == "resolve"]
    assert list(warned.payload["tell"]) == ["team", "lead"]


async def test_a_clock_that_stands_has_no_steps(db: Settings, set_to: Callable[[int], None]) -> None:
    """It goes on where it stood: what was told is not told again, what was left comes later by the pause."""
    people = await begin()
    ticket = await tickets.take(people.boris, (await people.ticket()).id, version=None)
    set_to(at(15))
    await _look()
    set_to(at(16))
    ticket = await tickets.move(people.boris, ticket.id, to="waiting_user", version=None, text="Which?")
    await _look()
    assert await clock_scanner.next_due() == FAR_US
    set_to(at(16, day=17))
    await _look()
    await tickets.move(people.boris, ticket.id, to="in_progress", version=None)
    await _look()
    assert await _come(ticket) == [("SlaWarned", "75%")]
    assert await clock_scanner.next_due() == at(17, day=17)


async def test_a_wall_clock_step_comes_again_only_when_its_end_has_gone(
    db: Settings, set_to: Callable[[int], None]
) -> None:
    """A short pause moves the end on by little; a long one makes another end of it."""
    people = await begin(ClockStep(at="-4h", tell=("assignee",)))
    ticket = await tickets.take(people.boris, (await people.ticket()).id, version=None)
    set_to(at(13))
    await _look()
    assert await _come(ticket) == [("SlaWarned", "-4h")]
    await tickets.move(people.boris, ticket.id, to="waiting_user", version=None, text="Which?")
    set_to(at(14))
    await tickets.move(people.boris, ticket.id, to="in_progress", version=None)
    set_to(at(14) + SECOND)
    await _look()
    assert len(await _come(ticket)) == 1
    await tickets.move(people.boris, ticket.id, to="waiting_user", version=None, text="Which?")
    set_to(at(10, day=19))
    await tickets.move(people.boris, ticket.id, to="in_progress", version=None)
    set_to(at(12, day=19))
    await _look()
    assert len(await _come(ticket)) == 2


async def test_what_warns_before_a_term_has_begun_is_left_out(db: Settings, set_to: Callable[[int], None]) -> None:
    """Eight hours are promised: a warning a day before would come with the order."""
    people = await begin(ClockStep(at="-24h", tell=("assignee",)))
    ticket = await people.ticket()
    await _look()
    assert await _come(ticket) == []
    assert await clock_scanner.next_due() == at(11)


async def test_a_burning_ticket_is_raised_once_by_each_step(db: Settings, set_to: Callable[[int], None]) -> None:
    """What is promised is less from then on; the step does not come again for the promise that it has made."""
    people = await begin(ClockStep(at="25%", raise_priority=True, tell=("lead",)))
    ticket = await tickets.take(people.boris, (await people.ticket()).id, version=None)
    set_to(at(11))
    await _look()
    fresh = await people.fresh(ticket)
    assert (fresh.priority, fresh.resolve_by) == (2, at(13))
    assert await _come(ticket) == [("SlaWarned", "25%"), ("PriorityRaised", "")]
    [_, raised] = await _facts(ticket)
    assert (raised.payload["rule"], raised.payload["from_priority"]) == ("sla:fast", 3)
    set_to(at(12))
    await reclassify(people.boris, ticket.id, Wish(impact=3, urgency=3), version=None)
    set_to(at(13, 30))
    await _look()
    # Boris has judged otherwise: it is told again, but not raised again.
    assert (await people.fresh(ticket)).priority == 4
    assert await _come(ticket) == [("SlaWarned", "25%"), ("PriorityRaised", ""), ("SlaWarned", "25%")]


async def test_steps_that_come_together_are_told_once(db: Settings, set_to: Callable[[int], None]) -> None:
    """After the server has slept over a day: the end is told, not all that led to it."""
    people = await begin()
    ticket = await tickets.take(people.boris, (await people.ticket()).id, version=None)
    set_to(at(12, day=18))
    await _look()
    kinds = [kind for kind, _ in await _come(ticket)]
    assert kinds == ["SlaBreached", "TicketLineChanged"]
    assert len(await clock_acts.come_of(ticket.id)) == 3


async def test_a_ticket_that_fails_does_not_hold_up_the_others(
    db: Settings, set_to: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is put off, each time for longer, and comes in when it can."""
    people = await begin()
    bad, good = await people.ticket(), await people.ticket()
    done = clock_acts.do_due

    async def do(ticket: Ticket) -> int:
        if ticket.id == bad.id:
            await execute("UPDATE ticket SET priority = 1 WHERE id = $1", ticket.id)
            raise RuntimeError("no")
        return await done(ticket)

    monkeypatch.setattr(clock_acts, "do_due", do)
    set_to(at(10))
    await _look()
    assert await _come(good) == [("SlaWarned", "50%")]
    assert (await people.fresh(bad)).priority == 3
    first = await fetch_value("SELECT next_clock_at FROM ticket WHERE id = $1", bad.id)
    assert at(10) < first < at(10) + HOUR
    set_to(first)
    await clock_scanner.look()
    second = await fetch_value("SELECT next_clock_at FROM ticket WHERE id = $1", bad.id)
    assert second - first > first - at(10)
    monkeypatch.setattr(clock_acts, "do_due", done)
    set_to(second)
    await _look()
    assert await _come(bad) == [("SlaWarned", "50%")]


async def test_what_is_opened_again_goes_on_burning(db: Settings, set_to: Callable[[int], None]) -> None:
    """An hour was worked when it was closed; its clock is looked at as that of any other."""
    people = await begin()
    ticket = await people.ticket()
    set_to(at(10))
    await _look()
    await _go(ticket, "closed")
    assert await clock_scanner.next_due() == FAR_US
    set_to(at(9, day=17))
    await _go(ticket, "in_progress")
    assert await clock_scanner.next_due() < FAR_US
    set_to(at(16, day=17))
    await _look()
    assert ("SlaBreached", "resolve") in await _come(ticket)


async def _go(ticket: Ticket, state: str) -> None:
    async with tx():
        await go(await store.locked(ticket.id), state, actor_id=None, comment_id=None, by_rule=True)


async def test_another_service_sets_a_clock_going_that_stood(db: Settings, set_to: Callable[[int], None]) -> None:
    """Its state is called otherwise there, and by its level the clock does not stand for it."""
    people = await begin()
    made = catalog(level(), replace(level(stops=()), key="never"))
    life = made.lifecycles["default"]
    states = tuple(replace(one, key=_other(one.key)) for one in life.states)
    led = tuple(replace(one, origins=tuple(map(_other, one.origins)), to=_other(one.to)) for one in life.transitions)
    second = replace(made.services["help"], key="second", sla="never", lifecycle="other")
    lifecycles = {"default": life, "other": replace(life, key="other", states=states, transitions=led)}
    await put_in_force(replace(made, lifecycles=lifecycles, services={**made.services, "second": second}))
    ticket = await people.ticket()
    await _go(ticket, "waiting_user")
    set_to(at(10))
    await reclassify(people.boris, ticket.id, Wish(service="second"), version=None)
    fresh = await people.fresh(ticket)
    assert (fresh.state, fresh.running_since) == ("waiting_him", at(10))
    assert fresh.due_sort < FAR_US
    assert await clock_scanner.next_due() < FAR_US


def _other(state: str) -> str:
    return "waiting_him" if state == "waiting_user" else state


async def test_what_is_given_to_somebody_on_another_line_waits_for_no_answer(
    db: Settings, set_to: Callable[[int], None]
) -> None:
    """That he has it is the first answer, though another promise holds there: only the solution is due."""
    people = await begin()
    second = Policy(key="second", title={"ru": "Вторая", "en": "Second"}, sort=1, sla="slow", lines=(2,))
    await put_in_force(catalog(level(), replace(level(), key="slow"), policies=(second,)))
    ticket = await people.ticket()
    set_to(at(10))
    given = await tickets.assign(people.boris, ticket.id, version=None, assignee=people.vera.id, line=2)
    assert (given.sla, given.responded_at) == ("slow", at(10))
    assert given.due_sort == given.resolve_by


async def test_whoever_was_too_late_hears_that_the_clock_was_faster(
    db: Settings, set_to: Callable[[int], None]
) -> None:
    """A priority that is raised by itself is another version of the ticket: the fact says so."""
    people = await begin(ClockStep(at="75%", raise_priority=True))
    ticket = await people.ticket()
    set_to(at(15))
    await _look()
    with pytest.raises(Conflict) as lost:
        await tickets.take(people.boris, ticket.id, version=ticket.version)
    raised = next(fact for fact in await _facts(ticket) if fact.kind == "PriorityRaised")
    assert lost.value.detail["last"] == raised.id


async def test_an_answer_ends_its_steps(db: Settings, set_to: Callable[[int], None]) -> None:
    """Taking it is one."""
    people = await begin()
    ticket = await tickets.take(people.boris, (await people.ticket()).id, version=None)
    set_to(at(14))
    await _look()
    assert await _come(ticket) == []
