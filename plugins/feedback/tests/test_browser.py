"""The plugin on a running server: a real letter, its link in a real browser, the pages of the staff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from plugins.feedback.tests.stage import Stage
from tests.stands.chromium import Visitor
from tests.stands.server import ServerStand
from tests.stands.smtp import SmtpStand

pytestmark = pytest.mark.plugins("feedback")
Visit = Callable[..., Awaitable[Visitor]]
PAGES = ("report", "words", "bad", "interviews", "questions", "questions/new")


@pytest.fixture
def server_env(database_url: str, loaded_plugins: str, smtp: SmtpStand) -> dict[str, str]:
    """The server sends letters to the stand."""
    return {
        "OKNO_DATABASE": database_url,
        "OKNO_PLUGINS": loaded_plugins,
        "OKNO_MAIL_HOST": smtp.host,
        "OKNO_MAIL_PORT": str(smtp.port),
        "OKNO_MAIL_SENDER": "okno@example.com",
    }


@pytest.fixture
def stage(server: ServerStand, home: Path, server_env: dict[str, str], smtp: SmtpStand) -> Stage:
    """The server with its people; letters leave at once."""
    made = Stage(server, home, server_env, smtp)
    made.hire("anna", "--mail", "anna@example.com")
    made.hire("boris", "--role", "agent", "--team", "it-devices")
    made.hire("lead", "--role", "manager", "--role", "administrator", "--team", "it-devices")
    made.run("plugin", "set", "feedback", "wait", "0s")
    return made


async def _look_at_the_form(base_url: str, link: str, visit: Visit) -> None:
    """The whole form, as it is changed, in the dark."""
    again = await visit(base_url=base_url, dark=True)
    await again.page.goto(link)
    assert await again.axe() == []
    assert await again.page.input_value("#fb-text") == "<b>Плохо</b>"
    assert again.errors == []


async def test_from_the_letter_to_the_report(stage: Stage, visit: Visit) -> None:
    link = stage.done()
    anybody = await visit(base_url=stage.server.base_url, phone=True, scripts=False, locale="en")
    await anybody.page.goto(link)
    assert not await anybody.page.locator("#fb-text").is_visible()
    await anybody.page.focus("#fb-stars")
    await anybody.page.keyboard.press("ArrowRight")
    await anybody.page.wait_for_selector("#fb-text", state="visible")
    assert await anybody.page.locator(".fb-reasons").is_visible()
    await anybody.page.check(".fb-reasons input")
    await anybody.page.fill("#fb-text", "<b>Плохо</b>")
    assert await anybody.overflow() == 0
    await anybody.page.click(".fb-more .btn.main")
    await anybody.page.wait_for_url(lambda url: "thanks=1" in url)
    assert anybody.errors == []
    await _look_at_the_form(stage.server.base_url, link, visit)
    for dark, phone in ((False, False), (True, True)):
        lead = await visit(base_url=stage.server.base_url, dark=dark, phone=phone)
        await stage.sign_in(lead.page, "lead")
        for path in PAGES:
            await lead.page.goto(f"/x/feedback/{path}")
            assert await lead.axe() == [], path
            assert await lead.overflow() == 0, path
        assert lead.errors == []
