"""Pages stand still while they load: nothing that somebody reads or is about to press moves away."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Person
from tests.browser.pages import PAGES

MOST = 0.02
# From the first moment on; what follows on a key or a click does not count.
WATCH = """new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) {
    window.shifted = (window.shifted || 0) + one.value;
    (window.movers ||= []).push(...one.sources.map((from) => (from.node?.outerHTML || '').slice(0, 100)));
  }
}).observe({type: 'layout-shift', buffered: true});"""


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
async def test_nothing_moves_while_a_page_loads(at: Person, phone: bool) -> None:
    moved = {}
    for login, names in (
        ("vera", ("portal", "catalog", "service", "request")),
        ("timur", ("desk", "ticket", "overview")),
    ):
        visitor = await at(login, phone=phone)
        await visitor.page.add_init_script(WATCH)
        for name in names:
            await PAGES[name].way(visitor.page)
            await visitor.page.wait_for_timeout(400)
            if await visitor.page.evaluate("window.shifted || 0") > MOST:
                moved[name] = await visitor.page.evaluate("[window.shifted, window.movers]")
    assert moved == {}
