"""What plugins say to an order: prefill, problems, team, priority, due times; and what the core does without sense."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.responses import Response

from okno import people, tickets
from okno.catalog import registry
from okno.catalog.model import Field
from okno.clock import from_us, now_us
from okno.db import execute, fetch, fetch_value, tx
from okno.events.log import read_stream
from okno.hooks import CheckFailed, failures, hosting
from okno.http import idempotency
from okno.text import N_, Phrase
from okno.tickets import Order, clock, clock_fold, clock_story
from okno.tickets.advice import prefill
from okno.tickets.form import WrongAnswers
from okno.tickets.hooks import Due
from okno.tickets.reclassify import Wish
from okno.tickets.split import split
from tests.crew import Crew, facts, open_desk, service, text
from tests.guests import NAME, broken, plugin, with_plugin

pytestmark = pytest.mark.usefixtures("db")

FORM = (
    Field(key="room", type="string", title=text("Кабинет"), required=True),
    Field(key="date", type="date", title=text("Когда")),
    Field(key="phone", type="phone", title=text("Телефон"), prefill="phone"),
)


@pytest.fixture
async def crew() -> Crew:
    """A desk with a service that asks something."""
    failures.forget()
    return await open_desk("manual", 1, service("chair", fields=FORM))


async def chair(crew: Crew, **answers: Any) -> tickets.Ticket:
    """Anna orders a chair."""
    return await tickets.order(crew.anna, Order(service="chair", answers={"room": "12", **answers}))


# The form -----------------------------------------------------------------------------------------------------


async def offers(crew: Crew, **answers: Any) -> dict[str, Any]:
    """What the form of the chair begins with, by plugins."""
    with with_plugin(**answers):
        found = registry.service("chair")
        assert found is not None
        return await prefill(crew.anna, found, await people.required(crew.anna.id))


async def test_a_plugin_offers_answers_and_only_those_that_a_field_takes(crew: Crew) -> None:
    async def form_prefill(ctx: object, *, customer: people.Person) -> Mapping[str, Any]:
        return {"room": f"the room of {customer.login}", "date": "some day", "colour": "red"}

    assert await offers(crew, form_prefill=form_prefill) == {"room": "the room of anna"}


async def test_a_form_does_without_a_plugin_that_fails(crew: Crew) -> None:
    async def nonsense(ctx: object) -> Any:
        return "red"

    assert await offers(crew, form_prefill=broken) == {}
    assert await offers(crew, form_prefill=nonsense) == {}
    assert [one.what for one in failures.failures_of(NAME)] == ["form_prefill", "form_prefill"]


# Checking -----------------------------------------------------------------------------------------------------


async def no_thirteen(ctx: object, *, answers: Mapping[str, Any]) -> Mapping[str, Phrase]:
    """A plugin that knows better."""
    return {"room": N_("There is no room %(room)s.", room="13")} if answers["room"] == "13" else {}


async def test_what_a_plugin_finds_wrong_stands_beside_the_field(crew: Crew) -> None:
    with with_plugin(ticket_check=no_thirteen):
        with pytest.raises(WrongAnswers) as refused:
            await chair(crew, room="13")
        assert str(refused.value.fields["room"]) == "There is no room 13."
        assert await fetch("SELECT id FROM ticket") == []
        assert (await chair(crew)).answers["room"] == "12"


async def test_an_order_is_refused_when_the_check_fails(crew: Crew) -> None:
    async def nonsense(ctx: object) -> Any:
        return {"room": 5}

    for answer in (broken, nonsense):
        with with_plugin(ticket_check=answer), pytest.raises(CheckFailed):
            await chair(crew)
    assert await fetch("SELECT id FROM ticket") == []


async def test_what_is_split_off_is_checked_too(crew: Crew) -> None:
    ticket = await crew.order()
    with with_plugin(ticket_check=no_thirteen), pytest.raises(WrongAnswers):
        await split(crew.boris, ticket.id, service="chair", text="Ещё стул", answers={"room": "13"})


async def test_within_the_work_of_another_the_plugin_is_asked_outside(crew: Crew) -> None:
    """As for a form that was sent with a key: what plugins say is found before the transaction, not inside."""
    calls = []

    async def ticket_check(ctx: object) -> None:
        calls.append("check")

    async def ticket_route(ctx: object) -> str:
        calls.append("route")
        return "branch"

    async def work() -> Response:
        return Response((await chair(crew)).number)

    with with_plugin(ticket_check=ticket_check, ticket_route=ticket_route):
        first = await idempotency.once(crew.anna.id, "k", request=b"chair", work=work)
        again = await idempotency.once(crew.anna.id, "k", request=b"chair", work=work)
    assert first.body == again.body
    assert calls == ["check", "route"]
    assert await fetch_value("SELECT count(*) FROM ticket WHERE team_id = $1", crew.branch) == 1


# The team -----------------------------------------------------------------------------------------------------


def route(key: Any) -> Any:
    """A plugin that leads to a team."""

    async def ticket_route(ctx: object) -> Any:
        return key

    return with_plugin(ticket_route=ticket_route)


async def test_a_plugin_chooses_the_team_and_the_story_says_so(crew: Crew) -> None:
    with route("branch"):
        ticket = await chair(crew)
    assert ticket.team_id == crew.branch
    assert (await facts(ticket, "TicketCreated"))[0]["route"] == f"x.{NAME}"


@pytest.mark.parametrize("key", ["nowhere", 5, None])
async def test_a_team_that_is_not_there_leaves_it_to_the_catalog(crew: Crew, key: Any) -> None:
    with route(key):
        ticket = await chair(crew)
    assert ticket.team_id == crew.desk
    assert (await facts(ticket, "TicketCreated"))[0]["route"] == ""
    assert len(failures.failures_of(NAME)) == (key is not None)


async def test_a_team_that_takes_no_work_is_passed_over_and_so_is_a_plugin_that_fails(crew: Crew) -> None:
    await execute("UPDATE team SET active = $1 WHERE id = $2", False, crew.branch)
    with route("branch"):
        assert (await chair(crew)).team_id == crew.desk
    with with_plugin(ticket_route=broken):
        assert (await chair(crew)).team_id == crew.desk


async def test_another_service_is_routed_by_the_plugin_too(crew: Crew) -> None:
    ticket = await crew.order()
    with route("branch"):
        changed = await tickets.reclassify(
            crew.boris, ticket.id, Wish(service="chair", fields={"room": "12"}), version=ticket.version
        )
    assert changed.team_id == crew.branch
    assert (await facts(ticket, "TicketAssigned"))[-1]["cause"] == f"x.{NAME}"


# Priority and due times -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "becomes"), [(1, 1), (4, 4), (0, 3), (5, 3), ("high", 3), (True, 3), (None, 3)])
async def test_a_plugin_chooses_the_priority(crew: Crew, said: Any, becomes: int) -> None:
    async def ticket_priority(ctx: object, *, kind: str) -> Any:
        assert kind == "request"
        return said

    usual = (await chair(crew)).priority
    with with_plugin(ticket_priority=ticket_priority):
        assert (await chair(crew)).priority == (becomes if becomes != 3 else usual)


async def due(crew: Crew, said: Any) -> tickets.Ticket:
    """A chair whose due times a plugin has chosen."""

    async def ticket_due(ctx: object) -> Any:
        return said

    with with_plugin(ticket_due=ticket_due):
        return await chair(crew)


async def test_a_plugin_promises_working_time(crew: Crew) -> None:
    ticket = await due(crew, Due(resolve=timedelta(hours=16)))
    work = registry.calendar(ticket.calendar)
    assert ticket.resolve_by == work.add(ticket.created_at, 16 * 3600 * 1_000_000)
    assert ticket.respond_by == work.add(ticket.created_at, 3600 * 1_000_000)


async def test_a_plugin_promises_an_instant_and_the_clock_goes_on_with_it(crew: Crew) -> None:
    usual = await chair(crew)
    work = registry.calendar(usual.calendar)
    goal = from_us(work.add(now_us(), 20 * 3600 * 1_000_000))
    ticket = await due(crew, Due(resolve=goal))
    assert ticket.resolve_by is not None
    assert abs(from_us(ticket.resolve_by) - goal) < timedelta(seconds=5)
    # Its story, folded from the facts, says the same.
    told = clock_fold.folded(ticket, await read_stream("ticket", ticket.id))
    assert clock.standing(told)["resolve_by"] == ticket.resolve_by
    assert told == await clock_story.of(ticket)


async def test_the_plugin_knows_what_was_promised(crew: Crew) -> None:
    seen: dict[str, Any] = {}

    async def ticket_due(ctx: object, **about: Any) -> None:
        seen.update(about)

    with with_plugin(ticket_due=ticket_due):
        ticket = await chair(crew)
    assert (seen["team"], seen["priority"], seen["kind"]) == ("desk", ticket.priority, "request")
    # A moment before: it is asked, and then the order is written.
    assert abs(seen["resolve_by"] - from_us(ticket.resolve_by or 0)) < timedelta(seconds=5)
    assert abs(seen["respond_by"] - from_us(ticket.respond_by or 0)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "said",
    [
        Due(respond=timedelta(0), resolve=timedelta(hours=-1)),
        Due(resolve=datetime(2020, 1, 1, tzinfo=UTC)),
        Due(resolve=datetime(2020, 1, 1)),
        Due(resolve=timedelta(days=365_000)),
        "tomorrow",
    ],
)
async def test_due_times_without_sense_leave_what_was_promised(crew: Crew, said: Any) -> None:
    ticket = await due(crew, said)
    work = registry.calendar(ticket.calendar)
    assert ticket.resolve_by == work.add(ticket.created_at, 8 * 3600 * 1_000_000)
    assert failures.failures_of(NAME)


async def test_what_is_switched_off_is_not_asked(crew: Crew) -> None:
    with hosting(plugin(active=lambda: False, ticket_check=broken, ticket_route=broken)):
        assert (await chair(crew)).team_id == crew.desk
    assert not failures.failures_of(NAME)


async def test_orders_in_a_bare_transaction_need_somebody_who_asks(crew: Crew) -> None:
    """A plugin that orders inside of its own transaction is told so, not left with half an answer."""
    with with_plugin(ticket_check=no_thirteen), pytest.raises(RuntimeError, match="before a transaction"):
        async with tx():
            await chair(crew)
    async with tx():
        assert (await chair(crew)).state == "new"
