"""What tests of forms ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from okno import notify, people, plugins as okno_plugins
from okno.clock import now_us
from okno.hooks.watchdog import Watchdog
from okno.settings import Mail, Settings
from plugins.webform.tests.world import DOMAIN, World
from tests.stands.smtp import SmtpStand
from tests.tickets.agreeing import moved_clock
from tests.web.browsing import Browser
from tests.web.conftest import Company, at_browser, catalog, company  # noqa: F401  fixtures of the pages


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that runs many tests at once stands still for a second now and then; that is nobody's fault."""
    monkeypatch.setattr(okno_plugins, "_watchdog", Watchdog(block_seconds=30))


@pytest_asyncio.fixture
async def world(
    company: Company,  # noqa: F811
    at_browser: Callable[[], Awaitable[Browser]],  # noqa: F811
    settings: Settings,
    smtp: SmtpStand,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[World]:
    """The company, with letters that leave and a clock that stands until it is moved."""
    notify.settle(settings.model_copy(update={"mail": Mail(host=smtp.host, port=smtp.port, sender="desk@okno.test")}))
    stand_in = await people.create(login="anketa", name="Заявки с сайта")
    await people.change(company.anna.id, {"mail": f"anna@{DOMAIN}"}, actor_id=None)
    world = World(company, smtp, await at_browser(), stand_in, at_browser, moved_clock(monkeypatch), [now_us()])
    await world.set(domains=[DOMAIN])
    yield world
    await world.close()
