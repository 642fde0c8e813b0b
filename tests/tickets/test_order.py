"""Ordering: what becomes of the answers, and what is refused."""

from __future__ import annotations

import pytest

from okno import people, tickets
from okno.catalog import registry
from okno.catalog.shelf import Shelf
from okno.db import fetch
from okno.errors import Conflict, Invalid, NotFound
from okno.events.log import read_stream
from okno.tickets import Order, reading
from tests.company import MONITOR, Company


async def test_an_order_gets_a_number_a_team_and_due_times(company: Company) -> None:
    """The clock of the service starts at once."""
    ticket = await company.order()
    assert ticket.id >= 10001
    assert (ticket.state, ticket.open, ticket.version) == ("new", True, 1)
    assert ticket.subject == "Монитор: 27 дюймов"
    assert ticket.respond_by is not None
    assert ticket.resolve_by is not None
    assert ticket.created_at < ticket.respond_by < ticket.resolve_by
    assert ticket.due_sort == ticket.respond_by


async def test_numbers_follow_each_other(company: Company) -> None:
    """The id is the number."""
    first, second = await company.order(), await company.order()
    assert second.id == first.id + 1


async def test_the_order_is_a_fact_with_its_readers(company: Company) -> None:
    """Log and readers are written with it."""
    ticket = await company.order()
    [fact] = await read_stream("ticket", ticket.id)
    assert fact.kind == "TicketCreated"
    assert fact.actor_id == company.anna.id
    assert f"person:{company.anna.id}" in fact.topics
    rows = await fetch("SELECT principal_id, why FROM ticket_reader WHERE ticket_id = $1", ticket.id)
    assert rows == [{"principal_id": company.anna.id, "why": "requester"}]


async def test_short_answers_can_be_filtered_by(company: Company) -> None:
    """Each is a row."""
    ticket = await company.order()
    rows = await fetch("SELECT field, value FROM ticket_value WHERE ticket_id = $1 ORDER BY field", ticket.id)
    assert {row["field"]: row["value"] for row in rows} == dict(MONITOR)


async def test_wrong_answers_are_named_and_nothing_is_left(company: Company) -> None:
    """A refused order leaves no trace."""
    with pytest.raises(Invalid) as refused:
        await company.order(answers={"model": "99", "place": "", "colour": "red"})
    assert set(refused.value.fields) == {"model", "place", "reason", "colour"}
    assert await fetch("SELECT id FROM ticket") == []
    assert await fetch("SELECT id FROM event WHERE stream = 'ticket'") == []


async def test_an_unknown_service_is_refused(company: Company) -> None:
    """With the field that is wrong."""
    with pytest.raises(Invalid) as refused:
        await company.order(service="spaceship")
    assert "service" in refused.value.fields


async def test_a_free_request_goes_to_the_general_service(company: Company) -> None:
    """Without a service the text is enough."""
    ticket = await company.order(service=None, answers={}, text="Куда сдать старый стул?")
    general = (await Shelf.of(company.anna.id)).general()
    assert ticket.service == (general.key if general else "")
    assert "Куда сдать старый стул?" in ticket.subject
    with pytest.raises(Invalid):
        await company.order(service=None, answers={}, text="  ")


async def test_a_form_of_an_older_revision_that_does_not_fit_is_a_conflict(company: Company) -> None:
    """The page may have been open when the catalog changed."""
    with pytest.raises(Conflict) as refused:
        await company.order(answers={"model": "27", "gone": "x"}, revision=registry.revision() - 1)
    assert "gone" in refused.value.detail["fields"]


async def test_an_older_revision_whose_answers_fit_is_accepted(company: Company) -> None:
    """What fits needs no second try."""
    ticket = await company.order(revision=registry.revision() - 1)
    assert ticket.revision == registry.revision()


async def test_an_agent_orders_on_behalf_of_a_caller(company: Company) -> None:
    """The caller reads it, and the agent goes on seeing it as staff."""
    ticket = await tickets.order(company.boris, Order(service="monitor", answers=MONITOR, on_behalf_of=company.anna.id))
    assert ticket.customer_id == company.anna.id
    assert (await tickets.get(company.anna, ticket.id))[1] is tickets.Sight.READER
    assert (await tickets.get(company.boris, ticket.id))[1] is tickets.Sight.STAFF
    assert [one.id for one in (await reading.mine(company.anna)).items] == [ticket.id]


async def test_an_employee_orders_for_himself_and_for_whom_he_manages(company: Company) -> None:
    """For others he may not."""
    with pytest.raises(Invalid):
        await company.order(on_behalf_of=company.stranger.id)
    await people.change(company.stranger.id, {"manager_id": company.anna.id}, actor_id=None)
    ticket = await company.order(on_behalf_of="egor")
    assert ticket.on_behalf_of_id == company.stranger.id


@pytest.mark.parametrize("number", ["0", "-1", "99999", "1e3", "10001 ", "９９９", "9" * 40, "", "' OR 1=1"])
async def test_what_is_no_number_does_not_exist(company: Company, number: str) -> None:
    """The answer is the same for all of them."""
    await company.order()
    with pytest.raises(NotFound):
        await tickets.get(company.boris, number)
