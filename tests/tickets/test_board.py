"""The board of a team: who has what, and giving it out."""

from __future__ import annotations

import pytest

from okno import teams, tickets
from okno.access import lines as support
from okno.db import execute
from okno.errors import Forbidden, Invalid
from okno.people import change
from okno.settings import Settings
from okno.tickets import Ticket, board
from okno.tickets.board import CARDS, Gift
from tests.company import actor_again, make_confidential
from tests.crew import BRANCH, Crew, facts, open_desk
from tests.tickets.agreeing import send_away


async def looked(crew: Crew, line: int = 0) -> dict[int | None, list[int]]:
    """The tickets of each column of the desk, as its lead sees them."""
    found = await teams.get(crew.desk)
    assert found is not None
    seen = await board.board(crew.lead, found, line=line)
    return {one.person_id: [ticket.id for ticket in one.tickets] for one in seen.columns}


async def give_out(crew: Crew, *gifts: tuple[Ticket, int | None]) -> board.Given:
    """The lead gives tickets to people."""
    found = await teams.get(crew.desk)
    assert found is not None
    return await board.give_out(crew.lead, found, [Gift(one.id, one.version, to) for one, to in gifts])


async def plan(crew: Crew, of: int | None = None) -> list[tuple[int, int | None]]:
    """Whom the server would give what."""
    found = await teams.get(crew.desk)
    assert found is not None
    return [(one.ticket.id, one.person_id) for one in await board.plan(crew.lead, found, of=of)]


async def test_every_member_has_a_column_and_so_has_nobody(db: Settings) -> None:
    crew = await open_desk("manual")
    loose, taken, done = [await crew.order() for _ in range(3)]
    await tickets.take(crew.vera, taken.id, version=1)
    started = await tickets.take(crew.boris, done.id, version=1)
    await tickets.move(crew.boris, done.id, to="done", version=started.version)
    own = await crew.order(by=crew.lead)
    assert await looked(crew) == {
        None: [loose.id], crew.boris.id: [], crew.vera.id: [taken.id], crew.gleb.id: [], crew.lead.id: []
    }, f"what is done is no work, and of his own request {own.id} the lead sees nothing"  # fmt: skip


async def test_work_of_who_has_left_is_not_lost_from_sight(db: Settings) -> None:
    crew = await open_desk("manual")
    ticket = await tickets.take(crew.vera, (await crew.order()).id, version=1)
    await change(crew.vera.id, {"active": False}, actor_id=None)
    assert (await looked(crew))[crew.vera.id] == [ticket.id]
    await teams.leave(crew.desk, crew.vera.id)
    assert (await looked(crew))[crew.vera.id] == [ticket.id]


async def test_one_line_is_looked_at_alone(db: Settings) -> None:
    crew = await open_desk("manual", 2)
    first, second = await crew.order(), await crew.order()
    await tickets.assign(crew.boris, second.id, version=1, line=2)
    assert [(await looked(crew, line))[None] for line in (1, 2)] == [[first.id], [second.id]]


async def test_a_column_is_bounded_and_still_counts_all(db: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "CARDS", 2)
    crew = await open_desk("manual")
    made = [await crew.order() for _ in range(3)]
    await execute("UPDATE ticket SET due_sort = $1 WHERE id = $2", 1, made[2].id)
    found = await teams.get(crew.desk)
    assert found is not None
    nobody = (await board.board(crew.lead, found)).columns[0]
    assert ([one.id for one in nobody.tickets], nobody.open, nobody.late) == ([made[2].id, made[0].id], 3, 1)


async def test_several_are_given_at_once_and_taken_back(db: Settings) -> None:
    crew = await open_desk("manual")
    one, other = await crew.order(), await tickets.take(crew.boris, (await crew.order()).id, version=1)
    given = await give_out(crew, (one, crew.vera.id), (other, crew.vera.id))
    assert ([ticket.assignee_id for ticket in given.tickets], given.refused) == ([crew.vera.id] * 2, {})
    found = await teams.get(crew.desk)
    assert found is not None
    back = await board.to_undo(crew.lead, found, [one.id, other.id])
    assert [(gift.ticket_id, gift.person_id) for gift in back] == [(one.id, None), (other.id, crew.boris.id)]
    assert await board.to_undo(crew.boris, found, [one.id]) == [], "only he who has done it"
    await board.give_out(crew.lead, found, back)
    assert (await looked(crew))[crew.vera.id] == []


async def test_what_somebody_has_changed_meanwhile_stays_and_the_rest_is_given(db: Settings) -> None:
    crew = await open_desk("manual")
    one, other = await crew.order(), await crew.order()
    await tickets.take(crew.boris, one.id, version=1)
    given = await give_out(crew, (one, crew.vera.id), (other, crew.vera.id))
    assert [ticket.id for ticket in given.tickets] == [other.id]
    assert "Борис Мастеров" in str(given.refused[one.id])
    assert (await tickets.get(crew.lead, one.id))[0].assignee_id == crew.boris.id


async def test_nothing_is_given_that_is_not_of_the_team_or_not_seen(db: Settings) -> None:
    crew = await open_desk("manual")
    elsewhere = await crew.order("branch-help")
    await make_confidential(BRANCH)
    given = await give_out(crew, (elsewhere, crew.vera.id))
    assert (given.tickets, list(given.refused)) == ([], [elsewhere.id])
    own = await crew.order(by=crew.vera)
    assert list((await give_out(crew, (own, crew.vera.id))).refused) == [own.id], "it is her own request"
    with pytest.raises(Invalid):
        await give_out(crew, *[(own, None)] * (CARDS + 1))


async def test_who_may_not_assign_gives_nothing_out(db: Settings) -> None:
    crew = await open_desk("manual")
    ticket = await crew.order()
    found = await teams.get(crew.desk)
    assert found is not None
    await support.withhold(crew.desk, 1, ["ticket.assign"], actor_id=None)
    await teams.join(crew.desk, crew.boris.id, line=1)
    with pytest.raises(Forbidden):
        await board.give_out(await actor_again(crew.boris.id), found, [Gift(ticket.id, 1, crew.vera.id)])


async def test_the_plan_shares_out_by_the_strategy_of_the_team(db: Settings) -> None:
    crew = await open_desk("manual")
    made = [await crew.order() for _ in range(4)]
    await tickets.take(crew.boris, made[0].id, version=1)
    assert await plan(crew) == [(made[1].id, crew.vera.id), (made[2].id, crew.gleb.id), (made[3].id, crew.boris.id)]


async def test_the_work_of_who_is_away_goes_to_those_who_are_here(db: Settings) -> None:
    crew = await open_desk("round_robin")
    made = [await crew.order() for _ in range(3)]
    await send_away(crew.boris, crew.vera)
    assert (await looked(crew))[crew.boris.id] == [made[0].id], "nothing moves by itself"
    [(number, to)] = await plan(crew, of=crew.boris.id)
    assert (number, to) == (made[0].id, crew.vera.id)
    found = await teams.get(crew.desk)
    assert found is not None
    gift = Gift(number, made[0].version, to)
    await board.give_out(crew.lead, found, [gift], in_turn=True)
    assert crew.name(await crew.order()) == "gleb", "Vera has just got something"
    assert (await facts(made[0], "TicketAssigned"))[-1]["cause"] == "", "the lead has done it"


async def test_what_waits_for_approval_is_not_handed_out(db: Settings) -> None:
    crew = await open_desk("manual")
    ticket = await crew.order()
    await execute(
        "INSERT INTO approval_step (ticket_id, position, key, spec, state, need, next_at)"
        " VALUES ($1, 0, 'boss', '{}', 'asked', 1, 1)",
        ticket.id,
    )
    assert await plan(crew) == []


async def test_nobody_to_give_it_to(db: Settings) -> None:
    crew = await open_desk("round_robin")
    for one in (crew.boris, crew.vera, crew.gleb):
        await teams.set_away(crew.desk, one.id, away=True, actor_id=None)
    ticket = await crew.order()
    assert await plan(crew) == [(ticket.id, None)]
