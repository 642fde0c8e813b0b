"""Splitting: words about something else become a request of their own, for the same person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okno import db, files, people
from okno.catalog import registry, store as catalog_store
from okno.catalog.model import Choice, Field
from okno.db import fetch
from okno.errors import Forbidden, Invalid, NotFound, Refused
from okno.settings import Settings
from okno.tickets import Sight, comment, get, store
from okno.tickets.attachments import readable
from okno.tickets.form import WrongAnswers
from okno.tickets.links import links_of
from okno.tickets.merge import merge
from okno.tickets.split import services_for, split
from tests.company import Company, starter_catalog

WORDS = "И ещё не работает лампа над столом"
GENERAL = "device-question"
"""Takes a request in free words, for the team of monitors."""
EAST = Choice(value="east", title={"ru": "Восток", "en": "East"})


@pytest.fixture(autouse=True)
def _kept_files(settings: Settings) -> None:
    """Files have a folder."""
    files.settle(settings.home)


async def test_the_words_become_a_request_of_the_same_person(company: Company) -> None:
    """Ordered on her behalf by the agent; both are linked; it can be merged back."""
    ticket = await company.order()
    said = await comment(company.anna, ticket.id, text=WORDS)
    made = await split(company.boris, ticket.id, service=GENERAL, comment_id=said.id)
    assert (made.requester_id, made.customer_id, made.source) == (company.boris.id, company.anna.id, "split")
    assert made.subject == WORDS
    assert WORDS in (made.text, *made.answers.values())
    assert (await get(company.anna, made.id))[1] is Sight.READER
    [link] = await links_of(company.anna, made, Sight.READER)
    assert (link.told, link.other.id) == ("related", ticket.id)
    await merge(company.vera, made.id, ticket.id, version=None)


async def test_files_of_the_message_go_along(company: Company) -> None:
    """They stay where they were, too."""
    ticket = await company.order()
    file = await files.save(company.anna.id, "lamp.txt", b"a lamp", limit=100)
    said = await comment(company.anna, ticket.id, text=WORDS, files=[file.public_id])
    made = await split(company.boris, ticket.id, service=GENERAL, comment_id=said.id)
    rows = await fetch("SELECT ticket_id FROM file_use ORDER BY ticket_id")
    assert [row["ticket_id"] for row in rows] == [ticket.id, made.id]
    await readable(company.anna, file.public_id)
    with pytest.raises(NotFound):
        await readable(company.stranger, file.public_id)


async def test_own_words_and_subject_win(company: Company) -> None:
    """The message is where it begins, not what it says."""
    ticket = await company.order()
    said = await comment(company.anna, ticket.id, text=WORDS)
    made = await split(company.boris, ticket.id, service=GENERAL, subject="Лампа", text="Поменять", comment_id=said.id)
    assert made.subject == "Лампа"
    assert "Поменять" in (made.text, *made.answers.values())


async def test_a_message_of_a_merged_one_is_split_off_too(company: Company) -> None:
    """It stands in the story of what goes on."""
    goal, source = await company.order(), await company.order()
    said = await comment(company.anna, source.id, text=WORDS)
    await merge(company.boris, source.id, goal.id, version=None)
    made = await split(company.boris, goal.id, service=GENERAL, comment_id=said.id)
    assert made.subject == WORDS


async def test_notes_are_not_for_others(company: Company) -> None:
    """And a message of another request is none."""
    ticket, other = await company.order(), await company.order()
    note = await comment(company.boris, ticket.id, text="between us", visibility="internal")
    said = await comment(company.anna, other.id, text=WORDS)
    with pytest.raises(Refused):
        await split(company.boris, ticket.id, service=GENERAL, comment_id=note.id)
    for number in (said.id, 10**9):
        with pytest.raises(NotFound):
            await split(company.boris, ticket.id, service=GENERAL, comment_id=number)


async def test_who_may_split(company: Company) -> None:
    """Whoever answers in the team."""
    ticket = await company.order()
    with pytest.raises(Forbidden):
        await split(company.anna, ticket.id, service=GENERAL, text=WORDS)
    for actor in (company.stranger, company.fedor, company.admin):
        with pytest.raises(NotFound):
            await split(actor, ticket.id, service=GENERAL, text=WORDS)


async def test_what_is_refused(company: Company) -> None:
    """No words, too many, no such service, nobody to order for; nothing is left of it."""
    ticket = await company.order()
    for wrong in ({"service": GENERAL}, {"service": GENERAL, "text": "x" * 20_001}, {"service": "x", "text": WORDS}):
        with pytest.raises(Invalid):
            await split(company.boris, ticket.id, **wrong)
    await people.change(company.anna.id, {"active": False}, actor_id=None)
    with pytest.raises(Refused):
        await split(company.boris, ticket.id, service=GENERAL, text=WORDS)
    assert await db.fetch_value("SELECT count(*) AS n FROM ticket") == 1


async def test_a_service_that_asks_for_more_gets_it_or_refuses(company: Company) -> None:
    """By the keys of its form; on the page only services are offered that words can order."""
    starter = starter_catalog()
    hall = Field(key="hall", type="select", title=EAST.title, required=True, choices=(EAST,))
    lamp = replace(starter.services[GENERAL], key="lamp", fields=(hall, *starter.services[GENERAL].fields))
    await catalog_store.apply(replace(starter, services={**starter.services, "lamp": lamp}), actor_id=None)
    await registry.refresh()
    ticket = await company.order()
    offered = [one.key for one in await services_for(company.boris, ticket)]
    assert GENERAL in offered
    assert "lamp" not in offered
    assert offered.index(GENERAL) < offered.index("hr-question")
    with pytest.raises(WrongAnswers) as refused:
        await split(company.boris, ticket.id, service="lamp", text=WORDS)
    assert set(refused.value.fields) == {"hall"}
    made = await split(company.boris, ticket.id, service="lamp", text=WORDS, answers={"hall": "east"})
    assert (await store.load(made.id)).answers["hall"] == "east"
