"""How a person wants to see Okno: language, theme, density."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.http import Page, page
from okno.http.middleware import LOCALE_COOKIE
from okno.i18n import LOCALES
from okno.people import change, preferences
from okno.settings import Settings
from okno.web.shell import KEYS, THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600
# The word of the form to the value that is kept: "" is the system's wish.
_ALLOWED = {
    "locale": {locale: locale for locale in LOCALES},
    "theme": {"auto": "", **{theme: theme for theme in THEMES}},
    "density": {"default": "", "compact": "compact"},
}
# What is remembered for whoever has not signed in.
_COOKIES = {"locale": LOCALE_COOKIE, "theme": THEME_COOKIE}


async def prefer(current: Page) -> Response:
    """Keeps what was chosen and goes back to the page where it was chosen."""
    chosen = {name: known[current.text(name)] for name, known in _ALLOWED.items() if current.text(name) in known}
    response = current.redirect(current.text("next", "/"))
    for name, cookie in _COOKIES.items():
        # The language of somebody who is in is kept with him: others may sign in at this browser.
        if name in chosen and not (name == "locale" and current.visit.person is not None):
            _remember(response, current, cookie, chosen[name])
    if current.visit.person is not None and chosen:
        await change(current.person.id, chosen, actor_id=current.person.id)
    if current.visit.person is not None and current.text(KEYS) in ("on", "off"):
        await preferences.put(current.person.id, KEYS, None if current.text(KEYS) == "on" else "off")
    return response


def _remember(response: Response, current: Page, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie,
        value,
        max_age=YEAR if value else 0,
        path="/",
        secure=current.visit.https,
        httponly=True,
        samesite="lax",
    )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of preferences."""
    return [page("/preferences", prefer, public=True, methods=("POST",))]
