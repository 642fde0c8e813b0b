"""While an assignee is away, his substitute is told what he would be told, if he may see the request that way."""

from __future__ import annotations

from okno import access, people, teams
from okno.clock import now
from okno.db import execute
from okno.people import absence
from okno.tickets import Ticket, assign, comment
from tests.notify.desk import Desk, settle, told, written_to
from tests.notify.test_hearers import forget


async def _away(person_id: int, substitute_id: int | None) -> int:
    today = now().date()
    return await absence.add(person_id, today, today, substitute_id=substitute_id, zone="UTC", actor_id=None)


async def _given_to_timur(desk: Desk) -> Ticket:
    """A ticket that Timur has before he leaves."""
    ticket = await desk.order()
    return await assign(desk.timur, ticket.number, assignee="timur", version=ticket.version)


async def test_the_substitute_hears_what_the_assignee_hears(desk: Desk) -> None:
    """By letter too, in the same words."""
    ticket = await _given_to_timur(desk)
    await _away(desk.timur.id, desk.lena.id)
    await forget()
    await comment(desk.vera, ticket.number, text="Как дела?")
    await settle()
    assert await told() == [("timur", "commented"), ("lena", "commented")]
    assert sorted(await written_to()) == ["lena@example.test", "timur@example.test"]


async def test_what_is_given_to_who_is_away_is_not_said_to_be_given_to_his_substitute(desk: Desk) -> None:
    ticket = await desk.order()
    boss = await people.create(login="boss", name="Главный")
    await access.grant(boss, "agent")
    await teams.join(ticket.team_id, boss)
    await _away(desk.timur.id, desk.lena.id)
    await forget()
    chief = await access.actor_of(await people.required(boss))
    await assign(chief, ticket.number, assignee="timur", version=ticket.version)
    await settle()
    assert await told() == [("timur", "assigned"), ("lena", "assigned_away")]


async def test_nobody_else_hears_before_it_after_it_or_without_a_substitute(desk: Desk) -> None:
    ticket = await _given_to_timur(desk)
    absence_id = await _away(desk.timur.id, None)
    await forget()
    await comment(desk.vera, ticket.number, text="Первое")
    await settle()
    assert await told() == [("timur", "commented")]
    await absence.cancel(desk.timur.id, absence_id, actor_id=None)
    await absence.cancel(desk.timur.id, await _away(desk.timur.id, desk.lena.id), actor_id=None)
    await forget()
    await comment(desk.vera, ticket.number, text="Второе")
    await settle()
    assert await told() == [("timur", "commented")]


async def test_a_substitute_from_outside_of_the_team_hears_nothing(desk: Desk) -> None:
    """Standing in gives no right to see: neither an agent of another team nor an employee learns of the request."""
    ticket = await _given_to_timur(desk)
    await execute("UPDATE team SET confidential = $1 WHERE id = $2", True, ticket.team_id)
    other = next(team for team in await teams.all_teams() if team.id != ticket.team_id)
    outsider = await people.create(login="outsider", name="Чужой Исполнитель", mail="outsider@example.test")
    await access.grant(outsider, "agent")
    await teams.join(other.id, outsider)
    for substitute in (desk.stranger.id, outsider):
        made = await _away(desk.timur.id, substitute)
        await forget()
        await comment(desk.vera, ticket.number, text="Секрет")
        await comment(desk.lena, ticket.number, text="Тоже секрет", visibility="internal")
        await settle()
        assert await told() == [("timur", "commented"), ("timur", "noted")]
        assert await written_to() == ["timur@example.test"]
        await absence.cancel(desk.timur.id, made, actor_id=None)


async def test_a_requester_who_stands_in_does_not_become_staff(desk: Desk) -> None:
    """He is told as a requester, never of notes of the team."""
    ticket = await _given_to_timur(desk)
    await _away(desk.timur.id, desk.vera.id)
    await forget()
    await comment(desk.lena, ticket.number, text="Только для команды", visibility="internal")
    await comment(desk.lena, ticket.number, text="Для Веры")
    await settle()
    assert await told() == [("timur", "noted"), ("vera", "answered"), ("timur", "commented")]
