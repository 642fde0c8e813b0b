"""Macros: several actions behind one button, with the rights of whoever presses it, all or none."""

from __future__ import annotations

import pytest

from okno import tickets
from okno.db import fetch
from okno.errors import Conflict, Forbidden, Invalid, NotFound
from okno.events.log import read_stream
from okno.tickets import Ticket, macros, store, watch
from tests.company import Company
from tests.tickets.automating import act, in_force, macro, when


async def _fresh(ticket: Ticket) -> Ticket:
    return await store.load(ticket.id)


async def test_a_macro_does_all_that_it_says_as_its_agent(company: Company) -> None:
    """Every fact names the person, none a rule."""
    in_force(
        macro(
            "take",
            act("priority", "high"),
            act("assignee", "me"),
            act("reply", text="{name}, берусь за {number}"),
            act("state", "in_progress"),
            act("note", text="взял"),
            act("watch", who=("vera",)),
            act("task", text="Позвонить"),
            act("tell", who=("lead",)),
        )
    )
    ticket = await company.order()
    fresh = await macros.run(company.boris, ticket.id, "take", version=ticket.version)
    assert (fresh.priority_name, fresh.assignee_id, fresh.state) == ("high", company.boris.id, "in_progress")
    rows = await fetch("SELECT author_id, text FROM comment WHERE ticket_id = $1 ORDER BY id", ticket.id)
    assert [row["text"] for row in rows] == [f"Анна, берусь за {ticket.number}", "взял"]
    assert {row["author_id"] for row in rows} == {company.boris.id}
    assert [one.login for one in await watch.watchers(ticket.id)] == ["vera"]
    facts = (await read_stream("ticket", ticket.id))[1:]
    assert not [fact for fact in facts if "rule" in fact.payload]
    moved = next(fact for fact in facts if fact.kind == "TicketMoved")
    assert moved.payload["comment_id"] is not None


async def test_one_action_that_is_refused_undoes_the_others(company: Company) -> None:
    """The form is not answered, so nothing is done at all."""
    in_force(macro("close", act("note", text="x"), act("state", "closed")))
    ticket = await company.order()
    with pytest.raises(Conflict):
        await macros.run(company.boris, ticket.id, "close", version=ticket.version)
    assert await fetch("SELECT id FROM comment WHERE ticket_id = $1", ticket.id) == []
    assert (await _fresh(ticket)).version == ticket.version


async def test_a_stale_page_is_told_who_was_faster(company: Company) -> None:
    """As with any other change."""
    in_force(macro("note", act("priority", "low")))
    ticket = await company.order()
    await tickets.take(company.vera, ticket.id, version=None)
    with pytest.raises(Conflict):
        await macros.run(company.boris, ticket.id, "note", version=ticket.version)


async def test_a_macro_gives_nobody_more_rights(company: Company) -> None:
    """Who may not do it by hand may not do it so; whom the ticket does not exist for gets no other answer."""
    in_force(macro("low", act("priority", "low")))
    ticket = await company.order()
    with pytest.raises(NotFound):
        await macros.run(company.fedor, ticket.id, "low")
    with pytest.raises(Forbidden):
        await macros.run(company.anna, ticket.id, "low")


async def test_those_that_fit_are_offered(company: Company) -> None:
    """By team, by criteria, by right, by the ways from here; in their order."""
    in_force(
        macro("b", act("note", text="x"), sort=2),
        macro("a", act("note", text="x"), sort=1, teams=("it-devices",)),
        macro("other-team", act("note", text="x"), teams=("accounting",)),
        macro("incidents", act("note", text="x"), criteria=(when("kind", "incident"),)),
        macro("mine", act("note", text="x"), sort=3, criteria=(when("assignee", "me"),)),
        macro("no-way", act("state", "closed")),
    )
    ticket = await company.order()
    assert [one.key for one in await macros.offered(company.boris, ticket)] == ["a", "b"]
    assert await macros.offered(company.anna, ticket) == ()
    assert await macros.offered(company.fedor, ticket) == ()
    taken = await tickets.take(company.boris, ticket.id, version=None)
    assert [one.key for one in await macros.offered(company.boris, taken)] == ["a", "b", "mine"]
    with pytest.raises(Invalid):
        await macros.run(company.boris, ticket.id, "other-team")


async def test_a_macro_gives_out_work_by_routing(company: Company) -> None:
    """To the one of the team who has the least to do."""
    in_force(macro("give", act("assignee", "least_load")), macro("free", act("assignee", "nobody")))
    ticket = await company.order()
    given = await macros.run(company.boris, ticket.id, "give")
    assert given.assignee_id in (company.boris.id, company.vera.id)
    assert (await macros.run(company.boris, ticket.id, "free")).assignee_id is None
