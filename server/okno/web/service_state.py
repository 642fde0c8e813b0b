"""The editor of a service: what the draft changes, and what is done with the service as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog import drafts, history, publishing
from okno.catalog.drafts import Flaw
from okno.catalog.naming import key_from
from okno.errors import Invalid
from okno.http import page
from okno.settings import Settings
from okno.text import N_
from okno.themes.editor import ChangeView, FlawView, ItemStatePage, RevisionRow
from okno.web.catalog_words import KINDS, changes_told, title_of, where
from okno.web.item_form import Entry, read, views
from okno.web.item_screen import SHOWN, ItemScreen
from okno.web.revision_rows import revision_rows
from okno.web.service_new import RESERVED
from okno.web.service_screen import PATH, ServiceScreen

COPY = (Entry("texts", "title", N_("Title of the copy"), needed=True, max_chars=120),)


class ItemState(ItemScreen):
    """What the draft of an item changes, its history, and discarding, taking away and copying it."""

    @property
    def page(self) -> str:
        """The address of this page."""
        return f"{self.here}/state"

    async def act(self) -> Response | None:
        """Does what one of the forms asks for."""
        doing, _, number = self.text("act").partition(":")
        if doing == "copy":
            return await self._copy()
        if doing == "restore" and number.isascii() and number.isdigit() and len(number) < 10:
            await history.restore(self.actor.id, self.kind, self.key, int(number), version=self.sent_version)
            said = N_("The draft is as in revision %(number)s", number=int(number))
            return self.go(self.page, self.t.say(said))
        if doing == "discard":
            await drafts.discard(self.actor.id, self.kind, self.key, version=self.sent_version)
            gone = self.item.in_force is None
            return self.go(self.back[0] if gone else self.here, self.t.say(N_("The draft is discarded")))
        if doing == "renew":
            await drafts.renew(self.actor.id, self.kind, self.key, version=self.sent_version or -1)
            return self.go(self.page, self.t.say(N_("The draft stays as it is and can be published")))
        if doing == "remove":
            await drafts.remove(self.actor.id, self.kind, self.key, version=self.sent_version)
            return self.go(self.page, self.t.say(N_("Publish the draft to take it out of force")))
        raise Invalid({"act": N_("Choose what to do.")})

    async def _copy(self) -> Response:
        typed: dict[str, Any] = {}
        read(COPY, typed, self)
        known = {*self.whole.catalog.kinds()[self.kind], *(one.key for one in await drafts.all_drafts()), *RESERVED}
        key = key_from(typed["title"]["ru"], known, usual=self.kind)
        await drafts.save(self.actor.id, self.kind, key, {**self.body, **typed}, version=None)
        return self.go(self.here.removesuffix(self.key) + key, self.t.say(N_("The copy is a draft of its own")))

    async def context(self) -> ItemStatePage:
        """The page."""
        if self.problem is not None:
            await self.load()
        item, body = self.item, self.body
        clash = await publishing.clash_of(item.draft) if item.draft is not None else None
        copy = views(COPY, self._copied(body), self.t, self.errors)
        revisions = await history.revisions_of(self.kind, self.key)
        return ItemStatePage(
            head=await self.head(body),
            action=self.page,
            version=self.version,
            changes=self.change_views(item.in_force, item.body) if item.draft is not None else (),
            theirs=self._theirs(clash) if clash is not None else (),
            removal=item.draft is not None and item.body is None,
            fresh=item.in_force is None,
            dependents=await self._dependents(),
            revisions=await self._revisions(revisions),
            copy=copy,
            errors=self.refusal(copy),
        )

    def _copied(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.text("act") == "copy":
            return {"title": {locale: self.text(f"title.{locale}") for locale in ("ru", "en")}}
        title = body.get("title")
        marks = {"ru": "%s (копия)", "en": "%s (copy)"}
        return (
            {"title": {locale: marks[locale] % title.get(locale, "") for locale in marks}}
            if isinstance(title, dict)
            else {}
        )

    def _theirs(self, clash: publishing.Clash) -> tuple[ChangeView, ...]:
        told = changes_told(self.t, clash.theirs, self.item.body, self.item.in_force)
        return tuple(ChangeView(where=place, before=old, after=new) for place, old, new in told[:SHOWN])

    async def _dependents(self) -> tuple[FlawView, ...]:
        if self.item.in_force is None or self.item.body is None:
            return ()
        found = await drafts.dependents(self.kind, self.key)
        return tuple(self._dependent(flaw) for flaw in found[:SHOWN])

    def _dependent(self, flaw: Flaw) -> FlawView:
        item: Any = self.whole.catalog.kinds().get(flaw.kind, {}).get(flaw.key)
        title = title_of({"title": dict(item.title)} if item is not None else None, flaw.key, self.t.locale)
        noun = self.t.say(KINDS[flaw.kind]) if flaw.kind else ""
        place = " › ".join(part for part in (noun, title, where(self.t, flaw.path, None)) if part)
        return FlawView(text=self.t.say(flaw.reason), where=place)

    async def _revisions(self, found: Sequence[history.Revision]) -> tuple[RevisionRow, ...]:
        return await revision_rows(self.t, found, self.whole.catalog)


class ServiceState(ItemState, ServiceScreen):
    """The same for a service."""

    tab = "state"


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The state of a service."""
    return [page(PATH + "/{key}/state", ServiceState, needs="catalog.manage")]
