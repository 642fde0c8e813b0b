"""The editors of rules and macros, built from lists; trying a rule on past tickets; what it has done lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.automation import Criterion
from okno.catalog.model import KIND_CLASSES
from okno.catalog.shape import build, plain
from okno.http import page
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.editor import FieldSet, TabView
from okno.themes.rules import ActionsView, AdminRulePage
from okno.tickets import rule_runs
from okno.web import action_form, criteria_form
from okno.web.action_words import SINCE, TRIGGERS, Names, sentence
from okno.web.catalog_kinds import PAGES
from okno.web.item_form import Entry, read, views
from okno.web.kind_forms import NEEDS, TITLE
from okno.web.kind_screen import KindScreen, KindState, Part

SORT = Entry("number", "sort", N_("Place in the order"), N_("The smallest number comes first."), needed=True)
ACTIVE = Entry("yes", "active", N_("The rule acts"), N_("While it is off, it does nothing at all."))
WHEN = "when"


class AutomationScreen(KindScreen):
    """A page of a rule or a macro."""

    async def sentence(self, body: dict[str, Any]) -> str:
        """What the item does, in words, as far as it can be read."""
        item: Any = build(KIND_CLASSES[self.kind], {**body, "key": self.key}, lambda _path, _reason: None)
        if item is None:
            return ""
        return sentence(item, self.t, await Names.of(item.actions, item.criteria))

    async def broken(self) -> str:
        """Why it does not work."""
        return ""


class AutomationForm(AutomationScreen):
    """The editor: what is asked before the conditions, the conditions, the actions."""

    criteria_title: Phrase = N_("Only if")
    always: Phrase = N_("On every request.")
    sent_criteria: tuple[Criterion, ...] = ()
    sent_actions: Sequence[dict[str, Any]] = ()

    def parts(self) -> Sequence[Part]:
        """What is asked before the conditions."""
        raise NotImplementedError

    async def act(self) -> Response | None:
        """Saves what was typed; the buttons of the lists save it too."""
        self.sent_criteria = await criteria_form.parse(self.form)
        self.sent_actions = await action_form.parse(self)
        body = self.body
        self.change(body)
        return await self.keep(body, self.here + self._place(), self.saved)

    def _place(self) -> str:
        """The part of the page to go on in."""
        doing = self.text("act")
        if doing.startswith("actions"):
            return "#actions"
        return "#criteria" if doing != "save" or self.text("criteria.drop") else ""

    def change(self, body: dict[str, Any]) -> None:
        """Put what was typed into the body."""
        read([entry for part in self.parts() for entry in part.entries], body, self)
        for name, listed in (
            ("criteria", [plain(one) for one in self.sent_criteria]),
            ("actions", list(self.sent_actions)),
        ):
            body.pop(name, None)
            if listed:
                body[name] = listed

    async def context(self) -> AdminRulePage:
        """The editor."""
        body = await self.typed()
        errors = self.errors_at(())
        sets = tuple(self._set(part, body, errors) for part in self.parts())
        return AdminRulePage(
            head=await self.head(body),
            action=self.here,
            version=self.version,
            title=self.t.say(N_("Settings")),
            sentence=await self.sentence(body),
            sets=sets,
            criteria=await self._criteria(body),
            criteria_title=self.t.say(self.criteria_title),
            actions=await self._actions(body),
            save=self.t.say(N_("Save in the draft")),
            note=self.remark(),
            broken=await self.broken(),
            try_href=f"{self.here}/try" if self.kind == "rule" else "",
            errors=self.refusal(field for one in sets for field in one.fields),
        )

    def _set(self, part: Part, body: dict[str, Any], errors: Any) -> FieldSet:
        return FieldSet(
            id=part.id,
            title=self.t.say(part.title),
            help=self.t.say(part.help) if part.help is not None else "",
            fields=views(part.entries, body, self.t, errors),
        )

    async def _criteria(self, body: dict[str, Any]) -> Any:
        found = self.sent_criteria if self.problem is not None else criteria_of(body.get("criteria"))
        wrong = [
            (int(flaw.path[1]), flaw.reason)
            for flaw in self.flaws
            if len(flaw.path) > 1 and flaw.path[0] == "criteria" and isinstance(flaw.path[1], int)
        ]
        return await criteria_form.view(found, self.t, errors=wrong, always=self.always)

    async def _actions(self, body: dict[str, Any]) -> ActionsView:
        bodies = self.sent_actions if self.problem is not None and self.sent_actions else body.get("actions")
        return await action_form.view(list(bodies or ()), self.t, self.flaws, self.errors)

    def remark(self) -> str:
        """What is said of the item as it is in force."""
        return ""


def criteria_of(bodies: Any) -> tuple[Criterion, ...]:
    """The criteria of a body, as far as they can be read."""
    found = (build(Criterion, one, lambda _path, _reason: None) for one in bodies or () if isinstance(one, dict))
    return tuple(one for one in found if one is not None)


# Rules ----------------------------------------------------------------------------------------------------------


class RuleScreen(AutomationScreen):
    """A page of a rule."""

    kind = "rule"

    def tabs(self) -> Sequence[TabView]:
        """The form, the trial, what it has done, what the draft changes."""
        return tuple(
            TabView(href=self.here + path, label=self.t.say(label), current=self.tab == path.strip("/"), bad=bad)
            for path, label, bad in (
                ("", N_("Settings"), len(self.flaws)),
                ("/try", N_("Try"), 0),
                ("/runs", N_("What it did"), 0),
                ("/state", N_("Changes"), 0),
            )
        )

    async def broken(self) -> str:
        """Why the rule has come to nothing several times in a row."""
        why = await rule_runs.broken(self.key, self.actor)
        return self.t.say(why) if why is not None else ""


class RuleForm(RuleScreen, AutomationForm):
    """The editor of a rule."""

    def parts(self) -> Sequence[Part]:
        """Its name, and when it acts."""
        say = self.t.say
        return (
            Part("naming", N_("Name"), (TITLE, SORT, ACTIVE)),
            Part(
                WHEN,
                N_("When"),
                (
                    Entry(
                        "many", "on", N_("At once, when"), options=[(key, say(one)) for key, one in TRIGGERS.items()]
                    ),
                    Entry(
                        "text", "after", N_("Or after working time"), N_("30m, 4h or 3d; a day is 8 hours."), short=True
                    ),
                    Entry("list", "since", N_("Since"), options=[(key, say(one)) for key, one in SINCE.items()]),
                ),
                N_("On events, or after a time: one of the two. What a rule does starts no other rule."),
            ),
        )

    def change(self, body: dict[str, Any]) -> None:
        """Since when is said only with a time."""
        super().change(body)
        if not body.get("after"):
            body.pop("since", None)

    def remark(self) -> str:
        """Whether it acts."""
        force = self.item.in_force
        if force is None:
            return self.t.say(N_("The rule is not in force yet. Try it, then switch it on and publish the draft."))
        acts = N_("The rule is on.") if force.get("active") else N_("The rule is off: it does nothing.")
        return self.t.say(acts)


class RuleState(KindState, RuleScreen):
    """What the draft of a rule changes."""

    kind = "rule"
    tab = "state"


# Macros ---------------------------------------------------------------------------------------------------------


class MacroForm(AutomationForm):
    """The editor of a macro."""

    kind = "macro"
    criteria_title = N_("Offered only if")
    always = N_("For every request of these teams.")

    def parts(self) -> Sequence[Part]:
        """Its name, and for whom it is."""
        teams = self.titled("teams")
        help_ = N_("None chosen: all teams. A macro does nothing that the agent may not do by hand.")
        return (
            Part("naming", N_("Name"), (TITLE, SORT)),
            Part("for", N_("For whom"), (Entry("many", "teams", N_("Teams"), help_, teams),)),
        )


class MacroState(KindState):
    """What the draft of a macro changes."""

    kind = "macro"


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The editors and the states of rules and macros."""
    made: list[BaseRoute] = []
    for form, state in ((RuleForm, RuleState), (MacroForm, MacroState)):
        path = f"{PAGES[form.kind].path}/{{key}}"
        made += [page(path, form, needs=NEEDS), page(f"{path}/state", state, needs=NEEDS)]
    return made
