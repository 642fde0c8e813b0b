"""What was just done, said once on the next page: a short-lived signed cookie."""

from __future__ import annotations

import base64
import binascii
import hmac
import json

from starlette.requests import Request
from starlette.responses import Response

from okno.http import Visit
from okno.secret import sign
from okno.themes.contexts import ToastView

COOKIE = "okno_toast"
SECONDS = 60
_PURPOSE = "toast"
_NOBODY = 0


def put(response: Response, visit: Visit, text: str, *, href: str = "", link: str = "", undo: str = "") -> None:
    """Has `text` said on the next page that this browser opens, to the person who is signed in now and nobody else.

    `undo` is where a form is posted to that takes it back.

    What is said before signing in, whoever comes in reads.
    """
    body = base64.urlsafe_b64encode(json.dumps([text, href, link, undo]).encode()).decode()
    value = f"{body}.{_signed(visit, body, visit.person.id if visit.person is not None else _NOBODY)}"
    response.set_cookie(COOKIE, value, max_age=SECONDS, path="/", secure=visit.https, httponly=True, samesite="lax")


def taken(request: Request, visit: Visit) -> ToastView | None:
    """What is to be said on this page. Parts of a page that are fetched by a script leave it for the next whole one."""
    if request.headers.get("x-okno-live") or request.headers.get("hx-request"):
        return None
    body, _, signature = request.cookies.get(COOKIE, "").partition(".")
    readers = (_NOBODY, *((visit.person.id,) if visit.person is not None else ()))
    fits = (hmac.compare_digest(_signed(visit, body, one).encode(), signature.encode()) for one in readers)
    if not body or not any(fits):
        return None
    try:
        text, href, link, undo = json.loads(base64.urlsafe_b64decode(body))
    except (ValueError, binascii.Error):
        return None
    return ToastView(text=text, href=href, link=link, undo=undo)


def _signed(visit: Visit, body: str, person_id: int) -> str:
    return sign(visit.settings.home, _PURPOSE, f"{person_id} {body}")


def forget(response: Response, visit: Visit) -> None:
    """Takes the cookie back: it has been said."""
    response.set_cookie(COOKIE, "", max_age=0, path="/", secure=visit.https, httponly=True, samesite="lax")
