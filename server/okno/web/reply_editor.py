"""The editor of a team's canned replies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.difference import identity
from okno.catalog.variables import known
from okno.errors import NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_, Phrase, one_line, pick
from okno.themes.contexts import FieldView
from okno.themes.editor import PartList
from okno.web.catalog_kinds import PAGES
from okno.web.item_form import Entry, pair, views
from okno.web.kind_forms import NEEDS, TITLE
from okno.web.kind_screen import FormScreen, KindState, Part
from okno.web.member_screen import ListWords, MemberScreen
from okno.web.service_screen import members

LINE = 120
REPLY = (
    Entry("texts", "title", N_("Title"), N_("By this the agent finds it."), needed=True, max_chars=120),
    Entry(
        "texts",
        "text",
        N_("Text"),
        N_("What stands in braces is filled in from the request: %(known)s.", known=known()),
        needed=True,
        long=True,
        max_chars=4000,
    ),
)


class RepliesForm(FormScreen, MemberScreen):
    """The replies of a team in their order."""

    kind = "reply"
    part = "replies"
    usual = "reply"
    words = ListWords(
        title=N_("Replies"),
        empty=N_("No reply yet."),
        add_title=N_("Another reply"),
        add=N_("Add the reply"),
        added=N_("The reply is added"),
        dropped=N_("The reply is taken out"),
    )

    def parts(self) -> Sequence[Part]:
        """The title of the set."""
        return (Part("naming", N_("Name"), (TITLE,)),)

    def made(self, key: str) -> dict[str, Any]:
        """A reply from what was typed."""
        return {"key": key, "title": pair(self, "new.title"), "text": pair(self, "new.text", long=True)}

    def row(self, member: dict[str, Any], _body: dict[str, Any]) -> tuple[str, str, Sequence[str]]:
        """How it begins."""
        text = member.get("text")
        return "text-quote", one_line(pick(text, self.t.locale), LINE) if isinstance(text, dict) else "", ()

    def asked(self) -> Sequence[FieldView]:
        """Title and text."""
        typed = {"title": self._typed("new.title"), "text": self._typed("new.text")}
        return views(REPLY, typed, self.t, self.errors, prefix="new.")

    def _typed(self, name: str) -> dict[str, str]:
        return {locale: self.text(f"{name}.{locale}") for locale in ("ru", "en")}

    async def act(self) -> Response | None:
        """A button of the list, or the form."""
        return await self.member_act() or await super().act()

    def lists(self, body: dict[str, Any]) -> tuple[PartList, ...]:
        """The replies."""
        return (self.part_list(body, ("replies",)),)


class ReplyForm(FormScreen):
    """One reply."""

    kind = "reply"
    heading: Phrase = N_("Reply")

    @property
    def landing(self) -> str:
        """The address of this page."""
        return f"{self.here}/{self.params['reply']}"

    @property
    def up(self) -> tuple[str, str]:
        """The list of replies."""
        return f"{self.here}#replies", self.t.say(N_("Replies"))

    def _place(self, body: dict[str, Any]) -> int:
        for index, one in enumerate(members(body, "replies")):
            if identity(one) == self.params["reply"]:
                return index
        raise NotFound

    async def load(self) -> None:
        """Finds the reply."""
        await super().load()
        self._place(self.body)

    @property
    def at(self) -> tuple[str | int, ...]:
        """Its place in the body."""
        return "replies", self._place(self.body)

    def parts(self) -> Sequence[Part]:
        """Title and text in both languages."""
        return (Part("reply", N_("Reply"), REPLY),)

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """The reply alone."""
        return dict(members(body, "replies")[self._place(body)])

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """Put the reply back."""
        found = members(body, "replies")
        found[self._place(body)] = shown
        body["replies"] = found


class RepliesState(KindState):
    """What the draft of the replies changes."""

    kind = "reply"


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The editor of a set of replies, its state, each reply."""
    path = f"{PAGES['reply'].path}/{{key}}"
    return [
        page(path, RepliesForm, needs=NEEDS),
        page(f"{path}/state", RepliesState, needs=NEEDS),
        page(f"{path}/{{reply}}", ReplyForm, needs=NEEDS),
    ]
