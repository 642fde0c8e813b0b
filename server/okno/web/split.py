"""Splitting: a message about something else becomes a request of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import Invalid
from okno.files import of_comments
from okno.http import page, see
from okno.people import get as get_person
from okno.settings import Settings
from okno.text import N_, one_line, pick
from okno.themes.contexts import FieldView, OptionView
from okno.themes.joining import SplitPage
from okno.tickets import Ticket
from okno.tickets.comment import Comment
from okno.tickets.form import WrongAnswers
from okno.tickets.order import SUBJECT_LIMIT, TEXT_LIMIT
from okno.tickets.split import said_in, services_for, split
from okno.web import sending, toast
from okno.web.faces import error_links
from okno.web.form_input import Inputs
from okno.web.work_screen import WorkScreen


class Split(WorkScreen):
    """The form: which service, what it is about, in which words."""

    said: Comment | None = None
    made: Ticket | None = None

    async def load(self) -> None:
        """Finds the ticket."""
        await super().load()
        self.comment = self.text("comment") or self.query.get("comment", "")

    async def allow(self) -> None:
        """Whoever may answer reads the message too; one that he does not see is none."""
        await super().allow()
        if self.comment.isascii() and self.comment.isdigit() and len(self.comment) < 19:
            self.said = await said_in(self.actor, self.ticket, int(self.comment))

    async def act(self) -> Response:
        """Orders for the requester. The same form sent again leads to the same request."""
        content = [self.comment, self.text("service"), self.text("subject"), self.text("text")]
        response = await sending.once(self, f"split {self.ticket.id}", content, self._split)
        if self.made is not None:
            toast.put(response, self.visit, self.t.say(N_("Request %(number)s is made", number=self.made.number)))
        return response

    async def _split(self) -> Response:
        try:
            self.made = await split(
                self.actor,
                self.ticket.id,
                service=self.text("service"),
                subject=self.text("subject"),
                text=self.text("text"),
                comment_id=self.said.id if self.said is not None else None,
            )
        except WrongAnswers as error:
            raise Invalid({"service": N_("This service asks for more than words. Choose a general one.")}) from error
        return see(f"/tickets/{self.made.number}")

    async def context(self) -> SplitPage:
        """The form, with the words of the message."""
        fields = await self._fields()
        person = await get_person(self.ticket.customer_id)
        files = await of_comments([self.said.id]) if self.said is not None else {}
        return SplitPage(
            number=self.ticket.id,
            subject=self.ticket.subject,
            customer=person.name if person is not None else "—",
            fields=fields,
            comment=str(self.said.id) if self.said is not None else "",
            files=sum(len(listed) for listed in files.values()),
            once=sending.form_key(self),
            errors=error_links(fields, self.errors, self.notice if not self.errors else ""),
        )

    async def _fields(self) -> tuple[FieldView, ...]:
        words = self.said.text if self.said is not None else ""
        began = {"subject": one_line(words, SUBJECT_LIMIT), "text": words, "service": ""}
        typed = {key: self.text(key) for key in began} if self.problem is not None else began
        services = await services_for(self.actor, self.ticket)
        first = typed["service"] or (services[0].key if services else "")
        options = tuple(
            OptionView(value=one.key, label=pick(one.title, self.t.locale), selected=one.key == first)
            for one in services
        )
        inputs = Inputs(self.t, {**typed, "service": first}, self.errors)
        return (
            replace(inputs.field("list", "service", N_("Service")), options=options),
            inputs.field("text", "subject", N_("What it is about"), max_chars=SUBJECT_LIMIT),
            inputs.field("long", "text", N_("Words of the request"), max_chars=TEXT_LIMIT),
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of splitting."""
    return [page("/tickets/{number}/split", Split, needs="ticket.own")]
