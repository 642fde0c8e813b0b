"""A desk that takes orders until it is cut: python -m tests.crash.writer HOME ORDERS. Prints `NUMBER TIME` for each.

It ends as in a power cut: nothing is closed, nothing is flushed. TIME is that of the wall, in seconds.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import httpx

from okno import app as house, extend, settings as okno_settings
from tests.flows.company import Caller, hire, monitor


async def take(home: Path, orders: int) -> None:
    """Orders monitors one after the other."""
    settings = okno_settings.load(home, {})
    extend.load(settings, found=())
    application = house.create_app(settings)
    async with application.router.lifespan_context(application):
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url=settings.own_url) as client:
            caller = Caller(await hire("anna", "Анна"), client)
            for _ in range(orders):
                number = (await caller.post("/tickets", monitor()))["number"]
                # Not to the log: what is told here has been promised.
                os.write(1, f"promised {number} {time.time():.6f}\n".encode())
            os._exit(0)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]), int(sys.argv[2])))
