"""Answers to what went wrong: a page, or problem+json for REST; with the id of the request, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from html import escape
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from okno.db.trouble import Trouble, trouble_of
from okno.errors import Forbidden, Invalid, NotFound, NotSignedIn, OknoError, TooLarge, TooMany, Unavailable
from okno.http import csrf
from okno.http.identity import identify
from okno.http.redirect import local
from okno.http.visit import Visit, visit_of
from okno.i18n import utc
from okno.log import get
from okno.text import N_, Phrase
from okno.themes.contexts import ErrorPage, Page

Show = Callable[[Visit, Page], Awaitable[str]]
"""Makes the HTML of a page for a visit. Given by the unit of pages, which knows what surrounds them."""

API = "/api/"
FIELDS_MOST = 100
"""How many fields of a refused request are named."""
log = get("okno.http")

_NEXT: dict[int, Phrase] = {
    400: N_("Go back and try again."),
    401: N_("Your place is kept: after signing in you come back."),
    403: N_("Go back, or start from the first page."),
    404: N_("Check the address, or start from the first page."),
    405: N_("Open the page again and use its buttons."),
    409: N_("Open the page again to see what has changed."),
    413: N_("Send less at once."),
    422: N_("Go back and correct it."),
    429: N_("Wait a little."),
    503: N_("Try again in a minute."),
    507: N_("What is there can be read. Saving works again as soon as there is space; the administrators are told."),
}
_BROKEN = N_("Try again in a minute. If it repeats, tell the help desk the number below.")


class WrongMethod(OknoError):
    """The address exists, but not for this method. `detail["allow"]` names those that work."""

    status = 405
    code = "wrong_method"


class WrongRequest(OknoError):
    """The request can't be understood."""

    status = 400
    code = "bad_request"


class WrongType(OknoError):
    """The body is of a type that is not read here."""

    status = 415
    code = "unsupported_media_type"


def known(error: Exception) -> OknoError:
    """The error as one of ours; what nobody foresaw becomes the plain "something broke"."""
    if isinstance(error, OknoError):
        return error
    if isinstance(error, HTTPException):
        return _of_starlette(error)
    return trouble_of(error) or OknoError()


def _of_starlette(error: HTTPException) -> OknoError:
    plain: dict[int, OknoError] = {403: Forbidden(), 404: NotFound(), 413: TooLarge(N_("Too much was sent."))}
    if error.status_code == 405:
        return WrongMethod(N_("This can't be done here."), allow=(error.headers or {}).get("Allow", ""))
    return plain.get(error.status_code) or WrongRequest(N_("The request could not be understood."))


async def answer(request: Request, error: Exception) -> Response:
    """The answer to an error. What is no refusal of ours is logged with its traceback."""
    problem = known(error)
    # What was refused may say more than what was given.
    visit_of(request).private = True
    # A trouble is told by the log once for all whom it meets (see db/condition.py).
    if problem.status >= 500 and not isinstance(problem, Trouble):
        log.error("request failed", exc_info=error)
    if request.scope["path"].startswith(API):
        response = problem_json(visit_of(request), problem)
    else:
        response = await _page(request, problem)
    _headers(response, problem)
    return response


def problem_json(visit: Visit, problem: OknoError) -> Response:
    """The error as RFC 9457 tells, in the language of the request."""
    say = visit.t.say
    body: dict[str, Any] = {
        "type": f"urn:okno:problem:{problem.code}",
        "title": say(problem.phrase),
        "status": problem.status,
        "detail": say(problem.phrase),
        "code": problem.code,
        "errors": [],
        "request_id": visit.request_id,
    }
    if isinstance(problem, Invalid):
        named = islice(problem.fields.items(), FIELDS_MOST)
        body["errors"] = [{"field": name, "detail": say(phrase)} for name, phrase in named]
    # Members of the problem's own stand beside those that every problem has (RFC 9457, part 3.2).
    body = {key: _plain(value, visit) for key, value in problem.detail.items()} | body
    text = json.dumps(body, ensure_ascii=False, default=str)
    return Response(text, problem.status, media_type="application/problem+json")


def _plain(value: object, visit: Visit) -> object:
    if isinstance(value, Phrase):
        return visit.t.say(value)
    return utc(value) if hasattr(value, "astimezone") else value  # type: ignore[arg-type]


async def _page(request: Request, problem: OknoError) -> Response:
    visit = visit_of(request)
    show: Show | None = getattr(request.app.state, "show", None)
    page = _context(visit, problem)
    if isinstance(problem, Trouble):
        # The menu around the page would ask the database again.
        visit.identified, visit.person, visit.actor = True, None, None
    try:
        # The router found no page, so nobody has asked yet who this is; the menu around the error needs it.
        await identify(request)
        if show is not None:
            response = HTMLResponse(await show(visit, page), problem.status)
            csrf.give(response, visit)
            return response
    except NotSignedIn:
        pass
    except Exception:
        log.exception("the page of an error failed")
    return HTMLResponse(_bare(visit, page), problem.status)


def _context(visit: Visit, problem: OknoError) -> ErrorPage:
    signing_in = problem.status == 401
    return ErrorPage(
        status=problem.status,
        heading=visit.t.say(problem.phrase),
        text=visit.t.say(_NEXT.get(problem.status, _BROKEN)),
        href=f"/sign-in?{urlencode({'next': local(visit.path)})}" if signing_in else "/",
        link=visit.t.say(N_("Sign in") if signing_in else N_("To the first page")),
        request_id=visit.request_id,
        kept=visit.kept if isinstance(problem, Trouble) else (),
        kept_action=visit.path,
    )


def _bare(visit: Visit, page: ErrorPage) -> str:
    """The page when even the theme is broken."""
    return (
        f'<!doctype html><html lang="{escape(visit.locale)}"><meta charset="utf-8"><title>{page.status}</title>'
        f"<h1>{escape(page.heading)}</h1><p>{escape(page.text)}</p><p>{escape(page.request_id)}</p></html>"
    )


def _headers(response: Response, problem: OknoError) -> None:
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(problem, TooMany | Unavailable) and (seconds := problem.detail.get("retry_after")):
        response.headers["Retry-After"] = str(seconds)
    if isinstance(problem, WrongMethod) and (allow := problem.detail.get("allow")):
        response.headers["Allow"] = str(allow)
    if problem.status == 413:
        # The rest of the body is not read: the connection can't carry another request.
        response.headers["Connection"] = "close"


class Failures:
    """Middleware that turns every error below it into an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, unless the answer has begun already; then the server must cut the connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            log.debug("the browser left")
        except Exception as error:
            if started:
                raise
            response = await answer(Request(scope), error)
            await response(scope, receive, send)
