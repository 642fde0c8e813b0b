"""The editors of the other items of the catalog: what they share, and those that are one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from okno.catalog.model import Catalog
from okno.text import N_, Phrase, pick, sort_key
from okno.themes.editor import EditorPage, FieldSet, PartList, TabView
from okno.web.catalog_kinds import PAGES
from okno.web.item_form import Entry, read, views
from okno.web.item_screen import ItemScreen
from okno.web.service_state import ItemState


@dataclass(frozen=True)
class Part:
    """Entries under one head."""

    id: str
    title: Phrase
    entries: Sequence[Entry]
    help: Phrase | None = None
    folded: bool = False


class KindScreen(ItemScreen):
    """A page of an item that is no service."""

    tab = ""

    @property
    def here(self) -> str:
        """The first page of the item."""
        return f"{PAGES[self.kind].path}/{self.key}"

    @property
    def back(self) -> tuple[str, str]:
        """The list of its kind."""
        pages = PAGES[self.kind]
        return pages.path, self.t.say(pages.title)

    @property
    def picture(self) -> str:
        """The icon of its kind."""
        return PAGES[self.kind].icon

    @property
    def catalog(self) -> Catalog:
        """The catalog with all drafts: what there is to choose from."""
        return self.whole.catalog

    def tabs(self) -> Sequence[TabView]:
        """The form, and what the draft changes."""
        return tuple(
            TabView(href=self.here + path, label=self.t.say(label), current=self.tab == path.strip("/"), bad=bad)
            for path, label, bad in (("", N_("Settings"), len(self.flaws)), ("/state", N_("Changes"), 0))
        )

    def page_of(self, path: tuple[str | int, ...]) -> str:
        """The control that a part of the item is edited with."""
        return f"{self.here}#f-{'-'.join(str(step) for step in path)}" if path else self.here

    def titled(self, part: str, *, without: str = "") -> list[tuple[str, str]]:
        """Items of a part of the catalog as options, by their titles."""
        items: Any = getattr(self.catalog, part)
        pairs = [(key, pick(item.title, self.t.locale)) for key, item in items.items() if key != without]
        return sorted(pairs, key=lambda pair: sort_key(pair[1]))


class KindState(ItemState, KindScreen):
    """What the draft of such an item changes."""

    tab = "state"


class FormScreen(KindScreen):
    """An item, or a part of it, that is one form. A subclass says what is asked."""

    heading: Phrase = N_("Settings")

    def parts(self) -> Sequence[Part]:
        """What is asked, under heads."""
        raise NotImplementedError

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """The body as its form shows it."""
        return body

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """Put what the form says into the body."""
        kept = dict(shown)
        body.clear()
        body.update(kept)

    def lists(self, _body: dict[str, Any]) -> tuple[PartList, ...]:
        """Lists of members below the form."""
        return ()

    @property
    def at(self) -> tuple[str | int, ...]:
        """Where in the body that lies what the form shows."""
        return ()

    @property
    def landing(self) -> str:
        """The address of this page."""
        return self.here

    @property
    def lead(self) -> str:
        """What is said above the form."""
        return ""

    @property
    def up(self) -> tuple[str, str]:
        """The page that this one belongs to: address and words; empty for the first page."""
        return "", ""

    def change(self, body: dict[str, Any]) -> None:
        """What was typed and chosen."""
        shown = self.opened(body)
        read([entry for part in self.parts() for entry in part.entries], shown, self)
        self.closed(shown, body)

    async def context(self) -> EditorPage:
        """The form."""
        body = await self.typed()
        errors = self.errors_at(self.at)
        shown = self.opened(body)
        sets = tuple(
            FieldSet(
                id=part.id,
                title=self.t.say(part.title),
                help=self.t.say(part.help) if part.help is not None else "",
                fields=views(part.entries, shown, self.t, errors),
                folded=part.folded,
            )
            for part in self.parts()
        )
        up_href, up_label = self.up
        return EditorPage(
            head=await self.head(body),
            action=self.landing,
            version=self.version,
            title=self.t.say(self.heading),
            lead=self.lead,
            up_href=up_href,
            up_label=up_label,
            sets=sets,
            lists=self.lists(body),
            errors=self.refusal(field for one in sets for field in one.fields),
            save=self.t.say(N_("Save in the draft")),
        )
