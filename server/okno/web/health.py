"""Whether this server can serve: for balancers and watchdogs, so it tells the status only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from okno.db import fetch_value
from okno.http import raw
from okno.log import get

Pending = Callable[[], Awaitable[Sequence[str]]]
"""Names the migrations that wait."""

log = get("okno.health")


class Health:
    """The state of this process. Migrations only go forward, so a database once found ready stays so."""

    def __init__(self, pending: Pending) -> None:
        self._pending = pending
        self._ready = False

    async def answer(self, _: Request) -> Response:
        """200 unless the database is down or not migrated."""
        status = await self._status()
        return JSONResponse({"status": status}, 200 if status == "ok" else 503, headers={"Cache-Control": "no-store"})

    async def _status(self) -> str:
        try:
            await fetch_value("SELECT 1 AS one")
            if not self._ready:
                self._ready = not await self._pending()
        except Exception as error:  # noqa: BLE001  whatever the driver raises means the same here
            log.warning("the database does not answer", error=type(error).__name__)
            return "no_database"
        return "ok" if self._ready else "not_migrated"


def routes(pending: Pending) -> Sequence[BaseRoute]:
    """The route of health."""
    return [raw("/health", Health(pending).answer)]
