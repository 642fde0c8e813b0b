"""Okno as an installed page: what is kept on the device, what a notice opens, what signing out takes along."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Person

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) found.push(one.url.replace(location.origin, ''));
  return found.sort();
}"""
READY = "() => navigator.serviceWorker.ready.then(() => true)"
# As the push service would: the worker gets the words, and shows a notice.
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  return (await worker.getNotifications()).map((one) => [one.title, one.body, one.data.path, one.tag]);
}"""

PUSHES = {
    '{"title": "№ 10001", "body": "Готово", "path": "/tickets/10001", "tag": "/tickets/10001", "lang": "ru"}': [
        "№ 10001", "Готово", "/tickets/10001", "/tickets/10001",
    ],
    '{"title": "Sly", "body": "", "path": "https://evil.test/x", "tag": "sly"}': ["Sly", "", "/", "sly"],
    "no json at all": ["Okno", "", "/", "okno"],
}  # fmt: skip
"""What comes in, and what is shown of it: title, text, where it leads, its name."""


async def _worker(page: Page) -> None:
    await page.evaluate(READY)
    await page.wait_for_function("() => caches.has('okno-public')")


async def test_nothing_private_is_kept_on_the_device(at: Person) -> None:
    visitor = await at("vera")
    page = visitor.page
    await _worker(page)
    for path in ("/", "/tickets", "/catalog", "/notices", "/profile", "/profile/notices"):
        await page.goto(path)
    await page.goto("/tickets")
    await page.locator("main a[href^='/tickets/']").first.click()
    await page.goto("/profile")
    await page.locator("form[action='/sign-out'] button").first.click()
    await page.wait_for_url("**/sign-in*")
    kept: list[str] = await page.evaluate(KEPT)
    assert [one for one in kept if not one.startswith(("/assets/", "/offline?"))] == []
    assert all("?v=" in one for one in kept if one.startswith("/assets/"))
    words = await page.evaluate(
        "async () => { let all = ''; for (const one of await (await caches.open('okno-public')).matchAll())"
        " if ((one.headers.get('content-type') || '').includes('html')) all += await one.text(); return all; }"
    )
    assert "_csrf" not in words
    assert "data-person" not in words


async def test_without_a_connection_one_page_says_so(at: Person) -> None:
    visitor = await at("vera")
    page = visitor.page
    await _worker(page)
    await page.goto("/tickets")
    await visitor.context.set_offline(True)
    await page.goto("/catalog")
    await expect(page.locator("h1")).to_have_text("Нет связи")
    assert await page.evaluate("() => getComputedStyle(document.querySelector('.btn.main')).borderRadius") != "0px"
    await visitor.context.set_offline(False)
    await page.locator(".btn.main").click()
    await expect(page.locator("header.top .me")).to_be_visible()


async def test_a_push_shows_a_notice_that_leads_nowhere_else(at: Person) -> None:
    visitor = await at("vera")
    page = visitor.page
    await visitor.context.grant_permissions(["notifications"])
    await _worker(page)
    session = await visitor.context.new_cdp_session(page)
    workers: list[dict[str, str]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda said: workers.extend(said["registrations"]))
    await session.send("ServiceWorker.enable")
    for _ in range(50):
        if workers:
            break
        await page.wait_for_timeout(100)
    for data, shown in PUSHES.items():
        await session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": page.url.rstrip("/"), "registrationId": workers[0]["registrationId"], "data": data},
        )
        # One after the other: Chromium takes notices away by itself after a while.
        await page.wait_for_function(
            f"async (wanted) => (await ({SHOWN})()).some((one) => JSON.stringify(one) === wanted)",
            arg=json.dumps(shown, ensure_ascii=False, separators=(",", ":")),
            timeout=15_000,
        )


@pytest.mark.parametrize("permission", ["granted", "denied"])
async def test_the_page_says_whether_notices_come_to_this_device(at: Person, permission: str) -> None:
    visitor = await at("vera")
    page = visitor.page
    if permission == "granted":
        await visitor.context.grant_permissions(["notifications"])
    await page.goto("/profile/notices")
    state = page.locator("[data-push-state]")
    if permission == "granted":
        await expect(state).to_have_text("На это устройство уведомления не приходят.")
        await expect(page.locator("[data-push-on]")).to_be_visible()
        await expect(page.locator("[data-push-form] input[name=endpoint]")).to_have_value("")
    else:
        await expect(state).to_have_text("На это устройство уведомления не приходят.")
        await page.locator("[data-push-on]").click()
        await expect(state).to_contain_text("запрещает")
