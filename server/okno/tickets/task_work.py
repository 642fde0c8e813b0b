"""Doing a task: taking it, giving it to somebody, finishing it, putting it back, giving it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from okno.access import Actor, actor_of, may
from okno.catalog import registry
from okno.clock import now_us
from okno.db import asking, dump_json, tx
from okno.errors import Conflict, Forbidden, Invalid
from okno.events import record
from okno.people import find
from okno.teams import Team, by_key, get as get_team
from okno.text import N_, Phrase
from okno.tickets import clock, store, task_clock, task_form, task_store, tasks
from okno.tickets.assign import KEEP
from okno.tickets.comment import add as add_comment, checked as checked_text
from okno.tickets.events import TaskChanged
from okno.tickets.task import CANCELLED, DONE, IN_PROGRESS, OPEN, RUNNING, SKIPPED, WAITING, Task
from okno.tickets.task_reading import SeenTask, TaskSight, does, get_for_change
from okno.tickets.ticket import Ticket

WORDS: Mapping[str, Phrase] = {
    WAITING: N_("Waits its turn"),
    OPEN: N_("To do"),
    IN_PROGRESS: N_("In work"),
    DONE: N_("Finished"),
    CANCELLED: N_("Given up"),
    SKIPPED: N_("Not needed"),
}
"""The states of a task as they are told."""
_WAYS: Mapping[str, tuple[str, ...]] = {
    OPEN: (IN_PROGRESS, DONE),
    IN_PROGRESS: (OPEN,),
    DONE: RUNNING,
    CANCELLED: (WAITING, *RUNNING),
}
"""From which states each of these can be reached."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What shall become of a task; what is left out stays. `comment` is a note for the staff of the ticket.

    `assignee` is an id or a login, None for nobody. `version` is the one that was seen, None for whichever there is.
    """

    to: str | None = None
    assignee: str | int | object | None = KEEP
    team: str | None = None
    fields: Mapping[str, Any] | None = None
    comment: str = ""
    version: int | None = None
    source: str = "portal"


@asking
async def change(actor: Actor, task_id: str | int, wish: Wish, *, number: str | int | None = None) -> SeenTask:
    """Does what the wish says and gives the task as it is then. What follows in the ticket happens with it."""
    async with tx():
        seen = await get_for_change(actor, task_id, number)
        _check_version(seen.task, wish.version)
        require_open(seen.ticket)
        step = _Step(actor, seen, wish)
        changes = await step.changes()
        comment_id = await _say(actor, seen.ticket, wish)
        if not changes and comment_id is None:
            return seen
        task = await task_store.write(seen.task, changes) if changes else seen.task
        return await _follow(actor, replace(seen, task=task), seen.task, comment_id)


async def take(actor: Actor, task_id: str | int, *, version: int | None = None) -> SeenTask:
    """Makes the actor the one who does it, from now on."""
    return await change(actor, task_id, Wish(to=IN_PROGRESS, assignee=actor.id, version=version))


def require_open(ticket: Ticket) -> None:
    """Raises Conflict for a ticket on which nobody works any more."""
    state = registry.lifecycle(ticket.lifecycle).state(ticket.state)
    if not ticket.open or (state is not None and state.phase in ("done", "closed")):
        raise Conflict(
            N_("The work on this request is over. Open it again before you change its tasks."),
            state=ticket.state,
            version=ticket.version,
        )


def may_do(actor: Actor, seen: SeenTask) -> bool:
    """Whether the actor may work on a task: it is his team's, and he may handle what comes to it."""
    return does(actor, seen.ticket, seen.task) and may(actor, "ticket.handle", team_id=seen.task.team_id)


def may_lead(actor: Actor, seen: SeenTask) -> bool:
    """Whether the actor may say what becomes of the tasks of a ticket: he works on the ticket itself."""
    return seen.sight is TaskSight.STAFF and may(actor, "ticket.handle", team_id=seen.ticket.team_id)


def may_hand_over(actor: Actor, seen: SeenTask) -> bool:
    """Whether the actor may give a task to another team."""
    own = does(actor, seen.ticket, seen.task) and may(actor, "ticket.assign", team_id=seen.task.team_id)
    return own or (may_lead(actor, seen) and may(actor, "ticket.assign", team_id=seen.ticket.team_id))


def may_give(actor: Actor, seen: SeenTask) -> bool:
    """Whether the actor may say who of the team does it."""
    return may_do(actor, seen) and may(actor, "ticket.assign", team_id=seen.task.team_id)


def _check_version(task: Task, version: int | None) -> None:
    if version is not None and version != task.version:
        raise Conflict(
            N_("Somebody has changed this task meanwhile. Look at it and try again."),
            version=task.version,
            state=task.state,
        )


async def _say(actor: Actor, ticket: Ticket, wish: Wish) -> int | None:
    if not wish.comment.strip():
        return None
    body = checked_text(wish.comment)
    said = await add_comment(ticket, actor.id, body, "internal", source=wish.source, staff=True)
    return said.id


async def _follow(actor: Actor, seen: SeenTask, before: Task, comment_id: int | None) -> SeenTask:
    """Writes the fact, and lets happen what follows from it."""
    task, ticket = seen.task, seen.ticket
    if task.assignee_id is not None and (answer := clock.responded(ticket, now_us())):
        # Somebody works on it: that is the first answer.
        await store.touch(ticket, answer)
        ticket = await store.load(ticket.id)
    if task.over:
        await task_store.tell_over(ticket, task, task.state, actor.id, comment_id)
        ticket = await tasks.proceed(ticket)
    else:
        event = TaskChanged(
            stream_id=ticket.id,
            actor_id=actor.id,
            task_id=task.id,
            team_id=task.team_id,
            state=task.state,
            assignee_id=task.assignee_id,
            what=_what(actor, before, task),
            comment_id=comment_id,
        )
        topics = await task_store.topics(ticket, before, task, internal=event.what == "filled")
        await record(event, topics)
    return replace(seen, ticket=ticket)


def _what(actor: Actor, before: Task, after: Task) -> str:
    if after.team_id != before.team_id:
        return "handed"
    if before.state == DONE:
        return "back"
    if after.assignee_id != before.assignee_id or (after.state == IN_PROGRESS and before.state == OPEN):
        if after.assignee_id is None:
            return "freed"
        return "taken" if after.assignee_id == actor.id else "given"
    return "freed" if after.state == OPEN and before.state == IN_PROGRESS else "filled"


class _Step:
    """One change of a task while it is checked: what may be, and the columns that follow."""

    def __init__(self, actor: Actor, seen: SeenTask, wish: Wish) -> None:
        self.actor = actor
        self.seen = seen
        self.task = seen.task
        self.wish = wish
        self.now = now_us()

    async def changes(self) -> dict[str, object]:
        """The columns that change. Raises what forbids it."""
        team = await self._team()
        wanted: dict[str, object] = {**await self._people(team), **self._state()}
        if self.wish.fields is not None or self.wish.to == DONE:
            wanted |= await self._answers()
        return {column: value for column, value in wanted.items() if getattr(self.task, column) != value}

    async def _team(self) -> Team:
        if self.wish.team is None:
            team = await get_team(self.task.team_id)
            assert team is not None
            return team
        team = await by_key(self.wish.team)
        if team is None or not team.active:
            raise Invalid({"team": N_("There is no such team. Choose one from the list.")})
        if team.id != self.task.team_id:
            self._require(may_hand_over(self.actor, self.seen), "ticket.assign")
            self._require_from((WAITING, *RUNNING))
        return team

    async def _people(self, team: Team) -> dict[str, object]:
        """Who does it. Another team begins with nobody, in its own hours; when it is due stays as it was promised."""
        wanted = self.wish.assignee
        if team.id != self.task.team_id:
            state = OPEN if self.task.open else self.task.state
            who = None if wanted in (KEEP, None, "") else await self._worker(team, wanted)
            return {"team_id": team.id, "calendar": team.calendar, "assignee_id": who, "state": state}
        if wanted is KEEP:
            return self._left_by_whoever_had_it()
        self._require(may_do(self.actor, self.seen), "ticket.handle")
        self._require_from(RUNNING if self.wish.to != OPEN else (*RUNNING, DONE))
        if wanted in (None, ""):
            return {"assignee_id": None, "state": OPEN}
        own = str(wanted) == str(self.actor.id) and self.task.assignee_id in (None, self.actor.id)
        self._require(own or may_give(self.actor, self.seen), "ticket.assign")
        return {"assignee_id": await self._worker(team, wanted)}

    def _left_by_whoever_had_it(self) -> dict[str, object]:
        """Who begins or finishes what nobody has, has it; what goes back to the team nobody has."""
        if self.wish.to in (IN_PROGRESS, DONE) and self.task.assignee_id is None:
            return {"assignee_id": self.actor.id}
        if self.wish.to == OPEN and self.task.state == IN_PROGRESS:
            return {"assignee_id": None}
        return {}

    async def _worker(self, team: Team, wanted: object) -> int:
        person = await find(str(wanted))
        able = await actor_of(person) if person is not None else None
        if able is None or not may(able, "ticket.handle", team_id=team.id):
            raise Invalid({"assignee": N_("Choose somebody who works in this team.")})
        if able.id == self.seen.ticket.customer_id:
            raise Invalid({"assignee": N_("This person has ordered it: choose a colleague.")})
        return able.id

    def _state(self) -> dict[str, object]:
        goal = self.wish.to
        if goal is None or goal == self.task.state:
            return {}
        if goal not in _WAYS:
            raise Invalid({"to": N_("There is no state “%(to)s”.", to=goal[:32])})
        if goal == CANCELLED:
            self._require(may_lead(self.actor, self.seen), "ticket.handle", by_ticket=True)
        elif goal == OPEN and self.task.state == DONE:
            self._require(may_do(self.actor, self.seen) or may_lead(self.actor, self.seen), "ticket.handle")
        else:
            self._require(may_do(self.actor, self.seen), "ticket.handle")
        self._require_from(_WAYS[goal])
        if goal == CANCELLED and not self.wish.comment.strip():
            raise Invalid({"comment": N_("Write why: whoever was to do it reads this.")})
        return self._columns(goal)

    def _columns(self, goal: str) -> dict[str, object]:
        if goal in (DONE, CANCELLED):
            return task_clock.over(self.task, goal, self.now, self.actor.id)
        if goal == OPEN:
            return task_clock.back(self.task)
        return task_clock.started(self.task, self.now)

    async def _answers(self) -> dict[str, object]:
        self._require(may_do(self.actor, self.seen), "ticket.handle")
        self._require_from((*RUNNING, DONE) if self.wish.to is None else RUNNING)
        finishing = self.wish.to == DONE
        answers = await task_form.checked(self.actor, self.task, self.wish.fields or {}, finishing=finishing)
        if answers == self.task.answers:
            return {}
        await task_form.attach_files(self.actor, self.task, answers)
        return {"answers": dump_json(answers)}

    def _require(self, allowed: bool, right: str, *, by_ticket: bool = False) -> None:
        """Raises Forbidden. Whoever is in the team of the ticket, or of the task, learns which right is missing."""
        if allowed:
            return
        team_id = self.seen.ticket.team_id if by_ticket else self.task.team_id
        if self.actor.id != self.seen.ticket.customer_id and team_id in self.actor.teams_with("ticket.see"):
            raise store.lacks(self.actor, right)
        raise Forbidden(
            N_("This is for the team of the request.") if by_ticket else N_("This is for the team that does it.")
        )

    def _require_from(self, states: tuple[str, ...]) -> None:
        if self.task.state not in states:
            raise Conflict(
                N_("This task is “%(now)s”: that is not possible now.", now=WORDS[self.task.state]),
                state=self.task.state,
                version=self.task.version,
            )
