"""What was ordered: the answers of the form and the files that came with it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from okno.catalog import forms, registry
from okno.catalog.model import Service
from okno.files import Attachment, File, of_ticket
from okno.i18n import Translator
from okno.text import pick
from okno.themes.contexts import AnswerView, FileView
from okno.tickets import Sight, Ticket
from okno.tickets.answers import Shown, readable
from okno.tickets.past_forms import PastForm, past_forms
from okno.tickets.task_form import is_answer_of_task
from okno.web.faces import file_view


class Ordered:
    """The order of a ticket as its reader may see it."""

    def __init__(
        self,
        ticket: Ticket,
        service: Service | None,
        attached: list[Attachment],
        t: Translator,
        past: Sequence[PastForm] = (),
    ) -> None:
        self.ticket = ticket
        self.past = past
        self.service = service
        self.t = t
        self.files: Mapping[str, File] = {
            one.file.public_id: one.file
            for one in attached
            if one.use.comment_id is None and not is_answer_of_task(one.use)
        }

    @classmethod
    async def read(cls, ticket: Ticket, seen: Sight, t: Translator) -> Ordered:
        """Reads the version of the service that the ticket keeps, and its files."""
        service = await registry.service_item(ticket.service_item_id)
        own = replace(ticket, answers=readable(service, ticket.answers, staff=seen is Sight.STAFF))
        attached = await of_ticket(ticket.id, internal=seen is Sight.STAFF)
        return cls(own, service, attached, t, await past_forms(ticket.id))

    @property
    def title(self) -> str:
        """The title of the service."""
        return pick(self.service.title, self.t.locale) if self.service is not None else self.ticket.service

    async def answers(self) -> tuple[AnswerView, ...]:
        """The answers in the order of the form; files of an answer stand with it."""
        if self.service is None:
            return tuple(AnswerView(label=key, value=str(value)) for key, value in self.ticket.answers.items())
        shown = await forms.display(self.service, self.ticket.answers, self.t.locale, resolve=Shown(), zone=self.t.zone)
        return tuple(
            AnswerView(
                label=pick(field.title, self.t.locale),
                value="" if field.type == "file" else text,
                files=self._views(self.ticket.answers.get(field.key)) if field.type == "file" else (),
            )
            for field, text in shown
        )

    def _views(self, ids: object) -> tuple[FileView, ...]:
        listed = ids if isinstance(ids, list) else []
        return tuple(file_view(self.files[one], self.t) for one in listed if one in self.files)

    def loose_files(self) -> tuple[FileView, ...]:
        """Files that belong to the order as a whole and to no answer."""
        kept = (self.ticket.answers, *(one.answers for one in self.past))
        named = {one for answers in kept for value in answers.values() if isinstance(value, list) for one in value}
        return tuple(file_view(file, self.t) for key, file in self.files.items() if key not in named)
