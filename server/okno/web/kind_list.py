"""The lists of what is no service in the catalog's administration, and the forms of new items."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog import drafts
from okno.catalog.model import (
    CalendarSpec,
    Catalog,
    Category,
    Lifecycle,
    Macro,
    Policy,
    PriorityMatrix,
    ReplySet,
    Rule,
    SlaSpec,
    TeamSpec,
    working_time,
)
from okno.catalog.naming import key_from
from okno.errors import Conflict
from okno.http import page
from okno.i18n import Translator
from okno.settings import Settings
from okno.text import N_, Phrase, pick, plural, sort_key
from okno.themes.editor import AdminItemsPage, FieldSet, ItemRow, MarkView, NewItemPage
from okno.web.action_words import when
from okno.web.catalog_kinds import PAGES
from okno.web.catalog_words import NAMES, title_of
from okno.web.faces import error_links
from okno.web.item_form import Entry, read, views
from okno.web.kind_forms import NEEDS, TITLE
from okno.web.kind_usual import USUAL
from okno.web.retold import KIND_WORDS
from okno.web.service_new import RESERVED
from okno.web.shell import Screen

_IN_ORDER = ("category", "policy", "rule", "macro")
"""Kinds whose items stand in an order of their own."""
LINE_MOST = 6
"""How many names the line of an item has."""


@dataclass(frozen=True)
class KindWords:
    """What the list of a kind says: above it, on the button that adds one, on its form."""

    lead: Phrase
    add: Phrase


WORDS: Mapping[str, KindWords] = {
    "category": KindWords(N_("The directions of the catalog page, in a tree."), N_("New category")),
    "team": KindWords(N_("Who gets the requests, and in which hours."), N_("New team")),
    "sla": KindWords(N_("What is promised at each priority. Services name a level."), N_("New service level")),
    "policy": KindWords(
        N_("Which service level applies to whom, in this order: the first that fits counts."), N_("New policy")
    ),
    "priority": KindWords(N_("How impact and urgency make a priority."), N_("Describe the priorities")),
    "calendar": KindWords(N_("Working hours and special days. Clocks run in them alone."), N_("New calendar")),
    "lifecycle": KindWords(N_("The states of a request and the ways between them."), N_("New lifecycle")),
    "reply": KindWords(N_("What a team writes often: one press in the reply box."), N_("Replies for another team")),
    "rule": KindWords(N_("What happens by itself, on an event or after a time, in this order."), N_("New rule")),
    "macro": KindWords(N_("Several actions behind one button of the agent."), N_("New macro")),
}


class KindList(Screen):
    """The items of a kind with their drafts."""

    section = "admin-catalog"
    kind: ClassVar[str]

    async def context(self) -> AdminItemsPage:
        """Every item that is in force or begun."""
        whole = await drafts.merged()
        pages, words, t = PAGES[self.kind], WORDS[self.kind], self.t
        items: Any = whole.catalog.kinds()[self.kind]
        begun = {one.key: one for one in whole.drafts.values() if one.kind == self.kind}
        rows = [
            ItemRow(
                title=pick(item.title, t.locale),
                href=f"{pages.path}/{key}",
                icon=getattr(item, "icon", pages.icon),
                line=_LINES[self.kind](item, whole.catalog, t),
                marks=self._marks(key, begun, whole),
            )
            for key, item in sorted(items.items(), key=lambda pair: getattr(pair[1], "sort", 0))
        ]
        rows += [
            ItemRow(
                title=title_of(one.body, key, t.locale),
                href=f"{pages.path}/{key}",
                icon=pages.icon,
                line="",
                marks=self._marks(key, begun, whole),
            )
            for key, one in begun.items()
            if key not in items
        ]
        only = self.kind == "priority" and bool(rows)
        ordered = rows if self.kind in _IN_ORDER else sorted(rows, key=lambda row: sort_key(row.title))
        return AdminItemsPage(
            title=t.say(pages.title),
            lead=t.say(words.lead),
            rows=tuple(ordered),
            new_href="" if only else f"{pages.path}/new",
            new_label=t.say(words.add),
        )

    def _marks(self, key: str, begun: Mapping[str, drafts.Draft], whole: drafts.Merged) -> tuple[MarkView, ...]:
        found = []
        if key in begun:
            gone = begun[key].body is None
            found.append(
                MarkView(
                    kind="gone" if gone else "draft", text=self.t.say(N_("to be taken away") if gone else N_("draft"))
                )
            )
        flaws = len(whole.of(self.kind, key))
        if flaws:
            found.append(MarkView(kind="bad", text=self.t.say(plural("%(n)s problem", "%(n)s problems", flaws))))
        return tuple(found)


class NewItem(Screen):
    """A new item of a kind: its title, or the team that it is for."""

    section = "admin-catalog"
    kind: ClassVar[str]
    catalog: Catalog

    async def load(self) -> None:
        """Reads what there is, the drafts among it."""
        self.catalog = (await drafts.merged()).catalog

    def _entries(self) -> tuple[Entry, ...]:
        if self.kind != "reply":
            return (TITLE,)
        without = [
            (key, pick(team.title, self.t.locale))
            for key, team in self.catalog.teams.items()
            if key not in self.catalog.replies
        ]
        return (Entry("list", "team", NAMES["team"], options=without, needed=True),)

    async def act(self) -> Response:
        """Makes the draft, with usual values in it."""
        typed: dict[str, Any] = {}
        read(self._entries(), typed, self)
        title = typed.get("title") or {}
        begun = {one.key for one in await drafts.all_drafts() if one.kind == self.kind}
        taken = {*self.catalog.kinds()[self.kind], *begun, *RESERVED}
        key = key_from(pick(title, "en") or pick(title, "ru"), taken, usual=self.kind)
        if self.kind == "priority":
            key = "default"
        if self.kind == "reply":
            key = typed["team"]
        if key in begun:
            raise Conflict(N_("Somebody has begun this already. Look at the list anew"))
        body = USUAL[self.kind](self.catalog, title, key)
        await drafts.save(self.actor.id, self.kind, key, body, version=None)
        return self.go(f"{PAGES[self.kind].path}/{key}", self.t.say(N_("The draft is made. Now describe it")))

    async def context(self) -> NewItemPage:
        """The form."""
        pages, words, t = PAGES[self.kind], WORDS[self.kind], self.t
        typed = {
            "title": {locale: self.text(f"title.{locale}") for locale in ("ru", "en")},
            "team": self.text("team"),
        }
        fields = views(self._entries(), typed, t, self.errors)
        refused = self.notice if self.problem is not None and not self.errors else ""
        return NewItemPage(
            title=t.say(words.add),
            lead=t.say(N_("The rest gets usual values and can be changed before anybody sees it.")),
            action=f"{pages.path}/new",
            back_href=pages.path,
            back_label=t.say(pages.title),
            sets=(FieldSet(id="new", title="", fields=fields),),
            button=t.say(N_("Make the draft")),
            errors=error_links(fields, self.errors, refused),
        )


# Lines ----------------------------------------------------------------------------------------------------------


def _of_category(item: Category, catalog: Catalog, t: Translator) -> str:
    parent = catalog.categories.get(item.parent or "")
    n = sum(1 for one in catalog.services.values() if one.category == item.key)
    count = t.say(plural("%(n)s service", "%(n)s services", n))
    return f"{pick(parent.title, t.locale)} › {count}" if parent is not None else count


def _of_team(item: TeamSpec, catalog: Catalog, t: Translator) -> str:
    n = sum(1 for one in catalog.services.values() if one.team == item.key)
    calendar = catalog.calendars.get(item.calendar)
    parts = [t.say(plural("%(n)s service", "%(n)s services", n))]
    if calendar is not None:
        parts.append(pick(calendar.title, t.locale))
    if item.confidential:
        parts.append(t.say(N_("confidential")))
    return " · ".join(parts)


def _of_level(item: SlaSpec, catalog: Catalog, t: Translator) -> str:
    usual = item.targets.get("normal")
    n = sum(1 for one in catalog.services.values() if one.sla == item.key)
    terms = (
        [
            t.say(N_("answer %(time)s", time=t.working(working_time(usual.respond)))),
            t.say(N_("solution %(time)s", time=t.working(working_time(usual.resolve)))),
        ]
        if usual is not None
        else []
    )
    return " · ".join([*terms, t.say(plural("%(n)s service", "%(n)s services", n))])


def _of_policy(item: Policy, catalog: Catalog, t: Translator) -> str:
    """The level, and what a request must be."""
    level, locale = catalog.sla.get(item.sla), t.locale
    named = [
        pick(one.title, locale)
        for part, keys in (("services", item.services), ("categories", item.categories), ("teams", item.teams))
        for key in keys
        if (one := getattr(catalog, part).get(key)) is not None
    ]
    named += [t.say(KIND_WORDS[key]) for key in item.kinds] + [t.say(NAMES[key]).lower() for key in item.priorities]
    named += [t.say(N_("line %(n)s", n=line)) for line in item.lines] + list(item.departments)
    if item.vip is not None:
        named.append(t.say(N_("important people") if item.vip else N_("all but important people")))
    fits = ", ".join(named[:LINE_MOST]) + ("…" if len(named) > LINE_MOST else "")
    return f"{pick(level.title, locale) if level is not None else item.sla} · {fits or t.say(N_('every request'))}"


def _of_matrix(_item: PriorityMatrix, _catalog: Catalog, _t: Translator) -> str:
    return ""


def _of_calendar(item: CalendarSpec, _catalog: Catalog, t: Translator) -> str:
    days = t.say(plural("%(n)s special day", "%(n)s special days", len(item.exceptions)))
    return f"{t.city(item.zone)} · {days}"


def _of_lifecycle(item: Lifecycle, catalog: Catalog, t: Translator) -> str:
    n = sum(1 for one in catalog.services.values() if one.lifecycle == item.key)
    states = t.say(plural("%(n)s state", "%(n)s states", len(item.states)))
    return f"{states} · {t.say(plural('%(n)s service', '%(n)s services', n))}"


def _of_replies(item: ReplySet, _catalog: Catalog, t: Translator) -> str:
    return t.say(plural("%(n)s reply", "%(n)s replies", len(item.replies)))


def _of_rule(item: Rule, _catalog: Catalog, t: Translator) -> str:
    acts = t.say(N_("on") if item.active else N_("off"))
    return f"{acts} · {t.say(N_('when %(when)s', when=when(item, t)))}"


def _of_macro(item: Macro, catalog: Catalog, t: Translator) -> str:
    teams = [pick(catalog.teams[key].title, t.locale) for key in item.teams if key in catalog.teams]
    acts = t.say(plural("%(n)s action", "%(n)s actions", len(item.actions)))
    return " · ".join([", ".join(teams) or t.say(N_("all teams")), acts])


_LINES: Mapping[str, Callable[[Any, Catalog, Translator], str]] = {
    "category": _of_category,
    "team": _of_team,
    "sla": _of_level,
    "priority": _of_matrix,
    "policy": _of_policy,
    "calendar": _of_calendar,
    "lifecycle": _of_lifecycle,
    "reply": _of_replies,
    "rule": _of_rule,
    "macro": _of_macro,
}


# One class for each kind ----------------------------------------------------------------------------------------


class Categories(KindList):
    """The categories."""

    kind = "category"


class NewCategory(NewItem):
    """A new category."""

    kind = "category"


class Teams(KindList):
    """The teams."""

    kind = "team"


class NewTeam(NewItem):
    """A new team."""

    kind = "team"


class Levels(KindList):
    """The service levels."""

    kind = "sla"


class NewLevel(NewItem):
    """A new service level."""

    kind = "sla"


class Policies(KindList):
    """The policies."""

    kind = "policy"


class NewPolicy(NewItem):
    """A new policy."""

    kind = "policy"


class Matrices(KindList):
    """The matrix of priorities."""

    kind = "priority"


class NewMatrix(NewItem):
    """The matrix of a catalog that has none."""

    kind = "priority"


class Calendars(KindList):
    """The calendars."""

    kind = "calendar"


class NewCalendar(NewItem):
    """A new calendar."""

    kind = "calendar"


class Lifecycles(KindList):
    """The lifecycles."""

    kind = "lifecycle"


class NewLifecycle(NewItem):
    """A new lifecycle."""

    kind = "lifecycle"


class Replies(KindList):
    """The canned replies of all teams."""

    kind = "reply"


class NewReplies(NewItem):
    """The canned replies of a team that has none."""

    kind = "reply"


class Rules(KindList):
    """The rules."""

    kind = "rule"


class NewRule(NewItem):
    """A new rule."""

    kind = "rule"


class Macros(KindList):
    """The macros."""

    kind = "macro"


class NewMacro(NewItem):
    """A new macro."""

    kind = "macro"


_SCREENS: Sequence[tuple[type[KindList], type[NewItem]]] = (
    (Categories, NewCategory),
    (Teams, NewTeam),
    (Levels, NewLevel),
    (Policies, NewPolicy),
    (Matrices, NewMatrix),
    (Calendars, NewCalendar),
    (Lifecycles, NewLifecycle),
    (Replies, NewReplies),
    (Rules, NewRule),
    (Macros, NewMacro),
)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """A list and a form for each kind."""
    made: list[BaseRoute] = []
    for listed, new in _SCREENS:
        path = PAGES[listed.kind].path
        made += [page(path, listed, needs=NEEDS, methods=("GET",)), page(f"{path}/new", new, needs=NEEDS)]
    return made
