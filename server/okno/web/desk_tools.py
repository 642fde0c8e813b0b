"""What stands around the list of a desk: conditions, columns, orders, keeping it, acts on several tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from okno.access import all_roles, may
from okno.catalog import registry
from okno.catalog.model import PRIORITIES as PRIORITY_KEYS, Service
from okno.http import Page
from okno.i18n import Translator
from okno.teams import Team, all_teams, members
from okno.text import N_, Phrase, pick
from okno.themes.desk_parts import BulkBar, BulkChoice, DeskTools, GoneRow, HeadView, Pick, SaveList
from okno.themes.parts import OptionView
from okno.tickets.saved_lists import LEADS, MANAGES, REVERSED, SavedList, may_change
from okno.tickets.sorting import SORTS
from okno.web import desk_columns
from okno.web.criteria_words import PRIORITIES
from okno.web.desk_address import Address
from okno.web.desk_conditions import CHOOSE, Conditions
from okno.web.desk_counts import Queues
from okno.web.desk_lists import Lists

MORE: Mapping[str, Phrase] = {
    "state": N_("Change the state"),
    "comment": N_("Write to all"),
    "macro": N_("Macro"),
    "watch": N_("Add a watcher"),
}
"""Acts that ask for more, on a page of their own."""


@dataclass(frozen=True)
class Place:
    """Where somebody is: the page, its list, the queues and kept lists that he has."""

    page: Page
    address: Address
    queues: Queues
    team: Team | None
    lists: Lists
    services: Mapping[str, Service]
    """Those that he knows."""

    @property
    def teams(self) -> Sequence[Team]:
        """The teams whose tickets the list may hold."""
        return [self.team] if self.team is not None else self.queues.teams


class Tools:
    """Makes them for one page of the desk."""

    def __init__(self, place: Place, columns: Sequence[str], *, preview: bool) -> None:
        self.place = place
        self.actor = place.page.actor
        self.t: Translator = place.page.t
        self.address = place.address
        self.columns = columns
        self.preview = preview

    async def view(self, gone: tuple[GoneRow, ...] = ()) -> DeskTools:
        """All of it."""
        known = self.place.services
        conditions = Conditions(self.address, self.t, known)
        query = self.place.page.request.query_params
        changed = self._changed()
        return DeskTools(
            heads=desk_columns.heads(self.columns, self.address, self.t, known),
            base=self._base() if desk_columns.chosen_ones(self.columns) else (),
            hidden=desk_columns.hidden(self.columns),
            columns=desk_columns.offered(self.columns, self.address, self.t, known),
            view=f"/desk/{self.address.queue}/view",
            sorts=self._sorts(),
            pills=await conditions.pills(),
            add=self.address.href(("add", CHOOSE)),
            edit=await conditions.editor(query, [team.id for team in self.place.teams]),
            save=self.address.href(("save", "1")) if self.address.as_criteria() else "",
            saving=await self._saving() if query.get("save") and self.address.as_criteria() else None,
            changed=f"/desk/lists/{changed.id}" if changed is not None else "",
            changed_version=changed.version if changed is not None else 0,
            lists="/desk/lists",
            bulk=await self._bulk() if self.place.queues.teams else None,
            preview=self.preview,
            gone=gone,
        )

    def _base(self) -> tuple[HeadView, ...]:
        sorts = {"number": "created", "subject": "", "assignee": "assignee", "clock": "due"}
        words = {**desk_columns.BASE, "subject": N_("Subject")}
        return tuple(desk_columns.head(key, self.t.say(words[key]), sort, self.address) for key, sort in sorts.items())

    def _sorts(self) -> tuple[Pick, ...]:
        """Orders that an index serves; once more on the present one turns it round."""
        here = self.address.order
        return tuple(
            Pick(
                href=self.address.href(sort=key, reverse=key == here and not self.address.reverse),
                label=self.t.say(one.title),
                current=key == here,
            )
            for key, one in SORTS.items()
            if one.whole or not self.address.whole
        )

    # Keeping the list --------------------------------------------------------------------------------------------

    def _changed(self) -> SavedList | None:
        """The kept list that this one came from, when it differs from it and may be changed."""
        found = self.place.lists.find(self.address.saved)
        if found is None or not may_change(self.actor, found):
            return None
        sort = (REVERSED if self.address.reverse else "") + self.address.order
        now = (self.address.queue, tuple(self.address.as_criteria()), sort)
        return found if now != (found.queue, found.criteria, found.sort) else None

    async def _saving(self) -> SaveList:
        actor, t = self.actor, self.t
        owners = [OptionView(value="me", label=t.say(N_("Only me")), selected=True)]
        owners += [
            OptionView(value=f"team:{team.key}", label=t.say(N_("Team “%(team)s”", team=team.name(t.locale))))
            for team in self.place.queues.teams
            if team.id in actor.teams_with(LEADS)
        ]
        if may(actor, MANAGES):
            owners += [
                OptionView(value=f"role:{key}", label=t.say(N_("Role “%(role)s”", role=pick(one.title, t.locale))))
                for key, one in (await all_roles()).items()
            ]
        return SaveList(here=self.address.href(saved=""), owners=tuple(owners), close=self.address.href())

    # Several tickets at once -------------------------------------------------------------------------------------

    async def _bulk(self) -> BulkBar | None:
        """What this person may do somewhere among his teams; each ticket is asked for itself then."""
        teams = [self.place.team] if self.place.team is not None else self.place.queues.teams
        rights = {one for team in teams for one in self.actor.team_rights.get(team.id, ())} | self.actor.rights
        words = {key: self.t.say(word) for key, word in MORE.items()}
        more = [key for key in MORE if key != "comment" or {"ticket.handle", "ticket.note"} & rights]
        more = [key for key in more if key != "watch" or "ticket.handle" in rights]
        own = {team.key for team in teams}
        if not any(not one.teams or own.intersection(one.teams) for one in registry.current().macros.values()):
            more.remove("macro")
        return BulkBar(
            can_take={"ticket.assign", "ticket.handle"} <= rights,
            hand=await self._hand() if "ticket.assign" in rights else (),
            priorities=tuple(OptionView(value=key, label=self.t.say(PRIORITIES[key])) for key in PRIORITY_KEYS)
            if "ticket.classify" in rights
            else (),
            more=tuple(BulkChoice(action=key, label=words[key]) for key in more),
        )

    async def _hand(self) -> tuple[BulkChoice, ...]:
        found = []
        if self.place.team is not None:
            people = tuple(OptionView(value=str(one.id), label=one.name) for one in await members(self.place.team.id))
            nobody = OptionView(value="none", label=self.t.say(N_("nobody’s")))
            found.append(
                BulkChoice(
                    action="assign", label=self.t.say(N_("To a colleague")), name="who", options=(nobody, *people)
                )
            )
        teams = tuple(
            OptionView(value=one.key, label=one.name(self.t.locale)) for one in await all_teams() if one.active
        )
        found.append(BulkChoice(action="team", label=self.t.say(N_("To another team")), name="team", options=teams))
        lines = tuple(OptionView(value=str(n), label=self.t.say(N_("Line %(n)s", n=n))) for n in range(1, 5))
        found.append(BulkChoice(action="line", label=self.t.say(N_("To another line")), name="line", options=lines))
        return tuple(found)
