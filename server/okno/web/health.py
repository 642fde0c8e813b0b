"""Whether this server can serve: for balancers and watchdogs, so it tells the status only.

The code says whether to send people here: 200 as long as there is something to read. The word says whether all is
well: `ok`, or the code of a trouble, such as `disk_full` while pages are shown and nothing can be saved.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from okno.db import condition, fetch_value
from okno.db.trouble import DOWN, FULL, kind_of
from okno.http import raw
from okno.log import get
from okno.settings import Settings
from okno.web import alarm

Pending = Callable[[], Awaitable[Sequence[str]]]
"""Names the migrations that wait."""

log = get("okno.health")


class Health:
    """The state of this process. Migrations only go forward, so a database once found ready stays so."""

    def __init__(self, pending: Pending, settings: Settings | None = None) -> None:
        self._pending = pending
        self._settings = settings
        self._ready = False

    async def answer(self, _: Request) -> Response:
        """200 unless the database is down or not migrated."""
        status = await self._status()
        code = 503
        if status == "ok":
            status, code = await self._troubled(), 200
        return JSONResponse({"status": status}, code, headers={"Cache-Control": "no-store"})

    async def _troubled(self) -> str:
        """The trouble of a database that answers; "ok" when there is none."""
        condition.over(DOWN.code)
        space = await alarm.tightest(self._settings) if self._settings is not None else None
        if space is not None and space.full:
            return FULL.code
        if space is not None and self._settings is not None and self._settings.database == "sqlite":
            # Only here it is known that the space that is free is that of the database.
            condition.over(FULL.code)
        return condition.lasting() or "ok"

    async def _status(self) -> str:
        try:
            await fetch_value("SELECT 1 AS one")
            if not self._ready:
                self._ready = not await self._pending()
        except Exception as error:  # noqa: BLE001  whatever the driver raises means the same here
            met = kind_of(error, of_database=True)
            if met is not None:
                condition.note(met.code)
                return met.code
            log.warning("the database does not answer", error=type(error).__name__)
            return "no_database"
        return "ok" if self._ready else "not_migrated"


def routes(pending: Pending, settings: Settings) -> Sequence[BaseRoute]:
    """The route of health."""
    return [raw("/health", Health(pending, settings).answer)]
