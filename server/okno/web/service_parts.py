"""The editor of a service: its texts, where it belongs, its advice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.check import icons
from okno.catalog.owners import owner_of, set_owner
from okno.errors import Invalid
from okno.http import page
from okno.people.groups import known_groups
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.contexts import FieldView
from okno.themes.editor import EditorPage, FieldSet, IconView
from okno.web.form_input import Inputs, person_of
from okno.web.item_form import Entry, errors_of, put, read, views
from okno.web.service_screen import PATH, ServiceScreen, members

KIND_WORDS = {
    "request": N_("A request: something is wanted"),
    "incident": N_("An incident: something does not work"),
    "consultation": N_("A consultation: something is asked"),
}
BOTH = N_("A language that is left empty takes the words of the other one.")
WORKING = N_("Working time: 30m, 4h or 3d. Empty: as the service level says.")

NAMING = (
    Entry("texts", "title", N_("Title"), N_("As an employee would call it: “New laptop”."), needed=True, max_chars=120),
    Entry("texts", "summary", N_("In one line"), N_("Stands under the title in lists."), needed=True, max_chars=200),
)
TELLING = (
    Entry("texts", "description", N_("Description"), N_("Stands above the form."), long=True, max_chars=4000),
    Entry(
        "texts", "done_text", N_("What the requester gets"), N_("How he will see that it is done."), needed=True,
        long=True, max_chars=4000,
    ),
)  # fmt: skip
FINDING = (
    Entry("words", "words", N_("Search words"), N_("Other names, with commas: “notebook, macbook”.")),
    Entry(
        "texts", "subject", N_("Subject of the request"),
        N_("May name fields by their keys: “Laptop: {model}”. Empty: the title."), max_chars=120,
    ),
)  # fmt: skip
ARTICLE = (
    Entry("texts", "title", N_("Title"), needed=True, max_chars=120),
    Entry("texts", "text", N_("Text"), needed=True, long=True, max_chars=4000),
)


_SIGNS = re.compile(r"st-|step-|arrow-|chevron-|phone-|(x|plus|check|ellipsis|external-link|maximize-2|minus|pause)$")


def pictures() -> list[str]:
    """The icons that a service may have; arrows, states and signs of buttons mean something else."""
    return sorted(name for name in icons() if not _SIGNS.match(name))


class TextsPart(ServiceScreen):
    """What the service is called and what is told about it."""

    def change(self, body: dict[str, Any]) -> None:
        """The texts as they were typed."""
        read((*NAMING, *TELLING, *FINDING), body, self)

    async def context(self) -> EditorPage:
        """The texts of both languages side by side."""
        body, errors = await self.typed(), self.errors_at(())
        sets = tuple(
            FieldSet(
                id=key, title=self.t.say(title), help=self.t.say(help_), fields=views(entries, body, self.t, errors)
            )
            for key, title, help_, entries in (
                ("naming", N_("Title"), BOTH, NAMING),
                ("telling", N_("What is told about it"), BOTH, TELLING),
                ("finding", N_("How it is found"), BOTH, FINDING),
            )
        )
        return EditorPage(
            head=await self.head(body),
            action=self.here,
            version=self.version,
            title=self.t.say(N_("Texts")),
            sets=sets,
            errors=self.refusal(field for one in sets for field in one.fields),
            save=self.t.say(N_("Save the texts")),
            look_href=f"{self.here}/preview",
        )


class PlacePart(ServiceScreen):
    """Which category and team it belongs to, its terms, who may order it and who answers for it."""

    tab = "place"
    groups: Sequence[str] = ()

    async def load(self) -> None:
        """Finds the service, and the groups of people to choose from."""
        await super().load()
        self.groups = await known_groups()

    async def act(self) -> Response | None:
        """Saves the draft, and the owner, who is a person and holds at once."""
        person_id = await person_of(self, "person", N_("Choose one person from the list."))
        if isinstance(person_id, Phrase):
            raise Invalid({"person": person_id})
        body = self.body
        self.change(body)
        response = await self.keep(body, self.landing, self.saved)
        await set_owner(self.key, person_id, actor_id=self.actor.id)
        return response

    def change(self, body: dict[str, Any]) -> None:
        """What was typed and chosen."""
        read(self._all(), body, self)
        chosen = self.text("icon")
        if chosen in icons():
            body["icon"] = chosen
        put(body, ("kinds",), [kind for kind in body.get("kinds", ()) if kind != body.get("kind", "request")])

    def _all(self) -> tuple[Entry, ...]:
        return tuple(entry for _, _, _, entries in self._sets() for entry in entries)

    def _sets(self) -> list[tuple[str, Phrase, Phrase | None, tuple[Entry, ...]]]:
        kinds = [(key, self.t.say(words)) for key, words in KIND_WORDS.items()]
        where = (
            Entry("list", "category", N_("Category"), options=self.titled("categories"), needed=True),
            Entry("list", "team", N_("Team"), N_("Its requests come to this team."), self.titled("teams"), needed=True),
            Entry("choice", "kind", N_("Kind of requests"), options=kinds),
            Entry("many", "kinds", N_("May also become"), N_("When the team looks closer."), kinds),
            Entry("list", "lifecycle", N_("Lifecycle"), options=self.titled("lifecycles")),
            Entry("yes", "popular", N_("Show it on the first page")),
        )
        terms = (
            Entry("list", "sla", N_("Service level"), N_("Terms by priority."), self.titled("sla")),
            Entry("text", "respond", N_("Time to answer"), WORKING, short=True, max_chars=5),
            Entry("text", "resolve", N_("Time to solve"), WORKING, short=True, max_chars=5),
            Entry("number", "cost", N_("Cost of one order"), N_("What it costs the company. May be empty.")),
            Entry("text", "currency", N_("Currency"), N_("RUB when empty."), short=True, max_chars=3),
        )
        who = (
            Entry("commas", "visible_to.groups", N_("Groups"), N_("With commas."), hints=self.groups),
            Entry("commas", "visible_to.departments", N_("Departments"), N_("With commas, as in the cards of people.")),
        )
        owner = (
            Entry("texts", "owner", N_("Post"), N_("Employees read it beside the form."), needed=True, max_chars=120),
        )
        return [
            ("where", N_("Category and team"), None, where),
            ("terms", N_("Terms and cost"), None, terms),
            ("who", N_("Who may order it"), N_("Whoever is in one of these. Both empty: everybody."), who),
            ("owner", N_("Who answers for it"), None, owner),
        ]

    async def context(self) -> EditorPage:
        """The form."""
        body, errors = await self.typed(), self.errors_at(())
        shown = {"kind": "request", "lifecycle": "default", **body}
        sets = [
            FieldSet(
                id=key,
                title=self.t.say(title),
                help=self.t.say(help_) if help_ is not None else "",
                fields=views(entries, shown, self.t, errors),
            )
            for key, title, help_, entries in self._sets()
        ]
        sets[-1] = FieldSet(
            id="owner", title=sets[-1].title, fields=(*sets[-1].fields, await self._person(errors)), help=sets[-1].help
        )
        return EditorPage(
            head=await self.head(body),
            action=self.landing,
            version=self.version,
            title=self.t.say(N_("Where it belongs")),
            sets=tuple(sets),
            icons=tuple(IconView(icon=name, selected=name == body.get("icon")) for name in pictures()),
            errors=self.refusal(field for one in sets for field in one.fields),
            save=self.t.say(N_("Save")),
            look_href=f"{self.here}/preview",
        )

    async def _person(self, errors: Any) -> FieldView:
        owner = await owner_of(self.key)
        typed = self.problem is not None
        values = {
            "person": self.text("person") if typed else str(owner or ""),
            "person.text": self.text("person.text") if typed else "",
        }
        return await Inputs(self.t, values, errors).person(
            "person",
            N_("Person"),
            help_=N_("Is asked for approval where the owner is. Holds at once, without publishing. Empty: the leads."),
            optional=True,
        )


class ArticlesPart(ServiceScreen):
    """What helps without an order: a few words beside the form."""

    tab = "articles"

    def change(self, body: dict[str, Any]) -> None:
        """Every article as it was typed; the spare one when something is in it."""
        kept = []
        for index in range(len(members(body, "articles")) + 1):
            prefix = f"articles.{index}."
            if self.text("act") == f"drop:{index}" or not any(
                self.text(f"{prefix}{name}.{locale}").strip() for name in ("title", "text") for locale in ("ru", "en")
            ):
                continue
            article: dict[str, Any] = {}
            read(ARTICLE, article, self, prefix=prefix)
            kept.append(article)
        put(body, ("articles",), kept)

    async def act(self) -> Response | None:
        """Saves all of them."""
        body = self.body
        self.change(body)
        return await self.keep(body, self.landing, self.saved)

    async def context(self) -> EditorPage:
        """Each article, and a place for one more."""
        body = await self.typed()
        found = members(body, "articles")
        sets = tuple(
            FieldSet(
                id=f"article-{index}",
                title=self.t.say(N_("Advice %(n)s", n=index + 1) if index < len(found) else N_("One more")),
                fields=views(ARTICLE, one, self.t, self._errors(index), prefix=f"articles.{index}."),
                drop=f"drop:{index}" if index < len(found) else "",
                drop_label=self.t.say(N_("Take it out")) if index < len(found) else "",
            )
            for index, one in enumerate([*found, {}])
        )
        return EditorPage(
            head=await self.head(body),
            action=self.landing,
            version=self.version,
            title=self.t.say(N_("Advice")),
            lead=self.t.say(N_("A few words beside the form for whoever may help himself.")),
            sets=sets,
            errors=self.refusal(field for one in sets for field in one.fields),
            save=self.t.say(N_("Save the advice")),
            look_href=f"{self.here}/preview",
        )

    def _errors(self, index: int) -> dict[str, str]:
        prefix = f"articles.{index}."
        return dict(self.errors) or errors_of(self.flaws, ("articles", index), self.t, prefix=prefix)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The plain parts of a service."""
    needs = "catalog.manage"
    return [
        page(PATH + "/{key}", TextsPart, needs=needs),
        page(PATH + "/{key}/place", PlacePart, needs=needs),
        page(PATH + "/{key}/articles", ArticlesPart, needs=needs),
    ]
