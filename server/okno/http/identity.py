"""Who asks: by the bearer token, else by the session cookie. Entering and leaving."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from okno.access import actor_of
from okno.errors import NotSignedIn
from okno.http import csrf, sessions, tokens
from okno.http.visit import Visit, visit_of
from okno.people import Person
from okno.text import N_


async def identify(request: Request) -> Visit:
    """Finds out who asks, once a request; nobody is an answer too. Raises NotSignedIn for a token that is not valid."""
    visit = visit_of(request)
    if visit.identified:
        return visit
    visit.identified = True
    header = request.headers.get("authorization")
    if header is not None:
        await _by_token(visit, header)
    elif cookie := request.cookies.get(sessions.COOKIE):
        await _by_session(visit, cookie)
    if visit.person is not None:
        visit.private = True
        visit.locale = visit.person.locale or visit.locale
    csrf.prepare(request, visit)
    return visit


async def _by_token(visit: Visit, header: str) -> None:
    scheme, _, plain = header.partition(" ")
    bearer = await tokens.find(plain.strip()) if scheme.lower() == "bearer" else None
    if bearer is None:
        raise NotSignedIn(N_("The token is not valid. Ask for a new one."))
    visit.person, visit.bearer = bearer.person, True
    visit.actor = (await actor_of(bearer.person)).narrowed(bearer.rights)


async def _by_session(visit: Visit, cookie: str) -> None:
    visit.session = await sessions.load(cookie, hours=visit.settings.session_hours)
    if visit.session is not None:
        visit.person = visit.session.person
        visit.actor = await actor_of(visit.person)


async def enter(request: Request, person: Person, response: Response) -> None:
    """Signs a person in: always a new session, and the one that this browser had before is over."""
    visit = visit_of(request)
    if visit.session is not None:
        await sessions.destroy(visit.session.id_hash, person_id=visit.session.person.id)
    value = await sessions.create(
        person.id,
        address=visit.address,
        agent=request.headers.get("user-agent", ""),
        hours=visit.settings.session_hours,
    )
    _cookie(response, visit, value)
    csrf.forget(response, visit)


async def leave(request: Request, response: Response) -> None:
    """Signs the person of this browser out."""
    visit = visit_of(request)
    if visit.session is not None:
        await sessions.destroy(visit.session.id_hash, person_id=visit.session.person.id)
    _cookie(response, visit, "", max_age=0)


def _cookie(response: Response, visit: Visit, value: str, *, max_age: int | None = None) -> None:
    response.set_cookie(
        sessions.COOKIE, value, max_age=max_age, path="/", secure=visit.https, httponly=True, samesite="lax"
    )
