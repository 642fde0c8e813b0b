"""Who hears of what, as a table, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from okno.access import Actor, actor_of
from okno.access.grants import grants_in
from okno.events import Fact
from okno.notify import clock_words
from okno.notify.told import people_of
from okno.people import Person, get_many, stand_in
from okno.teams import get as get_team, members, places
from okno.text import N_, Phrase, Texts
from okno.tickets.routing import MANUAL, strategy_of, works_on
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Placed, Sight, is_staff, sight
from okno.tickets.watch import watchers

CUSTOMERS = "customers"
ASSIGNEE = "assignee"
SUBSTITUTE = "substitute"
"""Whoever stands in for the assignee while he is away: he is told what the assignee is told."""
TEAM = "team"
LINE = "line"
"""Those members of the team who work on the line to which the ticket has come."""
SEERS = "seers"
"""The team, and those who have a role in it without being its members."""
WATCHERS = "watchers"
NAMED = "named"
"""The person whom the fact names."""
TOLD = "told"
"""Those whom a service level or a rule names to be told."""
ASKED = "asked"
"""Those who were asked to agree until somebody has begun without them."""


Reason = str | tuple[Texts, ...] | Phrase
"""Why something happened, the titles of what it is about, or how much time."""


@dataclass(frozen=True)
class Rule:
    """Facts of one kind whose payload has the values `when` are told to `who` in the words `says`."""

    fact: str
    who: str
    says: str
    mail: bool = True
    staff_only: bool = False
    when: Mapping[str, object] = field(default_factory=dict)
    about: str = ""
    """The key of the payload that names the ticket in whose stream it is told, of a fact that stands in two."""

    def fits(self, fact: Fact) -> bool:
        """Whether this fact is meant."""
        here = not self.about or fact.payload.get(self.about) == fact.stream_id
        return (
            fact.kind == self.fact and here and all(fact.payload.get(key) == value for key, value in self.when.items())
        )


# For each person the first rule that fits counts.
RULES = (
    Rule("TicketCreated", CUSTOMERS, "split", when={"source": "split"}),
    Rule("TicketCreated", TEAM, "team_new", mail=False, staff_only=True),
    Rule("TicketAssigned", ASSIGNEE, "given", staff_only=True, when={"cause": "round_robin"}),
    Rule("TicketAssigned", ASSIGNEE, "given", staff_only=True, when={"cause": "least_load"}),
    Rule("TicketAssigned", ASSIGNEE, "assigned", staff_only=True),
    Rule("TicketAssigned", TEAM, "team_new", mail=False, staff_only=True, when={"assignee_id": None}),
    Rule("TicketLineChanged", LINE, "line_new", mail=False, staff_only=True),
    Rule("TicketMoved", CUSTOMERS, "taken", when={"from_state": "new", "to_state": "in_progress", "by_rule": False}),
    Rule("TicketMoved", CUSTOMERS, "asked", when={"to_state": "waiting_user"}),
    Rule("TicketMoved", CUSTOMERS, "approved", when={"cause": "approved"}),
    Rule("TicketMoved", ASSIGNEE, "may_begin", staff_only=True, when={"cause": "approved"}),
    Rule("ApprovalAsked", NAMED, "approve_again", when={"reminded": True}),
    Rule("ApprovalAsked", NAMED, "approve_instead", when={"why": "substitute"}),
    Rule("ApprovalAsked", NAMED, "approve_above", when={"why": "escalated"}),
    Rule("ApprovalAsked", NAMED, "approve"),
    Rule("ApprovalBypassed", ASKED, "bypassed_you"),
    Rule("ApprovalBypassed", CUSTOMERS, "bypassed"),
    Rule("TicketCommented", CUSTOMERS, "answered", when={"visibility": "public"}),
    Rule("TicketCommented", ASSIGNEE, "commented", staff_only=True, when={"visibility": "public"}),
    Rule("TicketCommented", ASSIGNEE, "commented", staff_only=True, when={"visibility": "outside"}),
    Rule("TicketCommented", ASSIGNEE, "noted", mail=False, staff_only=True, when={"visibility": "internal"}),
    Rule("TicketDone", CUSTOMERS, "done"),
    Rule("TicketReopened", ASSIGNEE, "reopened", staff_only=True),
    Rule("TicketClosed", CUSTOMERS, "refused", when={"cause": "refused"}),
    Rule("TicketClosed", CUSTOMERS, "overdue", when={"cause": "overdue"}),
    Rule("TicketClosed", ASSIGNEE, "not_approved", staff_only=True, when={"cause": "refused"}),
    Rule("TicketClosed", CUSTOMERS, "cancelled", when={"state": "cancelled"}),
    Rule("TicketClosed", CUSTOMERS, "closed"),
    Rule("TicketClosed", ASSIGNEE, "withdrawn", staff_only=True, when={"state": "cancelled"}),
    Rule("EmergencyOpened", SEERS, "emergency", staff_only=True),
    Rule("TasksFinished", TEAM, "tasks_done", mail=False, staff_only=True, when={"outcome": "done"}),
    Rule("TasksFinished", TEAM, "tasks_missing", mail=False, staff_only=True, when={"outcome": "missing"}),
    Rule("TasksFinished", TEAM, "tasks_over", mail=False, staff_only=True),
    Rule("TicketsMerged", CUSTOMERS, "merged", about="into_id"),
    Rule("TicketsMerged", ASSIGNEE, "joined", mail=False, staff_only=True, about="into_id"),
    Rule("TicketsUnmerged", CUSTOMERS, "separated", about="from_id"),
    Rule("TicketsUnmerged", ASSIGNEE, "returned", staff_only=True, about="from_id"),
    Rule("SlaBreached", TOLD, "late", staff_only=True, when={"of": "resolve"}),
    Rule("SlaBreached", TOLD, "late_answer", staff_only=True),
    Rule("SlaWarned", TOLD, "burns", staff_only=True, when={"of": "resolve", "point": "share"}),
    Rule("SlaWarned", TOLD, "burns_answer", staff_only=True, when={"point": "share"}),
    Rule("SlaWarned", TOLD, "ends", staff_only=True, when={"of": "resolve", "point": "before"}),
    Rule("SlaWarned", TOLD, "ends_answer", staff_only=True, when={"point": "before"}),
    Rule("SlaWarned", TOLD, "late_long", staff_only=True, when={"of": "resolve"}),
    Rule("SlaWarned", TOLD, "late_long_answer", staff_only=True),
    Rule("PersonMentioned", NAMED, "mentioned", when={"visibility": "public"}),
    Rule("PersonMentioned", NAMED, "mentioned_note", staff_only=True, when={"visibility": "internal"}),
    Rule("TicketWatched", NAMED, "watching", when={"watches": True}),
    Rule("RuleTold", TOLD, "told", staff_only=True),
    Rule("TicketCommented", WATCHERS, "watched_words", when={"visibility": "public"}),
    Rule("TicketMoved", WATCHERS, "watched_move", mail=False),
    Rule("TicketDone", WATCHERS, "watched_done"),
    Rule("TicketReopened", WATCHERS, "watched_back"),
    Rule("TicketClosed", WATCHERS, "watched_end", mail=False),
)

_FOR_STAFF = frozenset(rule.says for rule in RULES if rule.staff_only)

WORDS: Mapping[str, Phrase] = {
    "team_new": N_("A new request for your team."),
    "assigned": N_("%(actor)s gives you this request."),
    "assigned_away": N_("%(actor)s gives this request to a colleague for whom you stand in."),
    "given": N_("You get a new request of your team."),
    "given_away": N_("A colleague for whom you stand in gets a new request."),
    "line_new": N_("A request comes to your line."),
    "taken": N_("%(actor)s works on your request."),
    "asked": N_("%(actor)s waits for your answer."),
    "answered": N_("%(actor)s writes to you."),
    "commented": N_("%(actor)s writes in the request."),
    "noted": N_("%(actor)s leaves a note for the team."),
    "done": N_("Your request is done. Does everything work?"),
    "reopened": N_("%(actor)s opens the request again."),
    "cancelled": N_("%(actor)s cancels your request."),
    "closed": N_("Your request is closed."),
    "withdrawn": N_("%(actor)s cancels the request."),
    "approve": N_("You are asked to approve a request."),
    "approve_again": N_("A request still waits for your approval."),
    "approve_instead": N_("You are asked to approve a request for a colleague for whom you stand in."),
    "approve_above": N_("Nobody has decided in time: you are asked to approve a request."),
    "approved": N_("Your request is approved: the work may begin."),
    "may_begin": N_("The request is approved: the work may begin."),
    "refused": N_("%(actor)s does not approve your request. It is closed."),
    "overdue": N_("Nobody has approved your request in time. It is closed."),
    "not_approved": N_("%(actor)s does not approve the request. It is closed."),
    "bypassed": N_("%(actor)s begins the work on your request without approval: %(reason)s"),
    "bypassed_you": N_("%(actor)s begins the work without your approval: %(reason)s"),
    "emergency": N_("%(actor)s reads request %(number)s in an emergency: %(reason)s"),
    "tasks_done": N_("All tasks are done, and the request with them."),
    "tasks_missing": N_("All tasks are over. Before the request is done, fill in: %(reason)s."),
    "tasks_over": N_("All tasks are over. Finish the request or add what is missing."),
    "mentioned": N_("%(actor)s mentions you in a request."),
    "mentioned_note": N_("%(actor)s mentions you in a note for the team."),
    "told": N_("%(actor)s draws your attention to this request."),
    "watching": N_("%(actor)s adds you to the followers of this request."),
    "watched_words": N_("%(actor)s writes in a request that you follow."),
    "watched_move": N_("A request that you follow goes on."),
    "watched_done": N_("A request that you follow is done."),
    "watched_back": N_("%(actor)s reopens a request that you follow."),
    "watched_end": N_("A request that you follow is over."),
    "merged": N_("%(actor)s joins another request of yours to this one: it goes on here."),
    "joined": N_("%(actor)s joins another request to this one."),
    "separated": N_("%(actor)s makes this request one of its own again."),
    "returned": N_("%(actor)s separates this request: it is yours again."),
    "split": N_("%(actor)s makes a request of its own out of what you wrote in another one."),
    **clock_words.WORDS,
}
"""The sentence of each kind of notice."""

DISCREET: Mapping[str, Phrase] = {
    "emergency": N_("%(actor)s reads request %(number)s in an emergency. The reason is on its page."),
    "bypassed": N_("%(actor)s begins the work on your request without approval. The reason is on its page."),
    "bypassed_you": N_("%(actor)s begins the work without your approval. The reason is on the page of the request."),
    "tasks_missing": N_("All tasks are over. Before the request is done, fill in what is missing on its page."),
}
"""What a letter about a confidential team says instead."""

ADVICE: Mapping[str, Phrase] = {
    "asked": N_("Answer on the page of the request: the work waits for you."),
    "done": N_("Confirm it on the page of the request, or open it again. Without an answer it closes by itself."),
    "cancelled": N_("If you still need it, order it anew."),
    "approve": N_("Approve or refuse it on the page of the request. A refusal needs a reason."),
    "approve_again": N_("Approve or refuse it on the page of the request. A refusal needs a reason."),
    "approve_instead": N_("Approve or refuse it on the page of the request. A refusal needs a reason."),
    "approve_above": N_("Approve or refuse it on the page of the request. A refusal needs a reason."),
    "overdue": N_("If you still need it, order it anew."),
    "watching": N_("You will hear of its news. On its page you can stop following it."),
    **clock_words.ADVICE,
}
"""What a letter says beyond the sentence."""


@dataclass(frozen=True)
class Hearer:
    """A person who is to be told, in which words, and whether by letter too."""

    person: Person
    says: str
    mail: bool


def words(says: str, actor_name: str, number: str = "", reason: Reason = "", *, discreet: bool = False) -> Phrase:
    """The sentence of a kind of notice; a discreet one says nothing that people wrote."""
    phrase = DISCREET.get(says, WORDS[says]) if discreet else WORDS[says]
    return Phrase(phrase.msgid, {"actor": actor_name, "number": number, "reason": reason})


def may_be_told(actor: Actor, ticket: Placed, says: str) -> bool:
    """Whether somebody who sees a ticket may be told this: some of it is for its staff alone."""
    return says.removesuffix("_away") not in _FOR_STAFF or is_staff(actor, ticket)


async def hearers(fact: Fact, ticket: Ticket) -> list[Hearer]:
    """Whoever should hear of a fact: the first rule that fits him; active, allowed to see it, and not the actor."""
    chosen: dict[int, Rule] = {}
    for rule in RULES:
        if not rule.fits(fact) or _is_handing_back(rule, fact) or await _is_given(rule, ticket):
            continue
        for person_id in await _audience(rule.who, ticket, fact):
            chosen.setdefault(person_id, rule)
        if rule.who == ASSIGNEE:
            for person_id in await _audience(SUBSTITUTE, ticket, fact):
                chosen.setdefault(person_id, _instead(rule))
    if fact.actor_id is not None:
        chosen.pop(fact.actor_id, None)
    people = await get_many(chosen)
    return [
        Hearer(people[person_id], rule.says, rule.mail)
        for person_id, rule in chosen.items()
        if person_id in people and await _may_hear(people[person_id], ticket, rule)
    ]


def _is_handing_back(rule: Rule, fact: Fact) -> bool:
    """A ticket that goes back to its own team is not new for it."""
    return rule.who == TEAM and fact.payload.get("from_team_id") == fact.payload.get("team_id")


async def _is_given(rule: Rule, ticket: Ticket) -> bool:
    """What the server has given to somebody is news for him alone, not for all who might have taken it."""
    if rule.says not in ("team_new", "line_new") or ticket.assignee_id is None:
        return False
    team = await get_team(ticket.team_id)
    return team is not None and strategy_of(team) != MANUAL


async def _of_line(ticket: Ticket, fact: Fact) -> list[int]:
    team = await get_team(ticket.team_id)
    if team is None or fact.payload["cause"] == "team":
        # That it has come to the team is told by another fact.
        return []
    line = int(fact.payload["line"])
    return [key for key, place in (await places(team.id)).items() if works_on(team, line, place.line)]


async def _audience(who: str, ticket: Ticket, fact: Fact) -> list[int]:
    if who == CUSTOMERS:
        return [ticket.customer_id, ticket.requester_id]
    if who == LINE:
        return await _of_line(ticket, fact)
    if who == TOLD:
        return await people_of(fact.payload.get("tell", ()), ticket)
    if who == NAMED:
        return [int(fact.payload["person_id"])]
    if who == ASKED:
        return [int(person_id) for person_id in fact.payload["asked"]]
    if who == WATCHERS:
        return [person.id for person in await watchers(ticket.id)]
    if who in (TEAM, SEERS):
        team_id = int(fact.payload["team_id"])
        more = await grants_in(team_id) if who == SEERS else ()
        return [*(person.id for person in await members(team_id)), *(person_id for person_id, _ in more)]
    # Who was given it by this very fact, not who has it by now.
    assignee = fact.payload.get("assignee_id") if fact.kind == "TicketAssigned" else ticket.assignee_id
    if assignee is None:
        return []
    if who == ASSIGNEE:
        return [int(assignee)]
    substitute = await stand_in(int(assignee))
    return [] if substitute is None else [substitute.id]


def _instead(rule: Rule) -> Rule:
    """The same for whoever stands in: what is given to the other is not given to him."""
    return replace(rule, who=SUBSTITUTE, says=f"{rule.says}_away" if f"{rule.says}_away" in WORDS else rule.says)


async def _may_hear(person: Person, ticket: Ticket, rule: Rule) -> bool:
    if not person.active:
        return False
    seen = await sight(await actor_of(person), ticket)
    return seen is Sight.STAFF if rule.staff_only else seen is not None
