"""What the editors of all items of the catalog share: the draft, its version, its problems and the head of the page."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from starlette.responses import Response

from okno.catalog import drafts
from okno.catalog.difference import difference
from okno.catalog.drafts import Edited, Flaw
from okno.catalog.model import KIND_CLASSES
from okno.catalog.shape import build, plain
from okno.clock import from_us
from okno.errors import Conflict, Invalid, NotFound
from okno.people import get as get_person
from okno.text import N_, Phrase
from okno.themes.contexts import ErrorLink, FieldView
from okno.themes.editor import ChangeView, FlawView, ItemHead, MarkView, TabView
from okno.web.catalog_words import KINDS, changes_told, title_of, where
from okno.web.faces import error_links
from okno.web.item_form import errors_of
from okno.web.shell import Screen

HOME = "/admin/catalog"
SHOWN = 40
"""How many differences a page lists."""


class ItemScreen(Screen):
    """A page of one item. A subclass says its kind, its tabs, and what the form of this page changes in the body."""

    section = "admin-catalog"
    kind: ClassVar[str]
    item: Edited
    whole: drafts.Merged
    saved: Phrase = N_("Saved in the draft")
    """What is said after saving."""

    @property
    def key(self) -> str:
        """The key of the item."""
        return str(self.params["key"])

    @property
    def here(self) -> str:
        """The address of the first page of the item."""
        raise NotImplementedError

    @property
    def back(self) -> tuple[str, str]:
        """The list that the item is in: address and words."""
        return HOME, self.t.say(N_("Catalog"))

    @property
    def picture(self) -> str:
        """The icon beside the title."""
        return "settings"

    def tabs(self) -> Sequence[TabView]:
        """The parts of the item, this one marked."""
        return ()

    def page_of(self, path: tuple[str | int, ...]) -> str:
        """The address where a part of the item is edited."""
        raise NotImplementedError

    def change(self, body: dict[str, Any]) -> None:
        """Put what was typed into the body. Raises Invalid."""
        raise NotImplementedError

    # Phases ---------------------------------------------------------------------------------------------------

    async def load(self) -> None:
        """Finds the item with its draft, and what is wrong with all drafts together."""
        self.item = await drafts.edited(self.kind, self.key)
        self.whole = await drafts.merged()
        if not isinstance(self.item.body or self.item.in_force, dict):
            raise NotFound

    @property
    def body(self) -> dict[str, Any]:
        """A copy of the body with the draft; that in force when the draft takes the item away."""
        return copy.deepcopy(self.item.body or self.item.in_force or {})

    @property
    def flaws(self) -> Sequence[Flaw]:
        """What is wrong with the item."""
        return self.whole.of(self.kind, self.key)

    @property
    def sent_version(self) -> int | None:
        """The version of the draft that the form was made from."""
        sent = self.text("version")
        if not sent:
            return None
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1

    @property
    def version(self) -> str:
        """The version that the forms of this page send back; after a conflict the present one, which is shown."""
        return str(self.item.version or "")

    async def act(self) -> Response | None:
        """Saves what was typed."""
        body = self.body
        self.change(body)
        return await self.keep(body, self.here, self.saved)

    async def keep(self, body: dict[str, Any], path: str, said: Phrase) -> Response:
        """Stores the body as the draft and goes on; a draft that says what is in force goes away."""
        tidied = _tidied(self.kind, body)
        if self.item.in_force is not None and not difference(self.item.in_force, tidied):
            if self.item.draft is not None:
                await drafts.discard(self.actor.id, self.kind, self.key, version=self.sent_version or -1)
            return self.go(path, self.t.say(N_("Nothing differs from what is in force")))
        await drafts.save(self.actor.id, self.kind, self.key, tidied, version=self.sent_version)
        return self.go(path, self.t.say(said))

    async def typed(self) -> dict[str, Any]:
        """The body to show: after a refusal with what was typed, put anew into what somebody else saved meanwhile."""
        if self.problem is None:
            return self.body
        if isinstance(self.problem, Conflict):
            await self.load()
        body = self.body
        with suppress(Invalid):
            self.change(body)
        return body

    # What is shown ----------------------------------------------------------------------------------------------

    def errors_at(self, path: tuple[str | int, ...], *, prefix: str = "") -> Mapping[str, str]:
        """The sentences by the names of fields: those of a refused form, else those about the draft."""
        return dict(self.errors) or errors_of(self.flaws, path, self.t, prefix=prefix)

    def refusal(self, fields: Iterable[FieldView]) -> tuple[ErrorLink, ...]:
        """The summary of a refused form; what is wrong with a saved draft stands in the head of the page."""
        if self.problem is None:
            return ()
        return error_links(fields, self.errors, self.notice if not self.errors else "")

    def inside(self, path: tuple[str | int, ...]) -> list[Flaw]:
        """The problems of a part of the item, their paths beginning within it."""
        return [
            Flaw(flaw.kind, flaw.key, flaw.path[len(path) :], flaw.reason)
            for flaw in self.flaws
            if flaw.path[: len(path)] == path
        ]

    def bad(self, *starts: str) -> int:
        """How many problems the parts with these names have."""
        return sum(1 for flaw in self.flaws if flaw.path and flaw.path[0] in starts)

    async def head(self, body: Mapping[str, Any]) -> ItemHead:
        """The head of the page."""
        href, label = self.back
        return ItemHead(
            noun=self.t.say(KINDS[self.kind]),
            title=title_of(body, self.key, self.t.locale),
            icon=self.picture,
            back_href=href,
            back_label=label,
            tabs=tuple(self.tabs()),
            marks=self.marks(),
            line=await self._line(),
            flaws=tuple(self.flaw_view(flaw, body) for flaw in self.flaws),
            draft=self.item.draft is not None,
            stale=self.item.stale,
            changes_href=f"{self.here}/state",
        )

    def marks(self) -> tuple[MarkView, ...]:
        """Words about the item as a whole."""
        found = []
        if self.item.draft is not None and self.item.body is None:
            found.append(MarkView(kind="gone", text=self.t.say(N_("to be taken away"))))
        elif self.item.draft is not None:
            found.append(MarkView(kind="draft", text=self.t.say(N_("draft"))))
        if self.item.in_force is None:
            found.append(MarkView(kind="hidden", text=self.t.say(N_("not in force"))))
        return tuple(found)

    async def _line(self) -> str:
        draft = self.item.draft
        if draft is None:
            return ""
        author = await get_person(draft.author_id)
        name = author.name if author is not None else f"№ {draft.author_id}"
        return self.t.say(
            N_("%(who)s, %(when)s. Employees do not see it yet.", who=name, when=self.t.moment(from_us(draft.at)))
        )

    def flaw_view(self, flaw: Flaw, body: Mapping[str, Any]) -> FlawView:
        """A problem with its place and the page where it is put right."""
        return FlawView(
            text=self.t.say(flaw.reason), where=where(self.t, flaw.path, body), href=self.page_of(flaw.path)
        )

    def change_views(self, before: Any, after: Any) -> tuple[ChangeView, ...]:
        """Differences in words."""
        told = changes_told(self.t, difference(before, after), before, after)
        return tuple(ChangeView(where=place, before=old, after=new) for place, old, new in told[:SHOWN])


def _tidied(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body without what the model leaves out by itself, as far as the model can read it."""
    value: Any = build(KIND_CLASSES[kind], body, lambda _path, _reason: None)
    result: dict[str, Any] = plain(value) if value is not None else body
    return result
