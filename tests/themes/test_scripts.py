"""The scripts in a real browser, on sample pages that are drawn from memory under the product's own policy."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from okno.themes import assets, render
from okno.themes.contexts import DeskPage, Page as Context, RequestPage, Shell, TicketPage
from tests.stands.chromium import AXE
from tests.stands.wait import soon
from tests.themes.preview import POLICY
from tests.themes.samples import MISSING, PAGES

ORIGIN = "http://127.0.0.1:9"


class Scene:
    """A page in the browser whose next answer a test may change; what was sent to it is kept."""

    def __init__(self, page: Page, context: Context, shell: Shell) -> None:
        self.page = page
        self.context = context
        self.shell = shell
        self.sent: list[tuple[str, str]] = []
        self.asked = 0
        self.refuse = 0
        self.gone = False
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda said: (
                self.errors.append(said.text) if said.type == "error" and "status" not in said.text.casefold() else None
            ),
        )

    async def answer(self, route: Route) -> None:
        """Give pages and assets; keep what forms send."""
        request = route.request
        path = request.url.removeprefix(ORIGIN).split("?")[0]
        if path.startswith("/assets/"):
            asset = assets()[path.removeprefix("/assets/")]
            await route.fulfill(body=asset.body, content_type=asset.media_type)
        elif path.startswith("/live"):
            await route.fulfill(status=204)
        elif path == "/people/suggest":
            people = [
                {"id": 9, "name": "Надежда Уварова", "line": "Отдел продаж"},
                {"id": 10, "name": "Надежда Ли", "line": "Склад"},
            ]
            await route.fulfill(body=json.dumps(people), content_type="application/json")
        else:
            await self._page(route, path)

    async def _page(self, route: Route, path: str) -> None:
        request = route.request
        self.asked += request.method == "GET"
        if request.method == "POST":
            self.sent.append((path, request.post_data or ""))
            if self.refuse:
                await route.fulfill(status=self.refuse, body="", content_type="text/html")
                return
        if self.gone:
            html = render(MISSING, replace(self.shell, live=""))
            await route.fulfill(status=404, body=html, content_type="text/html; charset=utf-8")
            return
        html = render(self.context, self.shell)
        await route.fulfill(
            body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
        )

    async def push(self, *topics: str) -> None:
        """As if a message of the live stream came."""
        await self.page.evaluate(
            "topics => document.dispatchEvent(new CustomEvent('okno:push', { detail: { topics } }))", list(topics)
        )


@asynccontextmanager
async def scene(browser: Browser, name: str, **wishes: Any) -> AsyncIterator[Scene]:
    """The sample page `name`, opened."""
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
        locale="ru-RU",
        service_workers="block",
        **wishes,
    )
    page = await context.new_page()
    one = Scene(page, *PAGES[name])
    await page.route("**/*", one.answer)
    await page.goto(ORIGIN + "/page")
    yield one
    assert one.errors == []
    await context.close()


async def test_new_rows_wait_and_changed_rows_change_in_place(browser: Browser) -> None:
    async with scene(browser, "desk") as desk:
        assert isinstance(desk.context, DeskPage)
        group = desk.context.groups[0]
        fresh = replace(group.rows[0], number=10999, subject="Совсем новая")
        changed = replace(group.rows[0], subject="Почта уже приходит")
        desk.context = replace(
            desk.context, groups=(replace(group, rows=(fresh, changed, *group.rows[1:])), *desk.context.groups[1:])
        )
        await desk.push("team:3")
        await expect(desk.page.locator("#t10388 .subj a")).to_have_text("Почта уже приходит")
        await expect(desk.page.locator("#t10999")).to_have_count(0)
        await desk.page.get_by_role("button", name="Ещё 1 новая").click()
        await expect(desk.page.locator("#t10999 .subj a")).to_be_focused()


async def test_a_row_that_left_turns_grey_and_stays_in_its_place(browser: Browser) -> None:
    async with scene(browser, "desk") as desk:
        assert isinstance(desk.context, DeskPage)
        desk.context = replace(desk.context, groups=desk.context.groups[1:], next_href="")
        await desk.push("person:7")
        await expect(desk.page.locator("#t10388.gone")).to_have_count(1)


async def test_pushes_about_others_ask_for_nothing(browser: Browser) -> None:
    async with scene(browser, "desk") as desk:
        await desk.push("team:99")
        async with desk.page.expect_response("**/page"):
            await desk.push("team:3")
        assert desk.asked == 2


async def test_a_page_that_its_reader_sees_no_more_says_so_once(browser: Browser) -> None:
    """It is not asked for again and again, and what it showed is gone from the screen."""
    async with scene(browser, "desk") as desk:
        desk.gone = True
        await desk.push("team:3")
        await expect(desk.page.locator("#rows")).to_have_count(0)
        await expect(desk.page.get_by_role("heading", level=1)).to_have_text(MISSING.heading)
        asked = desk.asked
        await desk.push("*")
        assert asked == 3


async def test_the_story_grows_and_unsent_words_stay(browser: Browser) -> None:
    async with scene(browser, "request") as request:
        assert isinstance(request.context, RequestPage)
        await request.page.get_by_role("textbox", name="Написать Тимуру").fill("Ещё вопрос")
        more = replace(request.context.story[-1], id="e99", text="Везу", own=False)
        request.context = replace(request.context, story=(*request.context.story, more), big="Везём ноутбук")
        await request.push("ticket:10427")
        await expect(request.page.locator("#e99")).to_contain_text("Везу")
        await expect(request.page.get_by_role("heading", name="Везём ноутбук")).to_be_visible()
        await expect(request.page.get_by_role("textbox", name="Написать Тимуру")).to_have_value("Ещё вопрос")


async def test_an_answer_goes_without_a_reload(browser: Browser) -> None:
    async with scene(browser, "request") as request:
        assert isinstance(request.context, RequestPage)
        await request.page.evaluate("window.same = true")
        box = request.page.get_by_role("textbox", name="Написать Тимуру")
        await box.fill("Спасибо, всё понятно")
        more = replace(request.context.story[-1], id="e99", text="Спасибо, всё понятно")
        request.context = replace(request.context, story=(*request.context.story, more))
        await request.page.get_by_role("button", name="Написать Тимуру").click()
        await expect(request.page.locator("#e99")).to_be_visible()
        await expect(box).to_have_value("")
        assert await request.page.evaluate("window.same")
        assert [path for path, _ in request.sent] == ["/tickets/10427/comment"]
        assert "Спасибо, всё понятно" in request.sent[0][1]
        assert 'name="_csrf"' in request.sent[0][1]


async def test_one_more_telephone_and_known_skills_are_offered(browser: Browser) -> None:
    async with scene(browser, "person") as person:
        page = person.page
        await page.locator("#f-phone").locator("xpath=ancestor::fieldset").locator("[data-more]").click()
        fresh = page.locator("#f-phone-2")
        await expect(fresh).to_be_focused()
        await expect(fresh).to_have_attribute("name", "phone.2")
        await expect(fresh).to_have_value("")
        await expect(page.locator("[name='phone.2.label']")).to_have_count(1)
        await page.fill("#f-skills", "1С, ")
        offered = await page.eval_on_selector_all("#f-skills-known option", "all => all.map((one) => one.value)")
        assert offered == ["1С, Wi-Fi"]


async def test_a_failed_answer_says_so_and_keeps_the_words(browser: Browser) -> None:
    async with scene(browser, "request") as request:
        request.refuse = 503
        box = request.page.get_by_role("textbox", name="Написать Тимуру")
        await box.fill("Не потеряйте")
        await request.page.get_by_role("button", name="Написать Тимуру").click()
        await expect(request.page.locator(".error.failed")).to_contain_text("Не отправилось")
        await expect(box).to_have_value("Не потеряйте")


async def test_the_draft_of_an_order_comes_back_and_goes_after_sending(browser: Browser) -> None:
    async with scene(browser, "service.clean") as order:
        await order.page.get_by_label("Какие программы нужны").fill("КриптоПро")
        await order.page.get_by_label("Новому сотруднику").check()
        await order.page.reload()
        await expect(order.page.get_by_label("Какие программы нужны")).to_have_value("КриптоПро")
        await expect(order.page.get_by_label("Новому сотруднику")).to_be_checked()
        await expect(order.page.locator("[data-draft-note]")).to_have_text("Вернули ваш черновик.")
        order.context = PAGES["request"][0]
        await order.page.get_by_role("button", name="Отправить заявку").click()
        await expect(order.page.get_by_role("heading", name="Готовим ноутбук")).to_be_visible()
        await soon(lambda: order.page.evaluate("Object.keys(localStorage).length === 0"), "the draft is gone")


async def test_a_failed_order_keeps_its_draft(browser: Browser) -> None:
    async with scene(browser, "service.clean") as order:
        await order.page.get_by_label("Какие программы нужны").fill("КриптоПро")
        order.context = replace(PAGES["missing"][0])
        await order.page.get_by_role("button", name="Отправить заявку").click()
        await expect(order.page.get_by_role("heading", name="Такой заявки нет")).to_be_visible()
        order.context = PAGES["service.clean"][0]
        await order.page.goto(ORIGIN + "/page")
        await expect(order.page.get_by_label("Какие программы нужны")).to_have_value("КриптоПро")


async def test_conditions_show_and_hide_and_hidden_fields_are_not_sent(browser: Browser) -> None:
    async with scene(browser, "service.clean") as order:
        await expect(order.page.get_by_label("На сколько дней")).to_be_hidden()
        await order.page.get_by_label("На время").check()
        await expect(order.page.get_by_label("На сколько дней")).to_be_visible()
        await expect(order.page.get_by_label("Инвентарный номер")).to_be_hidden()
        async with order.page.expect_navigation():
            await order.page.get_by_role("button", name="Отправить заявку").click()
        [sent] = [body for path, body in order.sent if not path.endswith("/draft")]
        assert 'name="days"' in sent
        assert 'name="inventory"' not in sent


async def test_a_person_is_found_by_keyboard(browser: Browser) -> None:
    async with scene(browser, "team") as team:
        box = team.page.get_by_role("combobox", name="Кого добавить")
        await box.press_sequentially("Над")
        await expect(team.page.get_by_role("listbox").get_by_role("option")).to_have_count(2)
        await box.press("ArrowDown")
        await box.press("ArrowDown")
        await box.press("Enter")
        await expect(box).to_have_value("Надежда Ли")
        await expect(team.page.locator("[name=person][data-id]")).to_have_value("10")


async def test_the_switch_says_who_will_see_the_answer(browser: Browser) -> None:
    async with scene(browser, "ticket") as ticket:
        assert isinstance(ticket.context, TicketPage)
        await ticket.page.keyboard.press("Escape")
        await ticket.page.locator("h1").click()
        await ticket.page.keyboard.press("KeyI")
        await expect(ticket.page.get_by_role("textbox", name="Записать для команды")).to_be_focused()
        await expect(ticket.page.locator("#reply.note")).to_have_count(1)
        await expect(ticket.page.get_by_role("button", name="Записать для команды")).to_be_visible()
        await expect(ticket.page.locator("[data-sees-text]")).to_have_text("увидит только команда «Выдача техники»")


async def test_keys_of_the_desk(browser: Browser) -> None:
    async with scene(browser, "desk") as desk:
        await desk.page.keyboard.press("KeyJ")
        await expect(desk.page.locator("#t10388 .subj a")).to_be_focused()
        await desk.page.keyboard.press("KeyJ")
        await expect(desk.page.locator("#t10402 .subj a")).to_be_focused()
        await desk.page.keyboard.press("KeyK")
        await expect(desk.page.locator("#t10388 .subj a")).to_be_focused()
        await desk.page.keyboard.press("?")
        await expect(desk.page.get_by_role("dialog", name="Клавиши")).to_be_visible()
        await desk.page.keyboard.press("Escape")
        await expect(desk.page.locator("#t10388 .subj a")).to_be_focused()


async def test_a_form_is_sent_once(browser: Browser) -> None:
    async with scene(browser, "ticket") as ticket:
        async with ticket.page.expect_navigation():
            await ticket.page.evaluate(
                "() => { const b = document.querySelector('button[value=done]'); b.click(); b.click(); }"
            )
        await expect(ticket.page.locator("h1")).to_be_visible()
        assert [path for path, _ in ticket.sent] == ["/tickets/10427/move"]
        assert "to=done" in ticket.sent[0][1]


@pytest.mark.parametrize(
    ("name", "width", "theme"),
    [
        ("portal", 360, ""),
        ("portal", 1440, "dark"),
        ("service", 360, "dark"),
        ("request.done", 360, ""),
        ("desk", 1440, ""),
        ("desk.compact", 1440, "contrast"),
        ("ticket", 1440, "dark"),
        ("ticket.new", 360, ""),
        ("profile", 360, "contrast"),
        ("person", 1440, ""),
        ("sign-in", 360, ""),
    ],
)
async def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, name: str, width: int, theme: str
) -> None:
    async with scene(browser, name) as one:
        one.shell = replace(one.shell, theme=theme)
        await one.page.set_viewport_size({"width": width, "height": 800})
        await one.page.goto(ORIGIN + "/page")
        assert await one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await one.page.evaluate(AXE.read_text("utf-8"))
        found = await one.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        assert [(bad["id"], bad["nodes"][0]["html"]) for bad in found["violations"]] == []
