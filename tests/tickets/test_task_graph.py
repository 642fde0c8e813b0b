"""The order of tasks against brute force: whatever hangs on whatever, and in whatever order people finish."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings as examples, strategies as st

from okno.catalog.model import Condition
from okno.db import tx
from okno.errors import Conflict
from okno.events.log import read_stream
from okno.settings import Settings
from okno.tickets import Ticket, store, tasks
from okno.tickets.task import CANCELLED, DONE, OPEN, OVER, SKIPPED, WAITING
from okno.tickets.task_work import Wish, change
from tests.parts import House, open_house, parts, service, states, task

KEYS = "abcdefg"
NEVER = (Condition(answer="nothing", filled=True),)


@pytest_asyncio.fixture
async def house(db: Settings) -> House:
    """A company whose services have tasks."""
    return await open_house()


@st.composite
def graphs(draw: st.DrawFn) -> Mapping[str, tuple[tuple[str, ...], bool]]:
    """Tasks by key: those before it that it waits for, and whether it is needed at all."""
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    for key in KEYS[: draw(st.integers(1, len(KEYS)))]:
        after = tuple(other for other in found if draw(st.booleans()))
        found[key] = (after, draw(st.integers(0, 5)) > 0)
    return found


class Model:
    """What should be: the states of the tasks, worked out anew from the graph after each end."""

    def __init__(self, graph: Mapping[str, tuple[tuple[str, ...], bool]]) -> None:
        self.graph = graph
        self.over = {key: SKIPPED for key, (_, needed) in graph.items() if not needed}

    def states(self) -> dict[str, str]:
        """Each is over, or open when all before it are over, or waits."""
        return {
            key: self.over.get(key) or (OPEN if all(one in self.over for one in after) else WAITING)
            for key, (after, _) in self.graph.items()
        }

    @property
    def finished(self) -> bool:
        """Whether the ticket is done: nothing is left, and something was really done."""
        return all(state in OVER for state in self.states().values()) and DONE in self.over.values()


@examples(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_each_opens_exactly_when_its_turn_comes(house: House, data: st.DataObject) -> None:
    """And the ticket is done exactly when all are over."""
    graph = data.draw(graphs())
    ticket = await house.order("ask", text="Вопрос")
    laid = service(
        "any", *(task(key, "it", after=after, when=() if needed else NEVER) for key, (after, needed) in graph.items())
    )
    async with tx():
        await tasks.start(await store.locked(ticket.id), laid)
    model = Model(graph)
    assert await states(ticket) == model.states()
    while OPEN in model.states().values():
        assert (await store.load(ticket.id)).state == "in_progress"
        key = data.draw(st.sampled_from([key for key, state in model.states().items() if state == OPEN]))
        gives_up = data.draw(st.integers(0, 4)) == 0
        found = (await parts(ticket))[key]
        if gives_up:
            await change(house.nina, found.id, Wish(to=CANCELLED, comment="Не нужно"))
        else:
            await change(house.ivan, found.id, Wish(to=DONE))
        model.over[key] = CANCELLED if gives_up else DONE
        assert await states(ticket) == model.states()
    last = await store.load(ticket.id)
    untouched = not any(state != SKIPPED for state in model.over.values())
    assert last.state == ("done" if model.finished else "new" if untouched else "in_progress")
    kinds = [one.kind for one in await read_stream("ticket", ticket.id)]
    assert kinds.count("TicketDone") == int(model.finished)
    assert kinds.count("TasksFinished") == int(not untouched)


async def _two_last(house: House) -> tuple[Ticket, int, int]:
    """A ticket with two tasks left, which two people finish."""
    ticket = await house.order("ask", text="Вопрос")
    async with tx():
        await tasks.start(await store.locked(ticket.id), service("any", task("a", "it"), task("b", "house")))
    found = await parts(ticket)
    return ticket, found["a"].id, found["b"].id


@pytest.mark.parametrize("round_", range(3))
async def test_two_last_tasks_at_once_finish_the_ticket_once(house: House, round_: int) -> None:
    """Whoever comes second waits for the first, and sees that all are over."""
    ticket, one, other = await _two_last(house)
    await asyncio.gather(change(house.ivan, one, Wish(to=DONE)), change(house.gleb, other, Wish(to=DONE)))
    assert (await store.load(ticket.id)).state == "done"
    kinds = [fact.kind for fact in await read_stream("ticket", ticket.id)]
    assert (kinds.count("TasksFinished"), kinds.count("TicketDone"), kinds.count("TaskDone")) == (1, 1, 2)


async def test_of_two_who_take_it_one_has_it(house: House) -> None:
    """The other one is told to look."""
    _, _, other = await _two_last(house)
    wish = Wish(to="in_progress", version=2)
    results = await asyncio.gather(
        change(house.gleb, other, wish), change(house.lev, other, wish), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "SeenTask"]


async def test_cancelling_and_finishing_at_once_leave_one_truth(house: House) -> None:
    """Either the task was done before the ticket went, or it went with it."""
    ticket, one, _ = await _two_last(house)
    await asyncio.gather(
        change(house.ivan, one, Wish(to=DONE)),
        _cancelled(house, ticket),
        return_exceptions=True,
    )
    assert (await store.load(ticket.id)).state == "cancelled"
    assert set((await states(ticket)).values()) <= {DONE, CANCELLED}


async def _cancelled(house: House, ticket: Ticket) -> None:
    from_now = await store.load(ticket.id)
    async with tx():
        locked = await store.locked(from_now.id)
        await tasks.by_rule(locked, "cancelled")


async def test_what_breaks_in_the_middle_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies between the task and what follows from it has done neither; the next try does both once."""
    ticket, one, other = await _two_last(house)
    await change(house.ivan, one, Wish(to=DONE))

    async def dies(*_: object, **__: object) -> Ticket:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(tasks, "by_rule", dies)
        with pytest.raises(ConnectionError):
            await change(house.gleb, other, Wish(to=DONE, comment="Готово"))
    assert (await states(ticket))["b"] == OPEN
    before = [fact.kind for fact in await read_stream("ticket", ticket.id)]
    assert before.count("TaskDone") == 1
    assert "TicketCommented" not in before
    await change(house.gleb, other, Wish(to=DONE, comment="Готово"))
    with pytest.raises(Conflict):
        await change(house.gleb, other, Wish(to=DONE))
    after = [fact.kind for fact in await read_stream("ticket", ticket.id)]
    assert (after.count("TaskDone"), after.count("TicketDone"), after.count("TasksFinished")) == (2, 1, 1)
