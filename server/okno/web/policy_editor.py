"""The editor of a policy: which service level, and to which requests it applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.routing import BaseRoute

from okno.catalog.model import PRIORITIES
from okno.db import fetch
from okno.http import page
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.web.catalog_kinds import PAGES
from okno.web.catalog_words import NAMES
from okno.web.item_form import Entry
from okno.web.kind_forms import LINES, NEEDS, TITLE
from okno.web.kind_screen import FormScreen, KindState, Part
from okno.web.retold import KIND_WORDS

VIP = {"yes": True, "no": False}
VIP_WORDS: Mapping[str, Phrase] = {"yes": N_("Important ones only"), "no": N_("Others only")}
HINTS_MOST = 200


class PolicyForm(FormScreen):
    """A policy. What is left empty fits everything."""

    kind = "policy"
    departments: Sequence[str] = ()

    @property
    def lead(self) -> str:
        """What a policy is."""
        return self.t.say(
            N_("Of all policies that fit a request the one with the smallest number chooses its service level.")
        )

    async def load(self) -> None:
        """Reads the departments that there are, as hints."""
        await super().load()
        rows = await fetch(
            f"SELECT DISTINCT department FROM person WHERE department <> '' ORDER BY department LIMIT {HINTS_MOST}"
        )
        self.departments = [row["department"] for row in rows]

    def parts(self) -> Sequence[Part]:
        """The level, then what a request must be."""
        place = N_("The smallest number comes first.")
        return (
            Part("naming", N_("Name"), (TITLE,)),
            Part(
                "level",
                N_("What it chooses"),
                (
                    Entry("list", "sla", N_("Service level"), options=self.titled("sla"), needed=True),
                    Entry("number", "sort", N_("Place in the order"), place, needed=True),
                ),
            ),
            self._request(),
            self._customer(),
            Part(
                "services",
                N_("For what"),
                (Entry("many", "categories", N_("Categories"), options=self.titled("categories")),),
            ),
            Part(
                "one-by-one",
                N_("Services one by one"),
                (Entry("many", "services", N_("Services"), options=self.titled("services")),),
                folded=not self.body.get("services"),
            ),
        )

    def _request(self) -> Part:
        kinds = [(key, self.t.say(word)) for key, word in KIND_WORDS.items()]
        priorities = [(key, self.t.say(NAMES[key])) for key in PRIORITIES]
        return Part(
            "request",
            N_("To which requests"),
            (
                Entry("many", "kinds", N_("Kinds"), options=kinds),
                Entry("many", "priorities", N_("Priorities"), options=priorities),
                Entry("many", "teams", N_("Teams"), options=self.titled("teams")),
                Entry("many", "lines", N_("Lines"), options=[(str(n), str(n)) for n in LINES]),
            ),
            N_("What is left empty fits everything."),
        )

    def _customer(self) -> Part:
        say = self.t.say
        vip = [("", say(N_("All people"))), *((key, say(word)) for key, word in VIP_WORDS.items())]
        return Part(
            "customer",
            N_("For which customers"),
            (
                Entry(
                    "commas",
                    "departments",
                    N_("Departments"),
                    N_("With commas. A department fits with all whose names begin so."),
                    hints=self.departments,
                ),
                Entry(
                    "choice",
                    "vip",
                    N_("Important people"),
                    N_("Who is important is marked on the page of the person in the administration."),
                    vip,
                ),
            ),
        )

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """Numbers and yes or no as the controls show them."""
        lines = [str(line) for line in body.get("lines") or ()]
        vip = {True: "yes", False: "no"}.get(body.get("vip"), "")  # type: ignore[arg-type]
        return {**body, "lines": lines, "vip": vip}

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """The same back."""
        lines, vip = shown.pop("lines", []), shown.pop("vip", "")
        super().closed(shown, body)
        body |= {"lines": [int(line) for line in lines]} if lines else {}
        body |= {"vip": VIP[vip]} if vip in VIP else {}


class PolicyState(KindState):
    """What the draft of a policy changes."""

    kind = "policy"


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The editor of a policy, and its state."""
    path = f"{PAGES['policy'].path}/{{key}}"
    return [page(path, PolicyForm, needs=NEEDS), page(f"{path}/state", PolicyState, needs=NEEDS)]
