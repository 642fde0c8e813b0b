"""The fields by which one asks who may what: a person, a right, a team."""

from __future__ import annotations

from collections.abc import Mapping

from okno.access import RIGHTS, Right
from okno.access.explain import asked
from okno.access.rights import COMPANY
from okno.errors import Invalid
from okno.i18n import Translator
from okno.people import Person, get as get_person, suggest
from okno.teams import Team, all_teams, by_key
from okno.text import N_, Phrase, pick
from okno.themes.contexts import FieldView
from okno.web.form_input import Inputs

WHY, WHO, TICKET = "why", "who", "ticket"
"""The questions: why a person may something, who may it, why he sees a ticket."""


class AccessFields:
    """The question as it stands in the address of the page; what is not understood is kept in `errors`."""

    def __init__(self, t: Translator, query: Mapping[str, str], *, reach: bool) -> None:
        self.t = t
        self.reach = reach
        """Whether who asks finds people by their mail addresses, too."""
        self.query = query
        self.ask = query.get("ask", WHY) if query.get("ask") in (WHY, WHO, TICKET) else WHY
        self.errors: dict[str, Phrase] = {}

    @property
    def empty(self) -> bool:
        """Whether nothing is asked yet."""
        return not any(self.value(name) for name in ("person", "person.text", "right", "team", "ticket"))

    def value(self, name: str) -> str:
        """What was typed into a field."""
        return self.query.get(name, "").strip()

    async def person(self) -> Person | None:
        """Who is asked about, switched off or not: the chosen one, else the only one who is meant."""
        chosen, typed = self.value("person"), self.value("person.text")
        found = await get_person(int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None
        if found is None and typed:
            people = await suggest(typed, limit=2, reach=self.reach)
            found = people[0] if len(people) == 1 else None
        if found is None:
            self.errors["person"] = N_("Choose one person from the list.")
        return found

    async def right(self) -> tuple[Right, Team | None] | None:
        """The right, and the team that is named with it."""
        key = self.value("team")
        team = await by_key(key) if key else None
        if key and (team is None or not team.active):
            self.errors["team"] = N_("Choose a team from the list.")
            return None
        try:
            return asked(self.value("right"), team), team
        except Invalid as error:
            self.errors |= error.fields
            return None

    async def fields(self) -> tuple[FieldView, ...]:
        """The fields of the question with what was typed."""
        inputs = Inputs(self.t, dict(self.query), {name: self.t.say(said) for name, said in self.errors.items()})
        about = (
            N_("Begin to write a name, a login or a mail address.")
            if self.reach
            else N_("Begin to write a name or a login.")
        )
        who = () if self.ask == WHO else (await inputs.person("person", N_("Who"), help_=about, gone=True),)
        if self.ask == TICKET:
            return *who, inputs.field("text", "ticket", N_("Number of the request"), max_chars=24)
        rights = [(key, self._right(one)) for key, one in RIGHTS.items()]
        teams = [("", self.t.say(N_("Any"))), *((one.key, one.name(self.t.locale)) for one in await all_teams())]
        what = inputs.options("list", "right", N_("What"), rights, (self.value("right"),))
        team = inputs.options("list", "team", N_("In which team"), teams, (self.value("team"),))
        return *who, what, team

    def _right(self, right: Right) -> str:
        title = pick(right.title, self.t.locale)
        return title if right.holds == COMPANY else self.t.say(N_("%(right)s (by team)", right=title))
