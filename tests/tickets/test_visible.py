"""The filter in lists: what one ordered oneself is left to the requester, and each branch goes by its own index."""

from __future__ import annotations

from typing import Any

import pytest

from okno import db as okno_db, tickets
from okno.access import Actor, grant
from okno.db import execute, fetch, tx
from okno.errors import Invalid
from okno.teams import join
from okno.tickets import Sight, Ticket, reading
from okno.tickets.reading import FILTERS, Wish
from tests.company import MONITOR, MONITOR_TEAM, Company, actor_again, team_id

COLD = {"topic": "Холодно", "description": "В переговорной дует из окна"}


async def ordered_by(actor: Actor, **more: Any) -> Ticket:
    """A monitor for somebody."""
    return await tickets.order(actor, tickets.Order(service="monitor", answers=MONITOR, **more))


async def test_what_he_ordered_himself_is_not_his_work(company: Company) -> None:
    """It is in no queue, count, filter or search of his desk; his colleague has it everywhere."""
    team = await team_id(MONITOR_TEAM)
    own = await ordered_by(company.boris)
    for queue in ("all", team):
        for name in FILTERS:
            for q in ("", own.number, own.subject.split()[0]):
                page = await reading.page(company.boris, Wish(queue=queue, filter=name, q=q))
                assert page.items == []
    assert await reading.counts(company.boris) == {team: 0, "mine": 0}
    assert set((await reading.filter_counts(company.boris, team)).values()) == {0}
    assert [one.id for one in (await reading.mine(company.boris)).items] == [own.id]
    assert list(await reading.seen_among(company.boris, [own.id])) == [own.id]
    assert [one.id for one in (await reading.page(company.vera, Wish(queue=team))).items] == [own.id]
    assert await reading.counts(company.vera) == {team: 1, "mine": 0}


async def test_what_somebody_ordered_for_him_is_not_his_work_either(company: Company) -> None:
    """Whoever ordered it for him works on it as on any other."""
    own = await ordered_by(company.vera, on_behalf_of="boris")
    assert (await tickets.get(company.boris, own.id))[1] is Sight.READER
    assert (await tickets.get(company.vera, own.id))[1] is Sight.STAFF
    assert (await reading.page(company.boris, Wish(queue="all"))).items == []
    assert [one.id for one in (await reading.page(company.vera, Wish(queue="all"))).items] == [own.id]
    other = await ordered_by(company.vera)
    assert own.id not in [one.id for one in await reading.others_of(company.boris, other)]


async def test_nobody_is_given_what_he_ordered_himself(company: Company) -> None:
    """He would see it as its requester and could do nothing."""
    own = await ordered_by(company.boris)
    with pytest.raises(Invalid):
        await tickets.assign(company.vera, own.id, version=1, assignee="boris")


async def test_whoever_goes_on_with_his_own_request_does_not_get_it(company: Company) -> None:
    """He is in the team and nobody has it yet: by answering he does not become its assignee."""
    own = await ordered_by(company.boris)
    asked = await tickets.move(company.vera, own.id, to="waiting_user", version=1, text="Какой именно?")
    answered = await tickets.move(company.boris, own.id, to="in_progress", version=asked.version, text="Любой")
    assert answered.assignee_id is None
    assert (await tickets.get(company.boris, own.id))[1] is Sight.READER


async def test_a_ticket_that_was_his_before_it_was_for_him_stays_out(company: Company) -> None:
    """Whatever row says that he works on it."""
    own = await ordered_by(company.boris)
    await execute("UPDATE ticket SET assignee_id = $1 WHERE id = $2", company.boris.id, own.id)
    assert (await reading.page(company.boris, Wish(queue="mine"))).items == []
    assert (await reading.counts(company.boris))["mine"] == 0


# How the database goes there -----------------------------------------------------------------------------------


async def plan(sql: str, args: list[object]) -> str:
    """How the database would run a statement, were its tables large."""
    if okno_db.dialect() == "sqlite":
        return "\n".join(str(row["detail"]) for row in await fetch(f"EXPLAIN QUERY PLAN {sql}", *args))
    async with tx():
        # A table of a few rows is read as a whole, whatever indexes it has.
        await execute("SET LOCAL enable_seqscan = off")
        return "\n".join(str(next(iter(row.values()))) for row in await fetch(f"EXPLAIN {sql}", *args))


QUEUES = [
    (Wish(queue="own", sort="created"), {"ticket_reader"}),
    (Wish(queue="mine"), {"ticket_assignee"}),
    (Wish(queue="all"), {"ticket_queue"}),
    (Wish(queue="all", sort="updated"), {"ticket_changed"}),
    (Wish(queue="all", filter="closed", sort="created"), {"ticket_team"}),
    (Wish(filter="any", sort="created"), {"ticket_reader", "ticket_team"}),
    (Wish(filter="all"), {"ticket_reader", "ticket_queue"}),
]


@pytest.mark.parametrize(("wish", "indexes"), QUEUES, ids=lambda value: str(getattr(value, "queue", "")))
async def test_each_branch_of_a_list_goes_by_its_index(company: Company, wish: Wish, indexes: set[str]) -> None:
    """No branch reads the whole table, and no condition joins two ways to a ticket."""
    await company.order()
    sql, args = reading.statement(company.boris, wish, 51)
    assert " OR " not in sql
    assert "EXISTS" not in sql
    told = await plan(sql, args)
    for name in indexes:
        assert name in told, told
    assert "SCAN t" not in told.replace("SCAN t USING INDEX", ""), told
    assert "Seq Scan on ticket" not in told, told


async def test_a_queue_of_one_team_is_read_in_the_order_of_its_index(company: Company) -> None:
    """So a page of fifty reads fifty rows of however many."""
    sql, args = reading.statement(company.boris, Wish(queue=await team_id(MONITOR_TEAM)), 51)
    told = await plan(sql, args)
    assert "ticket_queue" in told, told


async def test_several_teams_are_one_list(company: Company) -> None:
    """The tickets of each, each once."""
    await grant(company.boris.id, "agent")
    await join(await team_id("facilities"), company.boris.id)
    both = await actor_again(company.boris.id)
    first = await company.order()
    second = await tickets.order(company.anna, tickets.Order(service="office-question", answers=COLD))
    found = await reading.page(both, Wish(queue="all", sort="created"))
    assert [one.id for one in found.items] == [second.id, first.id]
    assert await reading.counts(both) == {first.team_id: 1, second.team_id: 1, "mine": 0}
