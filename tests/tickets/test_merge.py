"""Merging: one ticket goes on as another, its words stand there, and all of it can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings as examples, strategies as st

from okno import access, db, files, teams, tickets
from okno.access import Actor
from okno.clock import FAR_US, SECOND_US, now_us
from okno.db import fetch, fetch_value
from okno.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from okno.events.log import read_stream
from okno.settings import Settings
from okno.tickets import KEEP, Sight, Ticket, assign, clock, comment, move, reading, store
from okno.tickets.attachments import readable
from okno.tickets.merge import merge, unmerge
from okno.tickets.merged import goal_of, sources_of
from okno.tickets.segments import segments
from okno.tickets.story import comments_of, timeline
from okno.tickets.task_adding import NewTask, add
from okno.tickets.task_store import tasks_of
from okno.tickets.task_work import Wish, change
from tests.company import Company, actor_again, hire, make_confidential, team_id

MOVING = {
    *("version", "updated_at", "worked", "running_since", "respond_by", "respond_waited", "resolve_by"),
    *("due_sort", "next_clock_at"),
}
"""Columns that the clock, or any change at all, moves on."""
TABLES = (
    "thread",
    "comment",
    "ticket_reader",
    "ticket_value",
    "ticket_merge",
    "ticket_link",
    "file_use",
    "task",
    "approval",
)


@pytest.fixture(autouse=True)
def _kept_files(settings: Settings) -> None:
    """Files have a folder."""
    files.settle(settings.home)


async def pair(company: Company, **more: Any) -> tuple[Ticket, Ticket]:
    """Two orders of Anna's: what will be merged, and into what."""
    goal = await company.order()
    return await company.order(**more), goal


async def put_into(ticket: Ticket, team: str) -> Ticket:
    """Another team has it, whatever the ways."""
    await db.execute("UPDATE ticket SET team_id = $1 WHERE id = $2", await team_id(team), ticket.id)
    return await store.load(ticket.id)


async def words(actor: Actor, number: int) -> list[tuple[str, int]]:
    """What somebody reads in the story of a ticket, and of which ticket it is."""
    ticket, seen = await tickets.get(actor, number)
    entries = await timeline(ticket, seen, actor=actor)
    return [(entry.comment.text, entry.comment.ticket_id) for entry in entries if entry.comment is not None]


async def kinds(actor: Actor, number: int) -> list[str]:
    """The facts of a story."""
    ticket, seen = await tickets.get(actor, number)
    return [entry.fact.kind for entry in await timeline(ticket, seen, actor=actor)]


# What becomes of the two --------------------------------------------------------------------------------------


async def test_the_source_ends_and_leads_to_its_goal(company: Company) -> None:
    """Closed by rule, neither done nor answered; its clock stands; the goal stays as it was."""
    source, goal = await pair(company)
    merged = await merge(company.boris, source.id, goal.id, version=source.version)
    assert (merged.merged_into_id, merged.open, merged.state) == (goal.id, False, "cancelled")
    assert merged.running_since is None
    assert merged.responded_at is None
    assert merged.done_at is None
    after = await store.load(goal.id)
    assert (after.version, after.state, after.responded_at) == (goal.version, goal.state, None)
    found = await goal_of(company.anna, merged)
    assert found is not None
    assert found.id == goal.id
    assert await goal_of(company.anna, goal) is None


async def test_it_leaves_queues_and_counts(company: Company) -> None:
    """There is one ticket less to be done."""
    source, goal = await pair(company)
    before = await reading.counts(company.boris)
    await merge(company.boris, source.id, goal.id, version=None)
    team = await team_id("it-devices")
    assert (await reading.counts(company.boris))[team] == before[team] - 1
    open_ones = await reading.page(company.boris, reading.Wish(queue=team))
    assert [one.id for one in open_ones.items] == [goal.id]
    assert await reading.open_count(company.anna) == 1
    assert [one.id for one in (await reading.mine(company.anna, closed=True)).items] == [source.id]
    assert await reading.others_of(company.boris, goal) == []


async def test_nothing_tells_that_something_was_cancelled(company: Company) -> None:
    """Whoever listens for ends hears of none: neither a letter nor a question about the work."""
    source, goal = await pair(company)
    await merge(company.boris, source.id, goal.id, version=None)
    facts = [fact.kind for fact in await read_stream("ticket", source.id)]
    assert facts == ["TicketCreated", "TicketsMerged", "TicketMoved"]
    await unmerge(company.boris, source.id)
    facts = [fact.kind for fact in await read_stream("ticket", source.id)]
    assert facts[3:] == ["TicketsUnmerged", "TicketMoved"]
    assert await kinds(company.anna, source.id) == ["TicketCreated", "TicketsMerged", "TicketsUnmerged"]
    assert await kinds(company.anna, goal.id) == ["TicketCreated", "TicketsMerged", "TicketsUnmerged"]


async def test_words_of_both_stand_in_the_goal_in_time_order(company: Company) -> None:
    """With the number of the one where they were said."""
    source, goal = await pair(company)
    await comment(company.anna, goal.id, text="one")
    await comment(company.anna, source.id, text="two")
    await comment(company.boris, source.id, text="note", visibility="internal")
    await merge(company.boris, source.id, goal.id, version=None)
    await comment(company.boris, goal.id, text="three")
    assert await words(company.vera, goal.id) == [
        ("one", goal.id), ("two", source.id), ("note", source.id), ("three", goal.id),
    ]  # fmt: skip
    assert await words(company.anna, goal.id) == [("one", goal.id), ("two", source.id), ("three", goal.id)]
    assert await words(company.anna, source.id) == [("two", source.id)]
    origins = [entry.origin for entry in await timeline(goal, Sight.READER, actor=company.anna)]
    assert {origin.ticket.id for origin in origins if origin is not None} == {source.id}


async def test_words_for_the_old_number_go_to_the_new_one(company: Company) -> None:
    """By whatever channel; and neither the old one nor its state can be moved."""
    source, goal = await pair(company)
    merged = await merge(company.boris, source.id, goal.id, version=None)
    for actor in (company.anna, company.boris):
        said = await comment(actor, source.id, text="here", source="mail")
        assert said.ticket_id == goal.id
    assert tickets.ways(company.boris, merged, Sight.STAFF) == []
    with pytest.raises(Conflict):
        await move(company.boris, source.id, to="in_progress", version=None)
    with pytest.raises(Conflict):
        await assign(company.boris, source.id, version=None, assignee=KEEP)
    with pytest.raises(NotFound):
        await comment(company.stranger, source.id, text="I see neither")


async def test_a_closed_one_can_be_merged_too(company: Company) -> None:
    """That it was the same is often seen too late; it can't be opened by itself then, and comes back as it was."""
    source, goal = await pair(company)
    await move(company.anna, source.id, to="cancelled", version=source.version)
    merged = await merge(company.boris, source.id, goal.id, version=None)
    assert merged.state == "cancelled"
    assert tickets.ways(company.anna, merged, Sight.READER) == []
    assert (await unmerge(company.boris, source.id)).closed_at == merged.closed_at


# Readers ------------------------------------------------------------------------------------------------------


async def readers(ticket_id: int) -> set[tuple[int, str]]:
    """Who reads a ticket and why."""
    rows = await fetch("SELECT principal_id, why FROM ticket_reader WHERE ticket_id = $1", ticket_id)
    return {(row["principal_id"], row["why"]) for row in rows}


async def watch(ticket: Ticket, actor: Actor, why: str = "watcher") -> None:
    """Somebody reads a ticket for this reason."""
    async with db.tx():
        await store.add_reader(ticket.id, actor.id, why)


async def test_whoever_follows_the_source_reads_the_goal(company: Company) -> None:
    """Not who was asked about the source only; and what was given is taken back, not more."""
    source, goal = await pair(company)
    third = await company.order()
    for ticket, actor in ((source, company.stranger), (third, company.stranger), (third, company.fedor)):
        await watch(ticket, actor)
    await watch(source, company.admin, "approver")
    await watch(goal, company.fedor)
    await merge(company.boris, source.id, goal.id, version=None)
    await merge(company.boris, third.id, goal.id, version=None)
    assert (company.stranger.id, "merged") in await readers(goal.id)
    assert company.admin.id not in {person for person, _ in await readers(goal.id)}
    assert (await tickets.get(company.stranger, goal.id))[1] is Sight.READER
    await unmerge(company.boris, source.id)
    await tickets.get(company.stranger, goal.id)
    await unmerge(company.boris, third.id)
    with pytest.raises(NotFound):
        await tickets.get(company.stranger, goal.id)
    assert (await tickets.get(company.fedor, goal.id))[1] is Sight.READER


async def test_they_are_told_before_they_lose_it(company: Company) -> None:
    """So that an open page of theirs is closed."""
    source, goal = await pair(company)
    await watch(source, company.stranger)
    await merge(company.boris, source.id, goal.id, version=None)
    await unmerge(company.boris, source.id)
    last = [fact for fact in await read_stream("ticket", goal.id) if fact.kind == "TicketsUnmerged"][-1]
    assert f"person:{company.stranger.id}" in last.topics


# Who may, and what can't be -----------------------------------------------------------------------------------


async def test_who_may_merge(company: Company) -> None:
    """Whoever works on both. A number that he does not see answers as one that there is not."""
    source, goal = await pair(company)
    hidden = await put_into(await company.order(), "accounting")
    with pytest.raises(Forbidden):
        await merge(company.anna, source.id, goal.id, version=None)
    for actor in (company.stranger, company.fedor, company.admin):
        with pytest.raises(NotFound):
            await merge(actor, source.id, goal.id, version=None)
    told = set()
    for number in (hidden.id, 10**12, "zero"):
        for one, other in ((source.id, number), (number, source.id)):
            with pytest.raises(NotFound) as refused:
                await merge(company.boris, one, other, version=None)
            told.add(str(refused.value))
    assert len(told) == 1
    looker = await hire("looker", "Смотрит", role="agent", team="it-devices")
    await access.grant(looker.id, "manager", team_id=await team_id("accounting"))
    looker = await actor_again(looker.id)
    with pytest.raises(Forbidden):
        await merge(looker, source.id, hidden.id, version=None)


async def test_only_what_is_for_one_person(company: Company) -> None:
    """Else they can be linked; ordered on his behalf is his."""
    source, goal = await pair(company)
    manager = await hire("boss", "Начальник", role="operator")
    for_anna = await tickets.order(
        manager, tickets.Order(service="monitor", answers=goal.answers, on_behalf_of=company.anna.id)
    )
    other = await tickets.order(manager, tickets.Order(service="monitor", answers=goal.answers))
    with pytest.raises(Refused) as refused:
        await merge(company.boris, other.id, goal.id, version=None)
    assert "Link them" in str(refused.value)
    await merge(company.boris, for_anna.id, goal.id, version=None)
    assert (await tickets.get(manager, goal.id))[1] is Sight.READER
    with pytest.raises(Invalid):
        await merge(company.boris, source.id, source.id, version=None)


async def test_there_are_no_chains(company: Company) -> None:
    """Into what is merged itself, and what others are merged into."""
    a, b = await pair(company)
    c = await company.order()
    await merge(company.boris, a.id, b.id, version=None)
    with pytest.raises(Conflict):
        await merge(company.boris, a.id, c.id, version=None)
    for one, other in ((c, a), (b, c)):
        with pytest.raises(Refused):
            await merge(company.boris, one.id, other.id, version=None)
    await merge(company.boris, c.id, b.id, version=None)
    assert [one.ticket.id for one in await sources_of(company.boris, await store.load(b.id), Sight.STAFF)] == [
        a.id,
        c.id,
    ]


async def test_into_a_closed_one_nothing_is_merged(company: Company) -> None:
    """It would be heard by nobody."""
    source, goal = await pair(company)
    await move(company.anna, goal.id, to="cancelled", version=goal.version)
    with pytest.raises(Refused):
        await merge(company.boris, source.id, goal.id, version=None)


async def test_a_stale_version_loses(company: Company) -> None:
    """As with every decision."""
    source, goal = await pair(company)
    await move(company.boris, source.id, to="in_progress", version=source.version)
    with pytest.raises(Conflict):
        await merge(company.boris, source.id, goal.id, version=source.version)


async def test_of_two_that_go_opposite_ways_one_wins(company: Company) -> None:
    """And they do not wait for each other."""
    a, b = await pair(company)
    done = await asyncio.gather(
        merge(company.boris, a.id, b.id, version=a.version),
        merge(company.vera, b.id, a.id, version=b.version),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) in (["Refused", "Ticket"], ["Conflict", "Ticket"])
    rows = await fetch("SELECT id FROM ticket WHERE merged_into_id IS NOT NULL")
    assert len(rows) == await fetch_value("SELECT count(*) AS n FROM ticket_merge") == 1


# Confidential teams -------------------------------------------------------------------------------------------


async def test_not_across_a_confidential_team(company: Company) -> None:
    """Its words would be read by another team, or its readers would read others' words."""
    source, goal = await pair(company)
    await put_into(goal, "hr")
    both = await hire("both", "Оба", role="agent", team="it-devices")
    await company_join(both, "hr")
    both = await actor_again(both.id)
    await make_confidential("hr")
    for one, other in ((source, goal), (goal, source)):
        with pytest.raises(Refused):
            await merge(both, one.id, other.id, version=None)
    await put_into(source, "hr")
    await merge(both, source.id, goal.id, version=None)


async def company_join(actor: Actor, team: str) -> None:
    """He works in this team too."""
    await teams.join(await team_id(team), actor.id)


async def test_between_open_teams_words_go_along_and_notes_do_not(company: Company) -> None:
    """The other team reads what the requester reads; files of those words too."""
    source, goal = await pair(company)
    await put_into(goal, "facilities")
    both, gleb = await member_of_both(), await hire("gleb", "Глеб", role="agent", team="facilities")
    file = await kept(company.anna)
    await comment(company.anna, source.id, text="public", files=[file])
    secret = await kept(company.boris)
    await comment(company.boris, source.id, text="note", visibility="internal", files=[secret])
    await merge(both, source.id, goal.id, version=None)
    assert await words(gleb, goal.id) == [("public", source.id)]
    assert await words(both, goal.id) == [("public", source.id), ("note", source.id)]
    await readable(gleb, file)
    with pytest.raises(NotFound):
        await readable(gleb, secret)
    with pytest.raises(NotFound):
        await tickets.get(gleb, source.id)
    # He is not told what the other was, only its words.
    assert "TicketsMerged" not in await kinds(gleb, goal.id)
    merged = await store.load(source.id)
    assert await goal_of(company.boris, merged) is None
    assert "TicketsMerged" not in await kinds(company.boris, source.id)
    with pytest.raises(Conflict):
        await unmerge(company.boris, source.id)


async def test_what_becomes_confidential_later_takes_its_words_back(company: Company) -> None:
    """Whoever does not see the source itself reads nothing of it in the goal, not even by an address of a file."""
    source, goal = await pair(company)
    await put_into(goal, "facilities")
    both, gleb = await member_of_both(), await hire("gleb", "Глеб", role="agent", team="facilities")
    file = await kept(company.anna)
    await comment(company.anna, source.id, text="public", files=[file])
    await merge(both, source.id, goal.id, version=None)
    await make_confidential("it-devices")
    assert await words(gleb, goal.id) == []
    with pytest.raises(NotFound):
        await readable(gleb, file)
    fresh = await store.load(goal.id)
    assert await comments_of(goal.id, internal=True, sources=await sources_of(gleb, fresh, Sight.STAFF)) == {}
    assert await words(company.anna, goal.id) == [("public", source.id)]


async def member_of_both() -> Actor:
    """Somebody who works in the team of monitors and in facilities."""
    both = await hire("both", "Оба", role="agent", team="it-devices")
    await company_join(both, "facilities")
    return await actor_again(both.id)


async def kept(actor: Actor) -> str:
    """A file of this person that belongs to nothing yet."""

    return (await files.save(actor.id, "words.txt", b"words", limit=1000)).public_id


# Taking it back -----------------------------------------------------------------------------------------------


async def test_the_clock_stands_meanwhile_and_goes_on(company: Company) -> None:
    """With the time that was left; and the story of the clock adds up to what is stored."""
    source, goal = await pair(company)
    await move(company.boris, source.id, to="in_progress", version=source.version)
    before = await store.load(source.id)
    left = clock.left(before, now_us())
    await merge(company.boris, source.id, goal.id, version=None)
    after = await unmerge(company.boris, source.id)
    assert after.state == before.state
    assert after.running_since is not None
    assert abs(clock.left(after, now_us()) - left) < 30 * SECOND_US
    told = await segments(after, now_us())
    assert abs(sum(one.counted for one in told[:-1]) - after.worked) < SECOND_US


async def test_a_done_one_comes_back_done(company: Company) -> None:
    """When it was done stays; its requester gets the whole time to object anew."""
    source, goal = await pair(company)
    await move(company.boris, source.id, to="in_progress", version=None)
    done = await move(company.boris, source.id, to="done", version=None)
    await merge(company.boris, source.id, goal.id, version=None)
    after = await unmerge(company.boris, source.id)
    assert (after.state, after.done_at, after.closed_at) == ("done", done.done_at, None)
    closes = await fetch_value("SELECT next_clock_at FROM ticket WHERE id = $1", source.id)
    assert FAR_US > closes > now_us()


async def test_what_is_not_merged_can_not_be_separated(company: Company) -> None:
    """Nor twice, nor by whoever may not work on it."""
    source, goal = await pair(company)
    with pytest.raises(Conflict):
        await unmerge(company.boris, source.id)
    await merge(company.boris, source.id, goal.id, version=None)
    with pytest.raises(Forbidden):
        await unmerge(company.anna, source.id)
    with pytest.raises(NotFound):
        await unmerge(company.fedor, source.id)
    await unmerge(company.boris, source.id)
    with pytest.raises(Conflict):
        await unmerge(company.boris, source.id)


async def test_what_was_said_since_stays_where_it_was_said(company: Company) -> None:
    """With the goal."""
    source, goal = await pair(company)
    await merge(company.boris, source.id, goal.id, version=None)
    await comment(company.anna, source.id, text="later")
    await unmerge(company.boris, source.id)
    assert await words(company.anna, goal.id) == [("later", goal.id)]
    assert await words(company.anna, source.id) == []


async def test_its_tasks_end_and_are_what_they_were_again(company: Company) -> None:
    """Each team hears of it both times; what waits for another task waits again."""
    source, goal = await pair(company)
    first = await add(company.boris, source.id, NewTask(title="Bring it"))
    await add(company.boris, source.id, NewTask(title="Plug it in", after=[first.task.key]))
    done = await add(company.boris, source.id, NewTask(title="Look at it"))
    await change(company.boris, done.task.id, Wish(to="done"))
    await change(company.boris, first.task.id, Wish(to="in_progress"))
    before = await tasks_of(source.id)
    await merge(company.boris, source.id, goal.id, version=None)
    assert [one.state for one in await tasks_of(source.id)] == ["cancelled", "cancelled", "done"]
    await unmerge(company.boris, source.id)
    after = await tasks_of(source.id)
    assert [replace(one, version=0) for one in after] == [replace(one, version=0) for one in before]
    facts = [fact.kind for fact in await read_stream("ticket", source.id)]
    assert facts[-3:] == ["TicketsUnmerged", "TicketMoved", "TaskOpened"]


STEPS = (
    "in_progress",
    "waiting_user",
    "waiting_supplier",
    "done",
    "closed",
    "cancelled",
    "say",
    "note",
    "watch",
    "take",
)


@examples(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(here=st.lists(st.sampled_from(STEPS), max_size=5), there=st.lists(st.sampled_from(STEPS[-4:]), max_size=3))
def _same_rows(loop: asyncio.AbstractEventLoop, company: Company, here: list[str], there: list[str]) -> None:
    asyncio.run_coroutine_threadsafe(_merged_and_back(company, here, there), loop).result()


async def test_merged_and_separated_gives_the_same_rows(company: Company) -> None:
    """Whatever had happened to both before."""
    await asyncio.to_thread(_same_rows, asyncio.get_running_loop(), company)


async def _merged_and_back(company: Company, here: Sequence[str], there: Sequence[str]) -> None:
    source, goal = await pair(company)
    for ticket, steps in ((source, here), (goal, there)):
        for step in steps:
            await _step(company, ticket, step)
    before, left = await _rows(source, goal), clock.left(await store.load(source.id), now_us())
    await merge(company.boris, source.id, goal.id, version=None)
    await unmerge(company.boris, source.id)
    after = await store.load(source.id)
    assert await _rows(source, goal) == before
    assert abs(clock.left(after, now_us()) - left) < 30 * SECOND_US


async def _step(company: Company, ticket: Ticket, step: str) -> None:
    if step == "say":
        await comment(company.boris, ticket.id, text="words")
    elif step == "note":
        await comment(company.boris, ticket.id, text="words", visibility="internal")
    elif step == "watch":
        await watch(ticket, company.stranger)
    elif step == "take":
        present = await store.load(ticket.id)
        if present.open:
            await assign(company.boris, ticket.id, version=None, assignee=company.vera.id)
    else:
        present = await store.load(ticket.id)
        if any(way.to == step for way in tickets.ways(company.boris, present, Sight.STAFF)):
            await move(company.boris, ticket.id, to=step, version=None, text="because")


async def _rows(*pair: Ticket) -> dict[str, list[dict[str, Any]]]:
    """All rows about these two, without what time and changes move on."""
    ids = [ticket.id for ticket in pair]
    found = {"ticket": await fetch("SELECT * FROM ticket WHERE id IN ($1, $2) ORDER BY id", *ids)}
    found["ticket"] = [{key: value for key, value in row.items() if key not in MOVING} for row in found["ticket"]]
    for table in TABLES:
        rows = await fetch(f"SELECT * FROM {table} WHERE ticket_id IN ($1, $2)", *ids)
        found[table] = sorted(({key: value for key, value in row.items() if key != "id"} for row in rows), key=str)
    return found
