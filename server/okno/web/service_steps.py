"""The editor of a service: who must agree before the work begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import all_roles
from okno.catalog.difference import identity
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.people import by_login, get as get_person
from okno.settings import Settings
from okno.text import N_, Phrase, one_line, pick
from okno.themes.contexts import Condition, FieldView
from okno.themes.editor import EditorPage, FieldSet
from okno.web.catalog_words import title_of
from okno.web.condition_form import condition_set, read_conditions, told_conditions
from okno.web.form_input import Inputs, person_of
from okno.web.item_form import Entry, errors_of, number, put, read, views
from okno.web.member_screen import ListWords, MemberScreen
from okno.web.service_fields import new_title
from okno.web.service_parts import BOTH
from okno.web.service_screen import PATH, ServiceScreen, members

ASKS: dict[str, Phrase] = {
    "manager": N_("The manager of who orders"),
    "owner": N_("Who answers for the service"),
    "role": N_("Whoever has a role"),
    "person": N_("A person"),
    "field": N_("The person of a field"),
}
USUAL_TITLES = {
    "manager": {"ru": "Согласие руководителя", "en": "Consent of the manager"},
    "owner": {"ru": "Согласие владельца услуги", "en": "Consent of the owner"},
    "role": {"ru": "Согласие ответственных", "en": "Consent of who is in charge"},
    "person": {"ru": "Согласие ответственного", "en": "Consent of who is in charge"},
    "field": {"ru": "Согласие названного в заявке", "en": "Consent of who is named"},
}
NEEDS: dict[str, Phrase] = {"any": N_("Any one of them"), "all": N_("All of them"), "some": N_("As many as below")}
ENDS: dict[str, Phrase] = {
    "escalate": N_("Ask whoever is above"),
    "refuse": N_("It counts as a refusal"),
    "approve": N_("It counts as a consent"),
}
ONLY_IF = (
    N_("When this step is asked"),
    N_("All of these must hold, else the step is left out."),
    N_("The step is always asked."),
)
WORKING = N_("Working time: 30m, 4h or 3d. May be empty.")
_CAUSES = {
    "role": ("ask", "role"),
    "team": ("ask", "role"),
    "person": ("ask", "person"),
    "field": ("ask", "field"),
    "count": ("need", "some"),
}
"""Which choice each field belongs to."""


class StepsPart(ServiceScreen, MemberScreen):
    """The steps of approval in their order."""

    tab = part = "approval"
    usual = "step"
    words = ListWords(
        title=N_("Steps of approval"),
        empty=N_("Nobody is asked: the work begins at once."),
        add_title=N_("Add a step"),
        add=N_("Add the step"),
        added=N_("The step is added. Describe it here"),
        dropped=N_("The step is taken out"),
    )

    def made(self, key: str) -> dict[str, Any]:
        """A step that asks whom was chosen."""
        ask = self.text("new.ask")
        return {"key": key, "title": self._title(ask), "ask": ask if ask in ASKS else "manager"}

    def _title(self, ask: str) -> dict[str, str]:
        typed = {locale: one_line(self.text(f"new.title.{locale}"), 120) for locale in ("ru", "en")}
        usual = USUAL_TITLES.get(ask, {})
        filled = next((text for text in typed.values() if text), "")
        return {locale: text or filled or usual.get(locale, "") for locale, text in typed.items()}

    def new_title(self) -> str:
        """The title of the new step; whom it asks when it has none."""
        title = self._title(self.text("new.ask"))
        return title["en"] or title["ru"]

    def row(self, member: dict[str, Any], body: dict[str, Any]) -> tuple[str, str, Sequence[str]]:
        """Whom it asks and when."""
        t = self.t
        line = t.say(ASKS.get(str(member.get("ask")), N_("Nobody yet")))
        only = told_conditions(t, member.get("when"), members(body, "fields"))
        if only:
            line += ". " + t.say(N_("Only if: %(conditions)s", conditions=only))
        tags = [t.say(N_("all"))] if member.get("need") == "all" else []
        if member.get("deadline"):
            tags.append(t.say(N_("deadline %(time)s", time=str(member["deadline"]))))
        return "user-round" if member.get("ask") in ("manager", "person", "field") else "users", line, tags

    def asked(self) -> Sequence[FieldView]:
        """Whom to ask, and a title."""
        asks = [(key, self.t.say(words)) for key, words in ASKS.items()]
        ask = Inputs(self.t, {}, self.errors).options(
            "list", "new.ask", N_("Whom to ask"), asks, (self.text("new.ask", "manager") or "manager",)
        )
        return (ask, *new_title(self))

    async def act(self) -> Response | None:
        """A button of the list, or the order of the steps."""
        if self.text("act") == "save":
            body = self.body
            self.change(body)
            return await self.keep(body, self.landing, self.saved)
        return await self.member_act()

    def change(self, body: dict[str, Any]) -> None:
        """The order of the steps."""
        put(body, ("approval_order",), "parallel" if self.text("approval_order") == "parallel" else None)

    async def context(self) -> EditorPage:
        """The list, and in which order the steps are asked."""
        body = self.body
        orders = (
            ("sequence", self.t.say(N_("One after the other"))),
            ("parallel", self.t.say(N_("All at once"))),
        )
        order = Entry("choice", "approval_order", N_("The steps are asked"), options=orders)
        shown = {"approval_order": "sequence", **body}
        some = len(members(body, "approval")) > 1
        order_set = FieldSet(
            id="order", title=self.t.say(N_("Order")), fields=views((order,), shown, self.t, {}), wide=True
        )
        return EditorPage(
            head=await self.head(body),
            action=self.landing,
            version=self.version,
            title=self.t.say(N_("Approval")),
            lead=self.t.say(N_("Who must agree before the work begins. The clock of the team waits for them.")),
            lists=(self.part_list(body, ("approval",)),),
            sets=(order_set,) if some else (),
            errors=self.refusal(()) if self.text("act") != "add" else (),
            save=self.t.say(N_("Save the order")) if some else "",
            look_href=f"{self.here}/preview",
        )


class StepPart(StepsPart):
    """One step: whom it asks, how many must agree, when and until when."""

    chosen_login: str = ""

    @property
    def name(self) -> str:
        """The key of the step."""
        return str(self.params["step"])

    async def load(self) -> None:
        """Finds the step in the draft."""
        await super().load()
        self.roles = [(role.key, pick(role.title, self.t.locale)) for role in (await all_roles()).values()]
        if self._step(self.body) is None:
            raise NotFound(N_("The service has no such step any more."))

    def _step(self, body: dict[str, Any]) -> dict[str, Any] | None:
        return next((one for one in self.listed(body) if identity(one) == self.name), None)

    async def act(self) -> Response | None:
        """Saves the step; a button of a condition saves all the rest as well."""
        person_id = await person_of(self, "person", N_("Choose one person from the list."))
        if isinstance(person_id, Phrase):
            raise Invalid({"person": person_id})
        person = await get_person(person_id) if person_id is not None else None
        self.chosen_login = person.login if person is not None else ""
        body = self.body
        self.change(body)
        anchor = "#when" if self.text("act") != "save" else ""
        return await self.keep(body, f"{self.base}/{self.name}{anchor}", self.saved)

    def change(self, body: dict[str, Any]) -> None:
        """The step as it was typed and chosen; what the asked one does not need goes."""
        step = self._step(body)
        if step is None:
            raise NotFound(N_("The service has no such step any more."))
        read((*self._naming(), *self._whom(body), *self._until()), step, self)
        step["person"] = self.chosen_login
        step["need"] = self._need()
        step["when"] = read_conditions(self, "when", members(body, "fields"))
        needed = {"role": ("role", "team"), "person": ("person",), "field": ("field",)}.get(str(step.get("ask")), ())
        for name in ("role", "team", "person", "field"):
            if name not in needed or not step.get(name):
                step.pop(name, None)
        for name in ("need", "when"):
            if step[name] in ("any", []):
                del step[name]

    def _need(self) -> str | int:
        chosen = self.text("need")
        if chosen != "some":
            return "all" if chosen == "all" else "any"
        typed = number(self.text("count"))
        if not isinstance(typed, int) or not 1 <= typed <= 20:
            raise Invalid({"count": N_("Write a number from 1 to %(limit)s", limit=20)})
        return typed

    def _naming(self) -> tuple[Entry, ...]:
        hint = N_("The one who is asked reads it, and who orders.")
        return (Entry("texts", "title", N_("Title"), hint, needed=True, max_chars=120),)

    def _whom(self, body: dict[str, Any]) -> tuple[Entry, ...]:
        people = [
            (identity(one) or "", title_of(one, identity(one) or "", self.t.locale))
            for one in members(body, "fields")
            if one.get("type") == "person"
        ]
        asks = [(key, self.t.say(words)) for key, words in ASKS.items()]
        teams = self.titled("teams")
        return (
            Entry("choice", "ask", N_("Whom to ask"), options=asks, needed=True),
            Entry("list", "role", N_("Role"), N_("When a role is asked."), self.roles),
            Entry("list", "team", N_("Role in the team"), N_("When a role is asked. Empty: in the company."), teams),
            Entry("list", "field", N_("Field with a person"), N_("When the person of a field is asked."), people),
        )

    def _until(self) -> tuple[Entry, ...]:
        ends = [(key, self.t.say(words)) for key, words in ENDS.items()]
        return (
            Entry("text", "remind", N_("Remind after"), WORKING, short=True, max_chars=5),
            Entry("text", "deadline", N_("Deadline"), WORKING, short=True, max_chars=5),
            Entry("choice", "at_deadline", N_("At the deadline"), options=ends),
        )

    async def context(self) -> EditorPage:
        """The page of the step."""
        body = await self.typed()
        step = self._step(body) or {}
        keys = [identity(one) for one in self.listed(body)]
        flaws = self.inside(("approval", keys.index(self.name) if self.name in keys else -1))
        errors = dict(self.errors) or errors_of(flaws, (), self.t)
        t = self.t
        *whom, field = views(self._whom(body), step, t, errors)
        until = views(self._until(), {"at_deadline": "escalate", **step}, t, errors)
        sets = (
            FieldSet(
                id="words", title=t.say(N_("Words")), help=t.say(BOTH), fields=views(self._naming(), step, t, errors)
            ),
            FieldSet(
                id="whom",
                title=t.say(N_("Whom to ask")),
                help=t.say(
                    N_("When nobody is found, or only who orders, the question goes on: to the owner, then higher up.")
                ),
                fields=self._fitting((*whom, await self._person(step, errors), field, *self._counted(step, errors))),
                wide=True,
            ),
            FieldSet(id="until", title=t.say(N_("Until when")), fields=until),
        )
        only = condition_set(t, "when", ONLY_IF, step.get("when"), members(body, "fields"), flaws)
        return EditorPage(
            head=await self.head(body),
            action=f"{self.landing}/{self.name}",
            version=self.version,
            title=title_of(step, self.name, t.locale),
            up_href=self.landing,
            up_label=t.say(self.words.title),
            sets=sets,
            conditions=(only,),
            errors=self.refusal(one for group in sets for one in group.fields),
            save=t.say(N_("Save the step")),
            look_href=f"{self.here}/preview",
        )

    def _fitting(self, fields: Sequence[FieldView]) -> tuple[FieldView, ...]:
        """Each field with the choice that it belongs to: a script shows it then only."""
        chosen = {one.name: next((option.value for option in one.options if option.selected), "") for one in fields}
        found = []
        for one in fields:
            cause = _CAUSES.get(one.name)
            if cause is not None:
                name, value = cause
                one = replace(one, when=(Condition(field=name, values=(value,)),), shown=chosen[name] == value)
            found.append(one)
        return tuple(found)

    async def _person(self, step: dict[str, Any], errors: dict[str, str]) -> FieldView:
        login = step.get("person")
        person = await by_login(login) if isinstance(login, str) and login else None
        typed = self.problem is not None
        values = {
            "person": self.text("person") if typed else str(person.id) if person is not None else "",
            "person.text": self.text("person.text") if typed else (login if person is None else "") or "",
        }
        help_ = N_("When a person is asked.")
        return await Inputs(self.t, values, errors).person("person", N_("Person"), help_=help_, optional=True)

    def _counted(self, step: dict[str, Any], errors: dict[str, str]) -> tuple[FieldView, ...]:
        need = step.get("need", "any")
        some = not isinstance(need, str)
        inputs = Inputs(self.t, {"count": str(need) if some else self.text("count")}, errors)
        chosen = self.text("need") or ("some" if some else str(need))
        options = [(key, self.t.say(words)) for key, words in NEEDS.items()]
        return (
            inputs.options("choice", "need", N_("How many must agree"), options, (chosen,)),
            inputs.field("number", "count", N_("How many"), optional=True),
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The approval of a service and each of its steps."""
    needs = "catalog.manage"
    return [
        page(PATH + "/{key}/approval", StepsPart, needs=needs),
        page(PATH + "/{key}/approval/{step}", StepPart, needs=needs),
    ]
