"""Which browsers a person has signed in with before: a long-lived signed cookie of the browser says so.

It opens nothing. A browser without it is told to its person by a letter, so that he notices a stranger.
"""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import Response

from okno.http.visit import Visit
from okno.secret import sign

COOKIE = "okno_known"
SECONDS = 2 * 365 * 24 * 3600
MOST = 8
"""How many persons of one browser are remembered: a computer at a counter has several."""
_PURPOSE = "known browser"


def knows(request: Request, visit: Visit, person_id: int) -> bool:
    """Whether this browser has been used by this person before."""
    return any(hmac.compare_digest(one, _mark(visit, person_id)) for one in _marks(request))


def remember(request: Request, response: Response, visit: Visit, person_id: int) -> None:
    """From now on this browser is known to be used by this person; the last ones are kept."""
    own = _mark(visit, person_id)
    kept = [own, *(one for one in _marks(request) if one != own)][:MOST]
    response.set_cookie(
        COOKIE, ".".join(kept), max_age=SECONDS, path="/sign-in", secure=visit.https, httponly=True, samesite="lax"
    )


def _marks(request: Request) -> list[str]:
    return [one for one in request.cookies.get(COOKIE, "").split(".") if one.isascii()][:MOST]


def _mark(visit: Visit, person_id: int) -> str:
    return sign(visit.settings.home, _PURPOSE, str(person_id))
