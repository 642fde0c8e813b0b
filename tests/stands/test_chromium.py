"""The browser stand: two people in one browser, and faults that are found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.stands.chromium import Visitor

Visit = Callable[..., Awaitable[Visitor]]
FAULTY = """<html lang="ru"><head><title>x</title><meta name="viewport" content="width=device-width"></head>
<body><img src="data:,"><div style="width:900px">Широко</div><script>missing()</script></body></html>"""


async def test_faults_of_a_page_are_found(visit: Visit) -> None:
    """A picture without words, a page wider than a phone, a broken script."""
    visitor = await visit(base_url="http://127.0.0.1", phone=True)
    await visitor.page.set_content(FAULTY)
    assert any(fault.startswith("image-alt") for fault in await visitor.axe())
    assert await visitor.overflow() > 100
    assert any("missing" in error for error in visitor.errors)


async def test_two_people_share_nothing(visit: Visit) -> None:
    """Each has cookies and a language of his own."""
    first = await visit(base_url="http://127.0.0.1")
    second = await visit(base_url="http://127.0.0.1", locale="en", dark=True)
    await first.context.add_cookies([{"name": "who", "value": "anna", "url": "http://127.0.0.1"}])
    assert await second.context.cookies() == []
    assert await first.page.evaluate("navigator.language") == "ru-RU"
    assert await second.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
