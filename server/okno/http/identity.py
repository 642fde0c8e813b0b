"""Who asks: by the bearer token, else by the session cookie. Entering and leaving."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from okno.access import actor_of
from okno.clock import SECOND_US
from okno.db import tx
from okno.errors import NotSignedIn
from okno.events import has_fact, record
from okno.http import csrf, known_browser, one_time, sessions, tokens
from okno.http.hooks import person_from_request
from okno.http.visit import Visit, visit_of
from okno.people import Person, get, second_factor
from okno.people.events import PersonSignedIn
from okno.text import N_

HALF_WAY = "okno_second"
"""The cookie of a browser that has given a password and owes the code of the second factor."""
HALF_WAY_SECONDS = one_time.LIFE_US[one_time.Purpose.SECOND] // SECOND_US


async def identify(request: Request) -> Visit:
    """Finds out who asks, once a request; nobody is an answer too. Raises NotSignedIn for a token that is not valid."""
    visit = visit_of(request)
    if visit.identified:
        return visit
    visit.identified = True
    header = request.headers.get("authorization")
    if header is not None:
        await _by_token(visit, header)
    else:
        if cookie := request.cookies.get(sessions.cookie_name(request.scope["scheme"])):
            await _by_session(visit, cookie)
        if visit.person is None:
            await _by_request(request, visit)
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


async def _by_request(request: Request, visit: Visit) -> None:
    """Signs in whom a plugin knows by the request itself: by a header of the proxy in front, for example.

    Only where somebody opens a page: a form without a session has no proof that its person wanted to send it.
    """
    if request.method not in csrf.SAFE or request.scope["path"].startswith("/api/"):
        return
    found = await person_from_request(headers=dict(request.headers), address=visit.address, by_proxy=visit.by_proxy)
    person = await get(found.value) if found is not None else None
    if person is None or not person.active:
        return
    response = Response()
    try:
        value = await enter(request, person, response)
    except NotSignedIn:
        # He has a second factor, which the door asks for.
        return
    visit.cookies += [text.decode("latin-1") for name, text in response.raw_headers if name == b"set-cookie"]
    await _by_session(visit, value)


async def enter(request: Request, person: Person, response: Response, *, second: bool = False) -> str:
    """Signs a person in: always a new session, whose value is returned, and the one of before is over.

    `second` says that he has proved his second factor. Raises NotSignedIn when he has one and has not.
    """
    visit = visit_of(request)
    if not second and await second_factor.is_on(person.id):
        raise NotSignedIn
    agent = request.headers.get("user-agent", "")
    async with tx():
        unknown = not known_browser.knows(request, visit, person.id) and await _is_new_place(visit, person, agent)
        if visit.session is not None:
            await sessions.destroy(visit.session.id_hash, person_id=visit.session.person.id)
        value = await _begin(visit, person, agent)
        await record(PersonSignedIn(stream_id=person.id, actor_id=person.id, second=second, unknown=unknown))
    _cookie(request, response, value)
    known_browser.remember(request, response, visit, person.id)
    csrf.forget(response, visit)
    return value


async def renew(request: Request, response: Response) -> None:
    """Gives whoever is signed in here a new session instead of all that he had, here and elsewhere."""
    visit = visit_of(request)
    assert visit.person is not None
    async with tx():
        await sessions.destroy_all(visit.person.id, actor_id=visit.person.id)
        value = await _begin(visit, visit.person, request.headers.get("user-agent", ""))
    _cookie(request, response, value)


async def _begin(visit: Visit, person: Person, agent: str) -> str:
    return await sessions.create(person.id, address=visit.address, agent=agent, hours=visit.settings.session_hours)


async def _is_new_place(visit: Visit, person: Person, agent: str) -> bool:
    """Whether a person who has been here before comes from a browser at an address that he has no session of."""
    if await sessions.seen_from(person.id, address=visit.address, agent=agent):
        return False
    return await has_fact("person", person.id, PersonSignedIn)


# The way in of whoever has a second factor: after the password he is known, but not in.


async def go_half_way(request: Request, person: Person, response: Response) -> None:
    """Remembers for some minutes that this browser has given the password of a person. Nobody is signed in by it."""
    visit = visit_of(request)
    if visit.session is not None:
        await sessions.destroy(visit.session.id_hash, person_id=visit.session.person.id)
        _cookie(request, response, "", max_age=0)
        csrf.forget(response, visit)
    _half_way_cookie(response, visit, await one_time.issue(one_time.Purpose.SECOND, person.id))


async def half_way(request: Request) -> Person | None:
    """Who has given his password in this browser and still owes the code."""
    found = await one_time.look(one_time.Purpose.SECOND, request.cookies.get(HALF_WAY, ""))
    person = await get(found.person_id) if found is not None and found.person_id is not None else None
    return person if person is not None and person.active else None


async def go_whole_way(request: Request, person: Person, response: Response) -> None:
    """Signs in whoever was half-way and has proved his second factor. Raises NotSignedIn when his time is over."""
    used = await one_time.use(one_time.Purpose.SECOND, request.cookies.get(HALF_WAY, ""))
    if used is None or used.person_id != person.id:
        raise NotSignedIn
    await enter(request, person, response, second=True)
    _half_way_cookie(response, visit_of(request), "", max_age=0)


def _half_way_cookie(response: Response, visit: Visit, value: str, *, max_age: int = HALF_WAY_SECONDS) -> None:
    response.set_cookie(
        HALF_WAY, value, max_age=max_age, path="/sign-in", secure=visit.https, httponly=True, samesite="lax"
    )


async def leave(request: Request, response: Response) -> None:
    """Signs the person of this browser out."""
    visit = visit_of(request)
    if visit.session is not None:
        await sessions.destroy(visit.session.id_hash, person_id=visit.session.person.id)
    _cookie(request, response, "", max_age=0)


def _cookie(request: Request, response: Response, value: str, *, max_age: int | None = None) -> None:
    scheme = request.scope["scheme"]
    response.set_cookie(
        sessions.cookie_name(scheme),
        value,
        max_age=max_age,
        path="/",
        secure=scheme == "https",
        httponly=True,
        samesite="lax",
    )
