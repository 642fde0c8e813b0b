"""The declared context of the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.parts import ChipView, PersonView, ServiceLine, StateView


@dataclass(frozen=True, kw_only=True)
class MarkedView:
    """A part of a text; what was looked for is marked."""

    text: str
    marked: bool = False


@dataclass(frozen=True, kw_only=True)
class HitView:
    """A request that was found."""

    number: int
    href: str
    subject: tuple[MarkedView, ...]
    snippet: tuple[MarkedView, ...] = ()  # where the words stand besides the subject
    state: StateView  # in the words of whoever looks
    line: str = ""  # «Артём Рябинин, закупки · Почта»
    when: str = ""  # «17 ноября, 10:12»: when it was ordered
    iso: str = ""


@dataclass(frozen=True, kw_only=True)
class ExampleView:
    """How something is looked for, with words that stand for it."""

    query: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OtherHit:
    """Something that a plugin has found."""

    href: str
    title: str
    line: str = ""


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """What was found by words. GET ?q=&kind=&order=&cursor=."""

    template: ClassVar[str] = "search.html"
    q: str = ""
    kind: str = "tickets"  # "tickets" | "people" | "services" | what a plugin finds: "plugin.key"
    tabs: tuple[ChipView, ...] = ()  # requests, people, services, each with its count
    orders: tuple[ChipView, ...] = ()  # best first, newest first
    hits: tuple[HitView, ...] = ()
    people: tuple[PersonView, ...] = ()
    services: tuple[ServiceLine, ...] = ()
    total: str = ""  # "3", "1000+"
    heard: str = ""  # the query in the other layout of the keyboard, if only that found something
    filling: str = ""  # one sentence while older requests are not in the index yet
    empty: str = ""  # one sentence when nothing was found
    examples: tuple[ExampleView, ...] = ()
    next_href: str = ""
    others: tuple[OtherHit, ...] = ()  # of a kind that a plugin finds
    others_title: str = ""  # what that kind is called
