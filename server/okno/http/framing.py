"""Pages that stand inside pages of others: by whose, and without the cookies of whoever looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.requests import Request

from okno.http import csrf
from okno.http.identity import identify
from okno.http.visit import Visit, visit_of

_ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[1-9][0-9]{0,4})?")
_USUAL = {"http": ":80", "https": ":443"}


def origin_of(text: str) -> str:
    """The origin of an address that somebody wrote, as browsers name it; "" for what is none, a mask such as * too."""
    try:
        parts = urlsplit(text.strip())
        host = parts.netloc.encode("idna").decode("ascii") if not parts.netloc.isascii() else parts.netloc
    except (ValueError, UnicodeError):
        return ""
    scheme = parts.scheme.lower()
    made = f"{scheme}://{host.lower()}".removesuffix(_USUAL.get(scheme, "\n"))
    return made if _ORIGIN.fullmatch(made) else ""


def let_in(visit: Visit, origins: Iterable[str]) -> None:
    """Says whose pages may show this one inside of theirs; what is no origin is left out."""
    visit.frames = tuple(one for one in origins if one and origin_of(one) == one)


async def meet(request: Request, route: str) -> Visit:
    """The visit of a page that may stand inside of others: nobody is known there and no cookie is set.

    Only whoever opens it by itself, to look, is known: it may want to lead him to his own page.
    """
    visit = visit_of(request)
    visit.route, visit.private, visit.embedded = route, True, True
    if request.method in csrf.SAFE and request.headers.get("sec-fetch-dest") == "document":
        await identify(request)
        visit.csrf = visit.new_nonce = ""
    visit.identified = True
    return visit
