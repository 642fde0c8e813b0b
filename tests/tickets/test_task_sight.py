"""Who sees a task, in one and in lists: the staff of the ticket, the team that does it from its opening on."""

from __future__ import annotations

import pytest
import pytest_asyncio

from okno import db as okno_db
from okno.access import lines
from okno.db import execute, fetch, tx
from okno.errors import Forbidden, NotFound
from okno.settings import Settings
from okno.tickets import emergency, task_lists, task_reading
from okno.tickets.task_lists import Wish
from okno.tickets.task_reading import TaskSight
from okno.tickets.task_work import Wish as Change, change
from tests.company import actor_again, team_id
from tests.parts import House, open_house, parts


@pytest_asyncio.fixture
async def house(db: Settings) -> House:
    """A company whose services have tasks."""
    return await open_house()


async def test_how_each_sees_it(house: House) -> None:
    """Staff, team, reader; a team before its turn not at all."""
    ticket = await house.order()
    contract = (await parts(ticket))["contract"]
    await change(house.nina, contract.id, Change(to="done"))
    desk, welcome, phone = [(await parts(ticket))[key] for key in ("desk", "welcome", "phone")]
    assert (await task_reading.get(house.nina, desk.id)).sight is TaskSight.STAFF
    assert (await task_reading.get(house.gleb, desk.id)).sight is TaskSight.TEAM
    assert (await task_reading.get(house.anna, desk.id)).sight is TaskSight.READER
    assert (await task_reading.get(house.olga, welcome.id)).sight is TaskSight.STAFF
    for who, task in ((house.ivan, desk), (house.admin, desk), (house.anna, phone), (house.ivan, phone)):
        with pytest.raises(NotFound):
            await task_reading.get(who, task.id)
    with pytest.raises(NotFound):
        await task_reading.get(house.gleb, desk.id, ticket.id + 1)


async def test_in_an_emergency_one_only_reads(house: House) -> None:
    """All parts, and changes none; in no list."""
    ticket = await house.order()
    await emergency.begin(house.admin, ticket.number, reason="Новичок стоит у входа")
    found = await task_reading.of_ticket(house.admin, ticket.id)
    assert {one.sight for one in found} == {TaskSight.STAFF}
    with pytest.raises(Forbidden):
        await change(house.admin, found[0].task.id, Change(to="done"))
    assert (await task_lists.page(house.admin, Wish())).items == []


async def test_whoever_ordered_it_sees_no_part_as_its_team(house: House) -> None:
    """Neither in a list nor in a count; his colleague has it everywhere."""
    ticket = await house.order("loose", who=house.gleb, text="Лампа")
    look = (await parts(ticket))["look"]
    assert (await task_reading.get(house.gleb, look.id)).sight is TaskSight.READER
    assert (await task_lists.page(house.gleb, Wish())).items == []
    assert (await task_lists.counts(house.gleb, 0))["all"] == 0
    assert [one.task.id for one in (await task_lists.page(house.lev, Wish())).items] == [look.id]


async def test_a_list_is_of_ones_own_teams(house: House) -> None:
    """Another’s is not there."""
    await house.order("loose", text="Лампа")
    team = await team_id("house")
    assert len((await task_lists.page(house.gleb, Wish(queue=team))).items) == 1
    for who, queue in ((house.ivan, team), (house.anna, team), (house.gleb, await team_id("staff"))):
        with pytest.raises(NotFound):
            await task_lists.page(who, Wish(queue=queue))
    assert (await task_lists.page(house.anna, Wish())).items == []


async def test_what_is_overdue_is_counted(house: House) -> None:
    """And listed apart."""
    ticket = await house.order("loose", text="Лампа")
    look = (await parts(ticket))["look"]
    assert look.due_by is not None
    assert (await task_lists.counts(house.gleb, look.due_by + 1))["overdue"] == 1
    assert len((await task_lists.page(house.gleb, Wish(overdue_at=look.due_by + 1))).items) == 1
    assert (await task_lists.counts(house.gleb, look.due_by))["overdue"] == 0
    assert look.overdue(look.due_by + 1)
    assert not look.overdue(look.due_by)


async def test_a_line_without_the_right_looks_on(house: House) -> None:
    """Whoever may not handle requests of a team does not do its tasks either."""
    ticket = await house.order("loose", text="Лампа")
    look = (await parts(ticket))["look"]
    await execute("UPDATE team_member SET line = 2 WHERE person_id = $1", house.lev.id)
    await lines.withhold(await team_id("house"), 2, ["ticket.assign"], actor_id=None)
    lev = await actor_again(house.lev.id)
    with pytest.raises(Forbidden):
        await change(lev, look.id, Change(assignee="gleb"))
    with pytest.raises(Forbidden):
        await change(lev, look.id, Change(team="it"))
    assert (await change(lev, look.id, Change(to="in_progress"))).task.assignee_id == lev.id
    with pytest.raises(Forbidden):
        await change(lev, look.id, Change(assignee="gleb"))


async def test_a_list_goes_by_the_index_of_its_queue(house: House) -> None:
    """However many tasks there are, a page of fifty reads few."""
    await house.order("loose", text="Лампа")
    for wish, index in (
        (Wish(queue=await team_id("house")), "task_queue"),
        (Wish(queue="mine"), "task_assignee"),
        (Wish(states=("done",)), "task_team"),
    ):
        sql, args = task_lists.statement(house.gleb, wish, 51)
        assert " OR " not in sql
        told = await _plan(sql, args)
        assert index in told or (index == "task_assignee" and "task_queue" in told), told


async def _plan(sql: str, args: list[object]) -> str:
    if okno_db.dialect() == "sqlite":
        return "\n".join(str(row["detail"]) for row in await fetch(f"EXPLAIN QUERY PLAN {sql}", *args))
    async with tx():
        await execute("SET LOCAL enable_seqscan = off")
        return "\n".join(str(next(iter(row.values()))) for row in await fetch(f"EXPLAIN {sql}", *args))
