"""Making a ticket what it really is: the form, the team, the lifecycle, the clock and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from okno import tickets
from okno.catalog import registry
from okno.catalog.model import TaskSpec
from okno.clock import FAR_US, now_us
from okno.db import execute, fetch
from okno.errors import Conflict, Forbidden, Invalid
from okno.events.log import read_stream
from okno.settings import Settings
from okno.tickets import Order, Ticket, approvals, order, store, task_reading, task_work
from okno.tickets.past_forms import past_forms
from okno.tickets.reclassify import Wish, reclassify
from okno.tickets.segments import segments
from okno.tickets.task_store import tasks_of
from tests.company import Company, hire, open_company, team_id
from tests.tickets.past import begun_at
from tests.tickets.variety import DEVICES, MONEY, field, open_variety, service, text

HOUR = 3_600_000_000
ANSWERS = {"model": "X1", "place": "Room 1", "since": "2020-01-01", "size": "l"}


@pytest_asyncio.fixture
async def company(stocked: None, db: Settings) -> Company:
    """People on a catalog with services of every sort."""
    people = await open_company()
    await open_variety()
    return people


async def _phone(company: Company, **more: Any) -> Ticket:
    return await order(company.anna, Order(service="phone", answers={**ANSWERS, **more}))


async def _change(company: Company, ticket: Ticket, **wish: Any) -> Ticket:
    return await reclassify(company.boris, ticket.id, Wish(**wish), version=ticket.version)


async def _fact(ticket: Ticket) -> dict[str, Any]:
    facts = [fact for fact in await read_stream("ticket", ticket.id) if fact.kind == "TicketReclassified"]
    return dict(facts[-1].payload)


# Forms --------------------------------------------------------------------------------------------------------


async def test_the_new_form_asks_what_it_lacks(company: Company) -> None:
    """And nothing is changed until it is answered."""
    ticket = await _phone(company)
    with pytest.raises(Invalid) as refused:
        await _change(company, ticket, service="tablet")
    assert set(refused.value.fields) == {"fields.colour"}
    assert "Colour" in str(refused.value.fields["fields.colour"])
    assert (await tickets.get(company.boris, ticket.id))[0] == ticket


async def test_answers_that_fit_come_along_and_the_others_stay_readable(company: Company) -> None:
    """The same key and type, and a value that the new form allows; `size` is not offered there any more."""
    ticket = await _phone(company)
    fresh = await _change(company, ticket, service="tablet", fields={"colour": "red"})
    assert (fresh.service, fresh.version) == ("tablet", ticket.version + 1)
    assert fresh.answers == {"place": "Room 1", "colour": "red"}
    assert fresh.service_item_id == registry.item_id("tablet")
    [former] = await past_forms(ticket.id)
    assert (former.service, former.service_item_id, former.answers) == ("phone", ticket.service_item_id, ANSWERS)
    rows = await fetch("SELECT field, value FROM ticket_value WHERE ticket_id = $1 ORDER BY field", ticket.id)
    assert [(row["field"], row["value"]) for row in rows] == [("colour", "red"), ("place", "Room 1")]


async def test_a_condition_of_the_new_form_asks_too(company: Company) -> None:
    """What is shown by an answer that is given now."""
    ticket = await _phone(company)
    with pytest.raises(Invalid) as refused:
        await _change(company, ticket, service="tablet", fields={"colour": "red", "pen": True})
    assert set(refused.value.fields) == {"fields.pen_kind"}
    with pytest.raises(Invalid) as unknown:
        await _change(company, ticket, service="tablet", fields={"colour": "red", "model": "X2"})
    assert set(unknown.value.fields) == {"fields.model"}


async def test_answers_alone_are_set_right(company: Company) -> None:
    """What stood there before is not judged again; None takes an answer away, but not one that is required."""
    ticket = await _phone(company)
    fresh = await _change(company, ticket, fields={"place": "Room 2", "size": None, "shelf": "A7"})
    assert fresh.answers == {"model": "X1", "place": "Room 2", "since": "2020-01-01", "shelf": "A7"}
    assert await past_forms(ticket.id) == []
    assert (await _fact(ticket))["changed"] == ["fields", "team_fields"]
    with pytest.raises(Invalid) as refused:
        await _change(company, fresh, fields={"place": None})
    assert set(refused.value.fields) == {"fields.place"}
    with pytest.raises(Invalid) as wrong:
        await _change(company, fresh, fields={"size": "xl", "colour": "red"})
    assert set(wrong.value.fields) == {"fields.size", "fields.colour"}


async def test_a_question_of_another_team_is_not_answered(company: Company) -> None:
    """It is as if there was none."""
    await open_variety(service("chair", DEVICES, field("cost", "number", teams=(MONEY,))))
    ticket = await order(company.anna, Order(service="chair"))
    with pytest.raises(Invalid) as refused:
        await _change(company, ticket, fields={"cost": 5})
    assert set(refused.value.fields) == {"fields.cost"}


async def test_the_subject_follows_the_form_unless_somebody_has_worded_it(company: Company) -> None:
    """And it is found by its new words."""
    ticket = await _phone(company)
    assert ticket.subject == "Phone X1"
    ticket = await _change(company, ticket, fields={"model": "X2"})
    assert ticket.subject == "Phone X2"
    ticket = await _change(company, ticket, subject="  Anna’s   phone ")
    assert ticket.subject == "Anna’s phone"
    rows = await fetch("SELECT search_key FROM ticket WHERE id = $1", ticket.id)
    assert rows[0]["search_key"] == "anna’s phone"
    ticket = await _change(company, ticket, service="tablet", fields={"colour": "red"})
    assert ticket.subject == "Anna’s phone"
    for subject in ("", " \n", "x" * 256):
        with pytest.raises(Invalid):
            await _change(company, ticket, subject=subject)


# Kind and priority ---------------------------------------------------------------------------------------------


async def test_the_kind_is_one_of_the_service(company: Company) -> None:
    """Another service brings its own when it has not the present one."""
    ticket = await _phone(company)
    ticket = await _change(company, ticket, kind="incident")
    assert ticket.kind == "incident"
    with pytest.raises(Invalid) as refused:
        await _change(company, ticket, kind="consultation")
    assert set(refused.value.fields) == {"kind"}
    ticket = await _change(company, ticket, service="tablet", fields={"colour": "red"})
    assert ticket.kind == "request"


async def test_impact_and_urgency_make_the_priority_and_the_clock_follows(company: Company) -> None:
    """Terms of the priority, counted from the beginning."""
    ticket = await order(
        company.anna, Order(service="monitor", answers={"model": "27", "reason": "second", "place": "1"})
    )
    fresh = await _change(company, ticket, impact=1, urgency=1)
    matrix = registry.priorities()
    assert fresh.priority == matrix.priority(1, 1)
    item = await registry.service_item(fresh.service_item_id)
    assert item is not None
    promised = registry.terms(item, fresh.priority)
    assert fresh.resolve_work == promised.resolve.total_seconds() * 1_000_000
    work = registry.calendar(fresh.calendar)
    assert fresh.respond_by == work.add(ticket.created_at, int(promised.respond.total_seconds() * 1_000_000))
    assert fresh.due_sort == min(fresh.respond_by or 0, fresh.resolve_by or 0)
    for wrong in (0, 4, True):
        with pytest.raises(Invalid):
            await _change(company, fresh, impact=wrong)


# The clock ------------------------------------------------------------------------------------------------------


async def test_worked_time_stays(company: Company) -> None:
    """Three hours of the old two days are three hours of the new one."""
    ticket = await _phone(company)
    work = registry.calendar(ticket.calendar)
    since = work.back(now_us(), 3 * 3_600_000_000)
    ticket = await begun_at(ticket, since)
    fresh = await _change(company, ticket, service="tablet", fields={"colour": "red"})
    assert fresh.resolve_work == 8 * 3_600_000_000
    assert fresh.resolve_by == work.add(since, 8 * 3_600_000_000)
    assert fresh.respond_by == work.add(since, 3_600_000_000)


async def test_a_clock_that_stands_goes_on_standing(company: Company) -> None:
    """With the new terms for when it goes on."""
    ticket = await tickets.take(company.boris, (await _phone(company)).id, version=1)
    asked = await tickets.move(company.boris, ticket.id, to="waiting_user", version=ticket.version, text="Which?")
    answered = asked.respond_by
    fresh = await _change(company, asked, service="tablet", fields={"colour": "red"})
    assert (fresh.state, fresh.resolve_by, fresh.running_since, fresh.due_sort) == ("waiting_user", None, None, FAR_US)
    assert (fresh.resolve_work, fresh.respond_by) == (8 * 3_600_000_000, answered)
    going = await tickets.move(company.boris, ticket.id, to="in_progress", version=fresh.version)
    assert going.resolve_by is not None


async def test_the_time_before_was_counted_in_the_former_hours(company: Company) -> None:
    """Of both calendars together it adds up to what was worked."""
    ticket = await _phone(company)
    since = registry.calendar(ticket.calendar).back(now_us(), 3 * HOUR)
    ticket = await begun_at(ticket, since)
    fresh = await _change(company, ticket, service="money-back")
    assert (ticket.calendar, fresh.calendar) == ("office", "round")
    assert abs(fresh.worked - 3 * HOUR) < 60_000_000
    assert fresh.resolve_by == (fresh.running_since or 0) + 16 * HOUR - fresh.worked
    told = await segments(fresh, now_us())
    assert abs(sum(one.counted for one in told) - 3 * HOUR) < 60_000_000
    assert [(one.state, one.runs) for one in told] == [("new", True), ("fresh", True)]


# Team and lifecycle ---------------------------------------------------------------------------------------------


async def test_another_service_goes_to_its_team(company: Company) -> None:
    """With nobody, under its hours; both teams hear of it."""
    ticket = await tickets.take(company.boris, (await _phone(company)).id, version=1)
    fresh = await _change(company, ticket, service="money-back")
    assert fresh.team_id == await team_id(MONEY)
    assert fresh.assignee_id is None
    told = [fact for fact in await read_stream("ticket", ticket.id) if fact.kind == "TicketAssigned"][-1]
    assert (told.payload["team_id"], told.payload["from_team_id"]) == (fresh.team_id, ticket.team_id)
    assert {f"team:{fresh.team_id}", f"team:{ticket.team_id}"} <= set(told.topics)
    assert await tickets.get(company.fedor, ticket.id)


async def test_whoever_works_there_too_keeps_it(company: Company) -> None:
    """Nobody has to take it anew."""
    both = await hire("maria", "Мария Обе", role="agent", team=DEVICES)
    from_here = await _phone(company)
    await execute(
        "INSERT INTO team_member (team_id, person_id, lead, line) VALUES ($1, $2, $3, 0)",
        await team_id(MONEY),
        both.id,
        False,
    )
    ticket = await tickets.assign(company.boris, from_here.id, version=1, assignee="maria")
    fresh = await _change(company, ticket, service="money-back")
    assert fresh.assignee_id == both.id


async def test_a_ticket_handed_over_before_stays_where_its_service_is_done(company: Company) -> None:
    """Impact or words never route it."""
    ticket = await _phone(company)
    moved = await tickets.assign(company.boris, ticket.id, version=1, team=MONEY)
    fresh = await reclassify(company.fedor, ticket.id, Wish(impact=1), version=moved.version)
    assert fresh.team_id == moved.team_id


@pytest.mark.parametrize(
    ("before", "after"), [("new", "fresh"), ("in_progress", "doing"), ("waiting_user", "asks"), ("done", "done")]
)
async def test_another_lifecycle_has_a_state_of_the_same_meaning(company: Company, before: str, after: str) -> None:
    """The start is the start, a pause for the same reason is that pause, what is done is done."""
    ticket = (
        await _phone(company)
        if before == "new"
        else await tickets.take(company.boris, (await _phone(company)).id, version=1)
    )
    if before == "waiting_user":
        ticket = await tickets.move(company.boris, ticket.id, to=before, version=ticket.version, text="?")
    if before == "done":
        ticket = await tickets.move(company.boris, ticket.id, to=before, version=ticket.version, fields={"serial": "7"})
    fresh = await _change(company, ticket, service="money-back")
    assert (fresh.lifecycle, fresh.state) == ("plain", after)
    assert (fresh.running_since is None) == (before in ("waiting_user", "done"))
    moved = [fact for fact in await read_stream("ticket", ticket.id) if fact.kind == "TicketMoved"]
    assert (moved[-1].payload["to_state"] == after) if before != after else True


async def test_a_meaning_that_the_other_has_not_leaves_the_lifecycle(company: Company) -> None:
    """It waits for a supplier, of which the plain one knows nothing."""
    ticket = await tickets.take(company.boris, (await _phone(company)).id, version=1)
    ticket = await tickets.move(company.boris, ticket.id, to="waiting_supplier", version=ticket.version, text="?")
    fresh = await _change(company, ticket, service="money-back")
    assert (fresh.lifecycle, fresh.state) == ("default", "waiting_supplier")


async def test_tasks_of_the_former_service_end_and_those_of_the_new_one_open(company: Company) -> None:
    """By the same key, too."""
    part = TaskSpec(key="part", title=text("Part"), team=MONEY, due="1d")
    await open_variety(service("one", DEVICES, tasks=(part,)), service("two", DEVICES, tasks=(part,)))
    ticket = await order(company.anna, Order(service="one", text="One of it"))
    await _change(company, ticket, service="two")
    rows = await fetch("SELECT key, state FROM task WHERE ticket_id = $1 ORDER BY id", ticket.id)
    assert [row["state"] for row in rows] == ["cancelled", "open"]
    assert rows[1]["key"] == "part"


# Who, when, and what is told ------------------------------------------------------------------------------------


async def test_only_who_classifies_there(company: Company) -> None:
    """The requester does not, nor does an operator without the right."""
    ticket = await _phone(company)
    with pytest.raises(Forbidden):
        await reclassify(company.anna, ticket.id, Wish(impact=1), version=1)
    watcher = await hire("nadja", "Надя Читает", role="manager", role_in=DEVICES)
    with pytest.raises(Forbidden):
        await reclassify(watcher, ticket.id, Wish(impact=1), version=1)


async def test_nothing_wanted_nothing_changed(company: Company) -> None:
    """An empty wish is refused; a wish for what is there already writes nothing."""
    ticket = await _phone(company)
    with pytest.raises(Invalid):
        await _change(company, ticket)
    same = await _change(company, ticket, service="phone", impact=2, fields={"place": "Room 1"})
    assert same == ticket
    assert [fact.kind for fact in await read_stream("ticket", ticket.id)] == ["TicketCreated"]


async def test_a_lost_race_tells_who_was_faster(company: Company) -> None:
    """A reclassification makes the version higher, as every change does."""
    ticket = await _phone(company)
    await _change(company, ticket, impact=1)
    with pytest.raises(Conflict) as lost:
        await _change(company, ticket, impact=3)
    assert lost.value.phrase.params["name"] == "Борис Мастеров"
    last = [fact for fact in await read_stream("ticket", ticket.id) if fact.kind == "TicketReclassified"][-1]
    assert lost.value.detail["last"] == last.id


async def test_what_is_closed_stays_as_it_is(company: Company) -> None:
    """Even its answers."""
    ticket = await _phone(company)
    closed = await tickets.move(company.anna, ticket.id, to="cancelled", version=1)
    with pytest.raises(Conflict):
        await _change(company, closed, fields={"place": "Room 3"})


async def test_the_fact_tells_what_and_holds_no_words(company: Company) -> None:
    """Enumerated values only; what the requester is not told reaches the staff alone."""
    ticket = await _phone(company)
    await _change(company, ticket, impact=1, urgency=1)
    [fact] = [one for one in await read_stream("ticket", ticket.id) if one.kind == "TicketReclassified"]
    assert fact.payload["changed"] == ["impact", "urgency"]
    assert (fact.payload["from_priority"], fact.payload["priority"]) == (ticket.priority, 1)
    assert f"ticket:{ticket.id}" not in fact.topics
    assert "Room" not in str(fact.payload)


async def test_what_was_waited_for_approval_is_not_taken_off_the_answer(company: Company) -> None:
    """Nobody could answer meanwhile: another priority, or another service, does not make it late at once."""
    ticket = await _phone(company)
    await approvals.ask_person(company.boris, ticket.id, "egor")
    work = registry.calendar(ticket.calendar)
    since = work.back(now_us(), 12 * HOUR)
    waiting = await begun_at(await store.load(ticket.id), since)
    fresh = await _change(company, waiting, service="tablet", fields={"colour": "red"})
    assert fresh.state == "new"
    assert fresh.respond_by is not None
    assert abs(fresh.respond_by - work.add(now_us(), HOUR)) < 60_000_000
    assert fresh.due_sort == fresh.respond_by


async def test_whoever_has_done_a_part_does_not_read_the_answers_of_another_service(company: Company) -> None:
    """Though they stand under the same key."""
    part = TaskSpec(key="part", title=text("Part"), team=MONEY, due="1d", shows=("place",))
    other = TaskSpec(key="other", title=text("Other"), team=DEVICES, due="1d")
    place = field("place")
    await open_variety(
        service("one", DEVICES, place, tasks=(part, other)),
        service("two", DEVICES, place),
        service("three", DEVICES, place, tasks=(part,)),
    )
    ticket = await order(company.anna, Order(service="one", answers={"place": "Room 1"}))
    done = next(one for one in await tasks_of(ticket.id) if one.key == "part")
    await task_work.change(company.fedor, done.id, task_work.Wish(to="done"))
    assert (await task_reading.get(company.fedor, done.id)).answers == {"place": "Room 1"}
    ticket, _ = await tickets.get(company.boris, ticket.id)
    same = await _change(company, ticket, service="three")
    assert (await task_reading.get(company.fedor, done.id)).answers == {"place": "Room 1"}
    await _change(company, same, service="two", fields={"place": "Of the ill one"})
    assert (await task_reading.get(company.fedor, done.id)).answers == {}
