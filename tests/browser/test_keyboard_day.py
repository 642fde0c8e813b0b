"""An agent's day by keyboard alone: thirty requests from the queue to done, without one press of the mouse."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from playwright.async_api import Page, expect

from okno import db as okno_db, people, settings as okno_settings
from okno.db import fetch, tx
from okno.http import tokens
from okno.owners import OWNERS
from tests.browser.conftest import Person
from tests.stands.server import ServerStand

LONG = 30_000
MANY = 30
CUSTOMER = "paula"
LIST = f"/desk/it-devices?customer={CUSTOMER}"
RUSSIAN = {"KeyT": "е", "KeyD": "в", "KeyJ": "о", "KeyK": "л", "KeyR": "к"}
"""What the keys of these places write in the Russian layout."""
MOUSE = """for (const name of ["pointerdown", "mousedown", "touchstart"])
  addEventListener(name, (event) => { if (event.isTrusted) console.error("a press of the mouse"); }, true);"""


class Hands:
    """Somebody who has a keyboard and nothing else; `russian` is the layout that is switched on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.russian = False

    async def press(self, *keys: str) -> None:
        """Presses keys one after another: names as of `KeyboardEvent.code`, or with Control."""
        for key in keys:
            if self.russian and key in RUSSIAN:
                await self._press_russian(key)
            else:
                await self.page.keyboard.press(key)

    async def _press_russian(self, code: str) -> None:
        """As Chromium is told it by the system when the layout is Russian: another letter from the same place."""
        letter = RUSSIAN[code]
        session = await self.page.context.new_cdp_session(self.page)
        told: dict[str, Any] = {"code": code, "key": letter, "windowsVirtualKeyCode": ord(code[-1])}
        await session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": letter, **told})
        await session.send("Input.dispatchKeyEvent", {"type": "keyUp", **told})
        await session.detach()

    async def go(self, *keys: str) -> None:
        """Presses keys of which the last one leads to a page."""
        await self.press(*keys[:-1])
        async with self.page.expect_navigation(wait_until="domcontentloaded", timeout=LONG):
            await self.press(keys[-1])

    async def write(self, text: str) -> None:
        """Answers the requester: the box, the words, sent."""
        await self.press("KeyR")
        await expect(self.page.locator("#reply-text")).to_be_focused(timeout=LONG)
        await self.page.keyboard.type(text)
        await self.press("Control+Enter")
        await expect(self.page.locator("#story")).to_contain_text(text, timeout=LONG)
        await expect(self.page.locator("#reply-text")).to_have_value("", timeout=LONG)
        await expect(self.page.locator("#reply-text")).to_be_focused(timeout=LONG)
        await self.press("Escape")

    async def at(self, number: str) -> None:
        """Is at the page of this request."""
        await expect(self.page).to_have_url(re.compile(rf"/tickets/{number}$"), timeout=LONG)

    async def listed(self) -> list[str]:
        """The numbers of the rows, from top to bottom."""
        await expect(self.page.locator("#rows")).to_be_visible(timeout=LONG)
        found: list[str] = await self.page.locator(".t").evaluate_all("rows => rows.map((row) => row.dataset.number)")
        return found

    async def reach(self, number: str) -> None:
        """Walks to this row."""
        rows = await self.listed()
        by = rows.index(number) - rows.index(await self.in_hand())
        await self.press(*["KeyJ" if by > 0 else "KeyK"] * abs(by))
        assert await self.in_hand() == number

    async def in_hand(self) -> str:
        """The number of the row that the keys are at."""
        row = self.page.locator(".t:focus-within")
        await expect(row).to_have_count(1, timeout=LONG)
        return str(await row.get_attribute("data-number"))


@asynccontextmanager
async def database(stand: ServerStand) -> Any:
    """This process connected to the database of the demo company."""
    await okno_db.connect(okno_settings.load(stand.home, {}), OWNERS)
    try:
        yield
    finally:
        await okno_db.disconnect()


async def _ordered(stand: ServerStand, many: int = MANY, login: str = CUSTOMER) -> list[str]:
    """Requests of one new person; their numbers."""
    async with database(stand), tx():
        person_id = await people.create(login=login, name="Paula Winter", locale="en")
        token = await tokens.issue(person_id, "flow")
    asked = {"service": "monitor", "answers": {"model": "27", "reason": "second", "place": "Office 2"}}
    async with httpx.AsyncClient(base_url=stand.base_url, headers={"Authorization": f"Bearer {token}"}) as client:
        answers = [await client.post("/api/v1/tickets", json=asked) for _ in range(many)]
    assert {one.status_code for one in answers} == {201}, answers[0].text
    return [str(one.json()["number"]) for one in answers]


async def test_thirty_requests_are_done_by_keyboard_alone(demo: tuple[ServerStand, dict[str, str]], at: Person) -> None:
    """One by one, several at once, from the list, with answers and a macro; some in the Russian layout."""
    stand, _ = demo
    numbers = await _ordered(stand)
    john = await at("john", locale="en")
    await john.page.add_init_script(MOUSE)
    await john.page.goto(LIST)
    hands = Hands(john.page)
    await _keys_are_shown(hands)
    assert sorted(await hands.listed()) == sorted(numbers)
    await _several_at_once(hands, 10)
    await _from_the_list(hands, 6)
    hands.russian = True
    await _in_the_russian_layout(hands, 6)
    hands.russian = False
    await _by_macros(hands, 8)
    await expect(john.page.locator("#rows .t use[href$='#st-done']")).to_have_count(MANY, timeout=LONG)
    assert john.errors == []
    await _all_is_done(stand, numbers)


SLOW_TO_SETTLE = """document.addEventListener("htmx:afterSwap", () => document.activeElement.blur(), { once: true });
document.addEventListener("htmx:afterSettle", () => { document.body.dataset.settled = "yes"; }, { once: true });"""
"""Leaves the box as soon as it is fresh, before the page has settled."""


async def test_who_has_left_the_box_is_not_drawn_back_into_it(
    demo: tuple[ServerStand, dict[str, str]], at: Person
) -> None:
    """The next key after an answer is a command again, however slow the machine is."""
    stand, _ = demo
    numbers = await _ordered(stand, 1, "quick")
    john = await at("john", locale="en")
    await john.page.goto(f"/tickets/{numbers[0]}")
    await john.page.locator("#reply-text").fill("On the way")
    await john.page.evaluate(SLOW_TO_SETTLE)
    await john.page.keyboard.press("Control+Enter")
    await expect(john.page.locator("body[data-settled]")).to_have_count(1, timeout=LONG)
    await expect(john.page.locator("#story")).to_contain_text("On the way", timeout=LONG)
    await expect(john.page.locator("#reply-text")).not_to_be_focused()


async def _keys_are_shown(hands: Hands) -> None:
    await hands.press("Shift+Slash")
    await expect(hands.page.locator("#keys")).to_be_visible()
    await hands.press("Escape")
    await expect(hands.page.locator("#keys")).not_to_be_visible()


async def _several_at_once(hands: Hands, many: int) -> None:
    """X selects, beginning with the row that the pane shows, J goes on, T takes them; then they are done in turn."""
    chosen = (await hands.listed())[:many]
    for _ in chosen:
        await hands.press("KeyX", "KeyJ")
    await expect(hands.page.locator("[data-selected]")).to_have_text(f"{many} selected")
    await hands.go("KeyT")
    await expect(hands.page.locator("[data-toast]")).to_contain_text(f"{many} requests are yours now")
    # What is answered is due later: it stands further down now.
    mine = [number for number in await hands.listed() if number in chosen]
    await hands.reach(mine[0])
    await hands.go("Enter")
    await _one_after_another(hands, mine, "It comes today")


async def _one_after_another(hands: Hands, mine: list[str], words: str, *first: str) -> None:
    """From the page of one to the next of the list by J; each third gets an answer; then back to the list."""
    for place, number in enumerate(mine):
        await hands.at(number)
        for key in first:
            await hands.go(key)
        if place % 3 == 0:
            await hands.write(f"{words}, {number}")
        await hands.go("KeyD")
        await expect(hands.page.locator("#facts use[href$='#st-done']")).to_be_visible()
        if number != mine[-1]:
            await hands.go("KeyJ")
    await hands.go("Escape")


async def _from_the_list(hands: Hands, many: int) -> None:
    """T takes the row in hand; the hand goes with it to where it stands then, and is there again after the way back."""
    for number in (await hands.listed())[:many]:
        await hands.reach(number)
        await hands.go("KeyT")
        assert await hands.in_hand() == number
        await hands.go("Enter")
        await hands.at(number)
        await hands.go("KeyD")
        await hands.go("Escape")
        assert await hands.in_hand() == number


async def _in_the_russian_layout(hands: Hands, many: int) -> None:
    """О, Е, В and К lie where J, T, D and R do."""
    mine = (await hands.listed())[:many]
    await hands.reach(mine[0])
    await hands.go("Enter")
    await _one_after_another(hands, mine, "Везу", "KeyT")


async def _by_macros(hands: Hands, many: int) -> None:
    """A opens the macros of the request with the first one in hand, Tab walks among them, Enter runs one."""
    mine = (await hands.listed())[:many]
    await hands.reach(mine[0])
    await hands.go("Enter")
    for number in mine:
        await hands.at(number)
        await hands.press("KeyA")
        macros = hands.page.locator("#macros button[name=key]")
        await expect(macros.first).to_be_focused()
        offered = await macros.evaluate_all("buttons => buttons.map((button) => button.value)")
        await hands.press(*["Tab"] * offered.index("take-and-tell"))
        await hands.go("Enter")
        await expect(hands.page.locator("#story")).to_contain_text(f"I work on request {number} now")
        await hands.go("KeyD")
        if number != mine[-1]:
            await hands.go("KeyJ")
    await hands.go("Escape")


async def _all_is_done(stand: ServerStand, numbers: Iterable[str]) -> None:
    async with database(stand):
        rows = await fetch(
            "SELECT t.id, t.state, p.login FROM ticket t LEFT JOIN person p ON p.id = t.assignee_id"
            " JOIN person c ON c.id = t.requester_id WHERE c.login = $1",
            CUSTOMER,
        )
        done = {str(row["id"]): (row["state"], row["login"]) for row in rows}
        assert done == dict.fromkeys(numbers, ("done", "john"))
        words = await fetch(
            "SELECT m.text FROM comment m JOIN ticket t ON t.id = m.ticket_id JOIN person c ON c.id = t.requester_id"
            " WHERE c.login = $1",
            CUSTOMER,
        )
        said = [row["text"] for row in words]
        assert [sum(text.startswith(one) for text in said) for one in ("It comes today", "Везу")] == [4, 2]
