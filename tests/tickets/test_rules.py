"""Rules: what starts them, what they do, what stops them, and that they cannot run in circles."""

from __future__ import annotations

from typing import Any

import pytest

from okno import tickets
from okno.db import execute, fetch, fetch_value, tx
from okno.events import Fact, record
from okno.events.log import read_stream
from okno.events.origin import by_rule_of
from okno.tickets import Ticket, rule_acts, rule_runs, rules, store, task_store, watch
from okno.tickets.events import SlaWarned
from okno.tickets.reclassify import Wish
from okno.tickets.story import timeline
from okno.tickets.visible import Sight
from tests.company import MONITOR_TEAM, Company, make_confidential
from tests.tickets.automating import act, deliver, in_force, rule, runs, when


async def _fresh(ticket: Ticket) -> Ticket:
    return await store.load(ticket.id)


async def _facts(ticket: Ticket) -> list[Fact]:
    return list(await read_stream("ticket", ticket.id))


async def _words(ticket: Ticket) -> list[tuple[str, str]]:
    rows = await fetch(
        "SELECT h.audience, c.text FROM comment c JOIN thread h ON h.id = c.thread_id WHERE c.ticket_id = $1"
        " ORDER BY c.id",
        ticket.id,
    )
    return [(row["audience"], row["text"]) for row in rows]


# Starting -----------------------------------------------------------------------------------------------------


async def test_a_new_ticket_starts_the_rules_that_fit(company: Company) -> None:
    """In their order; each act says which rule it was, and nobody is named as the one who did it."""
    in_force(
        rule("late", act("note", text="second"), on=("created",), sort=20),
        rule("early", act("note", text="first"), on=("created",), sort=10),
        rule("other", act("note", text="never"), on=("created",), criteria=(when("kind", "incident"),)),
        rule("asleep", act("note", text="never"), on=("created",), active=False),
        rule("moves", act("note", text="never"), on=("moved",)),
    )
    ticket = await company.order()
    await deliver()
    assert await _words(ticket) == [("staff", "first"), ("staff", "second")]
    said = [fact for fact in await _facts(ticket) if fact.kind == "TicketCommented"]
    assert [(fact.payload["rule"], fact.actor_id) for fact in said] == [("early", None), ("late", None)]
    assert await runs() == [("early", "done"), ("late", "done")]


async def test_a_rule_sees_what_the_one_before_it_has_done(company: Company) -> None:
    """Though what a rule does is no event for others."""
    in_force(
        rule("first", act("priority", "high"), on=("created",), sort=1),
        rule("second", act("note", text="burns"), on=("created",), sort=2, criteria=(when("priority", "high"),)),
        rule("echo", act("note", text="never"), on=("reclassified",), sort=3),
    )
    ticket = await company.order()
    await deliver()
    assert (await _fresh(ticket)).priority_name == "high"
    assert await _words(ticket) == [("staff", "burns")]


async def test_words_start_rules_by_who_wrote_them(company: Company) -> None:
    """The requester, the staff, and the staff among itself are three things."""
    in_force(
        rule("customer", act("note", text="customer"), on=("requester_wrote",)),
        rule("staff", act("note", text="staff"), on=("staff_wrote",)),
        rule("inside", act("priority", "low"), on=("noted",)),
    )
    ticket = await company.order()
    await tickets.comment(company.anna, ticket.id, text="Где монитор?")
    await deliver()
    assert await runs() == [("customer", "done")]
    await tickets.comment(company.boris, ticket.id, text="Едет")
    await deliver()
    await tickets.comment(company.boris, ticket.id, text="Не едет", visibility="internal")
    await deliver()
    assert [key for key, _ in await runs()] == ["customer", "staff", "inside"]


async def test_redelivery_after_a_crash_acts_once(company: Company) -> None:
    """The fact comes again; the row of the act says that it was dealt with."""
    in_force(rule("once", act("note", text="once"), on=("created",)))
    ticket = await company.order()
    await deliver()
    [created] = [fact for fact in await _facts(ticket) if fact.kind == "TicketCreated"]
    async with tx():
        await rules.heard(created)
    assert await _words(ticket) == [("staff", "once")]
    assert await runs() == [("once", "done")]


async def test_the_worker_delivers_facts_to_rules(company: Company) -> None:
    """Every fact that may start a rule waits for them in the transaction of the change."""
    in_force(rule("once", act("note", text="once"), on=("created",)))
    await company.order()
    waiting = await fetch_value("SELECT count(*) AS n FROM delivery WHERE listener = 'tickets.rules'")
    assert int(waiting) >= 1


# Circles ------------------------------------------------------------------------------------------------------


async def test_two_rules_cannot_throw_a_ticket_to_and_fro(company: Company) -> None:
    """Each undoes what the other has done; the change of a person starts each of them once at most."""
    in_force(
        rule(
            "up", act("priority", "high"), on=("reclassified", "created"), criteria=(when("priority", "normal", "low"),)
        ),
        rule("down", act("priority", "normal"), on=("reclassified",), criteria=(when("priority", "high"),)),
    )
    ticket = await company.order()
    await deliver()
    assert await runs() == [("up", "done")]
    await tickets.reclassify(company.boris, ticket.id, Wish(impact=1), version=None)
    assert await deliver() < 20
    assert len(await runs()) <= 4
    assert await deliver() == 0


async def test_a_warning_starts_rules_although_the_clock_has_made_it(company: Company) -> None:
    """But the same warning again only after a person has done something: a rule that moves the due time is no motor."""
    in_force(rule("burns", act("note", text="burns"), on=("warned",)))
    ticket = await company.order()
    await deliver()
    for _ in range(3):
        await _warn(ticket)
    await deliver()
    assert await runs() == [("burns", "done")]
    await tickets.take(company.boris, ticket.id, version=None)
    await _warn(ticket)
    await deliver()
    assert await runs() == [("burns", "done")] * 2


async def _warn(ticket: Ticket) -> None:
    async with tx():
        with by_rule_of("sla:quick"):
            more: dict[str, Any] = {"due": 1, "of": "resolve", "at_step": "75%"}
            await record(SlaWarned(stream_id=ticket.id, actor_id=None, **more))


# Acting -------------------------------------------------------------------------------------------------------


async def test_a_rule_does_all_that_it_says_in_one_go(company: Company) -> None:
    """Team, person, state, words, followers and a task."""
    in_force(
        rule(
            "all",
            act("urgency", 1),
            act("assignee", "boris"),
            act("reply", text="{name}, заявка {number} принята"),
            act("state", "in_progress"),
            act("tell", who=("lead", "owner")),
            act("watch", who=("fedor",)),
            act("task", "4h", text="Проверить склад\nПолка 5", key="it-devices"),
            on=("created",),
        )
    )
    ticket = await company.order()
    await deliver()
    fresh = await _fresh(ticket)
    assert await runs() == [("all", "done")]
    assert (fresh.urgency, fresh.assignee_id, fresh.state) == (1, company.boris.id, "in_progress")
    assert await _words(ticket) == [("public", f"Анна, заявка {ticket.number} принята")]
    assert [one.login for one in await watch.watchers(ticket.id)] == ["fedor"]
    [task] = [one for one in await task_store.tasks_of(ticket.id) if one.by_hand]
    assert (task.title, task.text) == ("Проверить склад", "Полка 5")
    made = [fact for fact in await _facts(ticket) if "rule" in fact.payload]
    assert {fact.payload["rule"] for fact in made} == {"all"}
    assert all(fact.actor_id is None for fact in made)


async def test_what_the_server_says_is_no_first_answer(company: Company) -> None:
    """The clock of the answer goes on: a person is still waited for."""
    in_force(rule("hello", act("reply", text="Мы всё получили"), act("assignee", "boris"), on=("created",)))
    ticket = await company.order()
    await deliver()
    fresh = await _fresh(ticket)
    assert fresh.responded_at is None
    assert fresh.assignee_id == company.boris.id
    assert await fetch_value("SELECT unanswered_since FROM ticket WHERE id = $1", ticket.id) is not None


async def test_a_rule_goes_the_ways_of_the_lifecycle_only(company: Company) -> None:
    """What is refused leaves nothing behind, is written down with its reason, and the change itself stands."""
    in_force(rule("close", act("note", text="closing"), act("state", "closed"), on=("created",)))
    ticket = await company.order()
    await deliver()
    assert (await _fresh(ticket)).state == "new"
    assert await _words(ticket) == []
    [run] = await rule_runs.last("close", company.boris)
    assert run.outcome == "refused"
    assert "it cannot become" in str(run.why)


async def test_a_way_that_asks_for_words_needs_a_reply(company: Company) -> None:
    """The reply that stands before it is said with the move."""
    in_force(rule("ask", act("state", "waiting_user"), on=("created",)))
    ticket = await company.order()
    await deliver()
    assert await runs() == [("ask", "refused")]
    in_force(rule("ask2", act("reply", text="Какой нужен?"), act("state", "waiting_user"), on=("moved", "created")))
    ticket = await company.order()
    await deliver()
    assert (await _fresh(ticket)).state == "waiting_user"
    moved = [fact for fact in await _facts(ticket) if fact.kind == "TicketMoved"][-1]
    assert moved.payload["comment_id"] is not None


async def test_a_rule_that_breaks_breaks_nothing_else(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told on its page after five times in a row; the rules after it go on."""

    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret 123")

    monkeypatch.setattr(rule_acts, "add", broken)
    in_force(
        rule("bad", act("note", text="boom"), on=("created",), sort=1),
        rule("good", act("priority", "high"), on=("created",), sort=2),
    )
    ticket = await company.order()
    await deliver()
    assert (await _fresh(ticket)).priority_name == "high"
    assert await runs() == [("bad", "failed"), ("good", "done")]
    assert await rule_runs.broken("bad", company.boris) is None
    for n in range(4):
        await execute(
            "INSERT INTO rule_run (rule, ticket_id, occasion, at, outcome, error)"
            " VALUES ('bad', $1, $2, 1, 'failed', '')",
            ticket.id,
            -n - 1,
        )
    assert await rule_runs.broken("bad", company.boris) is not None
    assert await rule_runs.broken("good", company.boris) is None
    [run] = [one for one in await rule_runs.last("bad", company.boris) if one.why is not None]
    assert "secret" not in str(run.why)
    assert await rule_runs.broken("bad", company.admin) is not None
    await make_confidential(MONITOR_TEAM)
    assert await rule_runs.broken("bad", company.admin) is None
    assert await rule_runs.broken("bad", company.boris) is not None


async def test_nothing_to_do_is_told_as_nothing(company: Company) -> None:
    """The ticket is as the rule wants it already."""
    in_force(rule("same", act("priority", "normal"), act("state", "new"), on=("created",)))
    ticket = await company.order()
    version = (await _fresh(ticket)).version
    await deliver()
    assert await runs() == [("same", "nothing")]
    assert (await _fresh(ticket)).version == version


async def test_another_team_begins_on_its_first_line_with_nobody(company: Company) -> None:
    """And the tickets of a team that the rule does not name confidential stay where they are."""
    in_force(rule("hand", act("team", "accounting"), on=("created",)))
    ticket = await company.order()
    await deliver()
    fresh = await _fresh(ticket)
    assert (fresh.team_id != ticket.team_id, fresh.assignee_id, fresh.line) == (True, None, 1)


async def test_another_service_is_nobodys_doing_either(company: Company) -> None:
    """What follows from it names no person: neither the hand-over nor that the line is the first one again."""
    answers = [act("field", value, key=key) for key, value in (("topic", "other"), ("description", "Whose?"))]
    in_force(rule("service", act("service", "salary-question"), *answers, on=("noted",)))
    ticket = await company.order()
    await execute("UPDATE ticket SET line = 2 WHERE id = $1", ticket.id)
    await tickets.comment(company.boris, ticket.id, text="Not ours", visibility="internal")
    await deliver()
    facts = {fact.kind: fact for fact in await _facts(ticket) if "rule" in fact.payload}
    assert {"TicketReclassified", "TicketAssigned", "TicketLineChanged"} <= facts.keys()
    assert {fact.actor_id for fact in facts.values()} == {None}


# Confidential teams -----------------------------------------------------------------------------------------------


async def test_a_confidential_team_is_named_or_left_alone(company: Company) -> None:
    """A rule for all is not for it: nothing of it may go elsewhere by accident."""
    await make_confidential("it-devices")
    in_force(rule("all", act("note", text="all"), on=("created",)))
    ticket = await company.order()
    await deliver()
    assert await runs() == []
    in_force(rule("named", act("note", text="named"), on=("created",), criteria=(when("team", "it-devices"),)))
    ticket = await company.order()
    await deliver()
    assert await _words(ticket) == [("staff", "named")]


async def test_nobody_from_outside_follows_what_is_confidential(company: Company) -> None:
    """The whole rule is refused."""
    await make_confidential("it-devices")
    team = when("team", "it-devices")
    in_force(rule("follow", act("watch", who=("fedor",)), act("note", text="x"), on=("created",), criteria=(team,)))
    ticket = await company.order()
    await deliver()
    assert await runs() == [("follow", "refused")]
    assert await watch.watchers(ticket.id) == []


# Told -----------------------------------------------------------------------------------------------------------


async def test_a_requester_is_not_told_of_notices_and_priorities(company: Company) -> None:
    """They are the staff's; what was said to him he reads."""
    in_force(
        rule("r", act("priority", "high"), act("tell", who=("team",)), act("reply", text="Ждите"), on=("created",))
    )
    ticket = await company.order()
    await deliver()
    fresh = await _fresh(ticket)
    own = [entry.fact.kind for entry in await timeline(fresh, Sight.READER)]
    staff = [entry.fact.kind for entry in await timeline(fresh, Sight.STAFF)]
    assert own == ["TicketCreated", "TicketCommented"]
    assert {"TicketReclassified", "RuleTold", "TicketCommented"} <= set(staff)
