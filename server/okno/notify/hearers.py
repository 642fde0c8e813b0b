"""Who hears of what, as a table, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from okno.access import Actor, actor_of
from okno.access.grants import grants_in
from okno.events import Fact
from okno.people import Person, get_many, stand_in
from okno.teams import members
from okno.text import N_, Phrase
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight, is_staff, sight

CUSTOMERS = "customers"
ASSIGNEE = "assignee"
SUBSTITUTE = "substitute"
"""Whoever stands in for the assignee while he is away: he is told what the assignee is told."""
TEAM = "team"
SEERS = "seers"
"""The team, and those who have a role in it without being its members."""


@dataclass(frozen=True)
class Rule:
    """Facts of one kind whose payload has the values `when` are told to `who` in the words `says`."""

    fact: str
    who: str
    says: str
    mail: bool = True
    staff_only: bool = False
    when: Mapping[str, object] = field(default_factory=dict)

    def fits(self, fact: Fact) -> bool:
        """Whether this fact is meant."""
        return fact.kind == self.fact and all(fact.payload.get(key) == value for key, value in self.when.items())


# For each person the first rule that fits counts.
RULES = (
    Rule("TicketCreated", TEAM, "team_new", mail=False, staff_only=True),
    Rule("TicketAssigned", ASSIGNEE, "assigned", staff_only=True),
    Rule("TicketAssigned", TEAM, "team_new", mail=False, staff_only=True, when={"assignee_id": None}),
    Rule("TicketMoved", CUSTOMERS, "taken", when={"from_state": "new", "to_state": "in_progress"}),
    Rule("TicketMoved", CUSTOMERS, "asked", when={"to_state": "waiting_user"}),
    Rule("TicketCommented", CUSTOMERS, "answered", when={"visibility": "public"}),
    Rule("TicketCommented", ASSIGNEE, "commented", staff_only=True, when={"visibility": "public"}),
    Rule("TicketCommented", ASSIGNEE, "noted", mail=False, staff_only=True, when={"visibility": "internal"}),
    Rule("TicketDone", CUSTOMERS, "done"),
    Rule("TicketReopened", ASSIGNEE, "reopened", staff_only=True),
    Rule("TicketClosed", CUSTOMERS, "cancelled", when={"state": "cancelled"}),
    Rule("TicketClosed", CUSTOMERS, "closed"),
    Rule("TicketClosed", ASSIGNEE, "withdrawn", staff_only=True, when={"state": "cancelled"}),
    Rule("EmergencyOpened", SEERS, "emergency", staff_only=True),
)

_FOR_STAFF = frozenset(rule.says for rule in RULES if rule.staff_only)

WORDS: Mapping[str, Phrase] = {
    "team_new": N_("A new request for your team."),
    "assigned": N_("%(actor)s gives you this request."),
    "assigned_away": N_("%(actor)s gives this request to a colleague for whom you stand in."),
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
    "emergency": N_("%(actor)s reads request %(number)s in an emergency: %(reason)s"),
}
"""The sentence of each kind of notice."""

DISCREET: Mapping[str, Phrase] = {
    "emergency": N_("%(actor)s reads request %(number)s in an emergency. The reason is on its page."),
}
"""What a letter about a confidential team says instead."""

ADVICE: Mapping[str, Phrase] = {
    "asked": N_("Answer on the page of the request: the work waits for you."),
    "done": N_("Confirm it on the page of the request, or open it again. Without an answer it closes by itself."),
    "cancelled": N_("If you still need it, order it anew."),
}
"""What a letter says beyond the sentence."""


@dataclass(frozen=True)
class Hearer:
    """A person who is to be told, in which words, and whether by letter too."""

    person: Person
    says: str
    mail: bool


def words(says: str, actor_name: str, number: str = "", reason: str = "", *, discreet: bool = False) -> Phrase:
    """The sentence of a kind of notice; a discreet one says nothing that people wrote."""
    phrase = DISCREET.get(says, WORDS[says]) if discreet else WORDS[says]
    return Phrase(phrase.msgid, {"actor": actor_name, "number": number, "reason": reason})


def may_be_told(actor: Actor, ticket: Ticket, says: str) -> bool:
    """Whether somebody who sees a ticket may be told this: some of it is for its staff alone."""
    return says.removesuffix("_away") not in _FOR_STAFF or is_staff(actor, ticket)


async def hearers(fact: Fact, ticket: Ticket) -> list[Hearer]:
    """Whoever should hear of a fact: the first rule that fits him; active, allowed to see it, and not the actor."""
    chosen: dict[int, Rule] = {}
    for rule in RULES:
        if not rule.fits(fact) or _is_handing_back(rule, fact):
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


async def _audience(who: str, ticket: Ticket, fact: Fact) -> list[int]:
    if who == CUSTOMERS:
        return [ticket.customer_id, ticket.requester_id]
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
