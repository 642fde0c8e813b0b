"""Lines of support: a ticket goes on to the next line of its team, and comes back."""

from __future__ import annotations

import pytest

from okno import teams, tickets
from okno.access import lines as support
from okno.db import tx
from okno.errors import Forbidden, Invalid
from okno.settings import Settings
from okno.tickets import Sight, Ticket, lines, store, story
from tests.company import actor_again
from tests.crew import BRANCH, Crew, facts, open_desk


async def two_lines(routing: str = "manual") -> Crew:
    """Boris and Gleb on the first line, Vera on the second."""
    crew = await open_desk(routing, 2)
    for person, line in ((crew.boris, 1), (crew.gleb, 1), (crew.vera, 2)):
        await teams.join(crew.desk, person.id, line=line)
    return crew


async def on(ticket: Ticket, line: int, cause: str = "") -> Ticket:
    """A rule puts a ticket on a line."""
    async with tx():
        return await lines.to_line(await store.locked(ticket.id), line, actor_id=None, cause=cause)


async def test_a_new_ticket_is_on_the_first_line(db: Settings) -> None:
    crew = await two_lines()
    ticket = await crew.order()
    assert (ticket.line, await lines.next_of(ticket)) == (1, 2)


async def test_on_the_next_line_nobody_has_it_who_does_not_work_there(db: Settings) -> None:
    crew = await two_lines()
    ticket = await tickets.take(crew.boris, (await crew.order()).id, version=1)
    moved = await tickets.assign(crew.boris, ticket.id, version=ticket.version, line=2, note="Нужен инженер")
    assert (moved.line, moved.assignee_id, await lines.next_of(moved)) == (2, None, None)
    [told] = await facts(ticket, "TicketLineChanged")
    assert (told["line"], told["from_line"]) == (2, 1)
    words = await story.comments_of(ticket.id, internal=True)
    assert (words[told["comment_id"]].text, words[told["comment_id"]].visibility) == ("Нужен инженер", "internal")
    assert (await facts(ticket, "TicketAssigned"))[-1]["cause"] == "line"


async def test_whoever_works_on_both_keeps_it(db: Settings) -> None:
    crew = await two_lines()
    await teams.join(crew.desk, crew.boris.id, line=0)
    ticket = await tickets.take(crew.boris, (await crew.order()).id, version=1)
    moved = await tickets.assign(crew.boris, ticket.id, version=ticket.version, line=2)
    assert crew.name(moved) == "boris"


async def test_it_is_routed_on_its_line_and_back(db: Settings) -> None:
    crew = await two_lines("round_robin")
    ticket = await crew.order()
    assert crew.name(ticket) == "boris"
    ticket = await on(ticket, 2, "step")
    assert (crew.name(ticket), (await facts(ticket, "TicketLineChanged"))[0]["cause"]) == ("vera", "step")
    back = await tickets.assign(crew.vera, ticket.id, version=ticket.version, line=1)
    assert crew.name(back) == "gleb"


async def test_the_same_line_changes_nothing(db: Settings) -> None:
    crew = await two_lines()
    ticket = await crew.order()
    assert (await on(ticket, 1)).version == ticket.version
    assert await facts(ticket, "TicketLineChanged") == []


async def test_a_line_that_there_is_not_is_refused(db: Settings) -> None:
    crew = await two_lines()
    ticket = await crew.order()
    for line in (0, 3, -1):
        with pytest.raises(Invalid) as refused:
            await tickets.assign(crew.boris, ticket.id, version=1, line=line)
        assert set(refused.value.fields) == {"line"}


async def test_another_team_begins_on_its_first_line(db: Settings) -> None:
    crew = await two_lines()
    ticket = await on(await crew.order(), 2)
    moved = await tickets.assign(crew.boris, ticket.id, version=ticket.version, team=BRANCH)
    assert (moved.team_id, moved.line) == (crew.branch, 1)


async def test_a_reason_is_a_note_and_needs_its_right(db: Settings) -> None:
    crew = await two_lines()
    await support.withhold(crew.desk, 1, ["ticket.note"], actor_id=None)
    from_line_one = await actor_again(crew.boris.id)
    ticket = await crew.order()
    with pytest.raises(Forbidden):
        await tickets.assign(from_line_one, ticket.id, version=1, line=2, note="Почему")
    assert (await tickets.assign(from_line_one, ticket.id, version=1, line=2)).line == 2


async def test_the_requester_reads_nothing_of_lines(db: Settings) -> None:
    crew = await two_lines()
    ticket = await tickets.take(crew.boris, (await crew.order()).id, version=1)
    await tickets.assign(crew.boris, ticket.id, version=ticket.version, line=2, note="Нужен инженер")
    kinds = [one.fact.kind for one in await story.timeline(ticket, Sight.READER)]
    assert kinds == ["TicketCreated", "TicketAssigned", "TicketMoved"]
    staff = [one.fact.kind for one in await story.timeline(ticket, Sight.STAFF)]
    assert staff[3:] == ["TicketCommented", "TicketLineChanged"]
