"""Plugins against a move: the check of every move, and guards that a transition of a lifecycle names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from okno import tickets
from okno.access import Actor
from okno.catalog import registry
from okno.catalog.hooks import Guard
from okno.db import fetch_value
from okno.errors import Conflict, Refused
from okno.events.dispatch import deliver_due
from okno.hooks import failures, hosting
from okno.text import N_, Phrase
from okno.tickets import Ticket, bulk, bulk_undo
from okno.tickets.bulk import Act, Chosen
from tests.crew import Crew, open_desk, text
from tests.guests import NAME, broken, plugin, with_plugin
from tests.tickets.automating import act, in_force, rule

pytestmark = pytest.mark.usefixtures("db")

NO = N_("Not today.")
KEY = f"x.{NAME}.signed"


@pytest.fixture
async def crew() -> Crew:
    """A desk whose work is taken by hand."""
    failures.forget()
    # Of another test of this file the catalog has guards, in memory only.
    await registry.stop()
    return await open_desk("manual")


async def go(crew: Crew, ticket: Ticket, to: str = "in_progress", **more: Any) -> Ticket:
    """An agent moves it."""
    return await tickets.move(crew.boris, ticket.id, to=to, version=None, **more)


async def state_of(ticket: Ticket) -> str:
    """The state in which it is."""
    return str(await fetch_value("SELECT state FROM ticket WHERE id = $1", ticket.id))


# The check of every move -----------------------------------------------------------------------------------------


async def test_a_move_is_refused_with_the_sentence_of_the_plugin(crew: Crew) -> None:
    asked: list[tuple[str, str, str]] = []

    async def ticket_move_check(ctx: object, *, ticket: Ticket, to: str, text: str) -> Phrase | None:
        asked.append((ticket.state, to, text))
        return NO if to == "waiting_user" else None

    ticket = await crew.order()
    with with_plugin(ticket_move_check=ticket_move_check):
        await go(crew, ticket)
        with pytest.raises(Refused) as refused:
            await go(crew, ticket, "waiting_user", text="Какой кабинет?")
        with pytest.raises(Conflict):
            # What the lifecycle has no way for is no matter of plugins.
            await go(crew, ticket, "new")
    assert refused.value.phrase == NO
    assert asked == [("new", "in_progress", ""), ("in_progress", "waiting_user", "Какой кабинет?")]
    assert await state_of(ticket) == "in_progress"
    assert await fetch_value("SELECT count(*) FROM comment") == 0


async def test_a_move_is_refused_when_the_plugin_fails(crew: Crew) -> None:
    ticket = await crew.order()
    with with_plugin(ticket_move_check=broken), pytest.raises(Refused):
        await go(crew, ticket)
    assert await state_of(ticket) == "new"


async def test_words_of_the_requester_are_said_though_the_request_stays(crew: Crew) -> None:
    """His answer would let the work go on; the plugin is against the move, not against the words."""

    async def ticket_move_check(ctx: object) -> Phrase:
        return NO

    ticket = await go(crew, await go(crew, await crew.order()), "waiting_user", text="Какой кабинет?")
    with with_plugin(ticket_move_check=ticket_move_check):
        await tickets.comment(crew.anna, ticket.id, text="Двенадцатый")
    assert await state_of(ticket) == "waiting_user"
    await tickets.comment(crew.anna, ticket.id, text="Двенадцатый")
    assert await state_of(ticket) == "in_progress"


async def test_taking_a_move_back_is_asked_about_too(crew: Crew) -> None:
    async def ticket_move_check(ctx: object, *, to: str) -> Phrase | None:
        return NO if to == "new" else None

    ticket = await crew.order()
    with with_plugin(ticket_move_check=ticket_move_check):
        told = await bulk.perform(crew.boris, Act(action="state", state="in_progress"), [Chosen(ticket.number)])
        back = await bulk_undo.undo(crew.boris, told.id)
    assert [left.reason for left in back.left] == [NO]


async def test_a_rule_of_the_catalog_is_refused_as_an_agent_is(crew: Crew) -> None:
    """It acts within the delivery of a fact: the plugin is asked before that, and the refusal is written down."""
    actors: list[Actor | None] = []

    async def ticket_move_check(ctx: object, *, actor: Actor | None) -> Phrase:
        actors.append(actor)
        return NO

    in_force(rule("begin", act("state", "in_progress"), on=("created",)))
    ticket = await crew.order()
    with with_plugin(ticket_move_check=ticket_move_check):
        while await deliver_due():
            pass
    assert (await state_of(ticket), actors) == ("new", [None])
    assert await fetch_value("SELECT outcome FROM rule_run WHERE ticket_id = $1", ticket.id) == "refused"


# Guards ------------------------------------------------------------------------------------------------------------


def guarded(to: str, *keys: str) -> None:
    """From now on these guards stand before a state of the default lifecycle."""
    held = registry._registry.held
    assert held is not None
    life = held.catalog.lifecycles["default"]
    ways = tuple(replace(way, guards=keys) if way.to == to else way for way in life.transitions)
    lifecycles = {**held.catalog.lifecycles, "default": replace(life, transitions=ways)}
    held.catalog = replace(held.catalog, lifecycles=lifecycles)


def guards(check: Any, key: str = KEY) -> Mapping[str, Any]:
    """The answer of a plugin that brings a guard."""

    def lifecycle_guards(ctx: object) -> Sequence[Guard]:
        return [Guard(key=key, title=text("Подписано"), check=check)]

    return {"lifecycle_guards": lifecycle_guards}


async def signed(ctx: Any, *, actor: Actor | None, ticket: Ticket, to: str) -> Phrase | None:
    """Agrees to what Boris does."""
    assert (ctx.plugin, to) == (NAME, "in_progress")
    return None if actor is not None and actor.name.startswith("Борис") else NO


async def test_a_guard_is_asked_before_the_move(crew: Crew) -> None:
    guarded("in_progress", KEY)
    ticket = await crew.order()
    with with_plugin(**guards(signed)):
        with pytest.raises(Refused) as refused:
            await tickets.take(crew.vera, ticket.id, version=None)
        assert refused.value.phrase == NO
        fresh = await tickets.take(crew.boris, ticket.id, version=None)
    assert fresh.state == "in_progress"


async def test_a_transition_without_guards_asks_none(crew: Crew) -> None:
    ticket = await crew.order()
    with with_plugin(**guards(broken)):
        assert (await go(crew, ticket)).state == "in_progress"


async def test_a_guard_that_fails_refuses(crew: Crew) -> None:
    guarded("in_progress", KEY)
    ticket = await crew.order()
    with with_plugin(**guards(broken)), pytest.raises(Refused) as refused:
        await go(crew, ticket)
    assert refused.value.phrase.params == {"plugin": NAME}


@pytest.mark.parametrize("case", ["gone", "off", "another"])
async def test_a_guard_that_nobody_knows_refuses_and_says_which(crew: Crew, case: str) -> None:
    """The plugin is not installed, is switched off, or does not bring this guard any more."""
    guarded("in_progress", KEY)
    ticket = await crew.order()
    hosted = {
        "gone": hosting(),
        "off": hosting(plugin(active=lambda: False, **guards(signed))),
        "another": with_plugin(**guards(signed, f"x.{NAME}.other")),
    }
    with hosted[case], pytest.raises(Refused) as refused:
        await go(crew, ticket)
    assert refused.value.phrase.params == {"guard": KEY, "plugin": NAME}
    assert await state_of(ticket) == "new"


async def test_a_plugin_brings_no_guard_in_the_name_of_another(crew: Crew) -> None:
    guarded("in_progress", "x.other.signed")
    ticket = await crew.order()
    with with_plugin(**guards(signed, "x.other.signed")), pytest.raises(Refused) as refused:
        await go(crew, ticket)
    assert refused.value.phrase.params == {"guard": "x.other.signed", "plugin": "other"}
