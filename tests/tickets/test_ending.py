"""The end of a ticket: what must be answered before, how long it can be opened again, and what follows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from okno import files, tickets
from okno.catalog import registry, store
from okno.catalog.model import WORKING_DAY, Condition
from okno.clock import now_us
from okno.db import execute, fetch
from okno.errors import Conflict, Forbidden, Invalid
from okno.events.log import read_stream
from okno.settings import Settings
from okno.tickets import Order, Sight, Ticket, approval, approvals, clock_scanner, closing, deciding, order, watch, ways
from okno.tickets.answer import going_on
from okno.tickets.follow_up import follow_up
from okno.tickets.links import links_of
from okno.tickets.reopening import until
from tests.company import Company, open_company
from tests.tickets.variety import DEVICES, MONEY, PLAIN, field, open_variety, service

ANSWERS = {"place": "Room 1"}


@pytest_asyncio.fixture
async def company(stocked: None, db: Settings) -> Company:
    """People on a catalog with services of every sort."""
    files.settle(db.home)
    people = await open_company()
    await open_variety()
    return people


async def _begun(company: Company, key: str = "phone") -> Ticket:
    ticket = await order(company.anna, Order(service=key, answers=ANSWERS))
    return await tickets.take(company.boris, ticket.id, version=1)


async def _closed(company: Company, *, days_ago: int = 0) -> Ticket:
    ticket = await company.order()
    ticket = await tickets.take(company.boris, ticket.id, version=1)
    ticket = await tickets.move(company.boris, ticket.id, to="done", version=ticket.version)
    ticket = await tickets.move(company.anna, ticket.id, to="closed", version=ticket.version)
    if days_ago:
        at = registry.calendar(ticket.calendar).back(now_us(), days_ago * (WORKING_DAY // timedelta(microseconds=1)))
        await execute("UPDATE ticket SET closed_at = $2 WHERE id = $1", ticket.id, at - 1)
    return (await tickets.get(company.anna, ticket.id))[0]


# Before it is done ----------------------------------------------------------------------------------------------


async def test_what_the_end_asks_for_is_asked_for(company: Company) -> None:
    """Nothing is written before it is there."""
    ticket = await _begun(company)
    item = await registry.service_item(ticket.service_item_id)
    assert item is not None
    assert [one.key for one in closing.missing(ticket, item)] == ["serial"]
    with pytest.raises(Invalid) as refused:
        await tickets.move(company.boris, ticket.id, to="done", version=ticket.version, text="Поставил")
    assert set(refused.value.fields) == {"fields.serial"}
    assert await fetch("SELECT id FROM comment") == []
    done = await tickets.move(
        company.boris, ticket.id, to="done", version=ticket.version, fields={"serial": "SN-1", "shelf": "A1"}
    )
    assert (done.state, done.answers["serial"], done.answers["shelf"]) == ("done", "SN-1", "A1")
    kinds = [fact.kind for fact in await read_stream("ticket", ticket.id)]
    assert kinds[-3:] == ["TicketReclassified", "TicketMoved", "TicketDone"]


async def test_answers_come_with_any_move_of_the_staff(company: Company) -> None:
    """Not with one of the requester, and none that the form does not ask for."""
    ticket = await _begun(company)
    with pytest.raises(Invalid) as strange:
        await tickets.move(company.boris, ticket.id, to="done", version=ticket.version, fields={"colour": "red"})
    assert set(strange.value.fields) == {"fields.colour"}
    with pytest.raises(Invalid):
        await tickets.move(company.anna, ticket.id, to="cancelled", version=ticket.version, fields={"serial": "1"})
    waiting = await tickets.move(
        company.boris, ticket.id, to="waiting_user", version=ticket.version, text="?", fields={"serial": "SN-2"}
    )
    assert waiting.answers["serial"] == "SN-2"


async def test_a_question_of_the_end_has_its_condition(company: Company) -> None:
    """And a tick that must be made is not made by leaving it."""
    paid = Condition(answer="paid", values=(True,))
    await open_variety(
        service(
            "lamp",
            DEVICES,
            field("place"),
            field("paid", "checkbox"),
            field("bill", required_to_close=True, show_if=(paid,)),
            field("tested", "checkbox", required_to_close=True),
        )
    )
    ticket = await _begun(company, "lamp")
    item = await registry.service_item(ticket.service_item_id)
    assert item is not None
    assert [one.key for one in closing.missing(ticket, item)] == ["tested"]


# Opening it again -----------------------------------------------------------------------------------------------


async def test_within_the_days_it_is_opened_again(company: Company) -> None:
    """Working days, counted from the closing."""
    ticket = await _closed(company, days_ago=9)
    last = until(ticket)
    assert last is not None
    assert last > now_us()
    back = await tickets.move(company.anna, ticket.id, to="in_progress", version=ticket.version, text="Снова")
    assert back.open


async def test_later_its_requester_opens_it_no_more(company: Company) -> None:
    """He is told what to do instead; who works there may."""
    ticket = await _closed(company, days_ago=10)
    assert ways(company.anna, ticket, Sight.READER) == []
    with pytest.raises(Conflict) as refused:
        await tickets.move(company.anna, ticket.id, to="in_progress", version=ticket.version, text="Снова")
    assert "Order anew" in refused.value.phrase.msgid
    back = await tickets.move(company.boris, ticket.id, to="in_progress", version=ticket.version, text="Снова")
    assert back.open


async def test_what_is_done_can_be_sent_back_however_late(company: Company) -> None:
    """It is not closed yet."""
    ticket = await company.order()
    ticket = await tickets.take(company.boris, ticket.id, version=1)
    ticket = await tickets.move(company.boris, ticket.id, to="done", version=ticket.version)
    await execute("UPDATE ticket SET done_at = 1 WHERE id = $1", ticket.id)
    assert until((await tickets.get(company.anna, ticket.id))[0]) is None
    assert (await tickets.move(company.anna, ticket.id, to="in_progress", version=ticket.version, text="Нет")).open


# A new one after it ---------------------------------------------------------------------------------------------


async def test_a_new_request_takes_up_the_old_one(company: Company) -> None:
    """The same service, answers and subject, in new words, linked."""
    ticket = await _closed(company, days_ago=11)
    fresh = await follow_up(company.anna, ticket.id, text="  Снова тёмный экран ")
    assert (fresh.service, fresh.answers, fresh.subject) == (ticket.service, ticket.answers, ticket.subject)
    assert (fresh.text, fresh.state, fresh.requester_id) == ("Снова тёмный экран", "new", company.anna.id)
    [link] = await links_of(company.anna, fresh, Sight.READER)
    assert (link.told, link.other.id) == ("follows", ticket.id)
    rows = await fetch("SELECT field FROM ticket_value WHERE ticket_id = $1", fresh.id)
    assert rows


async def test_files_of_the_answers_come_along(company: Company) -> None:
    """They belong to both requests."""
    await open_variety(service("scan", DEVICES, field("place"), field("page", "file")))
    kept = await files.save(company.anna.id, "a.txt", b"scan", limit=100)
    ticket = await order(company.anna, Order(service="scan", answers={"page": [kept.public_id]}))
    await tickets.move(company.anna, ticket.id, to="cancelled", version=1)
    fresh = await follow_up(company.anna, ticket.id, text="Опять")
    assert fresh.answers == {"page": [kept.public_id]}
    assert sorted(use.ticket_id for use in await files.uses_of(kept)) == [ticket.id, fresh.id]


async def test_only_its_requester_and_only_after_the_end(company: Company) -> None:
    """A watcher reads it, the staff works on it: neither orders for her."""
    open_one = await company.order()
    with pytest.raises(Conflict):
        await follow_up(company.anna, open_one.id, text="Ещё")
    ticket = await _closed(company)
    await watch.add(company.boris, ticket.id, "egor")
    for actor in (company.boris, company.stranger):
        with pytest.raises(Forbidden):
            await follow_up(actor, ticket.id, text="Ещё")
    with pytest.raises(Invalid):
        await follow_up(company.anna, ticket.id, text=" ")


async def test_what_the_service_lost_is_not_asked_and_not_carried(company: Company) -> None:
    """The form may have changed since; a service that is gone leads to the general one."""
    ticket = await order(company.anna, Order(service="phone", answers={**ANSWERS, "model": "X"}))
    await tickets.move(company.anna, ticket.id, to="cancelled", version=1)
    await open_variety(service("phone", MONEY, field("model"), field("new", required=True)))
    fresh = await follow_up(company.anna, ticket.id, text="Снова")
    assert (fresh.service, fresh.answers) == ("phone", {"model": "X"})


# Her words let it go on -----------------------------------------------------------------------------------------


async def test_her_comment_lets_the_work_go_on(company: Company) -> None:
    """By the core, so it is the same wherever she writes."""
    ticket = await tickets.take(company.boris, (await company.order()).id, version=1)
    waiting = await tickets.move(company.boris, ticket.id, to="waiting_user", version=ticket.version, text="Какой?")
    said = await tickets.comment(company.anna, ticket.id, text="HDMI", source="api")
    going, _ = await tickets.get(company.anna, ticket.id)
    assert (going.state, going.version) == ("in_progress", waiting.version + 1)
    moved = [fact for fact in await read_stream("ticket", ticket.id) if fact.kind == "TicketMoved"][-1]
    assert (moved.actor_id, moved.payload["comment_id"], moved.payload["by_rule"]) == (company.anna.id, said.id, False)


async def test_others_words_do_not(company: Company) -> None:
    """Neither a watcher's nor the team's; and a pause for another reason goes on pausing."""
    ticket = await tickets.take(company.boris, (await company.order()).id, version=1)
    await watch.add(company.boris, ticket.id, "egor")
    waiting = await tickets.move(company.boris, ticket.id, to="waiting_user", version=ticket.version, text="Какой?")
    await tickets.comment(company.stranger, ticket.id, text="HDMI")
    await tickets.comment(company.vera, ticket.id, text="Спросили")
    assert going_on(company.stranger, waiting, Sight.READER) is None
    ticket, _ = await tickets.get(company.anna, ticket.id)
    assert ticket.state == "waiting_user"
    ticket = await tickets.move(company.boris, ticket.id, to="waiting_supplier", version=ticket.version, text="Ждём")
    await tickets.comment(company.anna, ticket.id, text="Долго ещё?")
    assert (await tickets.get(company.anna, ticket.id))[0].state == "waiting_supplier"


async def test_a_state_is_known_by_its_meaning(company: Company) -> None:
    """Whatever a company calls it."""
    ticket = await order(company.anna, Order(service="money-back", text="Верните"))
    ticket = await tickets.move(company.fedor, ticket.id, to="doing", version=1)
    await tickets.move(company.fedor, ticket.id, to="asks", version=ticket.version)
    await tickets.comment(company.anna, ticket.id, text="Вот")
    assert (await tickets.get(company.anna, ticket.id))[0].state == "doing"


async def test_for_whom_it_was_ordered_may_answer_too(company: Company) -> None:
    """Both see it, both may act."""
    ticket = await company.order(service="monitor")
    ticket = await order(company.boris, Order(service="money-back", text="x", on_behalf_of="anna"))
    ticket = await tickets.move(company.fedor, ticket.id, to="doing", version=1)
    ticket = await tickets.move(company.fedor, ticket.id, to="asks", version=ticket.version)
    await tickets.comment(company.anna, ticket.id, text="Вот")
    assert (await tickets.get(company.boris, ticket.id))[0].state == "doing"


# A lifecycle that was changed meanwhile -------------------------------------------------------------------------


async def _relive(**changes: Any) -> None:
    """The plain lifecycle is another one from now on."""
    known = registry.current()
    plain = replace(known.lifecycles["plain"], **changes)
    await store.apply(replace(known, base=None, lifecycles={**known.lifecycles, "plain": plain}), actor_id=None)
    await registry.refresh()


async def test_it_closes_by_itself_whatever_the_end_is_called(company: Company) -> None:
    """One such ticket would keep all others open too."""
    await _relive(
        states=tuple(replace(one, key="over") if one.key == "closed" else one for one in PLAIN.states),
        transitions=tuple(replace(way, to="over") if way.to == "closed" else way for way in PLAIN.transitions),
    )
    ticket = await order(company.anna, Order(service="money-back", text="Back"))
    ticket = await tickets.move(company.fedor, ticket.id, to="doing", version=1)
    ticket = await tickets.move(company.fedor, ticket.id, to="done", version=ticket.version)
    await execute("UPDATE ticket SET next_clock_at = 1 WHERE id = $1", ticket.id)
    assert await clock_scanner.look() == 1
    fresh, _ = await tickets.get(company.anna, ticket.id)
    assert (fresh.state, fresh.open) == ("over", False)
    assert await clock_scanner.look() == 0


async def test_from_a_state_that_is_gone_the_work_goes_on_as_from_the_start(company: Company) -> None:
    """Nobody could do anything with it otherwise."""
    ticket = await order(company.anna, Order(service="money-back", text="Back"))
    ticket = await tickets.move(company.fedor, ticket.id, to="doing", version=1)
    ticket = await tickets.move(company.fedor, ticket.id, to="asks", version=ticket.version)
    await _relive(
        states=tuple(one for one in PLAIN.states if one.key != "asks"),
        transitions=(
            *(replace(way, origins=("fresh", "doing")) for way in PLAIN.transitions if way.to == "cancelled"),
            *(way for way in PLAIN.transitions if "asks" not in (way.to, *way.origins)),
        ),
    )
    ticket, seen = await tickets.get(company.fedor, ticket.id)
    assert [way.to for way in ways(company.fedor, ticket, seen)] == ["doing"]
    fresh = await tickets.move(company.fedor, ticket.id, to="doing", version=ticket.version)
    assert (fresh.state, fresh.running_since is not None) == ("doing", True)


async def test_without_a_state_for_waiting_an_approval_is_waited_for_all_the_same(company: Company) -> None:
    """Else whoever lacks the right to begin without it would begin."""
    ticket = await order(company.anna, Order(service="money-back", text="Back"))
    await approvals.ask_person(company.fedor, ticket.id, "egor")
    assert (await tickets.get(company.fedor, ticket.id))[0].state == "fresh"
    with pytest.raises(Conflict):
        await tickets.move(company.fedor, ticket.id, to="doing", version=None)
    [asked] = await approval.approvals_of(ticket.id)
    await deciding.decide(company.stranger, ticket.id, asked.id, decision="approve")
    assert (await tickets.move(company.fedor, ticket.id, to="doing", version=None)).state == "doing"
