"""Files for whoever may read the place that they were attached to."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute

from okno.files import headers, open_path
from okno.http import Page, page
from okno.settings import Settings
from okno.tickets.attachments import readable


async def download(current: Page) -> Response:
    """Sends a file; a picture may be shown in place with `?inline=1`. The name in the address is for people only."""
    file = await readable(current.actor, str(current.params["file"]))
    return FileResponse(open_path(file), headers=headers(file, inline=current.query.get("inline") == "1"))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of files."""
    return [
        page("/files/{file}", download, needs="ticket.own", methods=("GET",)),
        page("/files/{file}/{name}", download, needs="ticket.own", methods=("GET",)),
    ]
