"""Sessions and tokens of everybody: who is signed in where, and how to end it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import RIGHTS
from okno.errors import NotFound
from okno.http import everybody, page
from okno.http.cursor import decode, encode
from okno.http.everybody import OpenSession, OpenToken
from okno.people import Person, get as get_person, get_many as get_people, page as people_page
from okno.people.search import Wanted as People
from okno.settings import Settings
from okno.text import N_, one_line, pick
from okno.themes.contexts import ChipView, PersonView
from okno.themes.oversight import AdminSessionsPage, SignedInView
from okno.web.device import device
from okno.web.faces import person_view
from okno.web.shell import Screen

PATH = "/admin/sessions"
SESSIONS, TOKENS = "sessions", "tokens"
LONGEST = 100
PEOPLE_MOST = 200
"""In how many people of a search it is looked at once."""
_TABS = ((SESSIONS, N_("Sessions")), (TOKENS, N_("Tokens")))
_LARGEST = 2**63


class Sessions(Screen):
    """The list; sessions on one tab, tokens on the other."""

    section = "sessions"
    only: Person | None = None

    async def load(self) -> None:
        """Finds the person to whom the list is narrowed."""
        if wanted := self.query.get("person", ""):
            number = _number(wanted)
            self.only = await get_person(number) if number is not None else None
            if self.only is None:
                raise NotFound(N_("There is no such person."))

    @property
    def tab(self) -> str:
        """Which tab is open."""
        return TOKENS if self.query.get("tab") == TOKENS else SESSIONS

    @property
    def q(self) -> str:
        """The words of the search."""
        return "" if self.only is not None else one_line(self.query.get("q", ""), LONGEST)

    def address(self, **changed: str) -> str:
        """The address of this list, with some parameters changed."""
        wanted = {
            "tab": self.tab if self.tab != SESSIONS else "",
            "q": self.q,
            "person": str(self.only.id) if self.only is not None else "",
            **changed,
        }
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{PATH}?{query}" if query else PATH

    async def act(self) -> Response:
        """Ends what the form names. What has ended by itself meanwhile is as good."""
        person_id, key = _number(self.text("person")), _number(self.text("key"))
        match self.text("act"):
            case "end" if person_id is not None and key is not None:
                await everybody.end_session(person_id, key, actor_id=self.actor.id)
                said = N_("The session is ended")
            case "end_all" if person_id is not None:
                own = self.visit.session.id_hash if self.visit.session is not None else ""
                await everybody.end_all(person_id, actor_id=self.actor.id, but=own)
                said = N_("All sessions of this person are ended")
            case "revoke" if key is not None:
                await everybody.revoke_token(key, actor_id=self.actor.id)
                said = N_("The token is revoked")
            case _:
                raise NotFound
        return self.go(self.address(), self.t.say(said))

    async def context(self) -> AdminSessionsPage:
        """A page of the list."""
        people, crowded = await self._people()
        rows, following = await (self._tokens(people) if self.tab == TOKENS else self._sessions(people))
        return AdminSessionsPage(
            tab=self.tab,
            tabs=tuple(
                ChipView(
                    href=self.address(tab=key if key != SESSIONS else ""),
                    label=self.t.say(word),
                    current=key == self.tab,
                )
                for key, word in _TABS
            ),
            action=self.address(),
            q=self.q,
            rows=rows,
            filtered=people is not None,
            crowded=crowded,
            only=person_view(self.only) if self.only is not None else None,
            next_href=self.address(cursor=following) if following else "",
        )

    async def _people(self) -> tuple[list[int] | None, bool]:
        """The ids of those who are looked for, None for everybody; and whether there are too many of them."""
        if self.only is not None:
            return [self.only.id], False
        if not self.q:
            return None, False
        found, more = await people_page(People(self.q), limit=PEOPLE_MOST)
        return [one.id for one in found], more is not None

    async def _sessions(self, people: Sequence[int] | None) -> tuple[tuple[SignedInView, ...], str]:
        at = self._cursor(int, str)
        found, following = await everybody.open_sessions(people, after=(at[0], at[1]) if at else None)
        owners = await get_people(one.person_id for one in found)
        return tuple(self._session(one, owners) for one in found), encode(*following) if following else ""

    async def _tokens(self, people: Sequence[int] | None) -> tuple[tuple[SignedInView, ...], str]:
        at = self._cursor(int)
        found, following = await everybody.open_tokens(people, after=at[0] if at else None)
        owners = await get_people(one.person_id for one in found)
        return tuple(self._token(one, owners) for one in found), encode(following) if following is not None else ""

    def _cursor(self, *types: type[int] | type[str]) -> Sequence[Any]:
        cursor = self.query.get("cursor", "")
        return decode(cursor, *types) if cursor and self.request.method == "GET" else ()

    def _session(self, one: OpenSession, owners: Mapping[int, Person]) -> SignedInView:
        facts = [
            self.t.say(N_("signed in %(when)s", when=self.t.moment(one.created))),
            self.t.say(N_("last seen %(when)s", when=self.t.moment(one.seen))),
            one.address,
        ]
        own = self.visit.session
        return SignedInView(
            key=str(one.key),
            person=self._owner(owners[one.person_id]),
            what=device(one.agent, self.t),
            facts=tuple(fact for fact in facts if fact),
            current=own is not None and own.id_hash == one.id_hash,
        )

    def _token(self, one: OpenToken, owners: Mapping[int, Person]) -> SignedInView:
        say, moment, token = self.t.say, self.t.moment, one.token
        used = N_("last used %(when)s", when=moment(token.last_used)) if token.last_used else N_("never used")
        over = N_("valid until %(when)s", when=moment(token.expires)) if token.expires else N_("valid for ever")
        made = N_("made %(when)s", when=moment(token.created))
        return SignedInView(
            key=str(token.id),
            person=self._owner(owners[one.person_id]),
            what=token.name or say(N_("Token no. %(n)s", n=token.id)),
            facts=(say(made), say(used), say(over)),
            rights=self._rights(token.rights),
        )

    def _owner(self, person: Person) -> PersonView:
        return person_view(person, href=self.address(q="", person=str(person.id)))

    def _rights(self, rights: frozenset[str] | None) -> str:
        if rights is None:
            return self.t.say(N_("All rights of the person"))
        if not rights:
            return self.t.say(N_("No rights"))
        titles = [pick(right.title, self.t.locale) for key, right in RIGHTS.items() if key in rights]
        return ", ".join([*titles, *sorted(rights - set(RIGHTS))])


def _number(text: str) -> int | None:
    """The id in a field; None for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return number if (number := int(text)) < _LARGEST else None


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of sessions and tokens."""
    return [page(PATH, Sessions, needs="session.manage")]
