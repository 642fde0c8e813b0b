"""Reminders and deadlines of approvals, who stands in later, who has left: with a clock that is moved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from okno import tickets
from okno.catalog.owners import set_owner
from okno.clock import FAR_US
from okno.db import execute, tx
from okno.errors import Forbidden, NotFound
from okno.events import Fact
from okno.events.dispatch import deliver_due
from okno.events.log import read_stream
from okno.people import change
from okno.tickets import Sight, Ticket, approval, approval_clock, approvals, clock, deciding, store
from okno.tickets.merge import merge, unmerge
from tests.company import MONITOR_TEAM, Company, hire
from tests.tickets.agreeing import (
    asked,
    manage,
    monitor,
    moved_clock,
    of,
    offer,
    say,
    send_away,
    state,
    step,
    steps,
    with_manager,
)

HOUR_US = 3_600_000_000


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock."""
    return moved_clock(monkeypatch)


async def _asks(ticket: Ticket) -> list[Fact]:
    return [fact for fact in await read_stream("ticket", ticket.id) if fact.kind == "ApprovalAsked"]


async def _due(ticket: Ticket, set_to: Callable[[int], None]) -> None:
    """Moves the clock to what comes next for a ticket and lets the server look twice, as after a kill."""
    nearest = min(one.next_at for one in await steps(ticket))
    assert nearest < FAR_US
    set_to(nearest - 1)
    assert await approval_clock.look() == 0
    set_to(nearest)
    assert await approval_clock.look() == 1
    assert await approval_clock.look() == 0


async def test_who_is_silent_is_reminded_once(company: Company, set_to: Callable[[int], None]) -> None:
    """In the working time of the ticket; the deadline comes after it."""
    galina = await with_manager(company)
    await offer(step(remind="4h", deadline="2d"))
    ticket = await monitor(company)
    [one] = await steps(ticket)
    assert one.remind_at is not None
    assert one.due_at is not None
    work = clock.calendar(ticket.calendar)
    assert work.between(one.asked_at or 0, one.remind_at) == 4 * HOUR_US
    assert work.between(one.asked_at or 0, one.due_at) == 16 * HOUR_US
    await _due(ticket, set_to)
    facts = await _asks(ticket)
    assert [(fact.payload["person_id"], fact.payload["reminded"]) for fact in facts] == [
        (galina.id, False),
        (galina.id, True),
    ]
    [one] = await steps(ticket)
    assert one.next_at == one.due_at


async def test_who_has_decided_is_not_reminded(company: Company, set_to: Callable[[int], None]) -> None:
    galina = await with_manager(company)
    await offer(step(remind="4h"))
    ticket = await monitor(company)
    remind_at = (await steps(ticket))[0].remind_at
    assert remind_at is not None
    await say(galina, ticket)
    set_to(remind_at + HOUR_US)
    assert await approval_clock.look() == 0


async def test_at_the_deadline_whoever_is_above_is_asked(company: Company, set_to: Callable[[int], None]) -> None:
    """And decides alone; whoever was silent may decide still."""
    galina = await with_manager(company)
    boss = await hire("boss", "Больший")
    await manage(galina, boss)
    await offer(step(deadline="1d"))
    ticket = await monitor(company)
    await _due(ticket, set_to)
    assert await asked(ticket) == {galina.id: "manager", boss.id: "escalated"}
    assert (await tickets.get(boss, ticket.id))[1] is Sight.READER
    await _due(ticket, set_to)
    assert await asked(ticket) == {galina.id: "manager", boss.id: "escalated", company.admin.id: "escalated"}
    assert (await say(boss, ticket)).state == "new"
    assert (await of(ticket, galina)).state == "void"


async def test_the_one_above_decides_for_all_who_are_silent(company: Company, set_to: Callable[[int], None]) -> None:
    ivan, petr = await hire("ivan", "Иван", role="auditor"), await hire("petr", "Пётр", role="auditor")
    boss = await hire("boss", "Больший")
    await manage(petr, boss)
    await offer(step("role", "role", role="auditor", need="all", deadline="1d"))
    ticket = await monitor(company)
    await say(ivan, ticket)
    await _due(ticket, set_to)
    assert await asked(ticket) == {petr.id: "role", boss.id: "escalated"}
    assert (await say(boss, ticket)).state == "new"


async def test_escalation_ends_with_the_owner_and_the_leads(company: Company, set_to: Callable[[int], None]) -> None:
    galina = await with_manager(company)
    lead = await hire("lead", "Лидия", role="agent", team=MONITOR_TEAM, lead=True)
    await set_owner("monitor", company.fedor.id, actor_id=None)
    await offer(step(deadline="1d"))
    ticket = await monitor(company)
    for person in (company.fedor, lead, company.admin):
        await _due(ticket, set_to)
        assert person.id in await asked(ticket)
    # Nobody is left: all are reminded.
    await _due(ticket, set_to)
    last = (await _asks(ticket))[-4:]
    assert {fact.payload["person_id"] for fact in last} == {galina.id, company.fedor.id, lead.id, company.admin.id}
    assert all(fact.payload["reminded"] for fact in last)


async def test_a_deadline_may_count_as_a_refusal(company: Company, set_to: Callable[[int], None]) -> None:
    await with_manager(company)
    await offer(step(deadline="1d", at_deadline="refuse"))
    ticket = await monitor(company)
    await _due_once(ticket, set_to)
    assert await state(ticket) == "cancelled"
    facts = list(await read_stream("ticket", ticket.id))
    [passed] = [fact for fact in facts if fact.kind == "ApprovalPassed"]
    assert (passed.payload["decision"], passed.payload["why"]) == ("refused", "deadline")
    assert [fact.payload["cause"] for fact in facts if fact.kind == "TicketMoved"] == ["asked", "overdue"]


async def test_a_deadline_may_count_as_an_approval(company: Company, set_to: Callable[[int], None]) -> None:
    """Then the next step is asked."""
    galina = await with_manager(company)
    await offer(step(deadline="1d", at_deadline="approve"), step("person", "person", person="fedor"))
    ticket = await monitor(company)
    await _due_once(ticket, set_to)
    assert await asked(ticket) == {company.fedor.id: "person"}
    with pytest.raises(NotFound):
        await tickets.get(galina, ticket.id)
    assert (await say(company.fedor, ticket)).state == "new"


async def _due_once(ticket: Ticket, set_to: Callable[[int], None]) -> None:
    set_to(min(one.next_at for one in await steps(ticket)))
    assert await approval_clock.look() == 1


async def test_whoever_is_asked_by_hand_is_reminded(company: Company, set_to: Callable[[int], None]) -> None:
    ticket = await company.order()
    await approvals.ask_person(company.boris, ticket.id, "fedor")
    await _due(ticket, set_to)
    assert [fact.payload["reminded"] for fact in await _asks(ticket)] == [False, True]


async def test_a_merged_ticket_is_left_alone(company: Company, set_to: Callable[[int], None]) -> None:
    galina = await with_manager(company)
    await offer(step(deadline="1d", at_deadline="refuse"))
    ticket, other = await monitor(company), await monitor(company)
    async with tx():
        await store.touch(ticket, {"merged_into_id": other.id})
    set_to((await steps(ticket))[0].next_at)
    await approval_clock.look()
    assert await asked(ticket) == {galina.id: "manager"}


# Who stands in, who has left ------------------------------------------------------------------------------------


async def test_who_stands_in_later_is_asked_too(company: Company) -> None:
    """Once: the server looks again and again."""
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    assert await approval_clock.ask_substitutes() == 0
    await send_away(galina, company.stranger)
    assert await approval_clock.ask_substitutes() == 1
    assert await approval_clock.ask_substitutes() == 0
    fact = (await _asks(ticket))[-1]
    assert (fact.payload["person_id"], fact.payload["why"]) == (company.stranger.id, "substitute")
    assert (await say(company.stranger, ticket, of_=galina)).state == "new"


async def test_instead_of_who_has_left_another_is_asked(company: Company) -> None:
    galina = await with_manager(company)
    boss = await hire("boss", "Больший")
    await manage(galina, boss)
    await offer(step())
    ticket = await monitor(company)
    await change(galina.id, {"active": False}, actor_id=None)
    while await deliver_due():
        pass
    assert await asked(ticket) == {boss.id: "instead"}
    assert (await say(boss, ticket)).state == "new"


async def test_when_all_have_left_the_step_passes(company: Company) -> None:
    galina = await with_manager(company)
    await change(company.admin.id, {"active": False}, actor_id=None)
    await offer(step())
    ticket = await monitor(company)
    await change(galina.id, {"active": False}, actor_id=None)
    while await deliver_due():
        pass
    assert await state(ticket) == "new"


async def test_the_number_falls_with_those_who_have_left(company: Company) -> None:
    ivan, petr = await hire("ivan", "Иван", role="auditor"), await hire("petr", "Пётр", role="auditor")
    await change(company.admin.id, {"active": False}, actor_id=None)
    await offer(step("role", "role", role="auditor", need="all"))
    ticket = await monitor(company)
    await say(ivan, ticket)
    await change(petr.id, {"active": False}, actor_id=None)
    while await deliver_due():
        pass
    assert await state(ticket) == "new"
    assert not await approval.is_open(ticket.id)


async def test_of_a_merged_ticket_nobody_else_is_asked_until_it_is_one_again(company: Company) -> None:
    """Who is to decide then is asked then."""
    galina = await with_manager(company)
    boss = await hire("boss", "Больший")
    await manage(galina, boss)
    await offer(step())
    ticket, other = await monitor(company), await monitor(company)
    await deciding.decide(galina, other.id, (await of(other, galina)).id, decision="approve")
    await merge(company.boris, ticket.id, other.id, version=None)
    before = len(await _asks(ticket))
    await change(galina.id, {"active": False}, actor_id=None)
    while await deliver_due():
        pass
    await send_away(galina, company.vera)
    assert await approval_clock.ask_substitutes() == 0
    assert len(await _asks(ticket)) == before
    assert await approval_clock.ask_instead() == 0
    await unmerge(company.boris, ticket.id)
    assert await approval_clock.ask_instead() == 1
    assert await asked(ticket) == {boss.id: "instead"}
    assert await approval_clock.ask_instead() == 0


async def test_when_the_one_who_stands_in_goes_away_too_the_next_is_asked(company: Company) -> None:
    galina = await with_manager(company)
    await offer(step())
    await send_away(galina, company.stranger)
    ticket = await monitor(company)
    await send_away(company.stranger, company.fedor)
    assert await approval_clock.ask_substitutes() == 1
    assert await approval_clock.ask_substitutes() == 0
    assert (await say(company.fedor, ticket, of_=galina)).state == "new"


async def test_for_whom_it_is_stands_in_for_nobody(company: Company) -> None:
    """And the server does not come back to it all the time."""
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    await send_away(galina, company.anna)
    assert await approval_clock.ask_substitutes() == 0
    with pytest.raises(Forbidden):
        await say(company.anna, ticket, of_=galina)


async def test_whoever_left_just_while_he_was_asked_is_replaced(company: Company) -> None:
    """No fact tells of it: the server looks."""
    galina = await with_manager(company)
    boss = await hire("boss", "Больший")
    await manage(galina, boss)
    await offer(step())
    ticket = await monitor(company)
    await execute("UPDATE person SET active = $1 WHERE id = $2", False, galina.id)
    assert await approval_clock.ask_instead() == 1
    assert await asked(ticket) == {boss.id: "instead"}
