"""Okno as an installed page: its manifest, its service worker, and the page for when there is no connection."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute

from okno.http import raw
from okno.i18n import LOCALES, say
from okno.settings import Settings
from okno.text import N_
from okno.themes import asset_url, assets, render
from okno.themes.contexts import Shell
from okno.themes.notice_choices import OfflinePage

MANIFEST_TYPE = "application/manifest+json"
THEME_COLOUR, BACK_COLOUR = "#0e5f7a", "#f6f5f2"
_ABOUT = N_("One window for IT, people, accounting and the office.")
_SHORTCUTS = (
    (N_("My requests"), "/tickets"),
    (N_("Services"), "/catalog"),
    (N_("Notices"), "/notices"),
)


def routes(settings: Settings) -> Sequence[BaseRoute]:
    """The routes of the installed page; they are the same for everybody."""
    home, theme = settings.home, settings.theme

    def locale(request: Request) -> str:
        wanted = request.query_params.get("lang", "")
        return wanted if wanted in LOCALES else settings.locale

    async def manifest(request: Request) -> Response:
        lang = locale(request)
        icons = [
            {"src": asset_url(theme, f"icon-{size}.png", home), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ]
        whole = {"src": asset_url(theme, "icon-full.png", home), "sizes": "512x512", "type": "image/png"}
        content = {
            "id": "/",
            "name": settings.company,
            "short_name": "Okno",
            "description": say(_ABOUT, lang),
            "lang": lang,
            "dir": "ltr",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "theme_color": THEME_COLOUR,
            "background_color": BACK_COLOUR,
            "icons": [*icons, {**whole, "purpose": "maskable"}],
            "shortcuts": [{"name": say(name, lang), "url": path} for name, path in _SHORTCUTS],
        }
        return JSONResponse(content, headers=_FRESH, media_type=MANIFEST_TYPE)

    async def worker(_: Request) -> Response:
        known = assets(home)
        script = known[f"{theme}/sw.js" if f"{theme}/sw.js" in known else "default/sw.js"]
        # Another sheet or picture makes another worker, so that browsers fetch what they keep anew.
        kept = hashlib.sha256("".join(one.etag for _, one in sorted(known.items())).encode()).hexdigest()[:16]
        body = script.body + f"\n// {kept}\n".encode()
        return Response(body, headers=_FRESH, media_type=script.media_type)

    async def offline(request: Request) -> Response:
        shell = Shell(
            person=None, locale=locale(request), csrf="", company=settings.company, path="/offline", skin=theme
        )
        return HTMLResponse(render(OfflinePage(), shell), headers=_FRESH)

    return [raw("/manifest.webmanifest", manifest), raw("/sw.js", worker), raw("/offline", offline)]


_FRESH = {"Cache-Control": "no-cache"}
