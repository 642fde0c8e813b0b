"""The story of a ticket as it is read: days, facts in one grey line, words of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from okno.catalog import registry
from okno.clock import from_us
from okno.events import Fact
from okno.files import File, of_comments
from okno.i18n import Translator, utc
from okno.people import Person, by_logins, get_many as people_of
from okno.people.outsider import Outsider, outsiders
from okno.teams import Team, get_many as teams_of
from okno.text import N_, Phrase, initials, pick
from okno.themes.contexts import CalledView, StoryEntry
from okno.themes.parts import DeliveryView
from okno.tickets import Sight, Ticket, mentions, task_facts
from okno.tickets.comment import Comment
from okno.tickets.merged import Source
from okno.tickets.regime import regimes, state_of
from okno.tickets.story import Entry
from okno.tickets.task import Task
from okno.web import approval_story, clock_told, link_words, retold, routing_story, rule_words, task_story
from okno.web.faces import COLOURS, file_view, named_state
from okno.web.outside_panel import source_word, told_of

FOLD = timedelta(minutes=5)
"""Facts of the same person within this time become one line."""

NEWEST = 100
"""Entries that the page of a ticket shows at once; the rest is a link away: some tickets have hundreds."""
SHOWS = ("all", "public", "internal", "outside", "changes")
"""What a reader may narrow the story to."""

_SOURCES: Mapping[str, tuple[Phrase, Phrase]] = {
    "portal": (N_("orders through the portal"), N_("ordered through the portal")),
    "api": (N_("orders through another system"), N_("ordered through another system")),
    "mail": (N_("orders by letter"), N_("ordered by letter")),
    "split": (N_("takes it out of another request"), N_("took it out of another request")),
}
_ORDERS = (N_("orders"), N_("ordered"))
_BY_CHANNEL = (N_("orders through “%(channel)s”"), N_("ordered through “%(channel)s”"))
_STATES: Mapping[str, tuple[Phrase, Phrase]] = {
    "done": (N_("marks it as done"), N_("marked it as done")),
    "closed": (N_("closes the request"), N_("closed the request")),
    "cancelled": (N_("cancels the request"), N_("cancelled the request")),
}
_MOVES = (N_("puts it to “%(state)s”"), N_("put it to “%(state)s”"))
_REOPENS = (N_("returns the request to work"), N_("returned the request to work"))
_TAKES = (N_("takes the request"), N_("took the request"))
_GIVES = (N_("gives the request to %(person)s"), N_("gave the request to %(person)s"))
_FREES = (N_("leaves the request without an assignee"), N_("left the request without an assignee"))
_HANDS = (N_("hands the request over to the team “%(team)s”"), N_("handed the request over to the team “%(team)s”"))
_HANDS_TO = (
    N_("hands the request over to the team “%(team)s”, to %(person)s"),
    N_("handed the request over to the team “%(team)s”, to %(person)s"),
)
_EMERGENCY = N_("reads the request in an emergency")
_EMERGENCY_WHY = N_("reads the request in an emergency: %(reason)s")
_BECAME = N_("The request is “%(state)s” now")
_BY_ITSELF = N_("The request closes by itself: nobody has objected")


@dataclass(frozen=True)
class Names:
    """Who and what the facts speak of."""

    people: Mapping[int, Person]
    teams: Mapping[int, Team]
    outsiders: Mapping[int, Outsider] = field(default_factory=dict)

    def person(self, person_id: object) -> str:
        """The name of a person, or of somebody outside."""
        if not isinstance(person_id, int):
            return "—"
        found = self.people.get(person_id) or self.outsiders.get(person_id)
        return found.name if found is not None else "—"

    def team(self, team_id: object, locale: str) -> str:
        """The title of a team."""
        found = self.teams.get(team_id) if isinstance(team_id, int) else None
        return found.name(locale) if found is not None else "—"


async def names_of(facts: Sequence[Fact], ticket: Ticket | None = None, *, more: Iterable[int | None] = ()) -> Names:
    """The people and the teams of some facts, the team of the ticket and `more` people, read at once."""
    person_ids = {value for fact in facts for value in _people_in(fact)}.union(more)
    team_ids = {fact.payload.get("team_id") for fact in facts} | {ticket.team_id if ticket is not None else None}
    people = await people_of(person_ids)
    return Names(people, await teams_of(team_ids), await outsiders(person_ids.difference(people)))


def _people_in(fact: Fact) -> tuple[int | None, ...]:
    return fact.actor_id, fact.payload.get("assignee_id"), fact.payload.get("person_id")


class Storyteller:
    """Tells one ticket to one reader. A requester reads of himself as «Вы»."""

    def __init__(self, ticket: Ticket, reader_id: int, seen: Sight, t: Translator, *, splits: bool = False) -> None:
        self.ticket = ticket
        self.splits = splits
        self.t = t
        self.you = reader_id if seen is Sight.READER else None
        self.names = Names({}, {})
        self.titles: Mapping[str, str] = {}
        self.held = regimes(ticket, ())
        self.tasks: Mapping[int, Task] = {}
        self.files: Mapping[int, Sequence[File]] = {}
        self.called: Mapping[str, Person] = {}
        self.left: Mapping[int, DeliveryView] = {}

    async def tell(
        self, entries: Sequence[Entry], show: str = "all", *, most: int | None = None, whole_href: str = ""
    ) -> tuple[StoryEntry, ...]:
        """The entries with a heading for each day, facts of the same hand folded.

        Of more than `most` the newest, after a link to the page `whole_href` with all of them.
        """
        self.held = regimes(self.ticket, [entry.fact for entry in entries if entry.origin is None])
        entries = [entry for entry in clock_told.after_cause(entries) if _wanted(entry, show)]
        left = len(entries) - most if most is not None else 0
        if left > 0:
            entries = entries[left:]
        outside = [entry.comment.outsider_id for entry in entries if entry.comment is not None]
        self.names = await names_of([entry.fact for entry in entries], self.ticket, more=outside)
        self.tasks = await task_facts.named_in(entry.fact for entry in entries)
        self.titles = await retold.titles(self.ticket, self.t.locale)
        said = [entry.comment.text for entry in entries if entry.comment is not None]
        self.called = await by_logins(login for text in said for login in mentions.logins(text))
        ids = [entry.comment.id for entry in entries if entry.comment is not None]
        self.files = await of_comments(ids)
        self.left = await told_of(ids, self.ticket, self.t) if self.you is None else {}
        told: list[StoryEntry] = []
        if left > 0:
            earlier = self.t.say(N_("Show what was before: %(n)s", n=left))
            told.append(StoryEntry(kind="earlier", id="earlier", text=earlier, href=whole_href))
        day, last = "", None
        for entry in entries:
            head = self.t.day_head(entry.fact.moment)
            if head != day:
                day, last = head, None
                told.append(StoryEntry(kind="day", id=f"d{self.t.local(entry.fact.moment):%Y%m%d}", text=head))
            if entry.origin is not None:
                told.append(self._brought(entry, entry.origin))
                last = None
            elif entry.comment is not None:
                told.append(self._message(entry.fact, entry.comment))
                last = None
            elif last is not None and _folds(last, entry.fact):
                told[-1] = replace(told[-1], text=f"{told[-1].text}, {self._more(last, entry.fact)}")
            else:
                told.append(self._fact(entry.fact, entry.reason))
                last = entry.fact
        return tuple(told)

    async def lately(self, facts: Sequence[Fact]) -> str:
        """The last change as a sentence with its time, for whoever was slower."""
        changes = [fact for fact in facts if fact.kind != "TicketCommented"]
        if not changes:
            return ""
        self.names = await names_of(changes[-1:])
        self.titles = await retold.titles(self.ticket, self.t.locale)
        last = changes[-1]
        return f"{self._who(last)} {self.sentence(last)}".strip() + f" ({self.t.time(last.moment)})"

    def sentence(self, fact: Fact, reason: str = "") -> str:
        """What happened, after the name: «берёт заявку», and of oneself «взяли заявку»."""
        own = self.you is not None and fact.actor_id == self.you
        if fact.kind == "EmergencyOpened":
            return self.t.say((_EMERGENCY_WHY if reason else _EMERGENCY).msgid, reason=reason)
        if fact.kind == "TicketCreated":
            said = self._ordered(str(fact.payload.get("source")), own)
            team = self.names.team(fact.payload.get("team_id"), self.t.locale)
            return routing_story.routed(fact, self.t, said, team, staff=self.you is None)
        if routing_story.tells(fact):
            person = self.names.person(fact.payload.get("assignee_id"))
            return routing_story.sentence(fact, self.t, person, own=own, staff=self.you is None)
        if clock_told.tells(fact):
            return clock_told.sentence(fact, self.t, staff=self.you is None)
        if rule_words.tells(fact):
            return rule_words.sentence(fact, self.t, own=own)
        if fact.kind == "TicketAssigned":
            return self._assigned(fact, own)
        if fact.kind == "TicketReclassified":
            return retold.became(fact, self.t, self.titles, staff=self.you is None)
        if fact.kind == "TicketWatched":
            return retold.watched(fact, self.t, self.names.person(fact.payload["person_id"]), own=own)
        if task_story.tells(fact):
            person = self.names.person(fact.payload.get("assignee_id"))
            team = self.names.team(fact.payload.get("team_id"), self.t.locale)
            return task_story.sentence(fact, self.t, self.tasks, person=person, team=team, own=own)
        if link_words.tells(fact):
            return link_words.sentence(fact, self.t, own=own)
        if approval_story.tells(fact):
            person = self.names.person(fact.payload.get("person_id"))
            return approval_story.sentence(fact, self.t, person, own=own, reason=reason)
        return self._moved(fact, own)

    def _more(self, first: Fact, following: Fact) -> str:
        """What is added to a line: a name to those who are asked at once, else what else was done."""
        if approval_story.folds(first, following):
            return self.names.person(following.payload["person_id"])
        return self.sentence(following)

    def _say(self, forms: tuple[Phrase, Phrase], own: bool, **params: str) -> str:
        return self.t.say(forms[own].msgid, **params)

    def _ordered(self, source: str, own: bool) -> str:
        channel = source_word(source, self.t)
        if source in _SOURCES or not channel:
            return self._say(_SOURCES.get(source, _ORDERS), own)
        return self._say(_BY_CHANNEL, own, channel=channel)

    def _assigned(self, fact: Fact, own: bool) -> str:
        person_id, given = fact.payload.get("assignee_id"), self.names.person(fact.payload.get("assignee_id"))
        if fact.payload.get("team_id") != fact.payload.get("from_team_id"):
            team = self.names.team(fact.payload.get("team_id"), self.t.locale)
            said = self._say(_HANDS if person_id is None else _HANDS_TO, own, team=team, person=given)
            return routing_story.routed(fact, self.t, said, team, staff=self.you is None)
        if person_id is None:
            return self._say(_FREES, own)
        if person_id == fact.actor_id:
            return self._say(_TAKES, own)
        return self._say(_GIVES, own, person=given)

    def _moved(self, fact: Fact, own: bool) -> str:
        goal = str(fact.payload.get("to_state"))
        state = state_of(goal, self.held)
        # A rule of the catalog is told as somebody who acts.
        by_rule = bool(fact.payload.get("by_rule")) and fact.actor_id is None and not rule_words.rule_of(fact)
        if by_rule and state is not None and state.phase == "closed":
            return self.t.say(_BY_ITSELF.msgid)
        before = state_of(str(fact.payload.get("from_state")), self.held)
        if before is not None and before.phase in ("done", "closed") and goal not in _STATES:
            return self._say(_REOPENS, own)
        if goal in _STATES:
            return self._say(_STATES[goal], own)
        title = (
            pick(state.requester if self.you is not None else state.title, self.t.locale) if state is not None else goal
        )
        if by_rule:
            return self.t.say(_BECAME.msgid, state=title)
        return self._say(_MOVES, own, state=title)

    def _who(self, fact: Fact) -> str:
        if clock_told.alone(fact):
            return ""
        if rule_words.acts(fact):
            return rule_words.by(fact, self.t, staff=self.you is None)
        if fact.actor_id is None or approval_story.alone(fact) or (task_story.tells(fact) and task_story.alone(fact)):
            return ""
        return self.t.say(N_("You")) if fact.actor_id == self.you else self.names.person(fact.actor_id)

    def _fact(self, fact: Fact, reason: str = "") -> StoryEntry:
        return StoryEntry(
            kind="fact",
            id=f"e{fact.id}",
            who=self._who(fact),
            text=self.sentence(fact, reason),
            icon=self._icon(fact),
            time=self.t.time(fact.moment),
            iso=utc(fact.moment),
            title=self.t.full(fact.moment),
        )

    def _icon(self, fact: Fact) -> str:
        if fact.kind == "TicketCreated":
            return "ticket"
        if fact.kind == "TicketAssigned":
            return "user-plus"
        if fact.kind == routing_story.LINE:
            return "arrow-right"
        if clock_told.tells(fact):
            return clock_told.ICONS[fact.kind]
        if fact.kind in retold.ICONS:
            return retold.ICONS[fact.kind]
        if rule_words.tells(fact):
            return rule_words.ICONS[fact.kind]
        if fact.kind == "EmergencyOpened":
            return "eye"
        if link_words.tells(fact):
            return link_words.icon(fact)
        if approval_story.tells(fact):
            return approval_story.icon(fact)
        if task_story.tells(fact):
            return task_story.icon(fact)
        lifecycle = registry.lifecycle(self.ticket.lifecycle)
        return named_state(lifecycle, str(fact.payload.get("to_state")), self.t.locale).icon

    def _brought(self, entry: Entry, origin: Source) -> StoryEntry:
        """What happened in a ticket that goes on as this one, marked with its number."""
        number = origin.ticket.number
        made = self._message(entry.fact, entry.comment) if entry.comment is not None else self._fact(entry.fact)
        text = made.text if entry.comment is not None else f"{made.text}: {origin.ticket.subject}"
        mark = self.t.say(N_("from № %(number)s", number=number))
        return replace(made, text=text, origin=mark, origin_href=f"/tickets/{number}" if origin.seen else "")

    def _outside(self, said: Comment) -> str:
        """Who reads what is said with somebody outside."""
        if said.visibility != "outside":
            return ""
        return self.t.say(N_("seen by %(name)s and the team", name=self.names.person(said.outsider_id)))

    def _split_href(self, said: Comment) -> str:
        """Where words of the requester become a request of their own."""
        own = said.author_id in (self.ticket.requester_id, self.ticket.customer_id)
        public = said.visibility == "public"
        return f"/tickets/{self.ticket.number}/split?comment={said.id}" if self.splits and own and public else ""

    def _called(self, text: str) -> tuple[CalledView, ...]:
        found = (self.called.get(login) for login in mentions.logins(text))
        return tuple(CalledView(login=one.login, name=one.name) for one in found if one is not None)

    def _message(self, fact: Fact, said: Comment) -> StoryEntry:
        moment = from_us(said.at)
        name = self._who(fact)
        if said.author_id is None and self.you is not None:
            # To the requester the team has written.
            name = self.names.team(self.ticket.team_id, self.t.locale)
        author = self.names.person(said.author_id) if said.author_id is not None else name
        return StoryEntry(
            kind="message",
            id=f"e{fact.id}",
            who=name,
            text=said.text,
            initials=initials(author),
            colour=f"a{(said.author_id or 0) % COLOURS + 1}",
            time=self.t.time(moment),
            iso=utc(moment),
            title=self.t.full(moment),
            own=said.author_id in (self.ticket.requester_id, self.ticket.customer_id, said.outsider_id or 0),
            internal=said.visibility == "internal",
            outside=self._outside(said),
            source=source_word(said.source, self.t),
            delivery=self.left.get(said.id),
            files=tuple(file_view(one, self.t) for one in self.files.get(said.id, ())),
            called=self._called(said.text),
            split_href=self._split_href(said),
        )


def _wanted(entry: Entry, show: str) -> bool:
    if show == "changes":
        return entry.comment is None
    if show in ("public", "internal", "outside"):
        return entry.comment is not None and entry.comment.visibility == show
    return True


def _folds(first: Fact, following: Fact) -> bool:
    """The order itself stands alone, for everything else is read from it on; an emergency stands alone too."""
    if first.kind == "TicketCreated" or "EmergencyOpened" in (first.kind, following.kind):
        return False
    if routing_story.tells(first) or routing_story.tells(following):
        return False
    if clock_told.tells(first) or clock_told.tells(following):
        return False
    if task_story.tells(first) or task_story.tells(following):
        # Each is a line of its own: it names a task.
        return False
    if approval_story.tells(first) or approval_story.tells(following):
        return approval_story.folds(first, following) and following.moment - first.moment <= FOLD
    if first.kind != following.kind and {first.kind, following.kind}.intersection(retold.KINDS):
        return False
    if rule_words.rule_of(first) != rule_words.rule_of(following):
        return False
    return first.actor_id == following.actor_id and following.moment - first.moment <= FOLD
