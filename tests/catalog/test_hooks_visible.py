"""A plugin hides services: from pages, search, REST and orders; and when it fails, nobody is shown any."""

from __future__ import annotations

import pytest

from okno import people
from okno.access import Actor
from okno.catalog.shelf import Shelf
from okno.db import tx
from okno.errors import Invalid
from okno.hooks import CheckFailed, failures
from okno.tickets import Order, order, reclassify
from okno.tickets.reclassify import Wish
from tests.crew import Crew, open_desk
from tests.guests import broken, with_plugin

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def crew() -> Crew:
    """A desk."""
    failures.forget()
    return await open_desk("manual")


async def catalog_visible(ctx: object, services: frozenset[str], *, person: people.Person) -> frozenset[str]:
    """Printers are not for Anna, and what does not exist is for everybody."""
    return (services - {"printer"} if person.login == "anna" else services) | {"a dream"}


async def keys(person: Actor) -> set[str]:
    """What somebody may order."""
    return set((await Shelf.of(person.id)).services)


async def test_a_plugin_takes_away_and_adds_nothing(crew: Crew) -> None:
    with with_plugin(catalog_visible=catalog_visible):
        assert await keys(crew.anna) == {"help", "branch-help"}
        assert await keys(crew.boris) == {"help", "branch-help", "printer"}
        shelf = await Shelf.of(crew.anna.id)
        assert [one.key for one in shelf.find("printer", "en").services] == []
    assert await keys(crew.anna) == {"help", "branch-help", "printer"}


async def test_what_is_hidden_can_not_be_ordered(crew: Crew) -> None:
    ticket = await crew.order()
    with with_plugin(catalog_visible=catalog_visible):
        with pytest.raises(Invalid) as refused:
            await crew.order("printer")
        assert set(refused.value.fields) == {"service"}
        with pytest.raises(Invalid):
            # Nor does a request of hers become one: the customer counts.
            await reclassify(crew.boris, ticket.id, Wish(service="printer"), version=None)
        assert (await crew.order("printer", by=crew.boris)).service == "printer"
        with pytest.raises(Invalid):
            await order(crew.boris, Order(service="printer", text="Ей", on_behalf_of="anna"))


async def test_when_it_fails_there_are_no_services_and_no_orders(crew: Crew) -> None:
    with with_plugin(catalog_visible=broken):
        shelf = await Shelf.of(crew.anna.id)
        assert (shelf.services, shelf.tree()) == ({}, ())
        assert isinstance(shelf.closed, CheckFailed)
        with pytest.raises(CheckFailed):
            shelf.opened()
        for service in ("help", None):
            with pytest.raises(CheckFailed):
                await order(crew.anna, Order(service=service, text="Помогите"))
    assert (await Shelf.of(crew.anna.id)).opened().closed is None


async def test_without_plugins_a_shelf_may_be_asked_for_inside_a_transaction(crew: Crew) -> None:
    async with tx():
        assert await keys(crew.anna) == {"help", "branch-help", "printer"}
