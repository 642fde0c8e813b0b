"""Assets of themes, and the small files that browsers and robots ask for by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from okno.errors import NotFound
from okno.http import raw
from okno.settings import Settings
from okno.themes import IMMUTABLE, asset_url, assets

ROBOTS = "User-agent: *\nDisallow: /\n"


def _unpacks(request: Request) -> bool:
    """Whether the browser takes gzip. What names it with a quality of nothing refuses it."""
    wishes = (one.replace(" ", "").lower() for one in request.headers.get("accept-encoding", "").split(","))
    return any(one.split(";")[0] == "gzip" and not one.endswith((";q=0", ";q=0.0")) for one in wishes)


def routes(settings: Settings) -> Sequence[BaseRoute]:
    """The routes of assets."""
    home = settings.home

    async def asset(request: Request) -> Response:
        found = assets(home).get("{skin}/{file}".format(**request.path_params))
        if found is None:
            raise NotFound
        # Asked for with its hash it never changes; by its plain name it is asked for anew.
        lasting = request.query_params.get("v") == found.etag.strip('"')
        packed = found.packed if _unpacks(request) else b""
        # The packed form is another representation, so it has a tag of its own.
        etag = f'{found.etag[:-1]}-gzip"' if packed else found.etag
        headers = {"ETag": etag, "Cache-Control": IMMUTABLE if lasting else "no-cache", "Vary": "Accept-Encoding"}
        known = (one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(","))
        if etag in known:
            return Response(status_code=304, headers=headers)
        if packed:
            headers["Content-Encoding"] = "gzip"
        return Response(packed or found.body, headers=headers, media_type=found.media_type)

    async def icon(_: Request) -> Response:
        return RedirectResponse(asset_url(settings.theme, "logo.svg", home))

    async def robots(_: Request) -> Response:
        return PlainTextResponse(ROBOTS)

    return [
        raw("/assets/{skin}/{file:path}", asset),
        raw("/favicon.ico", icon),
        raw("/robots.txt", robots),
    ]
