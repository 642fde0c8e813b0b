"""A plugin forbids actions that the roles allow: by hand, in bulk, in a macro, on the page, in REST."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from okno import tickets
from okno.access import Actor
from okno.catalog import registry, store
from okno.catalog.automation import Action, Macro
from okno.db import fetch_value
from okno.errors import Forbidden
from okno.hooks import failures
from okno.teams import get as get_team
from okno.text import N_, Phrase
from okno.tickets import Ticket, board, bulk, bulk_undo, checklist, deciding, links, macros, watch, work
from okno.tickets.approvals import ask_person
from okno.tickets.bulk import Act, Chosen
from okno.tickets.follow_up import follow_up
from okno.tickets.hooks import ACTIONS
from okno.tickets.merge import merge
from okno.tickets.reclassify import Wish
from okno.tickets.split import split
from okno.tickets.task_adding import NewTask, add as add_task
from okno.tickets.task_work import take as take_task
from tests.company import hire
from tests.crew import Crew, open_desk
from tests.guests import broken, with_plugin

pytestmark = pytest.mark.usefixtures("db")

NOT_NOW = N_("Not before the stocktaking is over.")


@pytest.fixture
async def crew() -> Crew:
    """A desk whose work is taken by hand."""
    failures.forget()
    return await open_desk("manual", 2)


class Warden:
    """A plugin that forbids some actions, and remembers what it was asked."""

    def __init__(self, *forbidden: str) -> None:
        self.forbidden = forbidden
        self.asked: list[str] = []

    async def may(self, ctx: object, *, actor: Actor, action: str, ticket: Ticket) -> Phrase | None:
        """Its answer."""
        self.asked.append(action)
        return NOT_NOW if action in self.forbidden else None

    def there(self) -> Any:
        """Inside of it the plugin is there."""

        async def may(ctx: object, *, actor: Actor, action: str, ticket: Ticket) -> Phrase | None:
            return await self.may(ctx, actor=actor, action=action, ticket=ticket)

        return with_plugin(may=may)


Do = Callable[[Crew, Ticket], Awaitable[object]]


async def _task(crew: Crew, ticket: Ticket) -> object:
    added = await add_task(crew.boris, ticket.id, NewTask(title="Протянуть кабель"))
    return await take_task(crew.boris, added.task.id)


async def _decided(crew: Crew, ticket: Ticket) -> object:
    asked = await ask_person(crew.boris, ticket.id, crew.lead.id)
    return await deciding.decide(crew.lead, ticket.id, asked, decision="approve")


async def _again(crew: Crew, ticket: Ticket) -> object:
    await tickets.move(crew.anna, ticket.id, to="cancelled", version=None, text="Не нужно")
    return await follow_up(crew.anna, ticket.id, text="Опять не работает")


async def _merged(crew: Crew, ticket: Ticket) -> object:
    return await merge(crew.boris, ticket.id, (await crew.order()).id, version=None)


async def _linked(crew: Crew, ticket: Ticket) -> object:
    return await links.link(crew.boris, ticket.id, (await crew.order()).id, "related")


ACTS: dict[str, tuple[str, Do]] = {
    "move": ("ticket.move", lambda c, t: tickets.move(c.boris, t.id, to="in_progress", version=None)),
    "take": ("ticket.assign", lambda c, t: tickets.take(c.boris, t.id, version=None)),
    "assign": ("ticket.assign", lambda c, t: tickets.assign(c.lead, t.id, version=None, assignee="vera")),
    "comment": ("ticket.comment", lambda c, t: tickets.comment(c.boris, t.id, text="Смотрим")),
    "of its requester": ("ticket.comment", lambda c, t: tickets.comment(c.anna, t.id, text="Ну что?")),
    "note": ("ticket.note", lambda c, t: tickets.comment(c.boris, t.id, text="Опять", visibility="internal")),
    "classify": ("ticket.classify", lambda c, t: tickets.reclassify(c.boris, t.id, Wish(urgency=1), version=None)),
    "checklist": ("ticket.handle", lambda c, t: checklist.add(c.boris, t.id, text="Кабель")),
    "work": ("ticket.handle", lambda c, t: work.log(c.boris, t.id, spent=60_000_000)),
    "split": ("ticket.handle", lambda c, t: split(c.boris, t.id, service="help", text="Ещё")),
    "merge": ("ticket.handle", _merged),
    "link": ("ticket.handle", _linked),
    "watch": ("ticket.watch", lambda c, t: watch.add(c.boris, t.id, "vera")),
    "task": ("ticket.task", _task),
    "approval": ("approval.decide", _decided),
    "follow up": ("ticket.follow_up", _again),
}


@pytest.mark.parametrize("name", list(ACTS))
async def test_an_action_is_refused_with_the_sentence_of_the_plugin(crew: Crew, name: str) -> None:
    action, do = ACTS[name]
    ticket = await crew.order()
    warden = Warden(action)
    with warden.there(), pytest.raises(Forbidden) as refused:
        await do(crew, ticket)
    assert refused.value.phrase == NOT_NOW
    assert set(warden.asked) <= set(ACTIONS)
    with Warden().there():
        # Nothing is left of what was refused, and it goes on when the plugin agrees.
        await do(crew, await crew.order())


async def test_nothing_is_written_of_what_is_refused(crew: Crew) -> None:
    ticket = await crew.order()
    with Warden("ticket.move").there(), pytest.raises(Forbidden):
        # Taking is giving and moving: both or none.
        await tickets.take(crew.boris, ticket.id, version=None)
    fresh, _ = await tickets.get(crew.boris, ticket.id)
    assert (fresh.assignee_id, fresh.version) == (None, ticket.version)


async def test_a_plugin_that_fails_forbids(crew: Crew) -> None:
    ticket = await crew.order()
    with with_plugin(may=broken), pytest.raises(Forbidden) as refused:
        await tickets.comment(crew.boris, ticket.id, text="Смотрим")
    assert refused.value.phrase.params == {"plugin": "shy"}


async def test_the_roles_and_the_sight_come_first(crew: Crew) -> None:
    """Nothing is allowed by a plugin, and nothing is told of what one does not see."""
    ticket = await crew.order()
    stranger = await hire("egor", "Егор Чужой")
    warden = Warden("ticket.comment")
    with warden.there(), pytest.raises(Exception, match="no such request"):
        await tickets.comment(stranger, ticket.id, text="Что там?")
    assert warden.asked == []


# Several at once -----------------------------------------------------------------------------------------------


async def test_in_bulk_each_is_asked_about_and_the_rest_is_done(crew: Crew) -> None:
    one, other = await crew.order(), await crew.order()

    async def may(ctx: object, *, ticket: Ticket) -> Phrase | None:
        return NOT_NOW if ticket.id == one.id else None

    with with_plugin(may=may):
        told = await bulk.perform(crew.boris, Act(action="take"), [Chosen(one.number), Chosen(other.number)])
        assert [item.ticket_id for item in told.done] == [other.id]
        assert [(left.number, left.reason) for left in told.left] == [(one.number, NOT_NOW)]
    with Warden("ticket.handle").there():
        back = await bulk_undo.undo(crew.boris, told.id)
    assert [left.reason for left in back.left] == [NOT_NOW]


async def test_on_the_board_what_is_refused_stays(crew: Crew) -> None:
    one, other = await crew.order(), await crew.order()

    async def may(ctx: object, *, ticket: Ticket) -> Phrase | None:
        return NOT_NOW if ticket.id == one.id else None

    team = await get_team(crew.desk)
    assert team is not None
    gifts = [board.Gift(each.id, each.version, crew.vera.id) for each in (one, other)]
    with with_plugin(may=may):
        given = await board.give_out(crew.lead, team, gifts)
    assert [ticket.id for ticket in given.tickets] == [other.id]
    assert given.refused == {one.id: NOT_NOW}


async def test_of_a_macro_all_is_done_or_nothing(crew: Crew) -> None:
    ticket = await crew.order()
    actions = (
        Action(do="assignee", value="me"),
        Action(do="note", text={"ru": "Взял", "en": "Taken"}),
        Action(do="state", value="in_progress"),
    )
    await put_macro(Macro(key="begin", sort=1, title={"ru": "Начать", "en": "Begin"}, actions=actions))
    with Warden("ticket.move").there(), pytest.raises(Forbidden):
        await macros.run(crew.boris, ticket.id, "begin")
    assert await fetch_value("SELECT count(*) FROM comment") == 0
    with Warden().there():
        fresh = await macros.run(crew.boris, ticket.id, "begin")
    assert (fresh.state, fresh.assignee_id) == ("in_progress", crew.boris.id)
    assert await fetch_value("SELECT count(*) FROM comment") == 1


async def put_macro(macro: Macro) -> None:
    """The catalog with a macro."""
    await store.apply(replace(registry.current(), macros={macro.key: macro}), actor_id=None)
    await registry.refresh()
