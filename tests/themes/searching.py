"""Samples of the search with its states."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.contexts import ChipView, Page, PersonView, ServiceLine, StateView
from okno.themes.search import ExampleView, HitView, MarkedView, SearchPage

WORK = StateView(kind="progress", icon="st-progress", word="В работе")
SEARCH = SearchPage(
    q="принтер",
    tabs=(
        ChipView(href="/search?q=x", label="Заявки", count="2", current=True),
        ChipView(href="/search?q=x&kind=people", label="Люди", count="0"),
        ChipView(href="/search?q=x&kind=services", label="Услуги", count="3"),
    ),
    orders=(
        ChipView(href="/search?q=x", label="Сначала точные", current=True),
        ChipView(href="/search?q=x&order=newest", label="Сначала новые"),
    ),
    hits=(
        HitView(
            number=10427,
            href="/tickets/10427",
            subject=(MarkedView(text="Сломан "), MarkedView(text="принтер", marked=True)),
            snippet=(
                MarkedView(text="… заклинила каретка "),
                MarkedView(text="принтера", marked=True),
                MarkedView(text=" <в холле> …"),
            ),
            state=WORK,
            line="Вера Малинина, закупки · Принтер или сканер",
            when="17 ноября, 10:12",
            iso="2026-11-17T07:12:00.000Z",
        ),
        HitView(number=10001, href="/tickets/10001", subject=(MarkedView(text="Картридж"),), state=WORK),
    ),
    total="2",
    heard="принтер",
    filling="Старые заявки ещё готовятся к поиску: готово 40 %.",
    next_href="/search?q=x&cursor=abc",
)
EXAMPLES = (
    ExampleView(query="принтер мнёт", text="все слова, в любой форме"),
    ExampleView(query="10427", text="заявка по номеру"),
)
SEARCHES: dict[str, Page] = {
    "search": SEARCH,
    "search.new": SearchPage(examples=EXAMPLES),
    "search.empty": replace(SEARCH, hits=(), next_href="", heard="", empty="Ничего не нашли.", examples=EXAMPLES),
    "search.people": replace(
        SEARCH,
        kind="people",
        hits=(),
        next_href="",
        people=(
            PersonView(
                id=3,
                name="Вера Малинина",
                initials="ВМ",
                line="Закупки",
                phone="+7 900 000-12-34",
                phone_href="tel:+79000001234",
                mail="vera@example.test",
                href="/search?q=from:vera",
            ),
        ),
    ),
    "search.services": replace(
        SEARCH,
        kind="services",
        hits=(),
        next_href="",
        services=(ServiceLine(key="printer", href="/catalog/printer", title="Принтер", summary="Мнёт бумагу"),),
    ),
}
"""Every state of the page, by a short name."""
