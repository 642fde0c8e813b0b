"""A new service: a title, a category and a team make a draft that has everything else already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog import drafts
from okno.catalog.model import Catalog
from okno.catalog.naming import key_from
from okno.http import page
from okno.settings import Settings
from okno.text import N_, pick, sort_key
from okno.themes.editor import FieldSet, NewItemPage
from okno.web.faces import error_links
from okno.web.item_form import Entry, read, views
from okno.web.item_screen import HOME
from okno.web.service_screen import PATH
from okno.web.shell import Screen

RESERVED = frozenset({"new"})
_OWNER = {"ru": "Руководитель команды «%(team)s»", "en": "Head of the team “%(team)s”"}
_DONE = {"ru": "Сделали то, о чём вы просили.", "en": "What you asked for is done."}
_SUMMARY = {"ru": "Закажите здесь: %(title)s", "en": "Order here: %(title)s"}


def usual(catalog: Catalog, title: dict[str, str], category: str, team: str) -> dict[str, Any]:
    """What a new service has from the start, so that it can be published after a look; terms, icon, owner, words."""
    known = catalog.teams.get(team)
    names = known.title if known is not None else {"ru": team, "en": team}
    direction = catalog.categories.get(category)
    level = _level(catalog, category, team)
    terms = {"sla": level} if level else {"respond": "4h", "resolve": "3d"}
    return {
        "title": title,
        "summary": {locale: text % {"title": pick(title, locale)} for locale, text in _SUMMARY.items()},
        "done_text": dict(_DONE),
        "category": category,
        "icon": direction.icon if direction is not None else "circle-help",
        "team": team,
        "owner": {locale: text % {"team": pick(names, locale)} for locale, text in _OWNER.items()},
        **terms,
    }


def _level(catalog: Catalog, category: str, team: str) -> str:
    """The service level that most services of the team have, else of the category, else of all; "" without any."""
    services = [one for one in catalog.services.values() if one.sla]
    for near in (
        [one.sla for one in services if one.team == team],
        [one.sla for one in services if one.category == category],
        [one.sla for one in services],
    ):
        if near:
            return Counter(near).most_common(1)[0][0]
    return next(iter(catalog.sla), "")


class NewService(Screen):
    """The three questions that a new service needs."""

    section = "admin-catalog"
    catalog: Catalog

    async def load(self) -> None:
        """Reads what there is to choose from, the drafts among it."""
        self.catalog = (await drafts.merged()).catalog

    def _entries(self) -> tuple[Entry, ...]:
        hint = N_("As an employee would call it: “New laptop”.")
        return (
            Entry("texts", "title", N_("Title"), hint, needed=True, max_chars=120),
            Entry("list", "category", N_("Category"), options=self._titled("categories"), needed=True),
            Entry(
                "list", "team", N_("Team"), N_("Its requests come to this team."), self._titled("teams"), needed=True
            ),
        )

    def _titled(self, part: str) -> list[tuple[str, str]]:
        pairs = [(key, pick(item.title, self.t.locale)) for key, item in getattr(self.catalog, part).items()]
        return sorted(pairs, key=lambda pair: sort_key(pair[1]))

    async def act(self) -> Response:
        """Makes the draft."""
        typed: dict[str, Any] = {}
        read(self._entries(), typed, self)
        taken = {
            *self.catalog.services,
            *RESERVED,
            *(one.key for one in await drafts.all_drafts() if one.kind == "service"),
        }
        key = key_from(typed["title"]["ru"], taken, usual="service")
        body = usual(self.catalog, typed["title"], typed["category"], typed["team"])
        await drafts.save(self.actor.id, "service", key, body, version=None)
        return self.go(f"{PATH}/{key}/form", self.t.say(N_("The draft is made. Now the form: what is to be asked")))

    async def context(self) -> NewItemPage:
        """The form."""
        typed: dict[str, Any] = {
            "title": {locale: self.text(f"title.{locale}") for locale in ("ru", "en")},
            "category": self.text("category") or self.query.get("category", ""),
            "team": self.text("team"),
        }
        fields = views(self._entries(), typed, self.t, self.errors)
        t = self.t
        return NewItemPage(
            title=t.say(N_("New service")),
            lead=t.say(N_("The rest gets usual values and can be changed before anybody sees it.")),
            action=f"{PATH}/new",
            back_href=HOME,
            back_label=t.say(N_("Catalog")),
            sets=(FieldSet(id="new", title="", fields=fields),),
            button=t.say(N_("Make the draft")),
            errors=error_links(
                fields, self.errors, self.notice if self.problem is not None and not self.errors else ""
            ),
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The form of a new service."""
    return [page(PATH + "/new", NewService, needs="catalog.manage")]
