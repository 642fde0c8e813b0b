"""The parts of a ticket: opened in turn, done by their teams, and what becomes of the ticket."""

from __future__ import annotations

import pytest
import pytest_asyncio

from okno import tickets
from okno.catalog import registry
from okno.clock import FAR_US
from okno.db import execute
from okno.errors import Conflict, Forbidden, Invalid, NotFound
from okno.events.log import read_stream
from okno.settings import Settings
from okno.tickets import Ticket, store, task_store, task_work, tasks
from okno.tickets.task_adding import NewTask, add
from okno.tickets.task_work import Wish, change, take
from tests.parts import HIRE, House, open_house, parts, states

HOUR = 3600 * 1_000_000


@pytest_asyncio.fixture
async def house(db: Settings) -> House:
    """A company whose services have tasks."""
    return await open_house()


async def finished(house: House, ticket: Ticket, *keys: str) -> None:
    """These tasks are done, each by somebody of its team."""
    who = {"contract": house.nina, "desk": house.gleb, "laptop": house.ivan, "welcome": house.olga, "look": house.gleb}
    for key in keys:
        fields = {"number": "004512"} if key == "laptop" else None
        await change(who[key], (await parts(ticket))[key].id, Wish(to="done", fields=fields))


async def again(ticket: Ticket) -> Ticket:
    """The ticket as it is now."""
    return await store.load(ticket.id)


# Opening ------------------------------------------------------------------------------------------------------


async def test_what_waits_for_nothing_opens_with_the_order(house: House) -> None:
    """The rest waits; what these answers do not ask for is not needed; the ticket is in progress by rule."""
    ticket = await house.order()
    assert await states(ticket) == {
        "contract": "open", "desk": "waiting", "laptop": "waiting", "phone": "skipped", "welcome": "waiting",
    }  # fmt: skip
    assert (ticket.state, ticket.assignee_id) == ("in_progress", None)
    moved = [one for one in await read_stream("ticket", ticket.id) if one.kind == "TicketMoved"]
    assert [(one.actor_id, one.payload["by_rule"]) for one in moved] == [(None, True)]


async def test_a_rule_is_no_answer_but_whoever_takes_a_part_has_answered(house: House) -> None:
    """The clock of the first answer goes on until a person begins."""
    ticket = await house.order()
    assert ticket.responded_at is None
    assert ticket.due_sort == ticket.respond_by
    await take(house.nina, (await parts(ticket))["contract"].id)
    after = await again(ticket)
    assert after.responded_at is not None
    assert after.due_sort == after.resolve_by
    assert after.version == ticket.version


async def test_followers_open_in_parallel_and_a_skipped_one_holds_nobody(house: House) -> None:
    """Each by its own clock, from its own opening, in the hours of its own team."""
    ticket = await house.order()
    await finished(house, ticket, "contract")
    found = await parts(ticket)
    assert {key: one.state for key, one in found.items()} == {
        "contract": "done", "desk": "open", "laptop": "open", "phone": "skipped", "welcome": "waiting",
    }  # fmt: skip
    laptop, desk = found["laptop"], found["desk"]
    assert laptop.opened_at is not None
    assert laptop.due_by == laptop.due_sort == laptop.opened_at + 4 * HOUR
    assert desk.opened_at is not None
    assert desk.due_by == registry.calendar("days").add(desk.opened_at, 4 * HOUR)
    assert found["welcome"].due_by is None
    assert found["welcome"].due_sort == FAR_US


async def test_a_service_without_tasks_is_as_before(house: House) -> None:
    """Nothing opens, nothing moves."""
    ticket = await house.order("ask", text="Вопрос")
    assert (ticket.state, await states(ticket)) == ("new", {})


async def test_laying_out_twice_changes_nothing(house: House) -> None:
    """As when approvals were asked a second time."""
    ticket = await house.order()
    before = await parts(ticket)
    await tasks.start(ticket, HIRE)
    assert await parts(ticket) == before


# Doing --------------------------------------------------------------------------------------------------------


async def test_who_takes_a_task_has_it_and_works_on_it(house: House) -> None:
    """Its version goes up by one, and the fact says so."""
    ticket = await house.order()
    task = (await parts(ticket))["contract"]
    seen = await take(house.nina, task.id, version=task.version)
    assert (seen.task.state, seen.task.assignee_id, seen.task.version) == (
        "in_progress",
        house.nina.id,
        task.version + 1,
    )
    fact = (await read_stream("ticket", ticket.id))[-1]
    assert (fact.kind, fact.payload["what"], fact.actor_id) == ("TaskChanged", "taken", house.nina.id)


async def test_a_stale_version_is_a_conflict(house: House) -> None:
    """Whoever was slower looks first."""
    task = (await parts(await house.order()))["contract"]
    await take(house.nina, task.id, version=task.version)
    with pytest.raises(Conflict) as lost:
        await take(house.olga, task.id, version=task.version)
    assert lost.value.detail["version"] == task.version + 1


async def test_a_task_is_given_to_members_of_its_team_only(house: House) -> None:
    """Neither to another team nor to whoever has ordered it."""
    ticket = await house.order(who=house.olga)
    task = (await parts(ticket))["contract"]
    for login in ("gleb", "anna", "nobody", "olga"):
        with pytest.raises(Invalid) as refused:
            await change(house.nina, task.id, Wish(assignee=login))
        assert set(refused.value.fields) == {"assignee"}
    given = await change(house.nina, task.id, Wish(assignee="nina"))
    assert (given.task.assignee_id, given.task.state) == (house.nina.id, "open")
    freed = await change(house.nina, task.id, Wish(assignee=None))
    assert freed.task.assignee_id is None


async def test_whoever_ordered_it_does_no_part_of_it(house: House) -> None:
    """Though he is in the team: he is its requester, and reads the outlines."""
    ticket = await house.order(who=house.nina)
    task = (await parts(ticket))["contract"]
    with pytest.raises(Forbidden):
        await take(house.nina, task.id)
    own = await house.order(who=house.gleb)
    await finished(house, own, "contract")
    with pytest.raises(Forbidden):
        await take(house.gleb, (await parts(own))["desk"].id)
    await take(house.lev, (await parts(own))["desk"].id)


async def test_another_team_begins_with_nobody_and_the_old_promise(house: House) -> None:
    """In its own hours; the former team sees it no more."""
    ticket = await house.order()
    await finished(house, ticket, "contract")
    desk = (await parts(ticket))["desk"]
    await take(house.gleb, desk.id)
    handed = await change(house.gleb, desk.id, Wish(team="it"))
    assert (handed.task.assignee_id, handed.task.state, handed.task.calendar) == (None, "open", "always")
    assert handed.task.due_by == desk.due_by
    with pytest.raises(NotFound):
        await take(house.lev, desk.id)
    assert (await take(house.ivan, desk.id)).task.assignee_id == house.ivan.id


async def test_own_questions_are_answered_before_it_is_done(house: House) -> None:
    """By the rules of the form; some may be answered earlier."""
    ticket = await house.order()
    await finished(house, ticket, "contract")
    laptop = (await parts(ticket))["laptop"]
    for fields in ({}, {"number": "12"}, {"number": "004512", "colour": "red"}):
        with pytest.raises(Invalid) as refused:
            await change(house.ivan, laptop.id, Wish(to="done", fields=fields))
        assert all(key.startswith("fields.") for key in refused.value.fields)
    saved = await change(house.ivan, laptop.id, Wish(fields={"number": "004512"}))
    assert (saved.task.state, saved.task.answers) == ("open", {"number": "004512"})
    done = await change(house.ivan, laptop.id, Wish(to="done"))
    assert (done.task.state, done.task.done_by_id, done.task.assignee_id) == ("done", house.ivan.id, house.ivan.id)
    assert done.task.due_sort == FAR_US
    assert done.task.due_by is not None


async def test_what_was_done_is_put_back(house: House) -> None:
    """By its team or by the staff of the ticket; what follows it goes on."""
    ticket = await house.order()
    await finished(house, ticket, "contract", "desk")
    desk = (await parts(ticket))["desk"]
    back = await change(house.nina, desk.id, Wish(to="open", comment="Стол не тот"))
    assert (back.task.state, back.task.done_at, back.task.due_sort) == ("open", None, desk.due_by)
    assert back.task.assignee_id == house.gleb.id
    await change(house.gleb, desk.id, Wish(to="done"))
    await change(house.gleb, desk.id, Wish(to="open"))
    assert (await states(ticket))["laptop"] == "open"


async def test_giving_up_asks_why_and_is_for_the_staff_of_the_ticket(house: House) -> None:
    """The team of the task puts it back to its queue, no more."""
    ticket = await house.order()
    await finished(house, ticket, "contract")
    desk = (await parts(ticket))["desk"]
    with pytest.raises(Forbidden):
        await change(house.gleb, desk.id, Wish(to="cancelled", comment="Не хочу"))
    with pytest.raises(Invalid) as refused:
        await change(house.nina, desk.id, Wish(to="cancelled"))
    assert set(refused.value.fields) == {"comment"}
    given_up = await change(house.nina, desk.id, Wish(to="cancelled", comment="Стол есть"))
    assert given_up.task.state == "cancelled"
    with pytest.raises(Conflict):
        await take(house.gleb, desk.id)


async def test_what_waits_its_turn_cannot_be_begun(house: House) -> None:
    """Its team does not even know of it yet."""
    desk = (await parts(await house.order()))["desk"]
    with pytest.raises(NotFound):
        await take(house.gleb, desk.id)


async def test_ways_that_there_are_not(house: House) -> None:
    """An unknown state is invalid, a known one that is not next a conflict."""
    ticket = await house.order()
    contract = (await parts(ticket))["contract"]
    with pytest.raises(Invalid):
        await change(house.nina, contract.id, Wish(to="nirvana"))
    with pytest.raises(Invalid):
        await change(house.nina, contract.id, Wish(to="skipped"))
    await finished(house, ticket, "contract")
    with pytest.raises(Conflict):
        await change(house.nina, contract.id, Wish(to="done"))


# The whole ----------------------------------------------------------------------------------------------------


async def test_after_the_last_task_the_ticket_is_done_by_rule(house: House) -> None:
    """The requester is asked whether all is well."""
    ticket = await house.order()
    await finished(house, ticket, "contract", "desk", "laptop")
    assert (await again(ticket)).state == "in_progress"
    await finished(house, ticket, "welcome")
    assert (await again(ticket)).state == "done"
    kinds = [one.kind for one in await read_stream("ticket", ticket.id)]
    assert kinds[-4:] == ["TaskDone", "TasksFinished", "TicketMoved", "TicketDone"]
    assert kinds.count("TasksFinished") == 1


async def test_a_service_that_is_not_done_by_its_tasks_stays(house: House) -> None:
    """Its team is told and decides."""
    ticket = await house.order("loose")
    await finished(house, ticket, "look")
    assert (await again(ticket)).state == "in_progress"
    assert (await read_stream("ticket", ticket.id))[-1].payload["outcome"] == "open"


async def test_what_is_missing_keeps_it_open(house: House) -> None:
    """The fact names the fields that are to be answered first."""
    ticket = await house.order("closing")
    await finished(house, ticket, "look")
    fact = (await read_stream("ticket", ticket.id))[-1]
    assert (fact.payload["outcome"], fact.payload["missing"]) == ("missing", ["cause"])
    assert (await again(ticket)).state == "in_progress"


async def test_it_is_not_done_by_hand_while_tasks_are_open(house: House) -> None:
    """The refusal names them."""
    ticket = await house.order()
    with pytest.raises(Conflict) as refused:
        await tickets.move(house.nina, ticket.id, to="done", version=ticket.version)
    assert "«Contract»" in str(refused.value.phrase)
    assert "Phone" not in str(refused.value.phrase)


async def test_cancelling_the_ticket_gives_up_its_tasks(house: House) -> None:
    """Those that wait too; what is done stays done."""
    ticket = await house.order()
    await finished(house, ticket, "contract")
    fresh = await again(ticket)
    await tickets.move(house.anna, ticket.id, to="cancelled", version=fresh.version)
    assert await states(ticket) == {
        "contract": "done", "desk": "cancelled", "laptop": "cancelled", "phone": "skipped", "welcome": "cancelled",
    }  # fmt: skip
    with pytest.raises(Conflict):
        await change(house.nina, (await parts(ticket))["contract"].id, Wish(to="open"))


async def test_opening_the_ticket_again_leaves_done_what_is_done(house: House) -> None:
    """More can be added then, and its end is the end again."""
    ticket = await house.order()
    await finished(house, ticket, "contract", "desk", "laptop", "welcome")
    done = await again(ticket)
    back = await tickets.move(house.anna, ticket.id, to="in_progress", version=done.version, text="Нет стула")
    assert (await states(ticket))["desk"] == "done"
    added = await add(house.nina, ticket.id, NewTask(title="Стул", team="house"))
    with pytest.raises(Conflict):
        await tickets.move(house.nina, ticket.id, to="done", version=back.version)
    await change(house.gleb, added.task.id, Wish(to="done"))
    assert (await again(ticket)).state == "done"


async def test_a_paused_ticket_does_not_pause_its_tasks(house: House) -> None:
    """Their clocks are promises of their teams; and the end comes all the same."""
    ticket = await house.order()
    await finished(house, ticket, "contract", "desk", "laptop")
    fresh = await again(ticket)
    await tickets.move(house.nina, ticket.id, to="waiting_user", version=fresh.version, text="Когда удобно?")
    before = (await parts(ticket))["welcome"]
    assert before.due_sort == before.due_by
    await finished(house, ticket, "welcome")
    assert (await again(ticket)).state == "done"


async def test_all_given_up_is_not_done(house: House) -> None:
    """Nothing was done: the team decides."""
    ticket = await house.order("loose")
    await change(house.nina, (await parts(ticket))["look"].id, Wish(to="cancelled", comment="Не нужно"))
    assert (await again(ticket)).state == "in_progress"


# By hand ------------------------------------------------------------------------------------------------------


async def test_an_agent_adds_a_task(house: House) -> None:
    """It opens when what it waits for is done; the ticket with it alone is not done by rule."""
    ticket = await house.order("ask", text="Вопрос")
    first = await add(house.nina, ticket.id, NewTask(title="  Спросить ", text="У охраны", team="house", due="2h"))
    second = await add(house.nina, ticket.id, NewTask(title="Ответить", after=[first.task.key]))
    assert (first.task.key, first.task.title, first.task.state) == ("own-1", "Спросить", "open")
    assert first.task.opened_at is not None
    assert (second.task.state, second.task.team_id) == ("waiting", ticket.team_id)
    assert (await again(ticket)).state == "in_progress"
    await change(house.gleb, first.task.id, Wish(to="done"))
    await change(house.olga, second.task.id, Wish(to="done"))
    assert (await again(ticket)).state == "in_progress"


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"title": "x", "text": "x" * 20_001}, "text"),
        ({"title": "x", "team": "nobody"}, "team"),
        ({"title": "x", "after": ["nothing"]}, "after"),
        ({"title": "x", "due": "soon"}, "due"),
    ],
)
async def test_what_is_wrong_is_said_beside_it(house: House, wish: dict[str, object], field: str) -> None:
    """And nothing is added."""
    ticket = await house.order("ask", text="Вопрос")
    with pytest.raises(Invalid) as refused:
        await add(house.nina, ticket.id, NewTask(**wish))  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}
    assert await states(ticket) == {}


async def test_only_the_staff_of_the_ticket_adds(house: House) -> None:
    """Whoever does a part sees the ticket as little as a stranger."""
    ticket = await house.order()
    await finished(house, ticket, "contract")
    for who, error in ((house.anna, Forbidden), (house.gleb, NotFound), (house.stranger, NotFound)):
        with pytest.raises(error):
            await add(who, ticket.id, NewTask(title="x"))


async def test_a_request_that_waits_for_approval_begins_no_tasks(house: House) -> None:
    """Who must agree comes first."""
    ticket = await house.order("ask", text="Вопрос")
    waits = await tickets.move(house.nina, ticket.id, to="waiting_approval", version=ticket.version)
    assert waits.state == "waiting_approval"
    with pytest.raises(Conflict):
        await add(house.nina, ticket.id, NewTask(title="x"))


async def test_there_are_not_endlessly_many(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty in one request are enough."""
    monkeypatch.setattr("okno.tickets.task_adding.TASKS_MOST", 2)
    ticket = await house.order("ask", text="Вопрос")
    for _ in range(2):
        await add(house.nina, ticket.id, NewTask(title="x"))
    with pytest.raises(Invalid):
        await add(house.nina, ticket.id, NewTask(title="x"))


async def test_another_service_lays_out_its_own(house: House) -> None:
    """What was given up for it frees its key; what is done stays done under its own."""
    ticket = await house.order()
    await finished(house, ticket, "contract")
    async with task_work.tx():
        locked = await store.locked(ticket.id)
        await task_store.give_up(locked, house.nina.id)
        await task_store.free_keys(locked)
        await tasks.start(await again(ticket), HIRE)
    found = await states(ticket)
    assert found["contract"] == "done"
    assert found["desk"] == "open"
    assert sorted(state for key, state in found.items() if "~" in key) == ["cancelled"] * 3


async def test_a_team_that_was_closed_leaves_its_part_to_that_of_the_ticket(house: House) -> None:
    """Nobody waits for a team that there is no more."""
    await execute("UPDATE team SET active = $1 WHERE key = 'house'", False)
    ticket = await house.order("loose")
    assert (await parts(ticket))["look"].team_id == ticket.team_id
