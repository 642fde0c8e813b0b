"""What people would have left in the demo company after some days: favourites, absences, lists, words of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from playwright.async_api import Browser, Page

from tests.browser.company import sign_in
from tests.browser.ways import own_reply
from tests.stands.chromium import Visitor

SAID = {
    "laptop": "Надежда, ноутбук уже у меня. К обеду принесу, возьмите с собой зарядку от старого.",
    "incident": "Артём, провайдер ответил: письма дойдут в течение часа. Напишите, если чего-то не хватит.",
}


async def plenty(started: Browser, base_url: str, passwords: Mapping[str, str]) -> None:
    """Does it all at browsers, one person after another."""
    for login, does in (("vera", _employee), ("ksenia", _colleague), ("timur", _agent), ("admin", _administrator)):
        visitor = await Visitor.open(started, base_url=base_url)
        await sign_in(visitor.page, login, passwords[login])
        await does(visitor.page)
        await visitor.context.close()


async def _employee(page: Page) -> None:
    for service in ("monitor", "business-trip", "guest-pass"):
        await page.goto(f"/catalog/{service}")
        star = page.locator(f"form[action='/favourites/{service}'] button")
        async with page.expect_response(f"**/favourites/{service}"):
            await star.click()


async def _colleague(page: Page) -> None:
    today = date.today()
    await page.goto("/profile/absence")
    await page.fill("[name=starts]", str(today + timedelta(days=14)))
    await page.fill("[name=ends]", str(today + timedelta(days=27)))
    await page.locator("form:has([name=starts]) button.main").click()
    await _says(page, "/desk/it-support", SAID["incident"])


async def _agent(page: Page) -> None:
    await own_reply(page)
    await _says(page, "/desk/mine", SAID["laptop"])
    for title, query in (("Срок вышел", "filter=overdue"), ("Ничьи, разобрать утром", "filter=nobody")):
        await page.goto(f"/desk/all?{query}&save=1")
        await page.fill("#list-title", title)
        await page.locator("#save-list button.main").click()


async def _says(page: Page, queue: str, text: str) -> None:
    await page.goto(queue)
    await page.locator(".subj a").first.click()
    await page.fill(".compose textarea", text)
    await page.locator(".compose button.main").first.click()
    await page.get_by_text(text).first.wait_for()


async def _administrator(page: Page) -> None:
    await page.goto("/announcements/new")
    await page.locator("[name=kind][value=works]").check()
    await page.fill("[name='title.ru']", "В субботу обновим 1С")
    await page.fill("[name='text.ru']", "С 9:00 до 13:00 в 1С будет не войти. Отчёты сдайте в пятницу.")
    await page.fill("[name='title.en']", "1C is updated on Saturday")
    saturday = date.today() + timedelta(days=5 - date.today().weekday() or 7)
    await page.fill("[name=starts_at]", f"{saturday}T09:00")
    await page.fill("[name=expected_at]", f"{saturday}T13:00")
    await page.locator("form.order button.main").click()
    await page.locator(".bulletin-state").wait_for()
