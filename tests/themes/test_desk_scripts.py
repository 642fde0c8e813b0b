"""The list of the desk in a real browser: selecting rows, keys, rows that left, the pane beside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import Browser, expect

from okno.themes.contexts import DeskPage
from okno.themes.desk_parts import GoneRow
from tests.stands.chromium import AXE
from tests.themes.test_scripts import ORIGIN, Scene, scene

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def _pages(desk: Scene) -> DeskPage:
    assert isinstance(desk.context, DeskPage)
    return desk.context


async def test_rows_are_selected_by_keys_and_by_a_range(browser: Browser) -> None:
    """The bar shows itself and says how many; Esc lets go of them."""
    async with scene(browser, "desk.tools") as desk:
        bar, boxes = desk.page.locator("#bulk"), desk.page.locator(".pick-row")
        await expect(bar).to_be_hidden()
        await desk.page.keyboard.press("j")
        await desk.page.keyboard.press("KeyX")
        await expect(bar).to_contain_text("Выбрана 1")
        await boxes.nth(3).click(modifiers=["Shift"])
        # The pane shows the first row already, so the key goes to the second one.
        await expect(desk.page.locator(".pick-row:checked")).to_have_count(3)
        await expect(bar).to_contain_text("Выбрано 3")
        await desk.page.locator("#title").click()
        await desk.page.keyboard.press("Escape")
        await expect(bar).to_be_hidden()


async def test_what_is_selected_stays_so_when_the_list_changes(browser: Browser) -> None:
    """A changed row keeps its tick, one that left gives it up and says why."""
    async with scene(browser, "desk.tools") as desk:
        page = _pages(desk)
        group = page.groups[0]
        first, second = group.rows[0].number, group.rows[1].number
        for number in (first, second):
            await desk.page.locator(f"#t{number} .pick-row").click()
        changed = replace(group.rows[0], subject="Уже лучше")
        tools = replace(page.tools, gone=(GoneRow(number=second, text="Занимается Ксения"),))
        desk.context = replace(page, groups=(replace(group, rows=(changed,)), *page.groups[1:]), tools=tools)
        await desk.push("team:3")
        await expect(desk.page.locator(f"#t{first} .subj a")).to_have_text("Уже лучше")
        await expect(desk.page.locator(f"#t{first} .pick-row")).to_be_checked()
        await expect(desk.page.locator(f"#t{second}.gone")).to_contain_text("Занимается Ксения")
        await expect(desk.page.locator(f"#t{second} .pick-row")).not_to_be_checked()
        await expect(desk.page.locator("#bulk")).to_contain_text("Выбрана 1")


async def test_keys_that_are_switched_off_do_nothing(browser: Browser) -> None:
    """But for Esc and those with Ctrl."""
    async with scene(browser, "desk.tools") as desk:
        desk.shell = replace(desk.shell, keys=False)
        await desk.page.reload()
        await desk.page.keyboard.press("j")
        await desk.page.keyboard.press("?")
        await expect(desk.page.locator("#keys")).to_be_hidden()
        assert await desk.page.evaluate("document.activeElement === document.body")


async def test_the_keys_are_shown_in_both_layouts(browser: Browser) -> None:
    """By the place of the key."""
    async with scene(browser, "desk.tools") as desk:
        await desk.page.keyboard.press("?")
        await expect(desk.page.locator("#keys")).to_be_visible()
        await expect(desk.page.locator("#keys")).to_contain_text("T Е")


async def test_the_pane_follows_the_row_under_the_hand(browser: Browser) -> None:
    """The first one is there without asking; each is marked."""
    async with scene(browser, "desk.tools") as desk:
        numbers = [row.number for group in _pages(desk).groups for row in group.rows]
        async with desk.page.expect_request(f"**/desk/preview/{numbers[1]}"):
            await desk.page.keyboard.press("j")
        await expect(desk.page.locator(f"#t{numbers[1]}.open")).to_have_count(1)
        await expect(desk.page.locator(".t.open")).to_have_count(1)


@pytest.mark.parametrize(
    ("name", "width", "theme"),
    [
        ("desk.tools", 1440, ""),
        ("desk.tools", 320, "dark"),
        ("desk.choosing", 1280, "dark"),
        ("desk.saving", 360, ""),
        ("desk.lists", 320, ""),
        ("desk.bulk", 320, "contrast"),
        ("desk.bulk.result", 768, "dark"),
        ("desk.preview", 320, ""),
    ],
)
async def test_axe_finds_nothing_on_pages_of_the_desk(browser: Browser, name: str, width: int, theme: str) -> None:
    """And nothing scrolls sideways."""
    async with scene(browser, name) as one:
        one.shell = replace(one.shell, theme=theme)
        await one.page.set_viewport_size({"width": width, "height": 800})
        await one.page.goto(ORIGIN + "/page")
        assert await one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await one.page.evaluate(AXE.read_text("utf-8"))
        found = await one.page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
        assert [(bad["id"], bad["nodes"][0]["html"]) for bad in found["violations"]] == []
