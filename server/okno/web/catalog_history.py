"""The history of the catalog: revisions, what each changed in words, and putting it back as it was."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import may
from okno.catalog import drafts, history, registry
from okno.catalog.history import Revision, Touched
from okno.catalog.model import Catalog
from okno.catalog.problem import BadCatalog
from okno.clock import from_us
from okno.errors import Invalid, NotFound, Refused
from okno.http import page
from okno.people import get as get_person
from okno.settings import Settings
from okno.text import N_
from okno.themes.contexts import ErrorLink
from okno.themes.editor import AdminHistoryPage, AdminRevisionPage, ChangeView, TouchedView
from okno.web.catalog_kinds import editor_of
from okno.web.catalog_words import KINDS, changes_told, title_of
from okno.web.item_screen import SHOWN
from okno.web.revision_rows import PATH, named, revision_rows
from okno.web.shell import Screen


class History(Screen):
    """The revisions, the newest first."""

    section = "admin-catalog"

    async def context(self) -> AdminHistoryPage:
        """The list; `?below=` goes on under a number."""
        below = self.query.get("below", "")
        start = int(below) if below.isascii() and below.isdigit() and len(below) < 10 else None
        found = await history.revisions(below=start, limit=history.PAGE + 1)
        shown = found[: history.PAGE]
        return AdminHistoryPage(
            rows=await revision_rows(self.t, shown, registry.current()),
            next_href=f"{PATH}?below={shown[-1].number}" if len(found) > history.PAGE else "",
        )


class OneRevision(Screen):
    """One revision: the differences, undoing it, one item of it back as a draft."""

    section = "admin-catalog"
    revision: Revision
    catalog: Catalog

    async def load(self) -> None:
        """Finds the revision."""
        number = str(self.params["number"])
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise NotFound
        self.revision = await history.required(int(number))
        self.catalog = registry.current()

    async def act(self) -> Response | None:
        """Undoes the revision, or makes a draft of an item as it was then."""
        doing, _, name = self.text("act").partition(":")
        if doing == "restore" and name in self.revision.names:
            kind, key = name.split("/")
            draft = await drafts.get(kind, key)
            version = draft.version if draft is not None else None
            await history.restore(self.actor.id, kind, key, self.revision.number, version=version)
            said = self.t.say(N_("There is a draft of it now, as it was in this revision"))
            return self.go(editor_of(kind, key) or "/admin/catalog", said)
        if doing != "undo":
            raise Invalid({"act": N_("Choose what to do.")})
        note = self.t.say(N_("As it was before revision %(number)s", number=self.revision.number))
        try:
            applied = await history.undo(
                self.revision.number, self.actor.id, note=note, opens_teams=may(self.actor, "teams.manage")
            )
        except BadCatalog as error:
            names = sorted({problem.file for problem in error.problems})
            listed = ", ".join(named(self.t, name, self.catalog) for name in names)
            raise Refused(N_("What was before does not fit the rest any more: %(names)s", names=listed)) from error
        await registry.refresh()
        return self.go(f"{PATH}/{applied.revision}", self.t.say(N_("It is in force as it was before")))

    async def context(self) -> AdminRevisionPage:
        """The page of the revision."""
        revision, t = self.revision, self.t
        person = await get_person(revision.actor_id) if revision.actor_id is not None else None
        why = self._why_not()
        return AdminRevisionPage(
            number=revision.number,
            when=t.full(from_us(revision.at)),
            who=person.name if person is not None else t.say(N_("from a folder")),
            note=revision.note,
            touched=tuple(self._view(one) for one in await history.touched(revision)),
            can_undo=not why,
            undo_why=why,
            errors=(ErrorLink(href="", text=self.notice),) if self.problem is not None else (),
        )

    def _why_not(self) -> str:
        if self.revision.number == 1:
            return self.t.say(N_("The first revision has nothing before it"))
        return ""

    def _view(self, one: Touched) -> TouchedView:
        kind = "add" if one.before is None else "remove" if one.after is None else "change"
        told = changes_told(self.t, one.changes, one.before, one.after) if kind == "change" else []
        present = one.key in self.catalog.kinds().get(one.kind, {})
        return TouchedView(
            name=f"{one.kind}/{one.key}",
            kind=kind if f"{one.kind}/{one.key}" not in self.revision.removed else "remove",
            noun=self.t.say(KINDS[one.kind]),
            title=title_of(one.after or one.before, one.key, self.t.locale),
            href=editor_of(one.kind, one.key) if present else "",
            changes=tuple(ChangeView(where=place, before=old, after=new) for place, old, new in told[:SHOWN]),
            can_restore=one.after is not None and self.revision.number != registry.revision(),
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the history."""
    return [
        page(PATH, History, needs="catalog.manage", methods=("GET",)),
        page(PATH + "/{number}", OneRevision, needs="catalog.manage"),
    ]
