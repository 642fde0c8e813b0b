"""Forms as an administrator keeps them: the list, the editor with the code to paste, the preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, ClassVar

from starlette.responses import Response

from okno.api import N_, Context, Invalid, NotFound, PageContext, Phrase, Screen, context_of, pick
from okno.api.catalog import Field, Service, current, from_form, services
from okno.api.notify import can_send
from okno.api.outbound import own_url
from okno.api.themes import Condition, ErrorLink, FieldView, FormFields, Inputs, error_links, person_of
from okno_webform import draft, filling, question, webform
from okno_webform.draft import USE, Draft
from okno_webform.form_page import FramePage, look_of
from okno_webform.webform import ACCENTS, ANYBODY, AUDIENCES, PLUGIN, STAFF, THEMES, Form

LIST = "/x/webform"
FIXED = "fixed."
LOCALES: Mapping[str, Phrase] = {
    "": N_("As the reader's browser wishes"),
    "ru": N_("Russian"),
    "en": N_("English"),
}
USES: Mapping[str, Phrase] = {
    question.ASK: N_("Ask"),
    question.FIXED: N_("Give the answer"),
    question.LEAVE: N_("Leave out"),
}
LINES = {"per_hour": "10", "per_day": "200"}


@dataclass(frozen=True, kw_only=True)
class FormLine:
    """A form in the list."""

    id: int
    title: str
    key: str
    service: str
    audience: str
    active: bool
    trouble: str


@dataclass(frozen=True, kw_only=True)
class FormsPage(PageContext):
    """The list."""

    template: ClassVar[str] = "x/webform/forms.html"
    rows: tuple[FormLine, ...]
    notice: str = ""
    mute: bool = False  # letters do not leave this server


@dataclass(frozen=True, kw_only=True)
class UseRow:
    """What becomes of a question: `use` chooses, `answer` is shown where the answer is given."""

    use: FieldView
    answer: FieldView | None
    needed: bool
    words: bool  # no question, words between them


@dataclass(frozen=True, kw_only=True)
class EditPage(PageContext):
    """The editor. A new form has no questions yet: they follow from its service."""

    template: ClassVar[str] = "x/webform/edit.html"
    id: int  # 0 for a new one
    version: int
    title: str
    basics: tuple[FieldView, ...]
    who: tuple[FieldView, ...]
    uses: tuple[UseRow, ...]
    looks: tuple[FieldView, ...]
    limits: tuple[FieldView, ...]
    errors: tuple[ErrorLink, ...]
    notice: str
    code: str
    address: str
    active: bool


class FormList(Screen):
    """All forms."""

    section = LIST

    async def context(self) -> FormsPage:
        """The list, with what is wrong with each."""
        rows = [await self._line(one) for one in await webform.all_forms()]
        return FormsPage(rows=tuple(rows), mute=not can_send())

    async def _line(self, form: Form) -> FormLine:
        t = self.t
        service = current().services.get(form.service)
        wrong = await draft.trouble(context_of(PLUGIN), form)
        return FormLine(
            id=form.id,
            title=webform.title_of(form, t.locale),
            key=form.key,
            service=pick(service.title, t.locale) if service is not None else form.service,
            audience=t.say(AUDIENCES[form.audience]),
            active=form.active,
            trouble=t.say(wrong) if wrong is not None else "",
        )


class EditForm(Screen):
    """The editor of one form; a new one begins with its service."""

    section = LIST
    found: Form | None = None
    service: Service | None = None
    stored_fixed: Mapping[str, Any] = {}

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of(PLUGIN, self.actor)

    async def load(self) -> None:
        """The form, and the service whose questions are shown. Raises NotFound."""
        if "id" in self.params:
            self.found = await webform.required(str(self.params["id"]))
        named = self.text("service") or (self.found.service if self.found is not None else "")
        self.service = current().services.get(named)

    async def act(self) -> Response:
        """Keeps it, switches it, or deletes it."""
        match self.text("act"):
            case "on" | "off" as way if self.found is not None:
                await draft.switch(self.ctx, self.actor, self.found, on=way == "on")
                said = N_("The form is in use") if way == "on" else N_("The form is out of use")
                return self.go(f"{LIST}/edit/{self.found.id}", self.t.say(said))
            case "delete" if self.found is not None:
                await draft.delete(self.actor, self.found)
                return self.go(LIST, self.t.say(N_("The form is deleted")))
        return await self._keep()

    async def _keep(self) -> Response:
        written, stand_in = await self._written()
        try:
            columns = await draft.checked(self.ctx, written, self.found)
        except Invalid as error:
            raise Invalid({**error.fields, **stand_in}) from error
        if stand_in:
            raise Invalid(stand_in)
        if self.found is None:
            made = await draft.make(self.actor, columns)
            return self.go(
                f"{LIST}/edit/{made}", self.t.say(N_("The form is made. Choose its questions and take it into use."))
            )
        version = self.text("version")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
        await draft.change(self.actor, self.found, columns, version=number)
        return self.go(f"{LIST}/edit/{self.found.id}", self.t.say(N_("The form is kept")))

    async def _written(self) -> tuple[Draft, dict[str, Phrase]]:
        """What was typed, and what is wrong with the name of who stands in."""
        person = await person_of(self, "stand_in", N_("There is no such colleague. Choose one of the list"))
        wrong = {"stand_in": person} if isinstance(person, Phrase) else {}
        fields = question.all_of(self.service) if self.service is not None else ()
        asked = [one for one in fields if not one.static]
        fresh = self.found is None or self.service is None or self.found.service != self.service.key
        written = Draft(
            key=self.text("key").strip().lower(),
            title={locale: self.text(f"title_{locale}") for locale in ("ru", "en")},
            service=self.text("service"),
            audience=self.text("audience"),
            stand_in_id=person if isinstance(person, int) else None,
            use=self._usual(fields) if fresh else {one.key: self.text(USE + one.key) for one in fields},
            fixed={} if fresh else from_form(asked, self.form, prefix=FIXED),
            origins=tuple(line for line in self.text("origins").split() if line),
            theme=self.text("theme"),
            accent=self.text("accent"),
            locale=self.text("locale"),
            thanks={locale: self.text(f"thanks_{locale}") for locale in ("ru", "en")},
            per_hour=self.text("per_hour").strip(),
            per_day=self.text("per_day").strip(),
            confidential=self.text("confidential") == "1",
            active=self.found.active if self.found is not None else False,
        )
        return written, wrong

    def _usual(self, fields: Sequence[Field]) -> dict[str, str]:
        """What becomes of the questions of a service that was just chosen: asked, as far as the senders can answer."""
        staff = self.text("audience") == STAFF
        return {one.key: question.LEAVE if one.type == "person" and not staff else question.ASK for one in fields}

    async def context(self) -> EditPage:
        """The editor with what is stored, or what was typed."""
        form, errors = self.found, self.errors
        values = self._typed() if self.problem is not None else self._stored()
        inputs = Inputs(self.t, values, errors)
        basics, who = self._basics(inputs, values), await self._who(inputs, values)
        looks, limits = self._looks(inputs, values), self._limits(inputs)
        uses = await self._uses(values, errors)
        shown = [*basics, *who, *(one.use for one in uses), *looks, *limits]
        return EditPage(
            id=form.id if form is not None else 0,
            version=form.version if form is not None else 0,
            title=webform.title_of(form, self.t.locale) if form is not None else self.t.say(N_("New form")),
            basics=basics,
            who=who,
            uses=uses,
            looks=looks,
            limits=limits,
            errors=error_links(shown, errors) if errors else (),
            notice="" if errors else self.notice,
            code=code_of(form) if form is not None else "",
            address=own_url(form.path) if form is not None else "",
            active=form is not None and form.active,
        )

    def _typed(self) -> dict[str, str]:
        return {name: value for name, value in self.form.items() if isinstance(value, str)}

    def _stored(self) -> dict[str, str]:
        one = self.found
        if one is None:
            return {"audience": STAFF, "origins": "", **LINES, "service": self.query.get("service", "")}
        self.stored_fixed = one.fixed
        return {
            "key": one.key,
            "service": one.service,
            "audience": one.audience,
            "stand_in": str(one.stand_in_id or ""),
            "origins": "\n".join(one.origins),
            "theme": one.theme,
            "accent": one.accent,
            "locale": one.locale,
            "per_hour": str(one.per_hour),
            "per_day": str(one.per_day),
            "confidential": "1" if one.confidential else "",
            **{f"title_{locale}": one.title.get(locale, "") for locale in ("ru", "en")},
            **{f"thanks_{locale}": one.thanks.get(locale, "") for locale in ("ru", "en")},
            **{f"{USE}{key}": question.ASK for key in one.shown},
            **{f"{USE}{key}": question.FIXED for key in one.fixed},
        }

    # Parts ----------------------------------------------------------------------------------------------------

    def _basics(self, inputs: Inputs, values: Mapping[str, str]) -> tuple[FieldView, ...]:
        known = sorted((pick(one.title, self.t.locale), one.key) for one in services())
        return (
            inputs.field("text", "title_ru", N_("Title in Russian"), max_chars=draft.TITLE_LIMIT),
            inputs.field("text", "title_en", N_("Title in English"), max_chars=draft.TITLE_LIMIT, optional=True),
            inputs.field(
                "text", "key", N_("Address"), max_chars=40,
                help_=N_("Small Latin letters, digits and hyphens: the form stands at /x/webform/f/ADDRESS."),
            ),
            inputs.options(
                "list", "service", N_("Service that it orders"), [(key, title) for title, key in known],
                [values.get("service", "")],
                help_=N_("With another service the questions begin anew.") if self.found is not None else None,
            ),
        )  # fmt: skip

    async def _who(self, inputs: Inputs, values: Mapping[str, str]) -> tuple[FieldView, ...]:
        audience = [(key, self.t.say(word)) for key, word in AUDIENCES.items()]
        anybody = (Condition(field="audience", values=(ANYBODY,)),)
        stand_in = await inputs.person(
            "stand_in", N_("Who orders for people without an account"),
            help_=N_("The requests stand in the name of this colleague, who sees them all. The sender is a contact."),
        )  # fmt: skip
        confidential = inputs.field(
            "yes", "confidential", N_("People without an account may write to a confidential team"),
        )  # fmt: skip
        return (
            inputs.options("choice", "audience", N_("Who may send it"), audience, [values.get("audience", "")]),
            replace(stand_in, when=anybody, shown=values.get("audience") == ANYBODY),
            replace(confidential, when=anybody, shown=values.get("audience") == ANYBODY),
        )

    def _looks(self, inputs: Inputs, values: Mapping[str, str]) -> tuple[FieldView, ...]:
        longest = draft.THANKS_LIMIT

        def choice(kind: str, name: str, label: Phrase, known: Mapping[str, Phrase]) -> FieldView:
            words = [(key, self.t.say(word)) for key, word in known.items()]
            return inputs.options(kind, name, label, words, [values.get(name, "")])

        return (
            inputs.field(
                "long", "origins", N_("Sites that may show it"), optional=True,
                help_=N_("One a line, such as https://wiki.example.com. On other sites it stays empty."),
            ),
            choice("choice", "theme", N_("Theme"), THEMES),
            choice("choice", "accent", N_("Colour of buttons and links"), ACCENTS),
            choice("choice", "locale", N_("Language"), LOCALES),
            inputs.field("long", "thanks_ru", N_("Words of thanks in Russian"), optional=True, max_chars=longest),
            inputs.field("long", "thanks_en", N_("Words of thanks in English"), optional=True, max_chars=longest),
        )  # fmt: skip

    def _limits(self, inputs: Inputs) -> tuple[FieldView, ...]:
        per_hour = inputs.field(
            "number", "per_hour", N_("Forms an hour from one address of the network"),
            help_=N_("An office may have one address for all of its people."),
        )  # fmt: skip
        per_day = inputs.field("number", "per_day", N_("Forms a day from all together"))
        return (replace(per_hour, short=True), replace(per_day, short=True))

    async def _uses(self, values: Mapping[str, str], errors: Mapping[str, str]) -> tuple[UseRow, ...]:
        if self.service is None or self.found is None or self.service.key != self.found.service:
            return ()
        fields = question.all_of(self.service)
        given = self.stored_fixed if self.problem is None else from_form(
            [one for one in fields if not one.static], self.form, prefix=FIXED
        )  # fmt: skip
        made = FormFields(self.t, 0, 0, prefix=FIXED)
        typed = {key: value for key, value in given.items() if isinstance(value, str)}
        answers = {one.name: one for one in await made.views(fields, given, typed, {})}
        return tuple(self._use(one, answers[FIXED + one.key], values, errors) for one in fields)

    def _use(self, field: Field, answer: FieldView, values: Mapping[str, str], errors: Mapping[str, str]) -> UseRow:
        name = USE + field.key
        chosen = values.get(name, question.LEAVE)
        possible = [key for key in USES if key != question.FIXED or not (field.static or field.type == "file")]
        use = Inputs(self.t, values, errors).options(
            "list", name, Phrase("%(title)s", {"title": pick(field.title, self.t.locale)}),
            [(key, self.t.say(USES[key])) for key in possible], [chosen],
        )  # fmt: skip
        when = (Condition(field=name, values=(question.FIXED,)),)
        own = replace(
            answer, label=self.t.say(N_("The answer")), when=when, shown=chosen == question.FIXED, when_words="",
            error="",
            optional=False, parent="",
            options=tuple(replace(option, of=(), group="") for option in answer.options),
        )  # fmt: skip
        return UseRow(
            use=use,
            answer=own if question.FIXED in possible else None,
            needed=field.required,
            words=field.static,
        )


class Preview(Screen):
    """How a form looks, in use or not; nothing can be sent by it."""

    async def context(self) -> FramePage:
        """The form."""
        form = await webform.required(str(self.params["id"]))
        service = current().services.get(form.service)
        if service is None:
            raise NotFound
        self.visit.locale = form.locale or self.visit.locale
        made = await filling.filling(context_of(PLUGIN), form, service, self.t, action="")
        return FramePage(look=look_of(form, framed=False), title=made.title, form=filling.unsent(made), preview=True)


def code_of(form: Form) -> str:
    """What is pasted into a page of another site: the frame, and the script that fits its height."""
    quoted = escape(webform.title_of(form, form.locale or "ru"))
    return (
        f'<iframe src="{own_url(form.path)}" title="{quoted}" width="100%" height="700"'
        ' style="border:0" loading="lazy"></iframe>\n'
        f'<script src="{own_url("/x/webform/fit.js")}" async></script>'
    )
