"""Proof that a change was asked for on our own page: a token of the session, and the origin of the page.

Before signing in there is no session: the token then follows from a random cookie by the key of the installation, so
that a neighbour domain which can plant a cookie can't make the token.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from okno import secret
from okno.errors import Forbidden
from okno.http.visit import Visit
from okno.text import N_

COOKIE = "okno_csrf"
FIELD = "_csrf"
HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def prepare(request: Request, visit: Visit) -> None:
    """Puts the token for the forms of this request into `visit.csrf`."""
    if visit.session is not None:
        visit.csrf = visit.session.csrf
        return
    nonce = _nonce(request, visit)
    if not nonce:
        nonce = visit.new_nonce = secrets.token_urlsafe(24)
    visit.csrf = _of(visit, nonce)


def give(response: Response, visit: Visit) -> None:
    """Gives a browser that has none the cookie from which its token follows."""
    if visit.new_nonce:
        value = f"{visit.new_nonce}.{secret.sign(visit.settings.home, 'csrf cookie', visit.new_nonce)}"
        response.set_cookie(COOKIE, value, path="/", secure=visit.https, httponly=True, samesite="lax")


def forget(response: Response, visit: Visit) -> None:
    """Takes the cookie back: from now on the session has the token."""
    response.set_cookie(COOKIE, "", max_age=0, path="/", secure=visit.https, httponly=True, samesite="lax")


def check(request: Request, visit: Visit, sent: str) -> None:
    """Raises Forbidden unless the request came from our page with the right token."""
    if visit.bearer or request.method in SAFE:
        return
    check_origin(request, visit)
    # A token for a cookie that the browser has not got yet proves nothing.
    expected = "" if visit.new_nonce else visit.csrf
    if not expected or not hmac.compare_digest(expected.encode(), sent.encode("utf-8", "replace")):
        raise Forbidden(N_("This page is out of date. Open it again and repeat what you did."))


def check_origin(request: Request, visit: Visit) -> None:
    """Raises Forbidden for a request that a page of another site has sent, as far as the browser tells."""
    if not _same_origin(request, visit):
        raise Forbidden(N_("This request came from another site. Open the page here and try again."))


def _of(visit: Visit, nonce: str) -> str:
    return secret.sign(visit.settings.home, "csrf token", nonce)


def _nonce(request: Request, visit: Visit) -> str:
    nonce, _, signature = request.cookies.get(COOKIE, "").partition(".")
    right = secret.sign(visit.settings.home, "csrf cookie", nonce)
    return nonce if hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")) else ""


def _same_origin(request: Request, visit: Visit) -> bool:
    """Origin, else Referer, must name our host. Neither: no browser of today; the token decides."""
    origin = request.headers.get("origin") or request.headers.get("referer")
    if origin is None:
        return True
    ours = {_host(f"{request.scope['scheme']}://{request.headers.get('host', '')}"), _host(visit.settings.base_url)}
    return _host(origin) in ours - {""}


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.lower().rpartition("@")[2].removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))
