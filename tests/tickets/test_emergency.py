"""Breaking the glass: one ticket, for a while, with a reason, to read; everybody whom it concerns learns of it."""

from __future__ import annotations

import pytest

from okno import notify, tickets
from okno.access import revoke
from okno.db import execute, fetch, fetch_one
from okno.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from okno.events.dispatch import deliver_due
from okno.jobs import queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.settings import Settings
from okno.tickets import Sight, Ticket, emergency, reading, story
from okno.tickets.reading import Wish
from tests.company import MONITOR, Company, actor_again, hire, make_confidential

WHY = "Борис в отпуске, а поставщик ждёт ответа"


@pytest.fixture(autouse=True)
def letters(db: Settings) -> None:
    """Letters go to the log."""
    notify.settle(db)


async def opened(company: Company) -> Ticket:
    """A ticket of Anna's that the administrator reads in an emergency."""
    ticket = await company.order()
    await tickets.comment(company.boris, ticket.id, text="Между нами", visibility="internal")
    await emergency.begin(company.admin, ticket.number, reason=WHY)
    return ticket


async def delivered() -> None:
    """All facts have been told."""
    while await deliver_due():
        pass


async def test_it_shows_one_ticket_as_its_staff_sees_it(company: Company) -> None:
    """Notes are among what is read; another ticket of the same team is not."""
    other = await company.order()
    ticket = await opened(company)
    assert (await tickets.get(company.admin, ticket.id))[1] is Sight.STAFF
    with pytest.raises(NotFound):
        await tickets.get(company.admin, other.id)
    with pytest.raises(NotFound):
        await tickets.get(company.stranger, ticket.id)


async def test_it_changes_nothing(company: Company) -> None:
    """Not a word, not a state, whatever rights the person has in this team besides sight."""
    ticket = await opened(company)
    for change in (
        tickets.comment(company.admin, ticket.id, text="Я тут"),
        tickets.comment(company.admin, ticket.id, text="Я тут", visibility="internal"),
        tickets.move(company.admin, ticket.id, to="in_progress", version=None),
        tickets.assign(company.admin, ticket.id, version=None, assignee="boris"),
    ):
        with pytest.raises(Forbidden):
            await change


async def test_it_is_in_no_list_count_or_notice(company: Company) -> None:
    """The ticket is reached by its number alone."""
    ticket = await opened(company)
    assert (await reading.page(company.admin, Wish(q=ticket.number))).items == []
    assert await reading.seen_among(company.admin, [ticket.id]) == {}
    assert await reading.counts(company.admin) == {}
    await delivered()
    assert await notify.unread_count(company.admin) == 0


async def test_it_ends_by_itself_by_its_button_and_with_the_right(company: Company) -> None:
    """Each of them closes the door."""
    ticket = await opened(company)
    await emergency.end(company.admin, ticket.number)
    with pytest.raises(NotFound):
        await tickets.get(company.admin, ticket.id)
    await emergency.begin(company.admin, ticket.number, reason=WHY)
    assert (await tickets.get(company.admin, ticket.id))[1] is Sight.STAFF
    await execute("UPDATE emergency SET until = at")
    with pytest.raises(NotFound):
        await tickets.get(company.admin, ticket.id)
    await emergency.begin(company.admin, ticket.number, reason=WHY)
    await execute("DELETE FROM role_grant WHERE person_id = $1", company.admin.id)
    with pytest.raises(NotFound):
        await tickets.get(await actor_again(company.admin.id), ticket.id)


async def test_it_ends_when_the_ticket_goes_to_another_team(company: Company) -> None:
    """That team was told nothing; whoever wants to go on reading asks anew, and it is told."""
    await execute("UPDATE person SET mail = login || '@example.test'")
    nina = await hire("nina", "Нина Кадрова", role="agent", team="hr")
    ticket = await opened(company)
    kept = await company.order()
    await emergency.begin(company.admin, kept.number, reason=WHY)
    await tickets.assign(company.boris, ticket.id, version=1, assignee="vera")
    assert (await tickets.get(company.admin, ticket.id))[1] is Sight.STAFF
    await tickets.assign(company.boris, ticket.id, version=2, team="hr")
    with pytest.raises(NotFound):
        await tickets.get(company.admin, ticket.id)
    assert [one.ticket_id for one in await emergency.running(company.admin)] == [kept.id]
    row = await fetch_one("SELECT stream_id, actor_id FROM audit WHERE kind = 'EmergencyEnded'")
    assert row == {"stream_id": ticket.id, "actor_id": company.boris.id}
    await delivered()
    assert "emergency" not in [one.kind for one in (await notify.page(nina))[0]]
    await emergency.begin(company.admin, ticket.number, reason=WHY)
    await delivered()
    assert "emergency" in [one.kind for one in (await notify.page(nina))[0]]


async def test_a_second_request_keeps_the_first_access(company: Company) -> None:
    """Nobody is told twice, and the hour does not grow."""
    ticket = await opened(company)
    first = (await emergency.running(company.admin))[0]
    again = await emergency.begin(company.admin, f" № {ticket.number} ", reason="Ещё одна причина")
    assert (again.id, again.until, again.reason) == (first.id, first.until, WHY)
    assert first.until - first.at == 60 * 60 * 1_000_000


async def test_without_the_right_or_a_reason_there_is_none(company: Company) -> None:
    """The reason is asked for before anything is looked up."""
    ticket = await company.order()
    with pytest.raises(Forbidden):
        await emergency.begin(company.fedor, ticket.number, reason=WHY)
    for number, reason, wrong in (
        (ticket.number, "надо", {"reason"}),
        (ticket.number, "н" * 1001, {"reason"}),
        (ticket.number, " " * 40, {"reason"}),
        ("999999", "надо", {"reason"}),
        ("один", WHY, {"number"}),
        ("٣", WHY, {"number"}),
        ("9" * 19, "", {"number", "reason"}),
    ):
        with pytest.raises(Invalid) as refused:
            await emergency.begin(company.admin, number, reason=reason)
        assert set(refused.value.fields) == wrong
    assert await fetch("SELECT id FROM emergency") == []


async def test_a_number_that_nobody_has_is_written_down(company: Company) -> None:
    """In a stream of its own: the ticket that gets this number later has no past."""
    with pytest.raises(NotFound):
        await emergency.begin(company.admin, "999999", reason=WHY)
    row = await fetch_one("SELECT stream, stream_id, actor_id, reason FROM audit WHERE kind = 'EmergencyRefused'")
    assert row == {"stream": "emergency", "stream_id": 999999, "actor_id": company.admin.id, "reason": WHY}


async def test_the_audit_keeps_who_why_and_whose(company: Company) -> None:
    """The end too; the payload of the fact holds ids alone."""
    ticket = await opened(company)
    await emergency.end(company.admin, ticket.number)
    rows = await fetch("SELECT kind, stream_id, actor_id, reason FROM audit WHERE kind LIKE 'Emergency%' ORDER BY at")
    assert [(row["kind"], row["stream_id"], row["actor_id"]) for row in rows] == [
        ("EmergencyOpened", ticket.id, company.admin.id),
        ("EmergencyEnded", ticket.id, company.admin.id),
    ]
    assert rows[0]["reason"] == WHY
    facts = await fetch("SELECT payload FROM event WHERE kind LIKE 'Emergency%'")
    assert not any(WHY in str(row["payload"]) for row in facts)


async def test_ones_own_request_is_not_opened_so(company: Company) -> None:
    """What colleagues note about his own order an administrator reads in no emergency; nor what he sees anyway."""
    own = await tickets.order(company.admin, tickets.Order(service="monitor", answers=MONITOR))
    with pytest.raises(Refused):
        await emergency.begin(company.admin, own.number, reason=WHY)
    assert (await tickets.get(company.admin, own.id))[1] is Sight.READER


async def test_the_team_is_told_at_once(company: Company) -> None:
    """By notice and by letter, with the reason; whoever asked for it is not."""
    await execute("UPDATE person SET mail = login || '@example.test'")
    ticket = await opened(company)
    await delivered()
    for agent in (company.boris, company.vera):
        first = (await notify.page(agent))[0][0]
        assert first.kind == "emergency"
        assert str(first.phrase).endswith(WHY)
        assert ticket.number in str(first.phrase)
    assert [one.kind for one in (await notify.page(company.admin))[0]] == []
    rows = await fetch("SELECT to_address, text FROM message WHERE ticket_id = $1 ORDER BY to_address", ticket.id)
    assert [row["to_address"] for row in rows] == ["boris@example.test", "vera@example.test"]
    assert all(WHY in row["text"] for row in rows)


async def test_a_letter_about_a_confidential_team_holds_no_reason(company: Company) -> None:
    """It lies on servers of others."""
    await execute("UPDATE person SET mail = login || '@example.test'")
    await make_confidential("it-devices")
    ticket = await opened(company)
    await delivered()
    rows = await fetch("SELECT subject, text FROM message WHERE ticket_id = $1", ticket.id)
    assert len(rows) == 2
    for row in rows:
        assert WHY not in row["text"]
        assert ticket.subject not in row["subject"] + row["text"]
        assert ticket.number in row["subject"]


async def test_who_left_the_team_reads_the_reason_no_more(company: Company) -> None:
    """Not even when he reads the ticket by name still."""
    await opened(company)
    await delivered()
    assert await notify.unread_count(company.boris) == 2
    await revoke(company.boris.id, "agent")
    left = await actor_again(company.boris.id)
    assert await notify.unread_count(left) == 0
    assert (await notify.page(left))[0] == []
    await execute("UPDATE ticket SET requester_id = $1, on_behalf_of_id = $2", left.id, company.anna.id)
    await execute("UPDATE ticket_reader SET principal_id = $1", left.id)
    assert (await notify.page(left))[0] == []


async def test_a_letter_with_the_reason_does_not_follow_him_either(company: Company) -> None:
    """He reads the ticket by name still, but the reason is for its staff."""
    await execute("UPDATE person SET mail = login || '@example.test'")
    ticket = await tickets.order(
        company.boris, tickets.Order(service="monitor", answers=MONITOR, on_behalf_of=company.anna.id)
    )
    await emergency.begin(company.admin, ticket.number, reason=WHY)
    await delivered()
    await revoke(company.boris.id, "agent")
    left = await actor_again(company.boris.id)
    assert (await tickets.get(left, ticket.id))[1] is Sight.READER
    for row in await queue.claim(["mail.send"], 10):
        await run_job(row, jobs()["mail.send"])
    rows = await fetch("SELECT to_address, state FROM message WHERE ticket_id = $1 ORDER BY to_address", ticket.id)
    assert [(row["to_address"], row["state"]) for row in rows] == [
        ("boris@example.test", "dropped"),
        ("vera@example.test", "sent"),
    ]


async def test_the_story_tells_the_staff_why_and_the_requester_that(company: Company) -> None:
    """Nobody may hide it, not from those either who do not read the history."""
    ticket = await opened(company)
    for seen, history, reason in ((Sight.STAFF, True, WHY), (Sight.STAFF, False, WHY), (Sight.READER, True, "")):
        last = (await story.timeline(ticket, seen, history=history))[-1]
        assert (last.fact.kind, last.reason) == ("EmergencyOpened", reason)


async def test_it_is_no_change_of_the_ticket(company: Company) -> None:
    """Who was faster is still who changed something."""
    ticket = await opened(company)
    await tickets.take(company.boris, ticket.id, version=1)
    with pytest.raises(Conflict) as lost:
        await tickets.take(company.vera, ticket.id, version=1)
    assert "Борис Мастеров" in str(lost.value.phrase)
