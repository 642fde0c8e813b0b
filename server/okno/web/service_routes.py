"""The editor of a service: who gets its requests, by the customer's department or place and by skills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.http import page
from okno.people.skills import known_skills
from okno.settings import Settings
from okno.text import N_
from okno.themes.editor import EditorPage, FieldSet
from okno.web.item_form import Entry, errors_of, put, read, views
from okno.web.service_screen import PATH, ServiceScreen, members


class RoutesPart(ServiceScreen):
    """Which team gets the requests of some departments or places, and what whoever does them must be able to do."""

    tab = "routes"
    known: Sequence[str] = ()

    async def load(self) -> None:
        """Finds the service, and the skills that people have."""
        await super().load()
        self.known = await known_skills()

    def change(self, body: dict[str, Any]) -> None:
        """Every route as it was typed; the spare one when something is in it."""
        read(self._skills(), body, self)
        kept = []
        for index in range(len(members(body, "routes")) + 1):
            prefix = f"routes.{index}."
            typed = any(self.text(prefix + name).strip() for name in ("team", "departments", "places"))
            if typed and self.text("act") != f"drop:{index}":
                route: dict[str, Any] = {}
                read(self._route(), route, self, prefix=prefix)
                kept.append({"team": "", **route})
        put(body, ("routes",), kept)

    async def act(self) -> Response | None:
        """Saves all of it."""
        body = self.body
        self.change(body)
        return await self.keep(body, self.landing, self.saved)

    def _skills(self) -> tuple[Entry, ...]:
        return (
            Entry("commas", "skills", N_("Skills"), N_("With commas, as in the cards of people."), hints=self.known),
        )

    def _route(self) -> tuple[Entry, ...]:
        return (
            Entry("list", "team", N_("Team"), options=self.titled("teams")),
            Entry("commas", "departments", N_("Departments"), N_("With commas; the beginning of a name is enough.")),
            Entry("commas", "places", N_("Places"), N_("With commas; the beginning of a name is enough.")),
        )

    async def context(self) -> EditorPage:
        """The routes in their order, a place for one more, and the skills."""
        body = await self.typed()
        found = members(body, "routes")
        sets = (
            *(
                FieldSet(
                    id=f"route-{index}",
                    title=self.t.say(N_("Route %(n)s", n=index + 1) if index < len(found) else N_("One more route")),
                    fields=views(
                        self._route(), one, self.t, self._errors(("routes", index)), prefix=f"routes.{index}."
                    ),
                    drop=f"drop:{index}" if index < len(found) else "",
                    drop_label=self.t.say(N_("Take it out")) if index < len(found) else "",
                )
                for index, one in enumerate([*found, {}])
            ),
            FieldSet(
                id="skills",
                title=self.t.say(N_("What is needed for it")),
                help=self.t.say(N_("Where the server gives out the work, whoever has all these skills gets it.")),
                fields=views(self._skills(), body, self.t, self.errors_at(())),
            ),
        )
        return EditorPage(
            head=await self.head(body),
            action=self.landing,
            version=self.version,
            title=self.t.say(N_("Who gets it")),
            lead=self.t.say(
                N_("The first route that fits the requester names the team; without one it is that of the service.")
            ),
            sets=sets,
            errors=self.refusal(field for one in sets for field in one.fields),
            save=self.t.say(N_("Save")),
            look_href=f"{self.here}/preview",
        )

    def _errors(self, at: tuple[str | int, ...]) -> dict[str, str]:
        prefix = "".join(f"{step}." for step in at)
        return dict(self.errors) or errors_of(self.flaws, at, self.t, prefix=prefix)


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The page of the routes."""
    return [page(PATH + "/{key}/routes", RoutesPart, needs="catalog.manage")]
