"""A service and its form: the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog import forms, registry
from okno.catalog.model import Service
from okno.catalog.rules import is_empty
from okno.clock import from_us, now
from okno.errors import Invalid
from okno.http import page, see
from okno.http.forms import text, texts
from okno.people import suggest
from okno.settings import Settings
from okno.text import N_, Phrase, pick
from okno.themes.contexts import ArticleView, ErrorLink, FieldView, MiniRow
from okno.themes.ordering import ServicePage
from okno.themes.slots import SERVICE, Subject
from okno.tickets import Order, Ticket, advice, draft, order
from okno.tickets.behalf import may_order_for_others
from okno.tickets.form import FormChanged, WrongAnswers, former_form
from okno.tickets.likeness import open_of_service
from okno.web import order_steps, sending, toast, uploads
from okno.web.beside_form import beside_form
from okno.web.beside_panel import mini
from okno.web.carried import carried
from okno.web.faces import error_links
from okno.web.form_fields import FormFields
from okno.web.order_about import BEHALF, KIND, behalf_field, kind_field
from okno.web.ordered_for import customer_named, service_at
from okno.web.services import category_href, category_of
from okno.web.shell import Screen


class OrderForm(Screen):
    """The form of a service; a good send makes a ticket, a refused one is shown again with everything kept."""

    section = "catalog"
    service: Service
    former: Service | None = None
    """The service as it was when the form was opened, if it was another one then."""
    answers: dict[str, Any]
    ticket: Ticket | None = None

    async def load(self) -> None:
        """Finds the service in the catalog in force."""
        self.service = await service_at(self, str(self.params["key"]))

    @property
    def revision(self) -> int | None:
        """The revision of the catalog with which the form was opened."""
        sent = self.text("revision")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None

    async def act(self) -> Response:
        """Orders. The same form sent again leads to the same request."""
        await self.read()
        content = await self._content()
        response = await sending.once(self, f"order {self.service.key}", content, self._order)
        self._praise(response)
        return response

    async def read(self) -> None:
        """Reads the answers; what was read before a refusal is shown again. Raises Invalid for a refused file."""
        if self.revision is not None and self.revision != registry.revision():
            former = await former_form(self.service.key, self.revision)
            self.former = former if former is not None and former.fields != self.service.fields else None
        fields = forms.order_fields(self.service)
        self.answers = forms.from_form(fields, self.form) | self._of_gone()
        for name in (KIND, BEHALF):
            self.answers |= {name: self.text(name)} if self.text(name) else {}
        for one in fields:
            if one.type == "file":
                await uploads.keep(self, one.key, self.answers[one.key])
        people = [one.key for one in fields if one.type == "person"]
        typed = self.text(f"{BEHALF}.text").strip()
        if BEHALF not in self.answers and typed:
            self.answers[BEHALF] = typed
        for key in (*people, BEHALF):
            if isinstance(self.answers.get(key), str):
                self.answers[key] = await self._named(self.answers[key])

    def _of_gone(self) -> dict[str, Any]:
        """What was answered to questions that the form does not have any more."""
        if self.former is None:
            return {}
        present = {one.key for one in forms.order_fields(self.service)}
        gone = [one for one in forms.order_fields(self.former) if one.key not in present]
        sent = forms.from_form(gone, self.form)
        return {key: value for key, value in sent.items() if not is_empty(value) and value is not False}

    async def _named(self, typed: str) -> str | int:
        """The id of the only person whose name was typed, else the words as they are: a login is fine too."""
        if typed.isascii() and typed.isdigit() and len(typed) < 19:
            return int(typed)
        found = await suggest(typed, limit=2)
        return found[0].id if len(found) == 1 else typed

    async def _content(self) -> dict[str, Any]:
        """What makes this order what it is."""
        plain = dict(self.answers)
        for one in forms.order_fields(self.service):
            if one.type == "file":
                plain[one.key] = await sending.contents(plain[one.key])
        return dict(sorted(plain.items()))

    async def _order(self) -> Response:
        wish = Order(
            service=self.service.key,
            kind=self.answers.get(KIND),
            on_behalf_of=self.answers.get(BEHALF),
            answers={key: value for key, value in self.answers.items() if key not in (KIND, BEHALF)},
            revision=self.revision,
        )
        try:
            self.ticket = await order(self.actor, wish)
        except WrongAnswers:
            raise
        except Invalid as error:
            # The page calls them by names that no question of a form can have.
            names = {"kind": KIND, "on_behalf_of": BEHALF}
            fields = {names.get(key, key): phrase for key, phrase in error.fields.items()}
            raise Invalid(fields, error.phrase) from error
        return see(f"/tickets/{self.ticket.number}")

    def _praise(self, response: Response) -> None:
        if self.ticket is not None:
            toast.put(response, self.visit, self.t.say(_promise(self.ticket, self)))

    @property
    def errors(self) -> Mapping[str, str]:
        """The sentences of a refused form, by field; those of a changed form too."""
        if isinstance(self.problem, FormChanged):
            return {name: self.t.say(phrase) for name, phrase in self.problem.wrong.items()}
        return super().errors

    async def context(self) -> ServicePage:
        """The form: prefilled, as it was left, or as it was sent."""
        service, locale, errors = self.service, self.t.locale, self.errors
        kept = await draft.find(self.actor.id, service.key) if self.problem is None else None
        fields = await self._fields(errors, kept)
        category = category_of(service)
        return ServicePage(
            slots_about=Subject(SERVICE, 0, service.key),
            key=service.key,
            title=pick(service.title, locale),
            summary=pick(service.description, locale) or pick(service.summary, locale),
            icon=service.icon,
            revision=registry.revision(),
            category=pick(category.title, locale) if category is not None else "",
            category_href=category_href(service.category),
            fields=fields,
            errors=self._summary(fields, errors),
            steps=await order_steps.steps(service, self.t),
            term=self.t.working(registry.terms(service).resolve),
            owner=pick(service.owner, locale),
            note=self._note(),
            max_bytes=self.settings.limits.upload_bytes,
            once=sending.form_key(self),
            cost=self.t.money(service.cost, service.currency) if service.cost else "",
            articles=tuple(
                ArticleView(title=pick(one.title, locale), text=pick(one.text, locale)) for one in service.articles
            ),
            already=await self._already(),
            draft=self.t.say(N_("Draft of %(moment)s", moment=self.t.moment(from_us(kept.at)))) if kept else "",
            **await beside_form(self, service),
        )

    async def _already(self) -> MiniRow | None:
        """An open request of this service that the person has, before another one is sent."""
        found = await open_of_service(self.actor, self.service.key)
        return mini(found, self.t.locale) if found is not None else None

    def _summary(self, fields: Sequence[FieldView], errors: Mapping[str, str]) -> tuple[ErrorLink, ...]:
        """What is to be corrected. Sentences about questions that are not asked any more name them."""
        asked = {one.name for one in fields if one.shown}
        former = {one.key: one for one in (*(self.former.fields if self.former else ()), *self.service.fields)}
        lost = N_("“%(field)s” is not asked any more: your answer would be lost. Write it elsewhere if it matters.")
        said = {
            key: self.t.say(lost.msgid, field=pick(former[key].title, self.t.locale))
            if key in former and key not in asked
            else sentence
            for key, sentence in errors.items()
        }
        links = error_links([one for one in fields if one.name in asked], said, self.notice)
        changed = isinstance(self.problem, FormChanged)
        return (ErrorLink(href="", text=self.notice), *links) if changed and errors else links

    async def _fields(self, errors: Mapping[str, str], kept: draft.Draft | None) -> tuple[FieldView, ...]:
        made = FormFields(self.t, self.actor.id, self.settings.limits.upload_bytes)
        if self.problem is None:
            customer = await customer_named(self)
            values = await advice.prefill(self.actor, self.service, customer or self.person)
            values |= forms.prefill(self.service, self.person) | carried(self.service, self.query.get("words", ""))
            values |= {BEHALF: customer.id} if customer is not None else {}
            values |= dict(kept.answers if kept is not None else {})
            typed = {key: value for key, value in values.items() if isinstance(value, str)}
        else:
            values, typed = self.answers, self._typed()
        about = await self._about(made, values, typed, errors)
        return about + await made.of(self.service, values, typed, errors, fresh=self._fresh())

    def _typed(self) -> dict[str, str]:
        people = [BEHALF, *(one.key for one in self.service.fields if one.type == "person")]
        return {key: text(self.form, f"{key}.text") or next(iter(texts(self.form, key)), "") for key in people}

    def _fresh(self) -> set[str]:
        """The questions that are new to whoever had the former form open."""
        if self.former is None or not isinstance(self.problem, FormChanged):
            return set()
        return {one.key for one in self.service.fields} - {one.key for one in self.former.fields}

    async def _about(
        self, made: FormFields, values: Mapping[str, Any], typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> tuple[FieldView, ...]:
        found = []
        if await may_order_for_others(self.actor):
            found.append(await behalf_field(made, values.get(BEHALF), typed.get(BEHALF, ""), errors.get(BEHALF, "")))
        if len(self.service.all_kinds) > 1:
            found.append(kind_field(self.service, self.t, str(values.get(KIND, "")), errors.get(KIND, "")))
        return tuple(found)

    def _note(self) -> str:
        phone = self.settings.support_phone
        return self.t.say(N_("Urgent? Call %(phone)s.", phone=phone)) if phone else ""


def _promise(ticket: Ticket, current: Screen) -> Phrase:
    """What is said after an order: the number, and by when the answer comes."""
    if ticket.respond_by is None:
        return N_("Request %(number)s received", number=ticket.number)
    if ticket.running_since is None:
        return N_("Request %(number)s received. The work begins when it is approved", number=ticket.number)
    due, t = from_us(ticket.respond_by), current.t
    if t.local(due).date() == t.local(now()).date():
        return N_("Request %(number)s received. We will answer by %(time)s", number=ticket.number, time=t.time(due))
    return N_("Request %(number)s received. We will answer %(due)s", number=ticket.number, due=t.due(due))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of a service."""
    return [page("/catalog/{key}", OrderForm, needs="service.order")]
