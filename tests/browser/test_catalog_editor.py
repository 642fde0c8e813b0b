"""A service is built in the browser with a conditional form and an approval, and an employee orders it."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.conftest import Person

HOME = "/admin/catalog"


async def _act(page: Page, act: str, **values: str) -> None:
    """Fill in fields (two underscores are a dot) and press the button that sends `act`, in its own form."""
    form = page.locator(f"form:has(button[name=act][value='{act}'])").first
    for name, value in values.items():
        field = form.locator(f"[name='{name.replace('__', '.')}']").first
        tag = await field.evaluate("one => one.tagName")
        await (field.select_option(value) if tag == "SELECT" else field.fill(value))
    async with page.expect_navigation():
        await form.locator(f"button.btn[name=act][value='{act}']").first.click()


async def _add_field(page: Page, base: str, kind: str, ru: str, en: str) -> None:
    await page.goto(f"{base}/form")
    create = page.locator("#new-fields")
    if await create.get_attribute("open") is None:
        await create.locator("summary").click()
    await _act(page, "add", new__title__ru=ru, new__title__en=en, new__type=kind)


async def _begin(page: Page) -> str:
    """A draft with a title, a category and a team; gives its address."""
    await page.goto(HOME)
    await page.get_by_role("link", name="Новая услуга").click()
    await page.fill("[name='title.ru']", "Кофемашина")
    await page.fill("[name='title.en']", "Coffee machine")
    await page.select_option("[name=category]", index=1)
    await page.select_option("[name=team]", "it-devices")
    async with page.expect_navigation():
        await page.locator("form button.main").click()
    return page.url.removesuffix("/form")


async def test_a_service_is_built_published_and_ordered(at: Person, shots: Path | None) -> None:
    admin = await at("admin")
    page = admin.page
    base = await _begin(page)

    await _add_field(page, base, "select", "Что нужно", "What is needed")
    await page.locator(".edit-paste summary").click()
    await page.get_by_label("Обязателен при заказе").check()
    await _act(page, "save", choices__paste="Починить | Repair\nЗёрна | Beans")
    await _add_field(page, base, "text", "Что сломалось", "What is broken")
    await _act(page, "add:show_if", show_if__add="what_is_needed")
    condition = page.locator("#show_if .edit-condition")
    await expect(condition.get_by_label("Починить")).to_be_checked()
    if shots is not None:
        await page.screenshot(path=shots / "editor-condition.png", full_page=True)
    await page.goto(f"{base}/approval")
    await _act(page, "add", new__ask="manager")

    await page.goto(f"{base}/preview")
    broken = page.locator("[data-when]:has(textarea)")
    await expect(broken).to_be_hidden()
    await page.get_by_label("Починить").check()
    await expect(broken).to_be_visible()
    await page.get_by_label("Зёрна").check()
    await expect(broken).to_be_hidden()
    assert await admin.axe() == []

    await page.goto(f"{HOME}#drafts")
    await _act(page, "publish", note="Кофе для всех")
    await expect(page.locator("[data-toast]")).to_contain_text("Действует редакция")

    employee = await at("vera", phone=True)
    await employee.page.goto("/catalog/kofemashina")
    field = employee.page.locator("[data-when]:has(textarea)")
    await expect(field).to_be_hidden()
    await employee.page.get_by_label("Починить").check()
    await field.locator("textarea").fill("Не греет")
    async with employee.page.expect_navigation(url="**/tickets/*"):
        await employee.page.locator("form.order button.main").click()
    await expect(employee.page.locator("main")).to_contain_text("Согласие руководителя")
    assert not admin.errors
    assert not employee.errors
