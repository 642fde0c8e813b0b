"""A form that depends on answers, in Chromium: conditions, linked lists, masks; a draft that outlives the browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from okno.catalog.writer import write
from tests.browser.company import ENGLISH_PASSWORD
from tests.company import starter_catalog
from tests.forms import PLAIN
from tests.stands.chromium import Visitor
from tests.stands.server import ServerStand, okno
from tests.stands.wait import soon

PATH = "/catalog/test-room"
Enter = Callable[..., Awaitable[Visitor]]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerStand]:
    """A running server whose catalog has a room to be ordered, and Mary."""
    folder = tmp_path_factory.mktemp("forms")
    home = folder / "home"
    starter = starter_catalog()
    write(replace(starter, services={**starter.services, PLAIN.key: PLAIN}), folder / "catalog")
    okno(home, "migrate")
    okno(home, "catalog", "apply", str(folder / "catalog"))
    mary = ["user", "add", "mary", "--name", "Mary Field", "--mail", "mary@example.com", "--locale", "en"]
    okno(home, *mary, "--role", "employee", "--password-stdin", stdin=ENGLISH_PASSWORD + "\n")
    stand = ServerStand(home).start()
    try:
        yield stand
    except BaseException:
        stand.kill()
        raise
    stand.stop()


@pytest.fixture
def mary(company: ServerStand, visit: Callable[..., Awaitable[Visitor]]) -> Enter:
    """Mary at a new browser, at the form."""

    async def enter(**wishes: Any) -> Visitor:
        visitor = await visit(base_url=company.base_url, locale="en", **wishes)
        await visitor.page.goto(f"/sign-in?next={PATH}")
        await visitor.page.fill("#login", "mary")
        await visitor.page.fill("#password", ENGLISH_PASSWORD)
        await visitor.page.locator("form[action='/sign-in'] button").click()
        await expect(visitor.page.get_by_role("heading", name="Meeting room")).to_be_visible()
        return visitor

    return enter


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file to be sent."""
    path = tmp_path / "plan.txt"
    path.write_text("a plan", "utf-8")
    return path


async def anew(visitor: Visitor) -> None:
    """Throws away what another test has left."""
    again = visitor.page.get_by_role("button", name="Start again")
    if await again.is_visible():
        await again.click()
        await expect(visitor.page.locator("[data-draft-line]")).to_be_hidden()


async def test_conditions_lists_and_masks(mary: Enter) -> None:
    """What depends on an answer appears with it, and what is not shown is not sent."""
    visitor = await mary()
    await anew(visitor)
    page = visitor.page
    budget, floor = page.get_by_label("Budget"), page.get_by_label("Floor")
    await expect(budget).to_be_hidden()
    await expect(floor).to_be_hidden()
    await expect(page.get_by_text("if “With food” is ticked")).to_be_hidden()
    await page.get_by_label("North").check()
    await expect(floor).to_be_visible()
    assert await floor.locator("option").all_text_contents() == ["Choose from the list", "First", "Second"]
    await floor.select_option("n2")
    await page.get_by_label("South").check()
    await expect(floor).to_have_value("")
    assert await floor.locator("option").all_text_contents() == ["Choose from the list", "Ground"]
    await floor.select_option("s1")
    await page.get_by_label("With food").check()
    await budget.fill("500")
    await page.get_by_label("With food").uncheck()
    await expect(budget).to_be_hidden()
    door = page.get_by_label("Door code")
    await door.press_sequentially("12ab")
    await expect(door).to_have_value("12-ab")
    await page.get_by_role("button", name="Send the request").click()
    await expect(page.locator("[data-toast]")).to_contain_text("received")
    answers = page.locator("aside")
    await expect(answers).to_contain_text("Ground")
    await expect(answers).to_contain_text("12-ab")
    await expect(answers).not_to_contain_text("500")
    assert visitor.errors == []


async def test_a_draft_outlives_the_browser(mary: Enter, plan: Path) -> None:
    """Words, choices and a file are there again in another browser; the order takes them away."""
    first = await mary()
    await anew(first)
    page = first.page
    await page.get_by_label("North").check()
    await page.get_by_label("Floor").select_option("n1")
    await page.get_by_label("With food").check()
    await page.get_by_label("Budget").fill("250")
    await page.get_by_label("Photo").set_input_files(plan)
    await expect(page.locator("[data-draft-note]")).to_contain_text("Draft saved at")
    await expect(page.locator(".kept")).to_contain_text("plan.txt")
    await expect(page.locator("[data-picked] li")).to_have_count(0)
    assert await page.evaluate("Object.keys(localStorage).filter((key) => key.includes('order')).length") == 0
    assert first.errors == []
    await first.context.close()

    second = await mary(phone=True)
    page = second.page
    await expect(page.locator("[data-draft-line]")).to_contain_text("Draft of today")
    await expect(page.get_by_label("North")).to_be_checked()
    await expect(page.get_by_label("Floor")).to_have_value("n1")
    await expect(page.get_by_label("Budget")).to_have_value("250")
    await expect(page.locator(".kept")).to_contain_text("plan.txt")
    assert await second.axe() == []
    await page.get_by_role("button", name="Send the request").click()
    await expect(page.get_by_role("main")).to_contain_text("plan.txt")
    await page.goto(PATH)
    await expect(page.locator("[data-draft-line]")).to_be_hidden()
    assert second.errors == []


async def test_what_was_written_in_the_last_moment_is_kept(mary: Enter) -> None:
    """The page is left before the draft was saved."""
    visitor = await mary()
    await anew(visitor)
    page = visitor.page
    await page.get_by_label("Door code").fill("98-ZY")
    await page.goto("/catalog")

    # What a page sends while it goes away has no answer to wait for.
    async def came_back() -> bool:
        await page.goto(PATH)
        return await page.get_by_label("Door code").input_value() == "98-ZY"

    await soon(came_back, "the last words are in the draft")
    await anew(visitor)
    await expect(page.get_by_label("Door code")).to_have_value("")


async def test_without_a_script_all_is_there(mary: Enter) -> None:
    """With the conditions in words, and a button that keeps a draft."""
    visitor = await mary(scripts=False)
    await anew(visitor)
    page = visitor.page
    await expect(page.get_by_text("if “With food” is ticked")).to_be_visible()
    await expect(page.get_by_label("Budget")).to_be_visible()
    await page.get_by_label("Door code").fill("11-AA")
    await page.get_by_role("button", name="Save a draft").click()
    await expect(page.locator("[data-draft-line]")).to_contain_text("Draft of today")
    await expect(page.get_by_label("Door code")).to_have_value("11-AA")
    await anew(visitor)
