"""What one of the staff may who sees a ticket: moves by right, history by right, or reading alone."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from okno import tickets
from okno.access import Actor, lines
from okno.errors import Conflict, Forbidden
from okno.teams import join
from okno.tickets import Sight, Ticket, reading, story
from okno.tickets.visible import reads_history
from tests.company import MONITOR_TEAM, Company, actor_again, hire, team_id


async def on_line_one(company: Company, without: Iterable[str]) -> Actor:
    """Vera, on line 1 of her team, whose members lack these rights."""
    team = await team_id(MONITOR_TEAM)
    await join(team, company.vera.id, line=1)
    await lines.withhold(team, 1, without, actor_id=None)
    return await actor_again(company.vera.id)


async def goals(actor: Actor, ticket: Ticket) -> set[str]:
    """The states into which the actor may bring a ticket."""
    return {way.to for way in tickets.ways(actor, ticket, Sight.STAFF)}


@pytest.mark.parametrize(
    ("right", "state", "to", "title"),
    [
        ("ticket.finish", "in_progress", "done", "Отмечать сделанной"),
        ("ticket.close", "done", "closed", "Закрывать"),
        ("ticket.reopen", "done", "in_progress", "Возвращать в работу"),
        ("ticket.cancel", "in_progress", "cancelled", "Отменять"),
    ],
)
async def test_each_move_has_its_right(company: Company, right: str, state: str, to: str, title: str) -> None:
    """Whoever lacks it is offered no such way, and learns which right he lacks when he tries."""
    vera = await on_line_one(company, [right])
    ticket = await tickets.take(company.boris, (await company.order()).id, version=1)
    if state == "done":
        ticket = await tickets.move(company.boris, ticket.id, to="done", version=ticket.version)
    assert to not in await goals(vera, ticket)
    assert to in await goals(company.boris, ticket)
    with pytest.raises(Forbidden) as refused:
        await tickets.move(vera, ticket.id, to=to, version=ticket.version, text="Надо")
    assert f"“{title}”" in str(refused.value.phrase)
    await tickets.move(company.boris, ticket.id, to=to, version=ticket.version, text="Надо")


async def test_notes_and_assignment_have_theirs(company: Company) -> None:
    """Reading notes belongs to sight, writing them does not."""
    vera = await on_line_one(company, ["ticket.note", "ticket.assign"])
    ticket = await company.order()
    await tickets.comment(company.boris, ticket.id, text="Между нами", visibility="internal")
    words = await story.comments_of(ticket.id, internal=(await tickets.get(vera, ticket.id))[1] is Sight.STAFF)
    assert [one.text for one in words.values()] == ["Между нами"]
    for change in (
        tickets.comment(vera, ticket.id, text="Заметка", visibility="internal"),
        tickets.assign(vera, ticket.id, version=1, assignee="boris"),
        tickets.take(vera, ticket.id, version=1),
    ):
        with pytest.raises(Forbidden):
            await change
    assert (await tickets.comment(vera, ticket.id, text="Ответ")).visibility == "public"


async def test_without_history_there_are_words_and_no_changes(company: Company) -> None:
    """Nor other tickets of the requester; lists are as before."""
    vera = await on_line_one(company, ["ticket.history"])
    await company.order()
    ticket = await tickets.take(company.boris, (await company.order()).id, version=1)
    await tickets.comment(company.boris, ticket.id, text="Закажем")
    assert not reads_history(vera, ticket, Sight.STAFF)
    assert reads_history(company.boris, ticket, Sight.STAFF)
    assert reads_history(company.anna, ticket, Sight.READER)
    kinds = [entry.fact.kind for entry in await story.timeline(ticket, Sight.STAFF, history=False)]
    assert kinds == ["TicketCreated", "TicketCommented"]
    assert await reading.others_of(vera, ticket) == []
    assert len(await reading.others_of(company.boris, ticket)) == 1
    assert len((await reading.page(vera, reading.Wish(queue="all"))).items) == 2


async def test_a_lost_race_names_who_and_not_what(company: Company) -> None:
    """The fact goes with the refusal only to those who may read the history."""
    vera = await on_line_one(company, ["ticket.history"])
    ticket = await company.order()
    await tickets.take(company.boris, ticket.id, version=1)
    with pytest.raises(Conflict) as lost:
        await tickets.take(vera, ticket.id, version=1)
    assert "Борис Мастеров" in str(lost.value.phrase)
    assert lost.value.detail["last"] is None
    with pytest.raises(Conflict) as lost:
        await tickets.take(company.vera, ticket.id, version=1)
    assert lost.value.detail["last"] is not None


async def test_a_manager_sees_and_does_nothing(company: Company) -> None:
    """In the team in which he has the role, nowhere else."""
    manager = await hire("olga", "Ольга Главная", role="manager", role_in=MONITOR_TEAM)
    ticket = await company.order()
    assert (await tickets.get(manager, ticket.id))[1] is Sight.STAFF
    assert tickets.ways(manager, ticket, Sight.STAFF) == []
    assert await reading.counts(manager) == {await team_id(MONITOR_TEAM): 1, "mine": 0}
    with pytest.raises(Forbidden):
        await tickets.comment(manager, ticket.id, text="Почему так долго?")
