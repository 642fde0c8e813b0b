"""Approvals: who is asked, in which order, what follows from what is decided."""

from __future__ import annotations

import asyncio

import pytest

from okno import tickets
from okno.access import grant
from okno.catalog import registry
from okno.catalog.model import Condition, Service
from okno.catalog.owners import owner_of, set_owner
from okno.clock import FAR_US
from okno.db import fetch, tx
from okno.errors import Conflict, Forbidden, Invalid, NotFound
from okno.events.log import read_stream
from okno.people import change
from okno.tickets import Sight, approval, approvals, deciding, story
from tests.company import MONITOR_TEAM, Company, actor_again, hire, make_confidential, team_id
from tests.tickets.agreeing import (
    asked,
    confidential,
    manage,
    monitor,
    of,
    offer,
    say,
    send_away,
    state,
    step,
    steps,
    with_manager,
)

KINDS = ("ApprovalAsked", "ApprovalGiven", "ApprovalPassed", "ApprovalFinished", "ApprovalBypassed", "TicketMoved")


async def kinds(number: int) -> list[str]:
    """What happened to a ticket."""
    return [fact.kind for fact in await read_stream("ticket", number) if fact.kind in KINDS]


async def test_a_ticket_waits_for_the_manager_and_its_clock_stands(company: Company) -> None:
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    assert (ticket.state, ticket.running_since, ticket.due_sort) == ("waiting_approval", None, FAR_US)
    assert ticket.responded_at is None
    assert await asked(ticket) == {galina.id: "manager"}
    assert (await tickets.get(galina, ticket.id))[1] is Sight.READER
    moved = next(fact for fact in await read_stream("ticket", ticket.id) if fact.kind == "TicketMoved")
    assert (moved.actor_id, moved.payload["by_rule"], moved.payload["cause"]) == (None, True, "asked")


async def test_when_all_agree_the_work_begins_with_its_full_time(company: Company) -> None:
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    after = await say(galina, ticket, text="Нужно.")
    assert (after.state, after.responded_at) == ("new", None)
    assert after.running_since is not None
    assert after.respond_by is not None
    assert ticket.respond_by is not None
    assert after.respond_by >= ticket.respond_by
    assert after.due_sort == min(after.respond_by, after.resolve_by or FAR_US)
    assert await kinds(ticket.id) == [
        "TicketMoved", "ApprovalAsked", "ApprovalGiven", "ApprovalFinished", "TicketMoved",
    ]  # fmt: skip
    given = await of(ticket, galina)
    assert (given.state, given.decided_by_id, given.instead_of_id, given.text) == (
        "approved",
        galina.id,
        None,
        "Нужно.",
    )


async def test_a_refusal_needs_a_reason_and_ends_the_request_with_it(company: Company) -> None:
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    with pytest.raises(Invalid) as refused:
        await say(galina, ticket, "refuse", "  ")
    assert set(refused.value.fields) == {"comment"}
    after = await say(galina, ticket, "refuse", "Есть на складе.")
    assert (after.state, after.open, after.responded_at) == ("cancelled", False, None)
    words = await story.comments_of(ticket.id, internal=False)
    assert [(one.author_id, one.text) for one in words.values()] == [(galina.id, "Есть на складе.")]
    moved = [fact for fact in await read_stream("ticket", ticket.id) if fact.kind == "TicketMoved"][-1]
    assert (moved.actor_id, moved.payload["cause"]) == (galina.id, "refused")
    assert moved.payload["comment_id"] in words


async def test_nothing_is_decided_twice(company: Company) -> None:
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    await say(galina, ticket)
    for decision in ("approve", "refuse"):
        with pytest.raises(Conflict) as late:
            await say(galina, ticket, decision, "why")
        assert late.value.detail["decision"] == "approved"


@pytest.mark.parametrize("decision", ["", "perhaps", "approve\x00"])
async def test_a_decision_is_one_of_two(company: Company, decision: str) -> None:
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    with pytest.raises(Invalid):
        await say(galina, ticket, decision)
    assert await state(ticket) == "waiting_approval"


async def test_only_whoever_is_asked_decides(company: Company) -> None:
    galina = await with_manager(company)
    await offer(step())
    ticket, other = await monitor(company), await monitor(company)
    own = await of(ticket, galina)
    for who in (company.anna, company.boris):
        with pytest.raises(Forbidden):
            await deciding.decide(who, ticket.id, own.id, decision="approve")
    for who, number, which in (
        (company.stranger, ticket.id, own.id),
        (galina, other.id, own.id),
        (galina, ticket.id, 10**9),
    ):
        with pytest.raises(NotFound):
            await deciding.decide(who, number, which, decision="approve")


# Whom a step means ----------------------------------------------------------------------------------------------


async def test_steps_go_one_after_the_other(company: Company) -> None:
    galina = await with_manager(company)
    await set_owner("monitor", company.fedor.id, actor_id=None)
    await offer(step(), step("owner", "owner"))
    ticket = await monitor(company)
    assert await asked(ticket) == {galina.id: "manager"}
    with pytest.raises(NotFound):
        await tickets.get(company.fedor, ticket.id)
    assert (await say(galina, ticket)).state == "waiting_approval"
    assert await asked(ticket) == {company.fedor.id: "owner"}
    assert (await say(company.fedor, ticket)).state == "new"
    assert [one.state for one in await steps(ticket)] == ["approved", "approved"]


async def test_steps_at_once(company: Company) -> None:
    galina = await with_manager(company)
    await set_owner("monitor", company.fedor.id, actor_id=None)
    await offer(step(), step("owner", "owner"), approval_order="parallel")
    ticket = await monitor(company)
    assert set(await asked(ticket)) == {galina.id, company.fedor.id}
    assert (await say(company.fedor, ticket)).state == "waiting_approval"
    assert (await say(galina, ticket)).state == "new"


async def test_a_refusal_voids_what_is_asked_elsewhere(company: Company) -> None:
    galina = await with_manager(company)
    await set_owner("monitor", company.fedor.id, actor_id=None)
    await offer(step(), step("owner", "owner"), approval_order="parallel")
    ticket = await monitor(company)
    assert (await say(company.fedor, ticket, "no", "Дорого.")).state == "cancelled"
    assert (await of(ticket, galina)).state == "void"
    with pytest.raises(NotFound):
        await tickets.get(galina, ticket.id)
    assert (await tickets.get(company.fedor, ticket.id))[1] is Sight.READER


async def test_a_condition_that_does_not_hold_skips_its_step(company: Company) -> None:
    galina = await with_manager(company)
    big = Condition(answer="model", values=("32",))
    await offer(
        step(when=(big,)), step("person", "person", person="egor", when=(Condition(answer="model", values=("27",)),))
    )
    ticket = await monitor(company)
    assert [one.state for one in await steps(ticket)] == ["skipped", "asked"]
    assert await asked(ticket) == {company.stranger.id: "person"}
    await offer(step(when=(big,)))
    ticket = await monitor(company)
    assert (ticket.state, await asked(ticket)) == ("new", {})
    with pytest.raises(NotFound):
        await tickets.get(galina, ticket.id)


async def test_the_person_of_an_answer_is_asked(company: Company) -> None:
    await offer(step("field", "field", field="whom"))
    assert await asked(await monitor(company, whom="fedor")) == {company.fedor.id: "field"}
    # Whoever names nobody, or himself, asks those above.
    assert await asked(await monitor(company)) == {company.admin.id: "administrator"}
    assert await asked(await monitor(company, whom="anna")) == {company.admin.id: "administrator"}


async def test_holders_of_a_role_any_or_all_of_them(company: Company) -> None:
    ivan, petr = await hire("ivan", "Иван", role="auditor"), await hire("petr", "Пётр", role="auditor")
    await offer(step("role", "role", role="auditor", need="all"))
    ticket = await monitor(company)
    assert await asked(ticket) == {ivan.id: "role", petr.id: "role"}
    assert (await say(ivan, ticket)).state == "waiting_approval"
    assert (await say(petr, ticket)).state == "new"
    await offer(step("role", "role", role="auditor"))
    ticket = await monitor(company)
    assert (await say(petr, ticket)).state == "new"
    assert (await of(ticket, ivan)).state == "void"


async def test_a_role_in_a_team_means_those_who_have_it_there(company: Company) -> None:
    lead = await hire("lead", "Лидия", role="agent", team=MONITOR_TEAM, lead=True)
    there = await hire("there", "Тамара", role="manager", role_in=MONITOR_TEAM)
    await hire("else", "Эльза", role="manager", role_in="accounting")
    await offer(step("role", "role", role="manager", team=MONITOR_TEAM), step("lead", "role", role="team_lead"))
    ticket = await monitor(company)
    assert await asked(ticket) == {there.id: "role"}
    await say(there, ticket)
    assert await asked(ticket) == {lead.id: "role"}


# Nobody for himself ---------------------------------------------------------------------------------------------


async def test_nobody_agrees_to_what_is_for_himself(company: Company) -> None:
    """Not as the person who is named, nor as the owner, nor instead of somebody who is away."""
    galina = await with_manager(company)
    await offer(step("person", "person", person="anna"))
    assert await asked(await monitor(company)) == {galina.id: "manager"}
    await set_owner("monitor", company.anna.id, actor_id=None)
    await offer(step("owner", "owner"))
    assert await asked(await monitor(company)) == {galina.id: "manager"}
    await offer(step())
    await send_away(galina, company.anna)
    ticket = await monitor(company)
    assert await asked(ticket) == {galina.id: "manager"}
    with pytest.raises(Forbidden):
        await say(company.anna, ticket, of_=galina)


async def test_a_manager_who_orders_for_his_own_does_not_agree_to_it(company: Company) -> None:
    galina = await with_manager(company)
    boss = await hire("boss", "Больший")
    await manage(galina, boss)
    await offer(step())
    ticket = await monitor(company, galina, on_behalf_of="anna")
    assert await asked(ticket) == {boss.id: "manager"}


async def test_who_is_asked_when_there_is_no_manager(company: Company) -> None:
    """The owner, the leads of the team, the administrators; whoever has left does not count."""
    await offer(step())
    assert await asked(await monitor(company)) == {company.admin.id: "administrator"}
    lead = await hire("lead", "Лидия", role="agent", team=MONITOR_TEAM, lead=True)
    assert await asked(await monitor(company)) == {lead.id: "lead"}
    await set_owner("monitor", company.fedor.id, actor_id=None)
    assert await asked(await monitor(company)) == {company.fedor.id: "owner"}
    galina = await with_manager(company)
    await change(galina.id, {"active": False}, actor_id=None)
    assert await asked(await monitor(company)) == {company.fedor.id: "owner"}


async def test_administrators_are_not_let_into_a_confidential_team(company: Company) -> None:
    await offer(step())
    await confidential()
    assert await asked(await monitor(company)) == {company.boris.id: "member", company.vera.id: "member"}


async def test_without_anybody_a_step_passes_and_it_is_told(company: Company) -> None:
    await offer(step())
    await change(company.admin.id, {"active": False}, actor_id=None)
    ticket = await monitor(company)
    assert ticket.state == "new"
    assert await kinds(ticket.id) == ["ApprovalPassed"]
    assert [one.state for one in await steps(ticket)] == ["approved"]


async def test_owners_of_services(company: Company) -> None:
    assert await owner_of("monitor") is None
    await set_owner("monitor", company.fedor.id, actor_id=company.admin.id)
    await set_owner("monitor", company.fedor.id, actor_id=company.admin.id)
    assert await owner_of("monitor") == company.fedor.id
    await change(company.fedor.id, {"active": False}, actor_id=None)
    assert await owner_of("monitor") is None
    with pytest.raises(Invalid):
        await set_owner("laptop", company.fedor.id, actor_id=None)
    await set_owner("monitor", None, actor_id=company.admin.id)
    rows = await fetch("SELECT person_id FROM audit WHERE kind = 'ServiceOwnerSet' ORDER BY event_id")
    assert [row["person_id"] for row in rows] == [company.fedor.id, None]


# Who stands in --------------------------------------------------------------------------------------------------


async def test_who_stands_in_decides_and_both_are_named(company: Company) -> None:
    galina = await with_manager(company)
    await send_away(galina, company.stranger)
    await offer(step())
    ticket = await monitor(company)
    assert (await tickets.get(company.stranger, ticket.id))[1] is Sight.READER
    await say(company.stranger, ticket, of_=galina)
    given = await of(ticket, galina)
    assert (given.decided_by_id, given.instead_of_id) == (company.stranger.id, galina.id)
    fact = next(one for one in await read_stream("ticket", ticket.id) if one.kind == "ApprovalGiven")
    assert (fact.actor_id, fact.payload["person_id"]) == (company.stranger.id, galina.id)


async def test_whoever_is_away_may_decide_himself(company: Company) -> None:
    galina = await with_manager(company)
    await send_away(galina, company.stranger)
    await offer(step())
    ticket = await monitor(company)
    await say(galina, ticket)
    with pytest.raises(NotFound):
        await tickets.get(company.stranger, ticket.id)


# By hand --------------------------------------------------------------------------------------------------------


async def test_an_agent_asks_whom_he_names(company: Company) -> None:
    """The ticket waits, and goes on where it was."""
    ticket = await tickets.take(company.boris, (await company.order()).id, version=1)
    approval_id = await approvals.ask_person(company.boris, ticket.id, "fedor", "Можно подороже?")
    assert await state(ticket) == "waiting_approval"
    [one] = await steps(ticket)
    assert (one.by_hand, one.author_id, one.text) == (True, company.boris.id, "Можно подороже?")
    after = await deciding.decide(company.fedor, ticket.id, approval_id, decision="yes")
    assert (after.state, after.assignee_id) == ("in_progress", company.boris.id)


async def test_whom_an_agent_may_not_ask(company: Company) -> None:
    ticket = await company.order()
    for person in ("anna", "boris", "nobody", 10**9):
        with pytest.raises(Invalid):
            await approvals.ask_person(company.boris, ticket.id, person)
    await approvals.ask_person(company.boris, ticket.id, "fedor")
    with pytest.raises(Invalid):
        await approvals.ask_person(company.vera, ticket.id, "fedor")
    with pytest.raises(Forbidden):
        await approvals.ask_person(company.anna, ticket.id, "fedor")
    with pytest.raises(NotFound):
        await approvals.ask_person(company.stranger, ticket.id, "fedor")
    ended = await tickets.move(company.anna, ticket.id, to="cancelled", version=None)
    assert ended.state == "cancelled"
    with pytest.raises(Conflict):
        await approvals.ask_person(company.boris, ticket.id, "fedor")


async def test_nobody_walks_out_of_an_approval_by_hand(company: Company) -> None:
    """But what was put there by hand, without anybody being asked, goes on by hand."""
    await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    with pytest.raises(Conflict, match="without approval"):
        await tickets.move(company.boris, ticket.id, to="in_progress", version=ticket.version)
    await offer()
    ticket = await monitor(company)
    put = await tickets.move(company.boris, ticket.id, to="waiting_approval", version=ticket.version)
    assert (await tickets.move(company.boris, ticket.id, to="in_progress", version=put.version)).state == "in_progress"


@pytest.mark.parametrize("who", ["anna", "boris"])
async def test_cancelling_voids_what_is_asked(company: Company, who: str) -> None:
    galina = await with_manager(company)
    await offer(step(), step("person", "person", person="fedor"))
    ticket = await monitor(company)
    await tickets.move(getattr(company, who), ticket.id, to="cancelled", version=ticket.version, text="Не нужно.")
    assert [one.state for one in await steps(ticket)] == ["void", "void"]
    with pytest.raises(NotFound):
        await say(galina, ticket)


async def test_an_approver_only_reads_and_writes(company: Company) -> None:
    """He neither cancels nor confirms; what only the team may know stays with it."""
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    await tickets.comment(company.boris, ticket.id, text="Для своих.", visibility="internal")
    await tickets.comment(galina, ticket.id, text="Зачем такой большой?")
    assert tickets.ways(galina, ticket, Sight.READER) == []
    with pytest.raises(Forbidden):
        await tickets.move(galina, ticket.id, to="cancelled", version=None)
    with pytest.raises(Forbidden):
        await tickets.comment(galina, ticket.id, text="Тайно.", visibility="internal")
    seen = [entry.comment.text for entry in await story.timeline(ticket, Sight.READER) if entry.comment is not None]
    assert seen == ["Зачем такой большой?"]


async def test_work_that_had_begun_and_paused_goes_on_as_begun(company: Company) -> None:
    """It is not new again because somebody was asked in a pause."""
    await offer()
    ticket = await tickets.take(company.boris, (await monitor(company)).id, version=1)
    ticket = await tickets.move(company.boris, ticket.id, to="waiting_user", version=ticket.version, text="Какой?")
    await approvals.ask_person(company.boris, ticket.id, "fedor")
    assert await state(ticket) == "waiting_approval"
    assert (await say(company.fedor, ticket)).state == "in_progress"


async def test_whoever_has_decided_does_not_follow_it_into_a_confidential_team(company: Company) -> None:
    """Whoever is asked still must read it."""
    await offer()
    ticket = await monitor(company)
    await approvals.ask_person(company.boris, ticket.id, "fedor")
    await say(company.fedor, ticket)
    await approvals.ask_person(company.boris, ticket.id, "egor")
    await make_confidential("hr")
    ticket, _ = await tickets.get(company.boris, ticket.id)
    await tickets.assign(company.boris, ticket.id, version=ticket.version, team="hr")
    with pytest.raises(NotFound):
        await tickets.get(company.fedor, ticket.id)
    assert (await tickets.get(company.stranger, ticket.id))[1] is Sight.READER


# Another service ------------------------------------------------------------------------------------------------


async def test_asking_anew_voids_what_was_asked_before(company: Company) -> None:
    """As for a ticket that has got another service."""
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    await offer(step("person", "person", person="fedor"))
    service = await _service()
    async with tx():
        again = await approvals.ask(ticket, service)
    assert again is not None
    assert again.state == "waiting_approval"
    assert await asked(ticket) == {company.fedor.id: "person"}
    with pytest.raises(NotFound):
        await tickets.get(galina, ticket.id)
    await offer()
    async with tx():
        after = await approvals.ask(again, await _service())
    assert after is not None
    assert (after.state, await asked(ticket)) == ("new", {})


async def _service() -> Service:
    found = registry.service("monitor")
    assert found is not None
    return found


# Without approval -----------------------------------------------------------------------------------------------


async def test_a_bypass_begins_the_work_and_is_audited_with_its_reason(company: Company) -> None:
    galina = await with_manager(company)
    lead = await hire("lead", "Лидия", role="agent", team=MONITOR_TEAM, lead=True)
    await offer(step(), step("person", "person", person="fedor"))
    ticket = await monitor(company)
    with pytest.raises(Forbidden):
        await deciding.bypass(company.boris, ticket.id, reason="Склад закрывается")
    with pytest.raises(Invalid):
        await deciding.bypass(lead, ticket.id, reason=" ок ")
    after = await deciding.bypass(lead, ticket.id, reason="Склад закрывается")
    assert after.state == "new"
    [row] = await fetch("SELECT actor_id, reason, team_id, stream_id FROM audit WHERE kind = 'ApprovalBypassed'")
    team = await team_id(MONITOR_TEAM)
    assert row == {"actor_id": lead.id, "reason": "Склад закрывается", "team_id": team, "stream_id": ticket.id}
    assert (await tickets.get(galina, ticket.id))[1] is Sight.READER
    assert (await of(ticket, galina)).text == "Склад закрывается"
    with pytest.raises(Conflict):
        await deciding.bypass(lead, ticket.id, reason="Склад закрывается")
    with pytest.raises(Conflict):
        await say(galina, ticket)


async def test_nobody_bypasses_for_himself(company: Company) -> None:
    lead = await hire("lead", "Лидия", role="agent", team=MONITOR_TEAM, lead=True)
    await offer(step("person", "person", person="fedor"))
    own = await monitor(company, lead)
    for_other = await monitor(company, lead, on_behalf_of=company.anna.id)
    for ticket in (own, for_other):
        with pytest.raises(Forbidden):
            await deciding.bypass(lead, ticket.id, reason="Очень нужно мне")


# Races ----------------------------------------------------------------------------------------------------------


async def test_two_who_agree_at_once_begin_the_work_once(company: Company) -> None:
    ivan, petr = await hire("ivan", "Иван", role="auditor"), await hire("petr", "Пётр", role="auditor")
    for need, finished in (("all", [True, True]), ("any", [False, True])):
        await offer(step("role", "role", role="auditor", need=need))
        ticket = await monitor(company)
        results = await asyncio.gather(say(ivan, ticket), say(petr, ticket), return_exceptions=True)
        assert sorted(not isinstance(one, Exception) for one in results) == finished
        assert (await kinds(ticket.id)).count("ApprovalFinished") == 1
        assert await state(ticket) == "new"


async def test_one_who_agrees_and_one_who_refuses_at_once(company: Company) -> None:
    ivan, petr = await hire("ivan", "Иван", role="auditor"), await hire("petr", "Пётр", role="auditor")
    await offer(step("role", "role", role="auditor"))
    for _ in range(3):
        ticket = await monitor(company)
        results = await asyncio.gather(say(ivan, ticket), say(petr, ticket, "refuse", "Нет."), return_exceptions=True)
        assert sorted(type(one).__name__ for one in results) in (["Conflict", "Ticket"], ["NotFound", "Ticket"])
        assert await state(ticket) in ("new", "cancelled")
        assert len([one for one in await approval.approvals_of(ticket.id) if one.state in approval.DECIDED]) == 1


async def test_cancelling_and_agreeing_at_once(company: Company) -> None:
    galina = await with_manager(company)
    await offer(step())
    ticket = await monitor(company)
    results = await asyncio.gather(
        say(galina, ticket),
        tickets.move(company.anna, ticket.id, to="cancelled", version=None),
        return_exceptions=True,
    )
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, (NotFound, Conflict))]
    assert await state(ticket) == "cancelled"


async def test_who_loses_a_role_stays_asked(company: Company) -> None:
    """He was asked: that he may not be asked anew changes nothing."""
    ivan = await hire("ivan", "Иван")
    await grant(ivan.id, "auditor")
    await offer(step("role", "role", role="auditor"))
    ticket = await monitor(company)
    assert (await say(await actor_again(ivan.id), ticket)).state == "new"
