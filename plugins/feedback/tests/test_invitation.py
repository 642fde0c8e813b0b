"""Who is asked for a mark, when, and when no more."""

from __future__ import annotations

import re

import pytest

from okno import people, tickets
from okno.db import execute, fetch, fetch_value, tx
from okno.events.log import read_facts
from okno.notify import due
from okno_feedback import invitation, token
from plugins.feedback.tests.desk import DAY, Desk, hurry, invitations, notices, put, row, settle, work
from tests.company import make_confidential

pytestmark = pytest.mark.plugins("feedback")


async def letters(person_id: int) -> list[tuple[str, str]]:
    """Subjects and texts of the letters of the plugin to somebody, unsealed."""
    rows = await fetch("SELECT * FROM message WHERE person_id = $1 AND kind LIKE 'x.%' ORDER BY id", person_id)
    return [(one["subject"], due.stored_text(one)) for one in rows if one["channel"] == "mail"]


async def has_mail(desk: Desk) -> int:
    """Anna gets letters in English."""
    await execute("UPDATE person SET mail = 'anna@example.com', locale = 'en' WHERE id = $1", desk.company.anna.id)
    return desk.company.anna.id


async def test_whoever_ordered_is_asked_an_hour_after_it_is_done(desk: Desk) -> None:
    ticket = await desk.done()
    found = await desk.invited(ticket)
    assert (found.state, found.service, found.assignee_id) == ("open", "monitor", desk.company.boris.id)
    assert found.write_at == found.created_at + DAY // 24
    assert found.expires_at == found.write_at + 14 * DAY
    await work()
    assert await notices(desk.company.anna.id) == []
    await hurry()
    assert len(await notices(desk.company.anna.id)) == 1


async def test_one_notice_and_one_letter_however_often_the_job_runs(desk: Desk) -> None:
    anna = await has_mail(desk)
    ticket = await desk.done()
    await hurry()
    await invitation.ask(desk.ctx, (await desk.invited(ticket)).id)
    assert len(await notices(anna)) == 1
    ((subject, text),) = await letters(anna)
    assert subject == f"How were you helped? № {ticket.number}"
    assert f"Your request № {ticket.number} “{ticket.subject}” is done." in text


async def test_the_database_keeps_no_link_that_opens(desk: Desk) -> None:
    anna = await has_mail(desk)
    ticket = await desk.done()
    await hurry()
    ((_, text),) = await letters(anna)
    found = re.search(r"/x/feedback/rate/(\S+)", text)
    assert found is not None
    secret = found[1]
    assert (await invitation.by_token(desk.ctx, secret)) is not None
    for table in ("message", "notice", "job", "event", "x_feedback_invitation"):
        for one in await fetch(f"SELECT * FROM {table}"):
            assert secret not in str(one), table
    assert (await row(ticket.id))["token_hash"] != secret


async def test_of_a_confidential_team_the_letter_tells_the_number_alone(desk: Desk) -> None:
    anna = await has_mail(desk)
    await make_confidential("it-devices")
    ticket = await desk.done()
    await hurry()
    ((subject, text),) = await letters(anna)
    assert ticket.subject not in subject + text
    assert f"№ {ticket.number}" in subject


async def test_a_link_of_another_installation_opens_nothing(desk: Desk) -> None:
    assert not token.genuine(desk.ctx, "abc.def")
    assert not token.genuine(desk.ctx, "")
    assert await invitation.by_token(desk.ctx, token.make(desk.ctx)) is None


async def test_sent_back_before_an_answer_it_is_not_asked_any_more(desk: Desk) -> None:
    ticket = await desk.done()
    await desk.back(ticket)
    assert (await row(ticket.id))["state"] == "withdrawn"
    await hurry()
    assert await notices(desk.company.anna.id) == []
    again, _ = await tickets.get(desk.company.boris, ticket.id)
    await desk.finished(again)
    assert (await row(ticket.id))["state"] == "open"
    assert await invitations() == 2


async def test_the_same_fact_invites_once(desk: Desk) -> None:
    ticket = await desk.done()
    fact_id = (await row(ticket.id))["fact_id"]
    (fact,) = await read_facts([fact_id])
    async with tx():
        assert await invitation.invite(fact, desk.ctx.settings) is None
    assert await invitations() == 1


@pytest.mark.parametrize("source", ["rule", "sensor"])
async def test_what_a_machine_ordered_is_not_asked_about(desk: Desk, source: str) -> None:
    ticket = await desk.company.order()
    await execute("UPDATE ticket SET source = $1 WHERE id = $2", source, ticket.id)
    await desk.finished(ticket)
    assert await invitations() == 0


async def test_nobody_rates_what_he_did_himself(desk: Desk) -> None:
    ticket = await desk.company.order()
    await execute("UPDATE ticket SET requester_id = $1 WHERE id = $2", desk.company.vera.id, ticket.id)
    await execute(
        "UPDATE ticket SET assignee_id = $1, state = 'in_progress' WHERE id = $2", desk.company.vera.id, ticket.id
    )
    await tickets.move(desk.company.boris, ticket.id, to="done", version=None)
    await settle()
    assert await invitations() == 0


async def test_services_are_left_out_and_a_share_is_asked(desk: Desk) -> None:
    await put(left_out=["monitor"])
    await desk.done()
    await put(left_out=[], share=0)
    await desk.done()
    assert await invitations() == 0
    await put(share=100)
    await desk.done()
    assert await invitations() == 1


async def test_a_person_is_not_written_to_too_often_but_may_rate_on_the_page(desk: Desk) -> None:
    await desk.done()
    second = await desk.done()
    assert (await desk.invited(second)).write_at is None
    await hurry()
    third = await desk.done()
    assert (await desk.invited(third)).write_at is None
    assert len(await notices(desk.company.anna.id)) == 1
    await put(pause=0)
    fourth = await desk.done()
    assert (await desk.invited(fourth)).write_at is not None


async def test_whoever_has_rated_or_left_gets_no_letter(desk: Desk) -> None:
    await desk.rated(5)
    await hurry()
    assert await notices(desk.company.anna.id) == []
    await put(pause=0)
    await desk.done()
    await execute("UPDATE person SET active = $1 WHERE id = $2", False, desk.company.anna.id)
    await hurry()
    assert await notices(desk.company.anna.id) == []


async def test_a_link_is_over_after_its_days(desk: Desk) -> None:
    ticket = await desk.done()
    await execute("UPDATE x_feedback_invitation SET expires_at = 1")
    assert await invitation.of_ticket(ticket.id, desk.company.anna.id) is None
    await invitation.expire()
    assert (await row(ticket.id))["state"] == "expired"


async def test_a_mark_can_be_changed_for_a_day_and_then_its_link_is_gone(desk: Desk) -> None:
    kept = await desk.rated(4)
    assert await invitation.of_ticket(kept.ticket_id, desk.company.anna.id) is not None
    await execute("UPDATE x_feedback_rating SET at = at - $1", DAY + 1)
    await execute("UPDATE x_feedback_invitation SET token_hash = 'x'")
    assert await invitation.of_ticket(kept.ticket_id, desk.company.anna.id) is None
    await invitation.expire()
    assert await fetch_value("SELECT token_hash FROM x_feedback_invitation") is None


async def test_letters_that_did_not_go_out_are_told(desk: Desk) -> None:
    assert await invitation.unsent() == 0
    await desk.done()
    await execute("UPDATE x_feedback_invitation SET write_at = 1")
    assert await invitation.unsent() == 1


async def test_another_person_has_no_invitation(desk: Desk) -> None:
    ticket = await desk.done()
    assert await people.get(desk.company.stranger.id) is not None
    assert await invitation.of_ticket(ticket.id, desk.company.stranger.id) is None
