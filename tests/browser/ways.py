"""The ways to pages that need more than an address: a link to follow, something to do first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.browser.company import ENGLISH_PASSWORD

OUTAGE = "Не печатают принтеры"
TICKET = ".subj a"
"""The link to a ticket in the rows of the desk."""
Steps = Callable[[Page], Awaitable[None]]


def goes(path: str) -> Steps:
    """The way to a page by its address."""

    async def go(page: Page) -> None:
        await page.goto(path)

    return go


def follows(path: str, link: str, further: str = "") -> Steps:
    """The way to a page by the first link that fits; `further` is added to its address."""

    async def go(page: Page) -> None:
        await page.goto(path)
        href = await page.locator(link).first.get_attribute("href")
        assert href
        await page.goto(f"{href.partition('?')[0]}{further}" if further else href)

    return go


async def refused(page: Page) -> None:
    """A form that was sent empty."""
    await page.goto("/catalog/monitor")
    await page.locator("[name=place]").fill("")
    await page.locator("form.order button.main").click()
    await expect(page.locator("[aria-invalid=true]").first).to_be_visible(timeout=30_000)


async def token_shown(page: Page) -> None:
    """A token that was just made, with the button that copies it."""
    await page.goto("/profile/tokens")
    await page.locator("details.create summary").click()
    await page.fill("details.create input[type=text]", "A script")
    await _with_password(page, "details.create")
    await expect(page.locator(".shown-once .secret")).to_be_visible(timeout=30_000)
    await expect(page.locator("button.copy")).to_be_visible()


async def second_factor_drawn(page: Page) -> None:
    """The picture for the phone."""
    await page.goto("/profile/second-factor")
    await _with_password(page, "main")
    await expect(page.locator(".qr svg")).to_be_visible(timeout=30_000)


async def _with_password(page: Page, where: str) -> None:
    await page.fill(f"{where} input[type=password]", ENGLISH_PASSWORD)
    await page.locator(f"{where} button.main").click()


async def invited(page: Page) -> None:
    """The link for a new colleague, shown once."""
    await follows("/admin/people?q=artem", "#people-rows a[href^='/admin/people/']")(page)
    await page.locator("form[action$='/invite'] button").click()
    await expect(page.locator(".shown-once .secret")).to_be_visible(timeout=30_000)


async def suggested(page: Page) -> None:
    """What is offered for a mistyped word."""
    await page.goto("/")
    await page.locator("#q").press_sequentially("принетр")
    await expect(page.locator("#q-offers [role=option]").first).to_be_visible(timeout=30_000)
    await page.keyboard.press("ArrowDown")


async def published(page: Page) -> None:
    """An outage that everybody sees."""
    await page.goto("/announcements")
    known = page.locator("main a[href^='/announcements/']", has_text=OUTAGE)
    if await known.count():
        await known.first.click()
    else:
        await page.goto("/announcements/new")
        await page.fill("[name='title.ru']", OUTAGE)
        await page.fill("[name='title.en']", "The printers do not print")
        await page.locator("form.order button.main").click()
    await expect(page.locator(".bulletin-state")).to_be_visible(timeout=30_000)


async def announcement_refused(page: Page) -> None:
    """An announcement that was sent empty."""
    await page.goto("/announcements/new")
    await page.locator("form.order button.main").click()
    await expect(page.locator("#errors")).to_be_visible(timeout=30_000)


async def emergency_refused(page: Page) -> None:
    """The form of an emergency access that was sent empty."""
    await page.goto("/admin/emergency")
    await page.locator("form[action='/admin/emergency'] button.main").click()
    await expect(page.locator("#errors")).to_be_visible(timeout=30_000)


async def sections_open(page: Page) -> None:
    """The menu of administration on a phone, open; and the form of a new role."""
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto("/admin/roles")
    await page.locator("#new > summary").click()
    await page.locator(".sections-menu > summary").click()
    await expect(page.locator(".sections-menu [aria-current=page]")).to_be_visible()


async def searched(page: Page) -> None:
    """The box of the search with what it offers."""
    await page.goto("/desk/all")
    await page.keyboard.press("Control+k")
    await page.locator("#everywhere").press_sequentially("монит")
    await expect(page.locator("#everywhere-offers [role=option]").first).to_be_visible(timeout=30_000)
    await page.keyboard.press("ArrowDown")


async def own_reply(page: Page) -> None:
    """A canned reply of one's own, open for a change."""
    await page.goto("/profile/replies")
    if not await page.locator("a[href^='/profile/replies/']").count():
        await page.locator("#new").evaluate("one => { one.open = true; }")
        await page.fill("#new [name=title]", "Заберите у нас")
        await page.fill("#new [name=text]", "Здравствуйте, {name}. Всё готово, заберите в кабинете 101 до 18:00.")
        await page.locator("#new button.main").click()
    await follows("/profile/replies", "a[href^='/profile/replies/']")(page)


async def announced(page: Page) -> None:
    """The form of an announcement that stands already."""
    await published(page)
    await page.goto(f"{page.url.partition('?')[0]}/edit")


async def previewed(page: Page) -> None:
    """A request beside the list that it stands in."""
    await page.goto("/desk/all")
    await page.keyboard.press("j")
    await expect(page.locator("#preview .foot-bar").first).to_be_visible(timeout=30_000)


async def chosen(page: Page) -> None:
    """What an act on several requests asks for."""
    await page.goto("/desk/all")
    await _ticked(page, 3)
    await page.locator("[data-menu] > summary", has=page.locator("use[href$='#ellipsis']")).first.click()
    await page.locator("button[value='ask:comment']").click()
    await expect(page.locator("textarea[name=text]")).to_be_visible(timeout=30_000)


async def left_alone(page: Page) -> None:
    """An act that is not possible on some of the requests."""
    await page.goto("/desk/mine")
    await _ticked(page, 2)
    # As if somebody had changed them meanwhile.
    await page.locator(".t input[name=ticket]:checked").evaluate_all(
        "all => all.forEach((one) => { one.value = one.value.split(':')[0] + ':0'; })"
    )
    await page.locator("button[name=act][value=take]").first.click()
    await page.wait_for_url("**/desk/bulk/*")


async def _ticked(page: Page, most: int) -> None:
    boxes = page.locator(".t input[name=ticket]")
    for nth in range(min(most, await boxes.count())):
        await boxes.nth(nth).check()


async def invitation_open(page: Page) -> None:
    """What an invited colleague sees first."""
    await invited(page)
    link = await page.locator(".shown-once .secret").first.input_value()
    await page.context.clear_cookies()
    await page.goto(link)


async def hand_over(page: Page) -> None:
    """The menu that hands a ticket over."""
    await follows("/desk/all", TICKET)(page)
    await page.locator("#moves [data-key=KeyP]").click()


async def adds_up(page: Page) -> None:
    """How the time of a ticket adds up."""
    await follows("/desk/all", TICKET)(page)
    await page.locator("details.why > summary").first.click()
