"""Keeping lists of tickets: saving the present one, renaming, ordering, deleting with a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import all_roles
from okno.catalog.shelf import Shelf
from okno.errors import Invalid, NotFound, TooLarge
from okno.http import page
from okno.people import preferences
from okno.settings import Settings
from okno.teams import by_key, get_many
from okno.text import N_, Phrase, one_line, pick
from okno.themes.desk_pages import ListGroup, ListLine, ListsPage
from okno.themes.desk_parts import SaveList
from okno.tickets import saved_lists
from okno.tickets.saved_lists import REVERSED, SavedList, may_change
from okno.web.criteria_words import names_of, said
from okno.web.desk_address import Address
from okno.web.desk_counts import Queues
from okno.web.desk_lists import Lists, address_of
from okno.web.shell import Screen

DROPPED = "desk.dropped"
"""The preference with the list that was deleted last."""


def address_at(here: str) -> Address:
    """The list at an address of the desk."""
    parts = urlsplit(here)
    return Address.of(one_line(parts.path.removeprefix("/desk/"), 64), parse_qsl(parts.query))


class KeptLists(Screen):
    """One's lists: those of one's own, of the teams and of the roles; a new one is saved here."""

    section = "desk"

    async def act(self) -> Response | None:
        """Saves the list at the address that the form names."""
        address = address_at(self.text("here"))
        wanted = SavedList(
            title=self.text("title"),
            queue=address.queue,
            criteria=tuple(address.as_criteria()),
            sort=(REVERSED if address.reverse else "") + address.order,
        )
        made = await saved_lists.save(self.actor, await self._owned(wanted, self.text("owner", "me")))
        return self.go(address_of(made).href(), self.t.say(N_("The list “%(title)s” is saved", title=made.title)))

    async def _owned(self, wanted: SavedList, owner: str) -> SavedList:
        kind, _, key = owner.partition(":")
        if kind == "team":
            team = await by_key(key)
            if team is None:
                raise Invalid({"owner": N_("There is no such team. Choose one from the list.")})
            return replace(wanted, team_id=team.id)
        if kind == "role":
            return replace(wanted, role=key)
        return replace(wanted, person_id=self.actor.id)

    async def context(self) -> ListsPage:
        """The page."""
        queues = await Queues.of(self.actor, self.t.locale)
        self.shelf = await Shelf.for_work(self.actor.id, {team.key for team in queues.teams})
        lists = await Lists.of(self.actor, queues.teams)
        return ListsPage(
            title=self.t.say(N_("My lists")),
            side=(*queues.side(self.t), *lists.side(self.t, "")),
            groups=tuple([one for one in await self._groups(lists.saved) if one.lines]),
            saving=self._refused(),
            notice=self.notice if self.problem is not None and not self.errors else "",
            live=f"person:{self.actor.id}",
        )

    def _refused(self) -> SaveList | None:
        if self.problem is None or not self.text("here"):
            return None
        error = next(iter(self.errors.values()), self.notice)
        here = self.text("here")
        return SaveList(here=here, title=self.text("title"), error=error, close=address_at(here).href())

    async def _groups(self, found: Sequence[SavedList]) -> list[ListGroup]:
        teams = await get_many({one.team_id for one in found if one.team_id is not None})
        roles = await all_roles() if any(one.role for one in found) else {}
        owners: dict[str, list[SavedList]] = {}
        for one in found:
            owners.setdefault(self._owner(one, teams, roles), []).append(one)
        return [ListGroup(title=title, lines=await self._lines(listed)) for title, listed in owners.items()]

    def _owner(self, one: SavedList, teams: object, roles: object) -> str:
        if not one.shared:
            return self.t.say(N_("Only mine"))
        if one.team_id is not None:
            team = teams.get(one.team_id) if isinstance(teams, dict) else None
            name = team.name(self.t.locale) if team is not None else ""
            return self.t.say(N_("Team “%(team)s”", team=name))
        role = roles.get(one.role) if isinstance(roles, dict) else None
        return self.t.say(N_("Role “%(role)s”", role=pick(role.title, self.t.locale) if role is not None else one.role))

    async def _lines(self, listed: Sequence[SavedList]) -> tuple[ListLine, ...]:
        names = await names_of([criterion for one in listed for criterion in one.criteria])
        return tuple(
            ListLine(
                id=one.id,
                title=one.title,
                href=address_of(one).href(),
                line=" · ".join(said(criterion, self.t, names, self.shelf.services) for criterion in one.criteria),
                version=one.version,
                can_change=may_change(self.actor, one),
                first=n == 0,
                last=n == len(listed) - 1,
            )
            for n, one in enumerate(listed)
        )


class KeptList(KeptLists):
    """One list: changed to what is shown, renamed, moved or deleted."""

    async def load(self) -> None:
        """Finds it among the lists of this person."""
        number = str(self.params["list"])
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise NotFound(N_("There is no such list, or it is not yours."))
        self.list = await saved_lists.get(self.actor, int(number))

    async def act(self) -> Response | None:
        """Does what the form asks for."""
        doing = self.text("act")
        if doing == "drop":
            return await self._drop()
        if doing in ("up", "down"):
            await saved_lists.step(self.actor, self.list.id, -1 if doing == "up" else 1)
            return self.redirect("/desk/lists")
        sent = self.text("version")
        version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
        if doing == "rename":
            await saved_lists.change(self.actor, replace(self.list, title=self.text("title"), version=version))
            return self.go("/desk/lists", self.t.say(N_("The list is renamed")))
        address = address_at(self.text("here"))
        changed = replace(
            self.list,
            queue=address.queue,
            criteria=tuple(address.as_criteria()),
            sort=(REVERSED if address.reverse else "") + address.order,
            version=version,
        )
        made = await saved_lists.change(self.actor, changed)
        return self.go(address_of(made).href(), self._said(N_("The list “%(title)s” is changed")))

    async def _drop(self) -> Response:
        old = await saved_lists.drop(self.actor, self.list.id)
        undo = "/desk/lists/back"
        try:
            await preferences.put(self.actor.id, DROPPED, saved_lists.plain(old))
        except TooLarge:
            # Nobody keeps so long a list of conditions for a second try.
            undo = ""
        return self.go("/desk/lists", self._said(N_("The list “%(title)s” is deleted")), undo=undo)

    def _said(self, phrase: Phrase) -> str:
        return self.t.say(phrase.msgid, title=self.list.title)


class Back(KeptLists):
    """The list that was deleted last comes back."""

    async def act(self) -> Response:
        """Saves it anew, with the rights of now."""
        told = await preferences.get(self.actor.id, DROPPED)
        if told is None:
            raise NotFound(N_("There is no list to bring back."))
        made = await saved_lists.save(self.actor, saved_lists.of_plain(told))
        await preferences.put(self.actor.id, DROPPED, None)
        return self.go("/desk/lists", self.t.say(N_("The list “%(title)s” is back", title=made.title)))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of kept lists."""
    return [
        page("/desk/lists", KeptLists, needs="desk.open"),
        page("/desk/lists/back", Back, needs="desk.open", methods=("POST",)),
        page("/desk/lists/{list}", KeptList, needs="desk.open", methods=("POST",)),
    ]
