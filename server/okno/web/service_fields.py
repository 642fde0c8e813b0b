"""The editor of a service: the fields of its form, and of what a team fills in within its task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.difference import identity
from okno.catalog.drafts import Flaw
from okno.catalog.model import CHOICE_TYPES
from okno.errors import NotFound
from okno.http import page
from okno.http.forms import texts as sent
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.contexts import FieldView, OptionView
from okno.themes.editor import ChoiceTable, ConditionSet, EditorPage, FieldSet
from okno.web.catalog_words import title_of
from okno.web.choice_form import choice_table, read_choices
from okno.web.condition_form import condition_set, read_conditions, told_conditions
from okno.web.field_form import Offered, allowed, answering, is_static, offered, rarely, wording
from okno.web.item_form import LOCALES, Entry, errors_of, pair, put, read, views
from okno.web.member_screen import ListWords, MemberScreen
from okno.web.service_parts import BOTH
from okno.web.service_screen import PATH, ServiceScreen, members

NEEDS: dict[str, tuple[Phrase, Phrase]] = {
    "no": (N_("Not required"), N_("It is marked as optional, unless a condition below asks for it.")),
    "order": (N_("Required with the order"), N_("The order is not taken without it.")),
    "close": (N_("Answered before closing"), N_("The team answers it before the request is done.")),
}
SHOWN_IF = (
    N_("When it is shown"),
    N_("All of these must hold. What is not shown is neither asked nor stored."),
    N_("The field is always shown."),
)
REQUIRED_IF = (
    N_("When it is required"),
    N_("All of these must hold."),
    N_("No condition makes it required."),
)


class FieldsPart(ServiceScreen, MemberScreen):
    """The fields of the form in their order."""

    tab = "form"
    part = "fields"
    usual = "field"
    words = ListWords(
        title=N_("Fields of the form"),
        empty=N_("The form asks nothing yet. Add what the team has to know."),
        add_title=N_("Add a field"),
        add=N_("Add the field"),
        added=N_("The field is added. Describe it here"),
        dropped=N_("The field is taken out of the form"),
    )

    def made(self, key: str) -> dict[str, Any]:
        """A field of the chosen type."""
        kind = self.text("new.type")
        return {"key": key, "type": kind if kind in offered(self.t) else "string", "title": pair(self, "new.title")}

    def row(self, member: dict[str, Any], body: dict[str, Any]) -> tuple[str, str, Sequence[str]]:
        """Its type, when it is shown, whether it is required."""
        kind = str(member.get("type"))
        unknown = Offered(self.t.say(N_("Unknown type")), "", "circle-help")
        found = offered(self.t, kind).get(kind, unknown)
        shown_if = told_conditions(self.t, member.get("show_if"), self.listed(body))
        line = found.title
        if shown_if:
            line += ". " + self.t.say(N_("Shown if: %(conditions)s", conditions=shown_if))
        return found.icon, line, tuple(self.t.say(tag) for tag in _tags(member))

    def asked(self) -> Sequence[FieldView]:
        """The title and the type of a new field."""
        return (*new_title(self), _types(self, self.text("new.type", "string") or "string", "new.type"))

    async def act(self) -> Response | None:
        """Does what a button of the list asks for."""
        return await self.member_act()

    async def context(self) -> EditorPage:
        """The list."""
        body = self.body
        return EditorPage(
            head=await self.head(body),
            action=self.landing,
            version=self.version,
            title=self.t.say(N_("Form")),
            lead=self.t.say(N_("What is asked with the order. The order of the fields here is that of the form.")),
            lists=(self.part_list(body, ("fields",)),),
            errors=self.refusal(()) if self.text("act") != "add" else (),
            look_href=f"{self.here}/preview",
        )


class FieldPart(FieldsPart):
    """One field: its words, its answer, its options and conditions."""

    @property
    def name(self) -> str:
        """The key of the field."""
        return str(self.params["field"])

    @property
    def at(self) -> tuple[str | int, ...]:
        """The path to the list of fields."""
        return ("fields",)

    async def load(self) -> None:
        """Finds the field in the draft."""
        await super().load()
        if self._field(self.body) is None:
            raise NotFound(N_("The form has no such field any more."))

    def _field(self, body: dict[str, Any]) -> dict[str, Any] | None:
        return next((one for one in self.listed(body) if identity(one) == self.name), None)

    def others(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """The fields that may be asked about in a condition: those of the order besides itself."""
        found = members(body, "fields") if self.at == ("fields",) else self.listed(body)
        return [one for one in found if identity(one) != self.name]

    async def act(self) -> Response | None:
        """Saves the field; a button of an option or a condition saves all the rest as well."""
        body = self.body
        self.change(body)
        return await self.keep(body, f"{self.base}/{self.name}{_anchor(self.text('act'))}", self.saved)

    def change(self, body: dict[str, Any]) -> None:
        """The field as it was typed and chosen; what its type does not have goes."""
        field = self._field(body)
        if field is None:
            raise NotFound(N_("The form has no such field any more."))
        others = self.others(body)
        kind = self.text("type")
        before, field["type"] = field.get("type"), kind if kind in offered(self.t) else field.get("type")
        if before == field["type"]:
            self._read(field, others)
        else:
            read(wording(field), field, self)
        for name in [name for name in field if name not in allowed(str(field["type"]))]:
            del field[name]

    def _read(self, field: dict[str, Any], others: list[dict[str, Any]]) -> None:
        read((*wording(field), *answering(field, others, self.t), *rarely(field)), field, self)
        put(field, ("show_if",), read_conditions(self, "show_if", others))
        if is_static(field):
            return
        need = self.text("need")
        put(field, ("required",), True if need == "order" else None)
        put(field, ("required_to_close",), True if need == "close" else None)
        put(field, ("required_if",), read_conditions(self, "required_if", others))
        put(field, ("teams",), [key for key in sent(self.form, "teams") if key in self.catalog.teams])
        if field.get("type") in CHOICE_TYPES:
            stored, parent = members(field, "choices"), _options_of_parent(field, others, self)
            put(field, ("choices",), read_choices(self, stored, parent, linked=field.get("type") == "linked"))

    def place(self, body: dict[str, Any]) -> tuple[str | int, ...]:
        """The path to the field."""
        keys = [identity(one) for one in self.listed(body)]
        return (*self.at, keys.index(self.name) if self.name in keys else -1)

    async def context(self) -> EditorPage:
        """The page of the field."""
        body = await self.typed()
        field, others, flaws = self._field(body) or {}, self.others(body), self.inside(self.place(body))
        errors = dict(self.errors) or errors_of(flaws, (), self.t)
        sets = [
            FieldSet(
                id="words",
                title=self.t.say(N_("Words")),
                help=self.t.say(BOTH),
                fields=views(wording(field), field, self.t, errors),
            ),
            FieldSet(
                id="kind",
                title=self.t.say(N_("Type")),
                wide=True,
                fields=(_types(self, str(field.get("type")), "type"),),
            ),
            *self._answer_sets(field, others, errors),
        ]
        return EditorPage(
            head=await self.head(body),
            action=f"{self.base}/{self.name}",
            version=self.version,
            title=title_of(field, self.name, self.t.locale),
            lead=self.t.say(N_("Key of the field: %(key)s", key=self.name)),
            up_href=self.landing,
            up_label=self.t.say(self.words.title),
            sets=tuple(sets),
            choices=self._choices(field, others, flaws),
            conditions=self._conditions(field, others, flaws),
            errors=self.refusal(one for group in sets for one in group.fields),
            save=self.t.say(N_("Save the field")),
            look_href=f"{self.here}/preview",
        )

    def _answer_sets(
        self, field: dict[str, Any], others: list[dict[str, Any]], errors: dict[str, str]
    ) -> list[FieldSet]:
        if is_static(field):
            return []
        t = self.t
        found = [FieldSet(id="need", title=t.say(N_("Is it required")), wide=True, fields=(_need(self, field),))]
        entries = answering(field, others, t)
        if entries:
            found.append(
                FieldSet(id="answer", title=t.say(N_("What may be answered")), fields=views(entries, field, t, errors))
            )
        teams = Entry("many", "teams", N_("Teams"), options=self.titled("teams"))
        found.append(
            FieldSet(
                id="teams",
                title=t.say(N_("Only for teams")),
                help=t.say(N_("A field of a team is filled in by the team; who orders neither sees nor answers it.")),
                fields=views((teams,), field, t, errors),
                wide=True,
                folded=not field.get("teams"),
            )
        )
        if rarely(field):
            found.append(
                FieldSet(
                    id="rare",
                    title=t.say(N_("Pattern")),
                    fields=views(rarely(field), field, t, errors),
                    folded=not field.get("pattern"),
                )
            )
        return found

    def _choices(
        self, field: dict[str, Any], others: list[dict[str, Any]], flaws: Sequence[Flaw]
    ) -> ChoiceTable | None:
        if field.get("type") not in CHOICE_TYPES:
            return None
        parent = _options_of_parent(field, others, self)
        return choice_table(self.t, members(field, "choices"), parent, flaws, linked=field.get("type") == "linked")

    def _conditions(
        self, field: dict[str, Any], others: list[dict[str, Any]], flaws: Sequence[Flaw]
    ) -> tuple[ConditionSet, ...]:
        shown = condition_set(self.t, "show_if", SHOWN_IF, field.get("show_if"), others, flaws)
        if is_static(field):
            return (shown,)
        return shown, condition_set(self.t, "required_if", REQUIRED_IF, field.get("required_if"), others, flaws)


def new_title(current: MemberScreen) -> tuple[FieldView, ...]:
    """The title of a new member, in both languages."""
    label = current.t.say(N_("Title"))
    return tuple(
        FieldView(
            kind="text",
            name=f"new.title.{locale}",
            label=current.t.say(Phrase(words.msgid, {"label": label})),
            value=current.text(f"new.title.{locale}"),
            error=current.errors.get(f"new.title.{locale}", ""),
            optional=locale == "en",
            max_chars=120,
        )
        for locale, words in LOCALES.items()
    )


def _types(current: MemberScreen, chosen: str, name: str) -> FieldView:
    t = current.t
    return FieldView(
        kind="list",
        name=name,
        label=t.say(N_("Type")),
        help=t.say(N_("After another type is saved the page asks what belongs to it.")) if name == "type" else "",
        options=tuple(
            OptionView(value=key, label=f"{one.title}: {_small(one.note)}", selected=key == chosen)
            for key, one in offered(t, chosen).items()
        ),
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _need(current: MemberScreen, field: dict[str, Any]) -> FieldView:
    chosen = "order" if field.get("required") else "close" if field.get("required_to_close") else "no"
    return FieldView(
        kind="choice",
        name="need",
        label=current.t.say(N_("An answer is")),
        options=tuple(
            OptionView(value=key, label=current.t.say(title), note=current.t.say(note), selected=key == chosen)
            for key, (title, note) in NEEDS.items()
        ),
    )


def _options_of_parent(
    field: dict[str, Any], others: list[dict[str, Any]], current: MemberScreen
) -> list[tuple[str, str]]:
    parent = next((one for one in others if identity(one) == field.get("parent")), {})
    found = members(parent, "choices")
    return [(str(one.get("value")), title_of(one, str(one.get("value")), current.t.locale)) for one in found]


def _tags(field: dict[str, Any]) -> list[Phrase]:
    found = []
    if field.get("required"):
        found.append(N_("required"))
    if field.get("required_if"):
        found.append(N_("required by a condition"))
    if field.get("required_to_close"):
        found.append(N_("before closing"))
    if field.get("teams"):
        found.append(N_("for a team"))
    return found


def _anchor(doing: str) -> str:
    """Where the page opens after a button inside it."""
    name = doing.split(":")[1] if doing.startswith(("add:", "drop:")) else ""
    return f"#{name}" if name else "#choices" if doing.startswith("choice-") else ""


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The form of a service and each of its fields."""
    needs = "catalog.manage"
    return [
        page(PATH + "/{key}/form", FieldsPart, needs=needs),
        page(PATH + "/{key}/form/{field}", FieldPart, needs=needs),
    ]
