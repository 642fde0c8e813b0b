"""The conditions of a list: shown above it, each changed in an editor of its own, sent as a plain form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.datastructures import QueryParams

from okno.catalog.automation import Criterion
from okno.catalog.criteria import subject
from okno.catalog.model import Service
from okno.i18n import Translator
from okno.teams import members
from okno.themes.desk_parts import ConditionEdit, ConditionPill
from okno.tickets.criteria import problems
from okno.tickets.criteria_text import written
from okno.web import criteria_form
from okno.web.criteria_words import names_of, said
from okno.web.desk_address import Address

CHOOSE = "-"
"""The value of `add` before it is chosen what the condition looks at."""
MOST_PEOPLE = 60
"""Up to so many colleagues are offered as ticks."""


class Conditions:
    """The conditions of the list at an address."""

    def __init__(self, address: Address, t: Translator, services: Mapping[str, Service]) -> None:
        self.address = address
        self.t = t
        self.services = services

    @staticmethod
    async def sent(address: Address, query: QueryParams) -> Address | None:
        """The list with the condition that was sent from its form; None when none was."""
        if f"{criteria_form.NAME}.0.of" not in query:
            return None
        found = [one for one in await criteria_form.parse(query) if [*written(one)]]
        place = _place(query.get("at", ""))
        if not found:
            return address if place is None else address.without(place)
        for one in found:
            address = address.with_criterion(one, place)
        return address

    async def pills(self) -> tuple[ConditionPill, ...]:
        """One for each condition."""
        names = await names_of(self.address.criteria)
        wrong = dict(problems(self.address.criteria))
        return tuple(
            ConditionPill(
                text=said(one, self.t, names, self.services),
                edit=self.address.href(("edit", str(n))),
                drop=self.address.without(n).href(),
                error=self.t.say(wrong[n]) if n in wrong else "",
            )
            for n, one in enumerate(self.address.criteria)
        )

    async def editor(self, query: QueryParams, team_ids: Sequence[int]) -> ConditionEdit | None:
        """The editor that the page is asked for: of a new condition (`add`) or of one that there is (`edit`)."""
        added, place = query.get("add", ""), _place(query.get("edit", ""))
        if place is not None and place < len(self.address.criteria):
            return await self._row(self.address.criteria[place], team_ids, place)
        if not added:
            return None
        if subject(added) is not None:
            return await self._row(criteria_form.begun(added), team_ids, None)
        return ConditionEdit(
            action=f"/desk/{self.address.queue}",
            kept=tuple(self.address.pairs),
            close=self.address.href(),
            subjects=criteria_form.added(self.t, services=self.services),
        )

    async def _row(self, one: Criterion, team_ids: Sequence[int], place: int | None) -> ConditionEdit:
        names = await names_of([one])
        people = await _colleagues(team_ids) if one.of == "assignee" else ()
        at = (("at", str(place)),) if place is not None else ()
        return ConditionEdit(
            action=f"/desk/{self.address.queue}",
            kept=(*self.address.pairs, *at),
            close=self.address.href(),
            row=criteria_form.row(one, self.t, f"{criteria_form.NAME}.0.", names, people, services=self.services),
        )


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


async def _colleagues(team_ids: Sequence[int]) -> Sequence[tuple[str, str]]:
    """Whoever works in these teams, while they can be overseen."""
    found: dict[str, str] = {}
    for team_id in team_ids:
        found |= {one.login: one.name for one in await members(team_id)}
    return sorted(found.items(), key=lambda pair: pair[1]) if len(found) <= MOST_PEOPLE else ()
