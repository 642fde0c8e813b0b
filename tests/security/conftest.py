"""A company whose people come to the application as browsers, with one ticket that has something to hide."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import pytest_asyncio
from starlette.applications import Starlette

from okno import extend, files, people
from okno.access import Actor
from okno.extend import Found, Manifest, switches
from okno.settings import Settings
from okno.tickets import Ticket, assign, comment
from tests.company import Company, open_company
from tests.security.matrix import World
from tests.security.visitor import Visitor

LIMIT = 2**20
_WORDS = {"ru": "Проба", "en": "Trial"}
TRIAL = {
    "name": "trial",
    "version": "1.0",
    "okno": ">=0",
    "title": _WORDS,
    "summary": _WORDS,
    "setting": [{"key": "days", "type": "int", "default": 7, "title": _WORDS}],
}
"""The manifest of a plugin that is only itself."""
NOTE = "НеговоритьАнне"
NOTE_FILE = "тайныйрасчёт"
INSIDE = "СодержаниеТайны"
ANSWER = "ОткрытыйОтвет"
SUBJECT = "ПредметТолькоАнны"


@dataclass(frozen=True)
class House:
    """The application, its people, and Anna's ticket with a note, a file of the note and a public file."""

    app: Starlette
    company: Company
    ticket: Ticket
    public_file: str
    internal_file: str
    loose_file: str
    """Boris has sent it and attached it to nothing yet."""
    visitors: Mapping[str, Visitor]


@pytest_asyncio.fixture
async def house(stocked: None, app: Starlette) -> House:
    """The house with everybody signed in."""
    company = await open_company()
    for actor in (company.anna, company.boris, company.vera, company.fedor, company.stranger, company.admin):
        await people.change(actor.id, {"mail": f"p{actor.id}@example.test"}, actor_id=None)
    ticket = await company.order(subject=SUBJECT)
    ticket = await assign(company.vera, ticket.id, version=ticket.version, assignee=company.boris.id)
    public = await keep(company.anna, "снимок.txt", b"public")
    await comment(company.anna, ticket.id, text=ANSWER, files=[public])
    internal = await keep(company.vera, f"{NOTE_FILE}.txt", INSIDE.encode())
    await comment(company.vera, ticket.id, text=NOTE, visibility="internal", files=[internal])
    loose = await keep(company.boris, "ещё ничьё.txt", b"loose")
    return House(app, company, ticket, public, internal, loose, await visitors_of(app, company))


async def keep(owner: Actor, name: str, content: bytes) -> str:
    """A file that somebody has sent; gives its id."""
    return (await files.save(owner.id, name, content, limit=LIMIT)).public_id


async def visitors_of(app: Starlette, company: Company) -> dict[str, Visitor]:
    """Everybody at a browser, by what he is to Anna's ticket."""
    found = {
        "nobody": Visitor(app),
        "stranger": Visitor(app, company.stranger.id),
        "requester": Visitor(app, company.anna.id),
        "agent": Visitor(app, company.boris.id),
        "other": Visitor(app, company.fedor.id),
        "admin": Visitor(app, company.admin.id),
    }
    for visitor in found.values():
        await visitor.enter()
    return found


@pytest_asyncio.fixture
async def world(app: Starlette, settings: Settings) -> AsyncIterator[World]:
    """Everybody of the matrix, signed in, and a plugin without any code beside the core."""
    found = Found("trial", "okno_trial", None, manifest=Manifest.model_validate(TRIAL))
    await switches.start(settings.home, extend.load(settings, found=[found]), listening=False)
    yield await World.open(app)
    extend.load(settings, found=())
