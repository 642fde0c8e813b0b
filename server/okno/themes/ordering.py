"""The declared context of an order: a service and its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.bulletin import AnnouncementView
from okno.themes.contexts import Page
from okno.themes.parts import ArticleView, CategoryLine, ErrorLink, FieldView, MiniRow, StepView


@dataclass(frozen=True, kw_only=True)
class ServicePage(Page):
    """A service and its form. Posts multipart to /catalog/{key}: `_csrf`, `revision`, `once` and the fields.

    The same to /catalog/{key}/draft keeps what is written; with `order.act` = drop throws it away.
    """

    template: ClassVar[str] = "service.html"
    key: str
    title: str
    summary: str
    icon: str
    revision: int
    category: str  # title of the direction
    category_href: str
    fields: tuple[FieldView, ...]
    errors: tuple[ErrorLink, ...] = ()  # summary of a refused form
    steps: tuple[StepView, ...] = ()  # «Что будет дальше»
    term: str = ""  # «3 рабочих дня»
    owner: str = ""  # «Галина Пчелинцева, владелец услуги»
    note: str = ""  # a grey line under it
    max_bytes: int = 25 * 2**20  # one file
    once: str = ""  # the key of this very form: sent twice, it orders once
    cost: str = ""  # «1 200 ₽», "" hides
    articles: tuple[ArticleView, ...] = ()  # what may help without an order
    draft: str = ""  # «Черновик от 17 ноября, 10:12», when the fields hold one
    already: MiniRow | None = None  # an open request of this service that the person has already
    starred: bool = False  # one of the person's favourites
    known: tuple[AnnouncementView, ...] = ()  # outages and works that touch it now
    above: tuple[CategoryLine, ...] = ()  # the directions above its own, the highest first
