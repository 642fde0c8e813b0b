"""The audit in plain sentences: who did what to whom, whatever has become of those who are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okno.access import RIGHTS, Actor, Role, all_roles
from okno.audit import Entry
from okno.catalog import registry
from okno.channels.registry import title as channel_title
from okno.extend import plugin_of
from okno.i18n import Translator
from okno.people import Person, get_many as get_people
from okno.teams import Team, get_many as get_teams
from okno.text import N_, Phrase, pick
from okno.tickets import Ticket
from okno.tickets.reading import seen_among
from okno.web.audit_forms import fitting
from okno.web.audit_sentences import said

WAYS: Mapping[str, Phrase] = {
    "page": N_("in the browser"),
    "rest": N_("through the API, from the browser"),
    "token": N_("through the API, with a token"),
    "cli": N_("on the command line"),
    "job": N_("by itself"),
}
_FIELDS: Mapping[str, Phrase] = {
    "name": N_("name"),
    "login": N_("login"),
    "mail": N_("e-mail"),
    "phone": N_("phone"),
    "title": N_("position"),
    "department": N_("department"),
    "place": N_("workplace"),
    "manager_id": N_("manager"),
    "locale": N_("language"),
    "time_zone": N_("time zone"),
    "theme": N_("theme"),
    "density": N_("density of rows"),
    "active": N_("switched on or off"),
    "vip": N_("mark of an important person"),
    "contacts": N_("contacts"),
    "skills": N_("skills"),
    "groups": N_("groups"),
    "kind": N_("kind"),
    "heading": N_("heading"),
    "text": N_("text"),
    "services": N_("services"),
    "departments": N_("departments"),
    "starts_at": N_("beginning"),
    "expected_at": N_("promised time"),
    "ends_at": N_("end"),
}
_SORTS: Mapping[str, Phrase] = {"outage": N_("outage"), "works": N_("planned works"), "news": N_("news")}
_WORKS: Mapping[str, Phrase] = {"job": N_("job"), "delivery": N_("delivery"), "letter": N_("letter")}


@dataclass(frozen=True)
class Words:
    """Says audited facts in the language of a reader. Made by `words_of` for the facts of one page."""

    t: Translator
    people: Mapping[int, Person]
    teams: Mapping[int, Team]
    roles: Mapping[str, Role]
    tickets: Mapping[int, Ticket]
    """Those tickets of the facts that the reader sees anyway: others have no number here."""

    def sentence(self, entry: Entry) -> str:
        """The fact as a sentence; of a kind that nobody here knows, its name and ids."""
        phrase = said(entry, number=entry.stream == "ticket" and entry.stream_id in self.tickets)
        phrase = fitting(phrase, entry.actor_id, entry.person_id)
        return self.t.say(phrase.msgid, **self._places(entry))

    def who(self, entry: Entry) -> str:
        """Who did it: a person, else the way by which the server was told to."""
        if entry.actor_id is not None:
            return self.person(entry.actor_id)
        return self.t.say(N_("The command line") if entry.via == "cli" else N_("The server"))

    def person(self, person_id: int | None) -> str:
        """The name of a person; one who is gone is a number."""
        found = self.people.get(person_id) if person_id is not None else None
        return found.name if found and found.name else self.t.say(N_("Employee no. %(n)s", n=person_id or "?"))

    def team(self, team_id: int | None) -> str:
        """The name of a team; one who is gone is a number."""
        found = self.teams.get(team_id) if team_id is not None else None
        return found.name(self.t.locale) if found else self.t.say(N_("Team no. %(n)s", n=team_id or "?"))

    def way(self, entry: Entry, *, with_address: bool = True) -> str:
        """By which way it came."""
        known = WAYS.get(entry.via)
        word = self.t.say(known) if known is not None else entry.via
        return ", ".join(part for part in (word, entry.address if with_address else "") if part)

    def _places(self, entry: Entry) -> dict[str, object]:
        payload = entry.payload
        return {
            "who": self.who(entry),
            "person": self.person(entry.person_id),
            "team": self.team(entry.team_id),
            "role": self._role(str(payload.get("role", ""))),
            "line": payload.get("line", ""),
            "service": self._service(str(payload.get("service", ""))),
            "fields": self._listed(payload.get("fields"), _FIELDS),
            "withheld": self._rights(payload.get("withheld")),
            "changes": self._changes(entry),
            "wide": self._rights(payload.get("given_in_all_teams")),
            "work": self._listed([payload.get("work", "")], _WORKS),
            "sort": self._listed([payload.get("sort", "")], _SORTS),
            "tickets": payload.get("tickets", ""),
            "tasks": payload.get("tasks", ""),
            "channel": channel_title(str(payload.get("channel", "")), self.t.locale),
            "plugin": self._plugin(str(payload.get("plugin", ""))),
            "keys": ", ".join(_list(payload.get("keys"))),
            "fault": payload.get("fault", ""),
            "id": entry.stream_id,
            "number": self.tickets[entry.stream_id].number if entry.stream_id in self.tickets else "",
            "kind": entry.kind,
            "stream": entry.stream,
        }

    def _role(self, key: str) -> str:
        found = self.roles.get(key)
        return pick(found.title, self.t.locale) if found else key

    def _service(self, key: str) -> str:
        found = registry.service(key) if key else None
        return pick(found.title, self.t.locale) if found is not None else key

    def _plugin(self, name: str) -> str:
        found = plugin_of(name) if name else None
        return pick(found.title, self.t.locale) if found is not None else name

    def _changes(self, entry: Entry) -> str:
        kinds = (
            ("given", N_("gives also: %(rights)s")),
            ("given_in_all_teams", N_("gives in all teams: %(rights)s")),
            ("taken", N_("gives no more: %(rights)s")),
            ("taken_in_all_teams", N_("gives no more in all teams: %(rights)s")),
        )
        named = [(phrase, self._rights(entry.payload.get(name))) for name, phrase in kinds]
        parts = [self.t.say(phrase.msgid, rights=rights) for phrase, rights in named if rights]
        return "; ".join(parts) or self.t.say(N_("its name"))

    def _rights(self, keys: object) -> str:
        return ", ".join(pick(RIGHTS[key].title, self.t.locale) if key in RIGHTS else key for key in _list(keys))

    def _listed(self, keys: object, words: Mapping[str, Phrase]) -> str:
        return ", ".join(self.t.say(words[key]) if key in words else key for key in _list(keys))


def _list(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else []


async def words_of(entries: Iterable[Entry], t: Translator, reader: Actor | None) -> Words:
    """The words for these facts: all names are read at once. Without a reader no ticket has a number."""
    found = list(entries)
    people = await get_people({one for entry in found for one in (entry.actor_id, entry.person_id)})
    teams = await get_teams({entry.team_id for entry in found})
    about = {entry.stream_id for entry in found if entry.stream == "ticket"}
    tickets = await seen_among(reader, about) if reader is not None and about else {}
    return Words(t, people, teams, await all_roles(), tickets)
