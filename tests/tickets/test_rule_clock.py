"""Rules by time: once for each time that begins anew, in working hours, and never in circles."""

from __future__ import annotations

from okno import tickets
from okno.catalog import registry
from okno.catalog.model import working_time
from okno.clock import now_us
from okno.db import execute, fetch
from okno.tickets import Ticket, rule_clock, store
from tests.company import Company
from tests.tickets.automating import act, deliver, in_force, later, look, rule, runs, when

LONG = 24 * 30


async def _waiting(ticket: Ticket) -> list[tuple[str, int, int]]:
    rows = await fetch("SELECT rule, began, due_at FROM rule_wait WHERE ticket_id = $1 ORDER BY rule", ticket.id)
    return [(row["rule"], row["began"], row["due_at"]) for row in rows]


async def test_the_hour_is_working_time_of_the_ticket(company: Company) -> None:
    """By the calendar that its own clock runs in."""
    in_force(rule("slow", act("note", text="slow"), after="3d"))
    ticket = await company.order()
    await deliver()
    [(_, began, due)] = await _waiting(ticket)
    work = int(working_time("3d").total_seconds()) * 1_000_000
    assert registry.calendar(ticket.calendar).between(began, due) == work
    assert await look() == 0


async def test_it_acts_once_when_its_time_is_up(company: Company) -> None:
    """And again only after that time has begun anew."""
    in_force(rule("silent", act("note", text="silent"), since="requester_wrote", after="4h"))
    ticket = await company.order()
    await deliver()
    assert await _waiting(ticket) == []
    await tickets.comment(company.anna, ticket.id, text="Ну как?")
    await deliver()
    await later(ticket.id, LONG)
    assert await look() == 1
    assert await look() == 0
    await tickets.comment(company.anna, ticket.id, text="Всё ещё жду")
    await deliver()
    await later(ticket.id, LONG)
    assert await look() == 1
    assert await runs() == [("silent", "done")] * 2


async def test_what_does_not_fit_yet_acts_as_soon_as_it_does(company: Company) -> None:
    """Its hour has come; the criteria are looked at again and again until the ticket is over."""
    in_force(rule("burns", act("note", text="x"), after="1h", criteria=(when("priority", "high"),)))
    ticket = await company.order()
    await deliver()
    await later(ticket.id, LONG)
    assert await look() == 0
    await execute("UPDATE ticket SET priority = 2 WHERE id = $1", ticket.id)
    assert await look() == 1


async def test_what_is_over_waits_for_nothing(company: Company) -> None:
    """Closed by a person or by a rule."""
    in_force(rule("slow", act("note", text="slow"), after="1h"))
    ticket = await company.order()
    await deliver()
    assert len(await _waiting(ticket)) == 1
    await tickets.move(company.anna, ticket.id, to="cancelled", version=None)
    await deliver()
    assert await _waiting(ticket) == []


async def test_two_rules_by_time_cannot_run_in_circles(company: Company) -> None:
    """What a rule does begins no time anew: each acts once after the last act of a person."""
    in_force(
        rule(
            "go", act("state", "in_progress"), since="moved", after="1h", criteria=(when("state", "waiting_supplier"),)
        ),
        rule(
            "stop",
            act("reply", text="Ждём поставщика"),
            act("state", "waiting_supplier"),
            since="moved",
            after="1h",
            criteria=(when("state", "in_progress"),),
        ),
    )
    ticket = await company.order()
    await tickets.take(company.boris, ticket.id, version=None)
    for _ in range(4):
        await deliver()
        await later(ticket.id, LONG)
        await look()
    assert sorted(await runs()) == [("go", "done"), ("stop", "done")]


async def test_a_rule_that_is_switched_on_leaves_the_past_alone(company: Company) -> None:
    """What waits still gets its hour; what has waited for longer is nobody's surprise."""
    old, fresh = await company.order(), await company.order()
    await execute(
        "UPDATE event SET at = at - $2 WHERE stream_id = $1 AND stream = 'ticket'", old.id, LONG * 3_600_000_000
    )
    in_force(rule("slow", act("note", text="slow"), after="1h"))
    await deliver_old(old, fresh)
    assert await look() == 0
    assert await _waiting(old) == []
    assert len(await _waiting(fresh)) == 1
    in_force()
    assert await look() == 0
    assert await _waiting(fresh) == []


async def deliver_old(*told: Ticket) -> None:
    """They were delivered long ago, when there was no rule."""
    for ticket in told:
        await execute("DELETE FROM delivery WHERE stream_id = $1 AND listener = 'tickets.rules'", ticket.id)


async def test_a_new_calendar_moves_the_hours(company: Company) -> None:
    """They are counted anew when the catalog changes."""
    in_force(rule("slow", act("note", text="slow"), after="1h"))
    ticket = await company.order()
    await deliver()
    [(_, began, due)] = await _waiting(ticket)
    in_force(rule("slow", act("note", text="slow"), after="5d"))
    await rule_clock.look()
    [(_, same, later_on)] = await _waiting(ticket)
    assert same == began
    assert later_on > due > now_us() - 1
    assert (await store.load(ticket.id)).open
