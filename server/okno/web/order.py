"""A service and its form: the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog import forms as answers_of, registry
from okno.catalog.model import Service
from okno.clock import from_us, now
from okno.errors import NotFound
from okno.http import page, see
from okno.http.forms import text, texts
from okno.people import suggest
from okno.settings import Settings
from okno.text import N_, Phrase, pick
from okno.themes.contexts import ServicePage, StepView
from okno.tickets import Order, Ticket, order
from okno.web import sending, toast, uploads
from okno.web.faces import error_links
from okno.web.form_fields import FormFields
from okno.web.services import category_of
from okno.web.shell import Screen


class OrderForm(Screen):
    """The form of a service; a good send makes a ticket, a refused one is shown again with everything kept."""

    section = "catalog"
    service: Service
    answers: dict[str, Any]
    ticket: Ticket | None = None

    async def load(self) -> None:
        """Finds the service in the catalog in force."""
        found = registry.service(str(self.params["key"]))
        if found is None:
            raise NotFound(N_("There is no such service any more. Look for it in the catalog."))
        self.service = found

    async def act(self) -> Response:
        """Orders. The same form sent again leads to the same request."""
        await self._read()
        content = await self._content()
        response = await sending.once(self, f"order {self.service.key}", content, self._order)
        self._praise(response)
        return response

    async def _read(self) -> None:
        """Reads the answers; what was read before a refusal is shown again."""
        self.answers = answers_of.from_form(self.service, self.form)
        for one in self.service.fields:
            if one.type == "file":
                await uploads.keep(self, one.key, self.answers[one.key])
        for one in self.service.fields:
            if one.type == "person" and isinstance(self.answers[one.key], str):
                self.answers[one.key] = await self._named(self.answers[one.key])

    async def _named(self, typed: str) -> str | int:
        """The id of the only person whose name was typed, else the words as they are: a login is fine too."""
        found = await suggest(typed, limit=2)
        return found[0].id if len(found) == 1 else typed

    async def _content(self) -> dict[str, Any]:
        """What makes this order what it is."""
        plain = dict(self.answers)
        for one in self.service.fields:
            if one.type == "file":
                plain[one.key] = await sending.contents(plain[one.key])
        return dict(sorted(plain.items()))

    async def _order(self) -> Response:
        revision = self.text("revision")
        self.ticket = await order(
            self.actor,
            Order(
                service=self.service.key,
                answers=self.answers,
                revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None,
            ),
        )
        return see(f"/tickets/{self.ticket.number}")

    def _praise(self, response: Response) -> None:
        if self.ticket is not None:
            toast.put(response, self.visit, self.t.say(_promise(self.ticket, self)))

    async def context(self) -> ServicePage:
        """The form: prefilled, or as it was sent."""
        errors = self.errors
        fields = await self._fields(errors)
        service, locale = self.service, self.t.locale
        category = category_of(service)
        return ServicePage(
            key=service.key,
            title=pick(service.title, locale),
            summary=pick(service.description, locale) or pick(service.summary, locale),
            icon=service.icon,
            revision=registry.revision(),
            category=pick(category.title, locale) if category is not None else "",
            category_href=f"/catalog?category={service.category}",
            fields=fields,
            errors=error_links(fields, errors, self.notice if not errors else ""),
            steps=self._steps(),
            term=self.t.working(registry.terms(service).resolve),
            owner=pick(service.owner, locale),
            note=self._note(),
            max_bytes=self.settings.limits.upload_bytes,
            once=sending.form_key(self),
        )

    async def _fields(self, errors: Mapping[str, str]) -> Any:
        made = FormFields(self.t, self.actor.id, self.settings.limits.upload_bytes)
        if self.problem is None:
            return await made.of(self.service, answers_of.prefill(self.service, self.person), {}, errors)
        people = [one.key for one in self.service.fields if one.type == "person"]
        typed = {key: text(self.form, f"{key}.text") or next(iter(texts(self.form, key)), "") for key in people}
        return await made.of(self.service, self.answers, typed, errors)

    def _steps(self) -> tuple[StepView, ...]:
        say, service = self.t.say, self.service
        team = registry.team(service.team)
        name = pick(team.title, self.t.locale) if team is not None else ""
        return (
            StepView(
                kind="ok", name=say(N_("You send the request")), line=say(N_("“%(team)s” sees it at once", team=name))
            ),
            StepView(
                kind="todo",
                name=say(N_("We answer")),
                line=say(N_("in %(term)s", term=self.t.working(registry.terms(service).respond))),
            ),
            StepView(
                kind="todo",
                name=say(N_("We do it")),
                line=say(N_("in %(term)s", term=self.t.working(registry.terms(service).resolve))),
            ),
            StepView(
                kind="todo", name=say(N_("You check that all is well")), line=pick(service.done_text, self.t.locale)
            ),
        )

    def _note(self) -> str:
        phone = self.settings.support_phone
        return self.t.say(N_("Urgent? Call %(phone)s.", phone=phone)) if phone else ""


def _promise(ticket: Ticket, current: Screen) -> Phrase:
    """What is said after an order: the number, and by when the answer comes."""
    if ticket.respond_by is None:
        return N_("Request %(number)s received", number=ticket.number)
    due, t = from_us(ticket.respond_by), current.t
    if t.local(due).date() == t.local(now()).date():
        return N_("Request %(number)s received. We will answer by %(time)s", number=ticket.number, time=t.time(due))
    return N_("Request %(number)s received. We will answer %(due)s", number=ticket.number, due=t.due(due))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of a service."""
    return [page("/catalog/{key}", OrderForm, needs="service.order")]
