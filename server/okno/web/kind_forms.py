"""The editors of categories, teams and the matrix of priorities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.routing import BaseRoute

from okno.catalog.check import icons
from okno.catalog.model import PRIORITIES
from okno.http import page
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.web.catalog_kinds import PAGES
from okno.web.catalog_words import NAMES
from okno.web.item_form import Entry, put
from okno.web.kind_screen import FormScreen, KindState, Part
from okno.web.letterhead_form import letterhead_part

NEEDS = "catalog.manage"
WORKING = N_("Working time: 30m, 4h or 3d; a day is 8 hours.")
ROUTINGS: dict[str, Phrase] = {
    "manual": N_("Whoever takes it"),
    "round_robin": N_("Each in turn"),
    "least_load": N_("Whoever has the least open work"),
}
LINES: dict[int, Phrase] = {1: N_("One"), 2: N_("Two"), 3: N_("Three"), 4: N_("Four")}
TITLE = Entry("texts", "title", N_("Title"), needed=True, max_chars=120)
STEPS = 3


class CategoryForm(FormScreen):
    """A direction of the catalog."""

    kind = "category"

    def parts(self) -> Sequence[Part]:
        """Title, place in the tree, and the service that takes the rest."""
        above = self.titled("categories", without=self.key)
        return (
            Part("naming", N_("Name"), (TITLE, Entry("list", "icon", N_("Icon"), options=_icons(), needed=True))),
            Part(
                "place",
                N_("Place"),
                (
                    Entry("list", "parent", N_("Belongs to"), N_("Empty: it stands on the first level."), above),
                    Entry(
                        "number", "sort", N_("Place in the list"), N_("The smallest number comes first."), needed=True
                    ),
                    Entry(
                        "list",
                        "general",
                        N_("Service for everything else"),
                        N_("Offered when nothing else fits."),
                        self.titled("services"),
                        needed=True,
                    ),
                ),
            ),
        )


class TeamForm(FormScreen):
    """A team that services are given to. Who is in it is no matter of the catalog."""

    kind = "team"

    @property
    def lead(self) -> str:
        """Where the people of the team are entered."""
        return self.t.say(N_("Who is in the team, and on which line, is entered in Settings, Teams."))

    def parts(self) -> Sequence[Part]:
        """Title, working hours, and what comes to the team by telephone and mail."""
        return (
            Part("naming", N_("Name"), (TITLE,)),
            Part(
                "work",
                N_("Work"),
                (
                    Entry(
                        "list",
                        "calendar",
                        N_("Calendar"),
                        N_("Its clocks run in these hours."),
                        self.titled("calendars"),
                        needed=True,
                    ),
                    Entry("list", "category", N_("Category"), options=self.titled("categories"), needed=True),
                    Entry(
                        "list",
                        "general",
                        N_("Service for everything else"),
                        N_("Calls and letters become requests of this service."),
                        self._own_services(),
                        needed=True,
                    ),
                    Entry(
                        "yes",
                        "confidential",
                        N_("Confidential"),
                        N_("For others its requests do not exist. Only who manages teams can take this away."),
                    ),
                ),
            ),
            self._routing(),
            letterhead_part(self.opened(self.body), self.t),
        )

    def _routing(self) -> Part:
        lines = [(str(n), self.t.say(words)) for n, words in LINES.items()]
        return Part(
            "routing",
            N_("How the work is given out"),
            (
                Entry(
                    "choice",
                    "routing",
                    N_("Who gets a new request"),
                    N_("Whoever is absent or takes no new work gets none."),
                    [(key, self.t.say(words)) for key, words in ROUTINGS.items()],
                ),
                Entry(
                    "choice",
                    "lines",
                    N_("Lines of support"),
                    N_("New requests begin on the first one and are handed on to the next."),
                    lines,
                ),
            ),
        )

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """What the file leaves out is what the server does."""
        return {"routing": "manual", **body, "lines": str(body.get("lines", 1))}

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """The number of lines is a number again; what is usual is left out."""
        lines = shown.pop("lines", "1")
        super().closed(shown, body)
        put(body, ("lines",), int(lines) if lines in {str(n) for n in LINES} and lines != "1" else None)
        if body.get("routing") == "manual":
            del body["routing"]

    def _own_services(self) -> list[tuple[str, str]]:
        services = self.catalog.services
        return [pair for pair in self.titled("services") if services[pair[0]].team == self.key]


class MatrixForm(FormScreen):
    """How impact and urgency make a priority."""

    kind = "priority"

    def parts(self) -> Sequence[Part]:
        """The names of the steps, and a priority for each pair."""
        return (
            Part("naming", N_("Name"), (TITLE,)),
            Part("impacts", N_("Impact"), _steps("impacts"), N_("From the widest to the narrowest.")),
            Part("urgencies", N_("Urgency"), _steps("urgencies"), N_("From the highest to the lowest.")),
            Part("matrix", N_("Matrix"), self._cells(), N_("The priority that each impact and urgency make.")),
        )

    def _cells(self) -> tuple[Entry, ...]:
        shown = self.opened(self.body)
        options = [(name, self.t.say(NAMES[name])) for name in PRIORITIES]
        return tuple(
            Entry("list", f"matrix.{row}.{column}", self._cell(shown, row, column), options=options, needed=True)
            for row in range(STEPS)
            for column in range(STEPS)
        )

    def _cell(self, shown: dict[str, Any], row: int, column: int) -> Phrase:
        locale = self.t.locale
        return N_(
            "%(impact)s × %(urgency)s",
            impact=str(shown["impacts"].get(str(row), {}).get(locale, "")).lower(),
            urgency=str(shown["urgencies"].get(str(column), {}).get(locale, "")).lower(),
        )

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """Lists become numbered members, as entries name them."""
        rows = _numbered(body.get("matrix"))
        return {
            **body,
            "impacts": _numbered(body.get("impacts")),
            "urgencies": _numbered(body.get("urgencies")),
            "matrix": {number: _numbered(row) for number, row in rows.items()},
        }

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """Numbered members become lists again."""
        rows = _listed(shown.get("matrix"))
        steps = {name: _listed(shown.get(name)) for name in ("impacts", "urgencies")}
        super().closed({**shown, **steps, "matrix": [_listed(row) for row in rows]}, body)


def _steps(part: str) -> tuple[Entry, ...]:
    labels = (N_("First"), N_("Second"), N_("Third"))
    return tuple(Entry("texts", f"{part}.{n}", labels[n], needed=True, max_chars=120) for n in range(STEPS))


def _numbered(value: Any) -> dict[str, Any]:
    return {str(n): one for n, one in enumerate(value)} if isinstance(value, list) else {}


def _listed(value: Any) -> list[Any]:
    return [value.get(str(n), {}) for n in range(STEPS)] if isinstance(value, dict) else []


def _icons() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(icons()) if not name.startswith("st-")]


class CategoryState(KindState):
    """What the draft of a category changes."""

    kind = "category"


class TeamState(KindState):
    """What the draft of a team changes."""

    kind = "team"


class MatrixState(KindState):
    """What the draft of the matrix changes."""

    kind = "priority"


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The editors, and the states of their items."""
    made: list[BaseRoute] = []
    for form, state in (
        (CategoryForm, CategoryState),
        (TeamForm, TeamState),
        (MatrixForm, MatrixState),
    ):
        path = f"{PAGES[form.kind].path}/{{key}}"
        made += [page(path, form, needs=NEEDS), page(f"{path}/state", state, needs=NEEDS)]
    return made
