"""A ticket that comes to a confidential team, or leaves it: who loses sight loses all that followed from it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from okno import files, notify, tickets
from okno.access import Actor, Role, grant, rolebook
from okno.db import execute, fetch, fetch_one
from okno.errors import NotFound
from okno.events.dispatch import deliver_due
from okno.jobs import queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.settings import Settings
from okno.teams import by_key
from okno.tickets import Sight, Ticket, attachments, emergency, reading
from okno.tickets.reading import Wish
from tests.company import Company, actor_again, hire

SECRET = "hr"


@pytest.fixture(autouse=True)
def letters(db: Settings) -> None:
    """Letters go to the log, files into the home folder."""
    notify.settle(db)
    files.settle(db.home)


async def delivered() -> None:
    """All facts have been told."""
    while await deliver_due():
        pass


async def gone(company: Company) -> Ticket:
    """A ticket on which Boris has worked and written, handed over to HR."""
    await execute("UPDATE person SET mail = login || '@example.test'")
    ticket = await tickets.take(company.boris, (await company.order()).id, version=1)
    await tickets.comment(company.boris, ticket.id, text="Это к кадрам")
    await tickets.comment(company.vera, ticket.id, text="Секрет", visibility="internal")
    await delivered()
    return await tickets.assign(company.boris, ticket.id, version=ticket.version, team=SECRET)


async def test_the_mark_comes_with_the_catalog(company: Company) -> None:
    """HR and accounting have it in the starter catalog."""
    found = {key: await by_key(key) for key in ("hr", "accounting", "it-devices")}
    marks = {key: team.confidential for key, team in found.items() if team is not None}
    assert marks == {"hr": True, "accounting": True, "it-devices": False}


async def test_who_wrote_in_it_does_not_see_it_any_more(company: Company) -> None:
    """Neither the ticket nor its place in a list, a count, a search."""
    ticket = await gone(company)
    nina = await hire("nina", "Нина Кадрова", role="agent", team=SECRET)
    assert ticket.assignee_id is None
    for left in (company.boris, company.vera):
        with pytest.raises(NotFound):
            await tickets.get(left, ticket.id)
        with pytest.raises(NotFound):
            await tickets.comment(left, ticket.id, text="А теперь?")
        assert (await reading.page(left, Wish(filter="any", q=ticket.number))).items == []
        assert set((await reading.counts(left)).values()) == {0}
    assert (await tickets.get(nina, ticket.id))[1] is Sight.STAFF
    assert (await tickets.get(company.anna, ticket.id))[1] is Sight.READER


async def test_he_loses_the_notices_and_their_number(company: Company) -> None:
    """Of what comes later he hears nothing."""
    ticket = await gone(company)
    nina = await hire("nina", "Нина Кадрова", role="agent", team=SECRET)
    await tickets.comment(nina, ticket.id, text="Мы займёмся")
    await delivered()
    for left in (company.boris, company.vera):
        assert await notify.unread_count(left) == 0
        assert (await notify.page(left))[0] == []
    assert await notify.unread_count(company.anna) > 0


async def test_a_letter_that_waits_does_not_follow_him(company: Company) -> None:
    """It was written while he saw the ticket, and is dropped when its turn comes."""
    await execute("UPDATE person SET mail = login || '@example.test'")
    ticket = await company.order()
    await tickets.assign(company.boris, ticket.id, version=1, assignee="vera")
    await delivered()
    await tickets.assign(company.boris, ticket.id, version=2, team=SECRET)
    for row in await queue.claim(["mail.send"], 10):
        await run_job(row, jobs()["mail.send"])
    row = await fetch_one("SELECT state FROM message WHERE to_address = 'vera@example.test'")
    assert row == {"state": "dropped"}


async def test_letters_of_a_confidential_team_hold_no_words(company: Company) -> None:
    """The requester gets the number and the way to the page."""
    ticket = await gone(company)
    await delivered()
    nina = await hire("nina", "Нина Кадрова", role="agent", team=SECRET)
    await delivered()
    await execute("DELETE FROM message")
    await tickets.comment(nina, ticket.id, text="Справка лежит на втором этаже")
    await delivered()
    (row,) = await fetch("SELECT subject, text FROM message")
    assert ticket.number in row["subject"]
    assert f"/tickets/{ticket.number}" in row["text"]
    for hidden in (ticket.subject, "Справка", "этаж"):
        assert hidden not in row["subject"] + row["text"]


async def test_browsers_of_the_old_team_hear_of_the_hand_over_alone(company: Company) -> None:
    """What comes later has no topic of theirs."""
    ticket = await gone(company)
    nina = await hire("nina", "Нина Кадрова", role="agent", team=SECRET)
    await tickets.comment(nina, ticket.id, text="Мы займёмся")
    rows = await fetch(
        "SELECT kind, topics FROM event WHERE stream = 'ticket' AND stream_id = $1 ORDER BY id", ticket.id
    )
    left = company.boris.topics
    assert [row["kind"] for row in rows if any(f'"{topic}"' in str(row["topics"]) for topic in left)][-1] == (
        "TicketAssigned"
    )


async def test_roles_of_all_teams_stop_before_it(company: Company) -> None:
    """Whoever has such a role sees every team but those that are confidential."""
    watching = Role(
        key="watch",
        title={"ru": "Наблюдатель", "en": "Watch"},
        summary={"ru": "Видит все заявки.", "en": "Sees all requests."},
        rights=frozenset(),
        in_team=frozenset(),
        in_all_teams=frozenset({"ticket.see"}),
    )
    await rolebook.make("watch", watching, actor_id=None)
    await grant(company.stranger.id, "watch")
    watch = await actor_again(company.stranger.id)
    ticket = await company.order()
    assert (await tickets.get(watch, ticket.id))[1] is Sight.STAFF
    await tickets.assign(company.boris, ticket.id, version=1, team=SECRET)
    with pytest.raises(NotFound):
        await tickets.get(watch, ticket.id)
    assert await _sees_nothing(watch)


async def _sees_nothing(actor: Actor) -> bool:
    return not (await reading.page(actor, Wish(filter="any"))).items and not any((await reading.counts(actor)).values())


async def test_files_go_with_the_ticket(company: Company) -> None:
    """Those of the old team are not read by it any more, not even by who sent them."""
    ticket = await tickets.take(company.boris, (await company.order()).id, version=1)
    public_id = await sent(company.boris)
    await tickets.comment(company.boris, ticket.id, text="Вот", files=[public_id])
    assert (await attachments.readable(company.vera, public_id)).public_id == public_id
    await tickets.assign(company.boris, ticket.id, version=ticket.version, team=SECRET)
    for left in (company.vera, company.boris):
        with pytest.raises(NotFound):
            await attachments.readable(left, public_id)
    await emergency.begin(company.admin, ticket.number, reason="Нужен файл для проверки")
    for reader in (company.anna, company.admin):
        await attachments.readable(reader, public_id)


async def sent(actor: Actor) -> str:
    """A file of somebody."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"words"

    return (await files.save(actor.id, "x.txt", chunks(), limit=100)).public_id
