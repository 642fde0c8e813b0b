"""The editor of a service level: its terms, when its clock stands, in which hours it goes, its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.levels import USUAL_STEPS
from okno.catalog.model import PRIORITIES, SlaSpec
from okno.catalog.points import point
from okno.catalog.shape import plain
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_, Phrase, one_line
from okno.themes.contexts import FieldView
from okno.themes.editor import PartList, PartRow
from okno.web.catalog_kinds import PAGES
from okno.web.catalog_words import NAMES
from okno.web.faces import up
from okno.web.item_form import Entry, views
from okno.web.kind_forms import NEEDS, TITLE, WORKING
from okno.web.kind_screen import FormScreen, KindState, Part
from okno.web.lifecycle_editor import PAUSES
from okno.web.rule_words import WHO
from okno.web.service_screen import members
from okno.web.step_words import step_acts, step_title

MOST = 20
POINTS = N_(
    "%(share)s of the time, %(before)s before it is due by the wall clock, %(due)s as it is due, %(after)s of working"
    " time after.",
    share="75%",
    before="-24h",
    due="100%",
    after="+4h",
)
GOALS: Mapping[str, Phrase] = {"resolve": N_("The solution"), "respond": N_("The first answer")}


class LevelScreen(FormScreen):
    """A page of the editor of a service level."""

    kind = "sla"

    def page_of(self, path: tuple[str | int, ...]) -> str:
        """Steps have pages of their own."""
        if len(path) > 1 and path[0] == "steps" and isinstance(path[1], int):
            return f"{self.here}/steps/{path[1]}"
        return super().page_of(path)

    def said(self, words: Mapping[str, Phrase]) -> list[tuple[str, str]]:
        """Words as options."""
        return [(key, self.t.say(phrase)) for key, phrase in words.items()]


class LevelForm(LevelScreen):
    """What is promised at each priority, and what happens on the way."""

    def parts(self) -> Sequence[Part]:
        """Two terms for each priority, the pauses that stop the clock, hours of its own."""
        return (
            Part("naming", N_("Name"), (TITLE,)),
            *(
                Part(
                    name,
                    NAMES[name],
                    (
                        Entry("text", f"targets.{name}.respond", N_("Time to answer"), short=True, needed=True),
                        Entry("text", f"targets.{name}.resolve", N_("Time to solve"), short=True, needed=True),
                    ),
                    WORKING if name == PRIORITIES[0] else None,
                )
                for name in PRIORITIES
            ),
            Part(
                "clock",
                N_("Clock"),
                (
                    Entry(
                        "many",
                        "stops",
                        N_("The clock stands while a request waits"),
                        N_("In other waits it goes on."),
                        self.said(PAUSES),
                    ),
                    Entry(
                        "list",
                        "calendar",
                        N_("Calendar"),
                        N_("Empty: in the hours of the team that does it."),
                        self.titled("calendars"),
                    ),
                ),
            ),
        )

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """What the file leaves out is what the server does."""
        return {"stops": list(SlaSpec.stops), **body}

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """Pauses that are usual are left out; none at all is told."""
        stops = shown.get("stops", [])
        kept = {**shown, "stops": stops}
        if set(stops) == set(SlaSpec.stops):
            del kept["stops"]
        super().closed(kept, body)

    # Steps --------------------------------------------------------------------------------------------------------

    def lists(self, body: dict[str, Any]) -> tuple[PartList, ...]:
        """The steps, in the order in which they come."""
        t, found = self.t, members(body, "steps")
        adding = self.problem is not None and self.text("act") == "add"
        fields = self._asked()
        usual = "; ".join(step_title(one.at, one.of, t) for one in USUAL_STEPS)
        return (
            PartList(
                id="steps",
                title=t.say(N_("Steps on the way")),
                empty=t.say(N_("The usual ones: %(steps)s.", steps=usual)),
                help=t.say(
                    N_("What happens by itself before and after something is due. Each comes once for each promise.")
                ),
                rows=tuple(self._row(body, index, found[index]) for index in _by_time(found)),
                add_title=t.say(N_("Another step")),
                add_label=t.say(N_("Add the step")),
                add=fields,
                errors=self.refusal(fields) if adding else (),
                adding=adding,
                sortable=False,
            ),
        )

    def _asked(self) -> tuple[FieldView, ...]:
        entries = (
            Entry("text", "at", N_("When"), POINTS, short=True, needed=True),
            Entry("choice", "of", N_("Of what"), options=self.said(GOALS), needed=True),
        )
        typed = {"at": self.text("new.at"), "of": self.text("new.of", "resolve")}
        return views(entries, typed, self.t, self.errors, prefix="new.")

    def _row(self, body: dict[str, Any], index: int, step: dict[str, Any]) -> PartRow:
        at = ("steps", index)
        return PartRow(
            key=str(index),
            title=up(step_title(str(step.get("at", "")), str(step.get("of", "resolve")), self.t)),
            href=f"{self.here}/steps/{index}",
            icon="alarm-clock",
            line=", ".join(step_acts(step, self.t)) or self.t.say(N_("nothing happens yet")),
            flaws=tuple(self.flaw_view(flaw, body) for flaw in self.flaws if flaw.path[:2] == at),
        )

    async def act(self) -> Response | None:
        """Adds a step, takes one away, or saves the form."""
        doing, _, index = self.text("act").partition(":")
        if doing == "add":
            return await self._add()
        if doing == "drop":
            body = self.body
            found = members(body, "steps")
            del found[_index(index, found)]
            _put(body, found)
            return await self.keep(body, f"{self.here}#steps", N_("The step is taken out"))
        return await super().act()

    async def _add(self) -> Response:
        """The first step of its own begins with the usual ones, which count no more from then on."""
        at, of, body = one_line(self.text("new.at"), 10), self.text("new.of"), self.body
        try:
            point(at)
        except ValueError:
            raise Invalid({"new.at": POINTS}) from None
        found = members(body, "steps") or [plain(one) for one in USUAL_STEPS]
        if len(found) >= MOST:
            raise Invalid({"new.at": N_("There are too many of these already")})
        made = {"at": at, **({"of": of} if of == "respond" else {})}
        same = [n for n, one in enumerate(found) if (one.get("at"), one.get("of", "resolve")) == (at, of)]
        index = same[0] if same else len(found)
        body["steps"] = found if same else [*found, {**made, "tell": ["assignee"]}]
        return await self.keep(body, f"{self.here}/steps/{index}", N_("The step is added. Say what happens then"))


class StepForm(LevelScreen):
    """One step."""

    heading: Phrase = N_("Step")

    @property
    def index(self) -> int:
        """Its number in the list. Raises NotFound."""
        return _index(str(self.params["step"]), members(self.body, "steps"))

    async def load(self) -> None:
        """Finds the step."""
        await super().load()
        if self.index < 0:
            raise NotFound

    @property
    def landing(self) -> str:
        """The address of this page."""
        return f"{self.here}/steps/{self.params['step']}"

    @property
    def up(self) -> tuple[str, str]:
        """The list of steps."""
        return f"{self.here}#steps", self.t.say(N_("Steps on the way"))

    @property
    def at(self) -> tuple[str | int, ...]:
        """Its place in the body."""
        return ("steps", self.index)

    def parts(self) -> Sequence[Part]:
        """When it comes, who is told, what else happens."""
        return (
            Part(
                "point",
                N_("Term"),
                (
                    Entry("text", "at", N_("When"), POINTS, short=True, needed=True),
                    Entry("choice", "of", N_("Of what"), options=self.said(GOALS), needed=True),
                ),
            ),
            Part(
                "acts",
                N_("What happens"),
                (
                    Entry(
                        "many",
                        "tell",
                        N_("Who is told"),
                        N_("Those of them who may see the request."),
                        self.said(WHO),
                    ),
                    Entry(
                        "yes",
                        "next_line",
                        N_("It goes on to the next line"),
                        N_("Where the team has one; it is given out anew there."),
                    ),
                    Entry(
                        "yes",
                        "raise_priority",
                        N_("The priority rises by one step"),
                        N_("With the terms of the higher one. Each step raises a request once."),
                    ),
                ),
            ),
        )

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """The step alone."""
        return {"of": "resolve", **members(body, "steps")[self.index]}

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """Put the step back; what is usual is left out."""
        if shown.get("of") == "resolve":
            del shown["of"]
        found = members(body, "steps")
        found[self.index] = shown
        _put(body, found)


def _put(body: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    if steps:
        body["steps"] = steps
    else:
        body.pop("steps", None)


def _index(text: str, found: Sequence[Any]) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4) or int(text) >= len(found):
        raise NotFound
    return int(text)


def _by_time(steps: Sequence[Mapping[str, Any]]) -> list[int]:
    """The places of steps: first those of the answer, before what is due in their order; what cannot be read last."""
    return sorted(range(len(steps)), key=lambda index: _moment(steps[index]))


def _moment(step: Mapping[str, Any]) -> tuple[int, int, int]:
    goal = 0 if step.get("of") == "respond" else 1
    try:
        where = point(str(step.get("at", "")))
    except ValueError:
        return 2, 0, 0
    if where.kind == "before":
        return goal, 1, -where.amount
    return goal, 0 if where.amount < 100 else 2, where.amount


class LevelState(KindState):
    """What the draft of a service level changes."""

    kind = "sla"


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The editor of a level, its steps, its state."""
    path = f"{PAGES['sla'].path}/{{key}}"
    return [
        page(path, LevelForm, needs=NEEDS),
        page(f"{path}/steps/{{step}}", StepForm, needs=NEEDS),
        page(f"{path}/state", LevelState, needs=NEEDS),
    ]
