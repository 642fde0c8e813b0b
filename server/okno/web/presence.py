"""Who else is at a ticket now, for those who work on it: faces in its head and in the rows of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from okno.errors import Invalid
from okno.http import Page, page
from okno.i18n import Translator
from okno.live import Ping, Presence, Present
from okno.live.presence import ACTS, LOOKS, NOTES, REPLIES, TAB
from okno.people import Person, get_many
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.agent_panels import FaceView, PresenceView
from okno.tickets import Ticket, get, store
from okno.tickets.reading import seen_among
from okno.tickets.visible import is_staff
from okno.web.faces import COLOURS

ROWS_MOST = 100
"""Rows of one page of the desk."""
FACES_MOST = 8
_WORDS: Mapping[str, Phrase] = {
    LOOKS: N_("%(name)s is here too"),
    REPLIES: N_("%(name)s is writing an answer"),
    NOTES: N_("%(name)s is writing a note"),
}


def presence_of(current: Page) -> Presence:
    """What this process knows of who is where."""
    found: Presence = current.request.app.state.hub.presence
    return found


async def panel(current: Page, ticket: Ticket) -> PresenceView | None:
    """The faces for the head of a ticket; None for whoever only reads it in an emergency."""
    if not is_staff(current.actor, ticket):
        return None
    here = presence_of(current).of(ticket.id)
    return PresenceView(href=f"/tickets/{ticket.number}/presence", faces=await _faces(current, here))


async def _faces(current: Page, present: Sequence[Present]) -> tuple[FaceView, ...]:
    others = [one for one in present if one.person_id != current.actor.id][:FACES_MOST]
    people = await get_many(one.person_id for one in others)
    return tuple(_face(people[one.person_id], one.act, current.t) for one in others if one.person_id in people)


def _face(person: Person, act: str, t: Translator) -> FaceView:
    return FaceView(
        id=person.id,
        name=person.name,
        initials=person.initials,
        colour=f"a{person.id % COLOURS + 1}",
        words=t.say(_WORDS[act].msgid, name=person.first_name),
        writes=act != LOOKS,
    )


def _plain(faces: Sequence[FaceView]) -> list[dict[str, object]]:
    return [
        {"name": one.name, "initials": one.initials, "colour": one.colour, "words": one.words, "writes": one.writes}
        for one in faces
    ]


async def _ticket(current: Page) -> Ticket:
    """The ticket for who works there; for all others there is none."""
    ticket, _ = await get(current.actor, str(current.params["number"]))
    if not is_staff(current.actor, ticket):
        raise store.no_ticket()
    return ticket


async def say(current: Page) -> Response:
    """Takes in that a page of the ticket is open, and what is done there; answers who else is there."""
    ticket = await _ticket(current)
    act, tab = current.text("act"), current.text("tab")
    if act not in ACTS or not TAB.fullmatch(tab):
        raise Invalid({"act": N_("This page is too old. Load it again.")})
    ping = Ping(ticket.id, ticket.team_id, ticket.customer_id, current.actor.id, tab, act)
    await presence_of(current).say(ping)
    return await _answer(current, ticket)


async def who(current: Page) -> Response:
    """Who else is at the ticket."""
    return await _answer(current, await _ticket(current))


async def _answer(current: Page, ticket: Ticket) -> Response:
    return JSONResponse({"people": _plain(await _faces(current, presence_of(current).of(ticket.id)))})


async def rows(current: Page) -> Response:
    """Who is at which of the tickets of a list: those that the actor works on as staff, and only where somebody is."""
    asked = current.request.query_params.getlist("n")[:ROWS_MOST]
    numbers = {int(one) for one in asked if one.isascii() and one.isdigit() and len(one) < 19}
    presence = presence_of(current)
    seen = await seen_among(current.actor, presence.busy(numbers))
    here = {number: presence.of(number) for number, ticket in seen.items() if is_staff(current.actor, ticket)}
    faces = {number: _plain(await _faces(current, present)) for number, present in here.items()}
    return JSONResponse({"tickets": {str(number): one for number, one in faces.items() if one}})


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes; neither is a page of its own."""
    return [
        page("/tickets/{number}/presence", say, needs="desk.open", methods=("POST",)),
        page("/tickets/{number}/presence", who, needs="desk.open", methods=("GET",)),
        page("/live/presence", rows, needs="desk.open", methods=("GET",)),
    ]
