"""A ticket in the words of its requester: what is going on, what comes next, when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from okno.access import Actor
from okno.catalog import registry
from okno.catalog.model import State
from okno.clock import from_us, now_us
from okno.i18n import Translator, utc
from okno.people import Person, get_many as people_of
from okno.teams import Team, get_many as teams_of
from okno.text import N_, pick
from okno.themes.contexts import MineRow, StepView
from okno.tickets import Sight, Ticket, ways
from okno.tickets.answer import going_on
from okno.tickets.beside import beside
from okno.web.faces import up


def state_of(ticket: Ticket) -> State | None:
    """The state of a ticket; None when its lifecycle has lost it."""
    return registry.lifecycle(ticket.lifecycle).state(ticket.state)


def phase_of(ticket: Ticket) -> str:
    """Whether it is open, paused, done or closed."""
    state = state_of(ticket)
    return state.phase if state is not None else "open"


def asks_answer(ticket: Ticket, actor: Actor) -> bool:
    """Whether the work stands until its requester answers."""
    return going_on(actor, ticket, Sight.READER) is not None


def urgency(ticket: Ticket) -> int:
    """Requests that ask something of their requester come first."""
    return {"done": 0, "paused": 1}.get(phase_of(ticket), 2)


class Telling:
    """Tells tickets to a requester. `people` and `teams` hold whom they speak of."""

    def __init__(
        self,
        actor: Actor,
        t: Translator,
        people: Mapping[int, Person],
        teams: Mapping[int, Team],
        goals: Mapping[int, Ticket] | None = None,
    ) -> None:
        self.goals = goals or {}
        self.actor = actor
        self.t = t
        self.people = people
        self.teams = teams

    @classmethod
    async def about(cls, tickets: Iterable[Ticket], actor: Actor, t: Translator) -> Telling:
        """Reads at once all whom the tickets speak of."""
        listed = list(tickets)
        people = await people_of(one.assignee_id for one in listed)
        goals = await beside(actor, Sight.READER, (one.merged_into_id for one in listed if one.merged_into_id))
        return cls(actor, t, people, await teams_of(one.team_id for one in listed), goals)

    def goal(self, ticket: Ticket) -> Ticket | None:
        """The request as which this one goes on."""
        return self.goals.get(ticket.merged_into_id) if ticket.merged_into_id is not None else None

    def assignee(self, ticket: Ticket) -> Person | None:
        """Who works on it."""
        return self.people.get(ticket.assignee_id) if ticket.assignee_id is not None else None

    def team(self, ticket: Ticket) -> str:
        """The title of the team that works on it."""
        team = self.teams.get(ticket.team_id)
        return team.name(self.t.locale) if team is not None else ""

    def big(self, ticket: Ticket) -> str:
        """The state in plain words."""
        goal, state = self.goal(ticket), state_of(ticket)
        if goal is not None:
            return self.t.say(N_("Goes on in request № %(number)s", number=goal.number))
        if state is None:
            return ticket.state
        return pick(state.requester, self.t.locale)

    async def line(self, ticket: Ticket) -> str:
        """What goes on and what is needed of the requester."""
        phase, say, who = phase_of(ticket), self.t.say, self.assignee(ticket)
        if self.goal(ticket) is not None:
            return say(N_("All that was written is there. Answers come there too."))
        if phase == "done":
            service = await registry.service_item(ticket.service_item_id)
            return pick(service.done_text, self.t.locale) if service is not None else ""
        if phase == "closed":
            return say(N_("Nothing more is needed from you."))
        if asks_answer(ticket, self.actor):
            return say(N_("The work goes on as soon as you answer below."))
        if who is not None:
            return say(N_("%(name)s works on it. Nothing is needed from you now.", name=who.name))
        return say(N_("The team “%(team)s” has it. Nothing is needed from you now.", team=self.team(ticket)))

    def when(self, ticket: Ticket) -> tuple[str, str, str]:
        """Until when, a note to it, and the machine form; empty when nothing is promised."""
        if phase_of(ticket) == "paused":
            waits = asks_answer(ticket, self.actor)
            return (self.t.say(N_("We wait for your answer, the time stands")) if waits else ""), "", ""
        if ticket.resolve_by is None or phase_of(ticket) != "open":
            return "", "", ""
        due = from_us(ticket.resolve_by)
        if now_us() < ticket.resolve_by:
            return up(self.t.due(due)), self.t.say(N_("on time so far")), utc(due)
        return self.t.say(N_("We are late")), self.t.say(N_("it was promised %(due)s", due=self.t.due(due))), utc(due)

    def steps(self, ticket: Ticket) -> tuple[StepView, ...]:
        """The way of a request in at most four steps."""
        phase, say = phase_of(ticket), self.t.say
        lifecycle = registry.lifecycle(ticket.lifecycle)
        received = self.t.moment(from_us(ticket.created_at))
        if phase == "closed" and ticket.done_at is None:
            return (
                StepView(kind="ok", name=say(N_("Received")), line=received),
                StepView(kind="cur", name=self.big(ticket), line=self._moment(ticket.closed_at)),
            )
        at = 0 if ticket.state == lifecycle.start else {"done": 2, "closed": 4}.get(phase, 1)
        working = self.big(ticket) if at == 1 else say(N_("In progress"))
        steps = (
            (say(N_("Received")), received),
            (working, self._moment(ticket.responded_at)),
            (say(N_("You check")), self._moment(ticket.done_at)),
            (say(N_("Closed")), self._moment(ticket.closed_at)),
        )
        return tuple(
            StepView(kind="ok" if n < at else "cur" if n == at else "todo", name=name, line=line if n <= at else "")
            for n, (name, line) in enumerate(steps)
        )

    def _moment(self, us: int | None) -> str:
        return self.t.moment(from_us(us)) if us is not None else ""

    async def row(self, ticket: Ticket) -> MineRow:
        """A line of the list of one's own requests."""
        phase = phase_of(ticket)
        asks = asks_answer(ticket, self.actor)
        steps = self.steps(ticket)
        current = next((n for n, step in enumerate(steps, 1) if step.kind == "cur"), len(steps))
        when, _, when_iso = self.when(ticket)
        tones = {"done": "ask", "closed": "closed"}
        return MineRow(
            number=ticket.id,
            href=f"/tickets/{ticket.number}",
            subject=ticket.subject,
            text=await self._row_text(ticket, phase, asks=asks),
            strong=self.t.say(N_("Your answer is needed:")) if asks else "",
            when=self._moment(ticket.closed_at) if phase == "closed" else when,
            when_iso=when_iso,
            step=current,
            steps=len(steps),
            tone="wait" if asks else tones.get(phase, "progress"),
            can_confirm=phase == "done" and any(way.to == "closed" for way in ways(self.actor, ticket, Sight.READER)),
            version=ticket.version,
        )

    async def _row_text(self, ticket: Ticket, phase: str, *, asks: bool) -> str:
        if asks:
            return self.t.say(N_("open the request and write."))
        goal = self.goal(ticket)
        if goal is not None:
            return self.t.say(N_("Merged with № %(number)s.", number=goal.number))
        if phase == "closed":
            return f"{self.big(ticket)}."
        if phase == "done":
            return f"{self.big(ticket)} {await self.line(ticket)}".strip()
        who = self.assignee(ticket)
        return f"{self.big(ticket)}. {who.name if who is not None else self.team(ticket)}"


async def mine_rows(tickets: Sequence[Ticket], actor: Actor, t: Translator) -> tuple[MineRow, ...]:
    """Lines of the list of one's own requests."""
    telling = await Telling.about(tickets, actor, t)
    return tuple([await telling.row(one) for one in tickets])
