"""Administration of the catalog: what is in force, the drafts that wait, publishing them, all services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import may
from okno.catalog import drafts, history, publishing, registry
from okno.catalog.difference import difference
from okno.catalog.drafts import Draft, Edited, Flaw
from okno.catalog.model import Service
from okno.catalog.problem import BadCatalog
from okno.clock import from_us
from okno.errors import Invalid, Refused
from okno.http import page
from okno.http.forms import texts as sent
from okno.people import Person, get_many
from okno.settings import Settings
from okno.text import N_, one_line, pick, plural, search_key, sort_key
from okno.themes.contexts import FieldView
from okno.themes.editor import (
    AdminCatalogPage,
    ChangeView,
    DraftRow,
    FlawView,
    ItemGroup,
    ItemRow,
    KindLink,
    MarkView,
)
from okno.web.catalog_kinds import HOME, PAGES, editor_of
from okno.web.catalog_words import KINDS, changes_told, title_of, where
from okno.web.faces import error_links
from okno.web.shell import Screen

SHOWN = 12
"""How many differences of a draft the list shows."""


class CatalogHome(Screen):
    """The catalog as those see it who decide what can be ordered."""

    section = "admin-catalog"

    async def act(self) -> Response | None:
        """Publishes the chosen drafts, or discards one."""
        doing, _, name = self.text("act").partition(":")
        if doing == "publish":
            return await self._publish()
        if doing == "discard":
            kind, key, version = _named(name)
            await drafts.discard(self.actor.id, kind, key, version=version)
            return self.go(HOME, self.t.say(N_("The draft is discarded")))
        raise Invalid({"act": N_("Choose what to do.")})

    async def _publish(self) -> Response:
        chosen = [_named(value) for value in sent(self.form, "draft")]
        if not chosen:
            raise Refused(N_("Choose at least one draft to publish."))
        seen = {f"{kind}/{key}": version for kind, key, version in chosen}
        opens = may(self.actor, "teams.manage")
        try:
            applied = await publishing.publish(self.actor.id, self.text("note"), seen, opens_teams=opens)
        except BadCatalog as error:
            raise Refused(N_("Put right what is wrong with the drafts, then publish them.")) from error
        await registry.refresh()
        if applied.plan.empty:
            return self.go(HOME, self.t.say(N_("Nothing differs from what is in force")))
        said = self.t.say(N_("Revision %(n)s is in force", n=applied.revision))
        return self.go(HOME, said, href=f"{HOME}/history/{applied.revision}", link=self.t.say(N_("What changed")))

    async def context(self) -> AdminCatalogPage:
        """The page; `?q=` searches the services."""
        whole = await drafts.merged()
        chosen = {value.rpartition(":")[0] for value in sent(self.form, "draft")} if self.problem is not None else None
        authors = await get_many(one.author_id for one in whole.drafts.values())
        rows = [await self._draft(one, whole, authors) for one in whole.drafts.values()]
        latest = await history.revisions(limit=1)
        note = FieldView(
            kind="text",
            name="note",
            label=self.t.say(N_("What this change is for")),
            help=self.t.say(N_("Stands in the history.")),
            value=self.text("note"),
            optional=True,
            max_chars=200,
        )
        q = self.query.get("q", "")[:100]
        return AdminCatalogPage(
            force=self._force(latest),
            by=await self._by(latest),
            q=q,
            drafts=tuple(rows),
            groups=self._groups(whole, q),
            kinds=self._kinds(whole),
            note=note,
            errors=error_links((), self.errors, self.notice if not self.errors else ""),
            whole=tuple(self._stray(flaw, whole) for flaw in whole.flaws if flaw.name not in whole.drafts),
            chosen=tuple(sorted(chosen)) if chosen is not None else None,
        )

    def _force(self, latest: Sequence[history.Revision]) -> str:
        if not latest:
            return self.t.say(N_("No catalog is in force yet."))
        when = self.t.moment(from_us(latest[0].at))
        return self.t.say(N_("Revision %(n)s is in force since %(when)s.", n=latest[0].number, when=when))

    async def _by(self, latest: Sequence[history.Revision]) -> str:
        if not latest or latest[0].actor_id is None:
            return ""
        people = await get_many([latest[0].actor_id])
        return people[latest[0].actor_id].name if people else ""

    # Drafts -----------------------------------------------------------------------------------------------------

    async def _draft(self, draft: Draft, whole: drafts.Merged, authors: Mapping[int, Person]) -> DraftRow:
        item = await drafts.edited(draft.kind, draft.key)
        author = authors.get(draft.author_id)
        changes = difference(item.in_force, item.body) if item.in_force and item.body else ()
        told = changes_told(self.t, changes, item.in_force, item.body)
        return DraftRow(
            value=f"{draft.name}:{draft.version}",
            name=draft.name,
            kind=_kind(item),
            noun=self.t.say(KINDS[draft.kind]),
            title=title_of(item.body or item.in_force, draft.key, self.t.locale),
            href=editor_of(draft.kind, draft.key),
            line=", ".join(
                (author.name if author is not None else f"№ {draft.author_id}", self.t.moment(from_us(draft.at)))
            ),
            changes=tuple(ChangeView(where=place, before=old, after=new) for place, old, new in told[:SHOWN]),
            more=self.t.say(N_("and %(n)s more", n=len(told) - SHOWN)) if len(told) > SHOWN else "",
            flaws=tuple(self._flaw(flaw, item.body) for flaw in whole.of(draft.kind, draft.key)),
            stale=item.stale,
        )

    def _flaw(self, flaw: Flaw, body: Any) -> FlawView:
        return FlawView(text=self.t.say(flaw.reason), where=where(self.t, flaw.path, body))

    def _stray(self, flaw: Flaw, whole: drafts.Merged) -> FlawView:
        """A problem of an item that has no draft: it does not fit the drafts of others."""
        item = whole.catalog.kinds().get(flaw.kind, {}).get(flaw.key)
        title = pick(item.title, self.t.locale) if item is not None else flaw.key
        noun = self.t.say(KINDS[flaw.kind]) if flaw.kind else ""
        place = " › ".join(part for part in (noun, title, where(self.t, flaw.path, None)) if part)
        return FlawView(text=self.t.say(flaw.reason), where=place, href=editor_of(flaw.kind, flaw.key))

    # Services ---------------------------------------------------------------------------------------------------

    def _groups(self, whole: drafts.Merged, q: str) -> tuple[ItemGroup, ...]:
        found = [*whole.catalog.services.values()]
        words = search_key(q).split()
        rows: dict[str, list[tuple[str, ItemRow]]] = {}
        for service in found:
            row = self._service(service, whole)
            if all(word in search_key(f"{row.title} {service.key} {row.line}") for word in words):
                rows.setdefault(service.category, []).append((sort_key(row.title), row))
        for row, category in self._others(whole, words):
            rows.setdefault(category, []).append((sort_key(row.title), row))
        titles = {key: pick(one.title, self.t.locale) for key, one in whole.catalog.categories.items()}
        order = [*titles, *sorted(rows.keys() - titles.keys())]
        return tuple(
            ItemGroup(
                title=titles.get(key, key or "—"),
                rows=tuple(row for _, row in sorted(rows[key], key=lambda one: one[0])),
            )
            for key in order
            if key in rows
        )

    def _others(self, whole: drafts.Merged, words: Sequence[str]) -> list[tuple[ItemRow, str]]:
        """Services that the catalog with the drafts lacks: those whose draft cannot be read, or takes them away."""
        found = []
        for draft in whole.drafts.values():
            if draft.kind != "service" or draft.key in whole.catalog.services:
                continue
            known = registry.current().services.get(draft.key)
            title = (
                title_of(draft.body, draft.key, self.t.locale)
                if draft.body
                else pick(known.title, self.t.locale)
                if known
                else draft.key
            )
            if not all(word in search_key(title) for word in words):
                continue
            mark = MarkView(kind="gone", text=self.t.say(N_("to be taken away")))
            if draft.body is not None:
                mark = MarkView(kind="bad", text=self.t.say(N_("has problems")))
            category = str((draft.body or {}).get("category") or (known.category if known is not None else ""))
            row = ItemRow(
                title=title, href=editor_of("service", draft.key), icon="circle-help", line=draft.key, marks=(mark,)
            )
            found.append((row, category))
        return found

    def _service(self, service: Service, whole: drafts.Merged) -> ItemRow:
        t = self.t
        team = whole.catalog.teams.get(service.team)
        parts = [pick(team.title, t.locale) if team is not None else service.team]
        asked = sum(1 for field in service.fields if not field.static)
        parts.append(t.say(plural("%(n)s field", "%(n)s fields", asked)) if asked else t.say(N_("no fields")))
        if service.approval:
            parts.append(t.say(N_("approval")))
        if service.tasks:
            parts.append(t.say(plural("%(n)s task", "%(n)s tasks", len(service.tasks))))
        return ItemRow(
            title=pick(service.title, t.locale),
            href=editor_of("service", service.key),
            icon=service.icon,
            line=" · ".join(parts),
            marks=tuple(self._marks(service, whole)),
        )

    def _marks(self, service: Service, whole: drafts.Merged) -> list[MarkView]:
        found = []
        draft = whole.drafts.get(f"service/{service.key}")
        if draft is not None:
            found.append(MarkView(kind="draft", text=self.t.say(N_("new") if not draft.digest else N_("draft"))))
        if whole.of("service", service.key):
            found.append(MarkView(kind="bad", text=self.t.say(N_("has problems"))))
        if service.visible_to.groups or service.visible_to.departments:
            found.append(MarkView(kind="hidden", text=self.t.say(N_("not for everybody"))))
        return found

    def _kinds(self, whole: drafts.Merged) -> tuple[KindLink, ...]:
        parts = whole.catalog.kinds()
        return tuple(
            KindLink(href=one.path, label=self.t.say(one.title), icon=one.icon, count=str(len(parts[kind])))
            for kind, one in PAGES.items()
            if kind != "service"
        )


def _kind(item: Edited) -> str:
    if item.body is None:
        return "remove"
    return "add" if item.in_force is None else "change"


def _named(value: str) -> tuple[str, str, int]:
    """Kind, key and version out of `kind/key:version`."""
    name, _, version = one_line(value).rpartition(":")
    kind, _, key = name.partition("/")
    if kind not in KINDS or not (version.isascii() and version.isdigit() and len(version) < 10):
        raise Invalid({"draft": N_("Choose drafts of the list.")})
    return kind, key, int(version)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The first page of the catalog's administration."""
    return [page(HOME, CatalogHome, needs="catalog.manage")]
