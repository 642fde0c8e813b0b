"""The life of a ticket: taking, moving, talking, closing; and who may."""

from __future__ import annotations

import asyncio

import pytest

from okno import tickets
from okno.clock import FAR_US, now_us
from okno.db import execute, fetch, tx
from okno.errors import Conflict, Forbidden, Invalid, NotFound
from okno.events.log import read_stream
from okno.tickets import KEEP, Sight, Ticket, clock_scanner, story
from tests.company import Company


async def _taken(company: Company) -> Ticket:
    ticket = await company.order()
    return await tickets.assign(company.boris, ticket.id, version=1, assignee=company.boris.id)


async def _done(company: Company) -> Ticket:
    ticket = await _taken(company)
    return await tickets.move(company.boris, ticket.id, to="done", version=ticket.version, text="Поставил.")


async def test_taking_is_the_first_answer(company: Company) -> None:
    """From then on the solution is what is due."""
    ticket = await _taken(company)
    assert ticket.assignee_id == company.boris.id
    assert ticket.version == 2
    assert ticket.responded_at is not None
    assert ticket.due_sort == ticket.resolve_by


async def test_who_takes_it_has_begun(company: Company) -> None:
    """Taking a new ticket is one act; giving it to somebody else does not begin his work."""
    ticket = await tickets.take(company.boris, (await company.order()).id, version=1)
    assert (ticket.state, ticket.assignee_id) == ("in_progress", company.boris.id)
    waiting = await tickets.move(company.boris, ticket.id, to="waiting_user", version=ticket.version, text="Какой?")
    over = await tickets.take(company.vera, ticket.id, version=waiting.version)
    assert (over.state, over.assignee_id) == ("waiting_user", company.vera.id)
    given = await tickets.assign(company.boris, (await company.order()).id, version=1, assignee="vera")
    assert given.state == "new"


async def test_only_one_of_two_takes_wins(company: Company) -> None:
    """The other one hears who was faster."""
    ticket = await company.order()
    results = await asyncio.gather(
        tickets.assign(company.boris, ticket.id, version=1, assignee="boris"),
        tickets.assign(company.vera, ticket.id, version=1, assignee="vera"),
        return_exceptions=True,
    )
    lost = [one for one in results if isinstance(one, Conflict)]
    won = [one for one in results if isinstance(one, Ticket)]
    assert len(lost) == len(won) == 1
    assert lost[0].detail["version"] == 2
    assert lost[0].phrase.params["name"] in ("Борис Мастеров", "Вера Мастерова")


async def test_another_team_starts_with_nobody(company: Company) -> None:
    """And the former team does not see it any more."""
    ticket = await _taken(company)
    moved = await tickets.assign(company.boris, ticket.id, version=2, team="accounting")
    assert moved.assignee_id is None
    with pytest.raises(NotFound):
        await tickets.get(company.boris, ticket.id)
    assert (await tickets.get(company.fedor, ticket.id))[0].version == 3


async def test_an_assignee_works_in_the_team(company: Company) -> None:
    """Neither strangers nor agents of others."""
    ticket = await company.order()
    for login in ("anna", "fedor", "nobody"):
        with pytest.raises(Invalid):
            await tickets.assign(company.boris, ticket.id, version=1, assignee=login)
    same = await tickets.assign(company.boris, ticket.id, version=1, assignee=KEEP)
    assert same.version == 1


async def test_the_requester_assigns_nothing_and_a_stranger_knows_nothing(company: Company) -> None:
    """403 for what is visible, 404 for what is not."""
    ticket = await company.order()
    with pytest.raises(Forbidden):
        await tickets.assign(company.anna, ticket.id, version=1, assignee="boris")
    for actor in (company.stranger, company.fedor, company.admin):
        with pytest.raises(NotFound):
            await tickets.assign(actor, ticket.id, version=1, assignee="boris")
        with pytest.raises(NotFound):
            await tickets.comment(actor, ticket.id, text="ау")
        with pytest.raises(NotFound):
            await tickets.move(actor, ticket.id, to="cancelled", version=1)


async def test_waiting_for_the_requester_stops_the_clock(company: Company) -> None:
    """Nothing is due until he answers and work goes on."""
    ticket = await _taken(company)
    waiting = await tickets.move(
        company.boris, ticket.id, to="waiting_user", version=ticket.version, text="Какой разъём?"
    )
    assert waiting.due_sort == FAR_US
    assert waiting.running_since is None
    assert waiting.resolve_by is None
    going = await tickets.move(company.boris, ticket.id, to="in_progress", version=waiting.version)
    assert going.running_since is not None
    assert going.due_sort == going.resolve_by


async def test_some_ways_ask_for_words(company: Company) -> None:
    """A question without a question helps nobody."""
    ticket = await _taken(company)
    with pytest.raises(Invalid) as refused:
        await tickets.move(company.boris, ticket.id, to="waiting_user", version=ticket.version)
    assert set(refused.value.fields) == {"comment"}


async def test_the_requester_confirms(company: Company) -> None:
    """Done, confirmed, closed; and then nothing more can be written by him."""
    ticket = await _done(company)
    assert ticket.done_at is not None
    assert ticket.open
    closed = await tickets.move(company.anna, ticket.id, to="closed", version=ticket.version)
    assert not closed.open
    assert closed.closed_at is not None
    with pytest.raises(Conflict):
        await tickets.comment(company.anna, ticket.id, text="И ещё одно")


async def test_the_requester_sends_it_back(company: Company) -> None:
    """The clock goes on from where it stood."""
    ticket = await _done(company)
    back = await tickets.move(company.anna, ticket.id, to="in_progress", version=ticket.version, text="Не включается.")
    assert back.done_at is None
    assert back.running_since is not None
    kinds = [fact.kind for fact in await read_stream("ticket", ticket.id)]
    assert kinds[-2:] == ["TicketMoved", "TicketReopened"]


async def test_the_requester_cancels_but_does_not_work(company: Company) -> None:
    """He goes only the ways that are his."""
    ticket = await company.order()
    with pytest.raises(Forbidden):
        await tickets.move(company.anna, ticket.id, to="in_progress", version=1)
    gone = await tickets.move(company.anna, ticket.id, to="cancelled", version=1)
    assert not gone.open


async def test_ways_that_do_not_exist_are_conflicts(company: Company) -> None:
    """With the state that it is in."""
    ticket = await company.order()
    with pytest.raises(Conflict) as refused:
        await tickets.move(company.boris, ticket.id, to="closed", version=1)
    assert refused.value.detail["state"] == "new"
    with pytest.raises(Invalid):
        await tickets.move(company.boris, ticket.id, to="nirvana", version=1)


async def test_internal_notes_are_for_the_team(company: Company) -> None:
    """The requester hears nothing of them, not even that there is one."""
    ticket = await company.order()
    await tickets.comment(company.boris, ticket.id, text="На складе нет", visibility="internal")
    await tickets.comment(company.boris, ticket.id, text="Привезём завтра")
    with pytest.raises(Forbidden):
        await tickets.comment(company.anna, ticket.id, text="тайна", visibility="internal")
    hers = await story.timeline(ticket, Sight.READER)
    assert [entry.comment.text for entry in hers if entry.comment] == ["Привезём завтра"]
    theirs = await story.timeline(ticket, Sight.STAFF)
    assert [entry.comment.text for entry in theirs if entry.comment] == ["На складе нет", "Привезём завтра"]
    note, reply = [fact for fact in await read_stream("ticket", ticket.id) if fact.kind == "TicketCommented"]
    assert not any(topic.startswith(("ticket:", "person:")) for topic in note.topics)
    assert f"ticket:{ticket.id}" in reply.topics


async def test_a_reply_is_the_first_answer_but_a_note_is_not(company: Company) -> None:
    """What the requester does not see is no answer to him."""
    ticket = await company.order()
    await tickets.comment(company.boris, ticket.id, text="посмотрю", visibility="internal")
    assert (await tickets.get(company.boris, ticket.id))[0].responded_at is None
    await tickets.comment(company.boris, ticket.id, text="Здравствуйте, смотрю")
    answered, _ = await tickets.get(company.boris, ticket.id)
    assert answered.responded_at is not None
    assert answered.version == 1


@pytest.mark.parametrize("text", ["", "   \n", "\x00", "x" * 20_001])
async def test_comments_have_limits(company: Company, text: str) -> None:
    """Nothing, and too much."""
    ticket = await company.order()
    with pytest.raises(Invalid):
        await tickets.comment(company.anna, ticket.id, text=text)


async def test_what_was_done_closes_by_itself(company: Company) -> None:
    """After the days that the lifecycle names, and only then."""
    ticket = await _done(company)
    assert await clock_scanner.look() == 0
    [row] = await fetch("SELECT next_clock_at FROM ticket WHERE id = $1", ticket.id)
    assert row["next_clock_at"] > now_us()
    async with tx():
        await execute("UPDATE ticket SET next_clock_at = $1 WHERE id = $2", now_us() - 1, ticket.id)
    assert await clock_scanner.look() == 1
    closed, _ = await tickets.get(company.anna, ticket.id)
    assert closed.state == "closed"
    moved = (await read_stream("ticket", ticket.id))[-2]
    assert (moved.actor_id, moved.payload["by_rule"]) == (None, True)
    assert await clock_scanner.look() == 0


async def test_what_was_done_anew_meanwhile_does_not_close(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was sent back and done again after the server had looked: the requester has her days."""
    ticket = await _done(company)
    due = [{"id": ticket.id}]

    async def looked(sql: str, *args: object) -> object:
        return due if "ORDER BY next_clock_at" in sql else await fetch(sql, *args)

    monkeypatch.setattr(clock_scanner, "fetch", looked)
    await clock_scanner.look()
    assert (await tickets.get(company.anna, ticket.id))[0].state == "done"


async def test_a_step_that_fails_leaves_nothing(company: Company) -> None:
    """The comment of a refused move is not written."""
    ticket = await company.order()
    with pytest.raises(Conflict):
        await tickets.move(company.boris, ticket.id, to="done", version=7, text="Поставил")
    assert await fetch("SELECT id FROM comment") == []
