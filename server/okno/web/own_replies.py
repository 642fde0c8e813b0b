"""One's own canned replies: written, put into order, deleted in the profile; made out of what stands in a reply box."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.check_texts import BODY_LIMIT, TITLE_LIMIT
from okno.catalog.variables import VARIABLES
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.i18n import Translator
from okno.people import get as get_person
from okno.settings import Settings
from okno.text import N_, one_line
from okno.themes.contexts import FieldView
from okno.themes.own_replies import OwnRepliesPage, OwnReplyView, VariableView
from okno.tickets import Sight, Ticket, get, own_replies, reply_drafts
from okno.tickets.own_replies import OwnReply
from okno.web.faces import error_links
from okno.web.form_input import Inputs
from okno.web.shell import Screen

PATH = "/profile/replies"
FROM = "from"
"""Names the ticket in the address whose draft becomes a reply."""
LINE = 120


def variables(t: Translator) -> tuple[VariableView, ...]:
    """All variables with their meaning, as help beside a form."""
    return tuple(VariableView(name=f"{{{name}}}", meaning=t.say(words)) for name, words in VARIABLES.items())


class OwnReplies(Screen):
    """The list, with the form of another one."""

    section = "profile"
    gone: OwnReply | None = None
    chosen: OwnReply | None = None

    async def act(self) -> Response | None:
        """Adds a reply."""
        made = await own_replies.add(self.person.id, title=self.text("title"), text=self.text("text"))
        return self.go(self._back() or PATH, self.t.say(N_("The reply “%(title)s” is kept", title=made.title)))

    def _back(self) -> str:
        number = self.text(FROM)
        return f"/tickets/{number}#reply" if number.isascii() and number.isdigit() and len(number) < 19 else ""

    async def context(self) -> OwnRepliesPage:
        """The page."""
        ticket = await self._ticket()
        rows = await own_replies.of_person(self.person.id)
        fields = self._fields(await self._values(ticket))
        refused = self.problem is not None
        return OwnRepliesPage(
            rows=tuple(self._row(one, rows) for one in rows),
            fields=fields,
            variables=variables(self.t),
            action=f"{PATH}/{self.chosen.id}" if self.chosen is not None else PATH,
            editing=self.chosen.title if self.chosen is not None else "",
            open=refused or self.chosen is not None or ticket is not None or not rows,
            errors=error_links(fields, self.errors, self.notice if refused and not self.errors else ""),
            gone_title=self.gone.title if self.gone is not None else "",
            gone_text=self.gone.text if self.gone is not None else "",
            back_href=f"/tickets/{ticket.number}#reply" if ticket is not None else "",
            back_label=f"№ {ticket.number}" if ticket is not None else "",
            number=ticket.number if ticket is not None else "",
        )

    async def _ticket(self) -> Ticket | None:
        """The ticket whose draft is to become a reply, for who works on it."""
        asked = self.query.get(FROM) or self.text(FROM)
        if not asked:
            return None
        try:
            ticket, seen = await get(self.actor, asked)
        except NotFound:
            return None
        return ticket if seen is Sight.STAFF else None

    async def _values(self, ticket: Ticket | None) -> Mapping[str, str]:
        if self.problem is not None:
            return {"title": self.text("title"), "text": self.text("text")}
        if self.chosen is not None:
            return {"title": self.chosen.title, "text": self.chosen.text}
        return {"title": "", "text": await _of_draft(self.actor.id, ticket)} if ticket is not None else {}

    def _fields(self, values: Mapping[str, str]) -> tuple[FieldView, ...]:
        made = Inputs(self.t, values, self.errors)
        return (
            made.field("text", "title", N_("Title"), help_=N_("By this you find it."), max_chars=TITLE_LIMIT),
            made.field(
                "long",
                "text",
                N_("Text"),
                help_=N_("What stands in braces is filled in from the request: see the list beside."),
                max_chars=BODY_LIMIT,
            ),
        )

    def _row(self, one: OwnReply, rows: Sequence[OwnReply]) -> OwnReplyView:
        return OwnReplyView(
            id=one.id,
            title=one.title,
            begins=one_line(one.text, LINE),
            href=f"{PATH}/{one.id}",
            action=f"{PATH}/{one.id}/place",
            first=one.id == rows[0].id,
            last=one.id == rows[-1].id,
        )


async def _of_draft(person_id: int, ticket: Ticket) -> str:
    """The words of a draft, with the number and the name of this requester made variables again."""
    drafts = await reply_drafts.of(person_id, ticket.id)
    text = next((drafts[name].text for name in ("public", "internal") if name in drafts), "")
    customer = await get_person(ticket.customer_id)
    text = re.sub(rf"\b{ticket.number}\b", "{number}", text)
    if customer is not None:
        text = re.sub(rf"\b{re.escape(customer.first_name)}\b", "{name}", text)
    return text


class OwnReplyForm(OwnReplies):
    """One of them."""

    async def load(self) -> None:
        """Finds it among one's own."""
        self.chosen = await own_replies.get(self.person.id, str(self.params["reply"]))

    async def act(self) -> Response:
        """Changes it."""
        made = await own_replies.change(
            self.person.id, str(self.params["reply"]), title=self.text("title"), text=self.text("text")
        )
        return self.go(PATH, self.t.say(N_("The reply “%(title)s” is changed", title=made.title)))


class OwnReplyPlace(OwnReplies):
    """Its place among the others, or its end."""

    async def act(self) -> Response | None:
        """Moves or deletes it; what was deleted can be brought back from the page that follows."""
        reply, doing = str(self.params["reply"]), self.text("act")
        if doing == "delete":
            self.gone = await own_replies.delete(self.person.id, reply)
            return None
        if doing not in ("up", "down"):
            raise Invalid({"act": N_("This page is too old. Load it again.")})
        await own_replies.shift(self.person.id, reply, -1 if doing == "up" else 1)
        return self.redirect(PATH)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes."""
    return [
        page(PATH, OwnReplies, needs="desk.open"),
        page(f"{PATH}/{{reply}}", OwnReplyForm, needs="desk.open"),
        page(f"{PATH}/{{reply}}/place", OwnReplyPlace, needs="desk.open", methods=("POST",)),
    ]
