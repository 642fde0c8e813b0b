"""Macros: several actions behind one button, done with the rights of whoever presses it, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod

from okno.access import Actor, may
from okno.catalog import registry
from okno.catalog.automation import Macro
from okno.db import asking, fetch_one, tx
from okno.errors import Invalid
from okno.events import record
from okno.people import get as get_person
from okno.teams import get as get_team
from okno.text import N_
from okno.tickets import answer, criteria, routing, store, task_adding, watch
from okno.tickets.acting import CHANGES, HANDS, Change, Follow, Go, Hand, Part, Say, Step, Tell, steps
from okno.tickets.assign import KEEP, assign
from okno.tickets.events import RuleTold
from okno.tickets.move import move
from okno.tickets.reclassify import reclassify
from okno.tickets.rule_acts import NOBODY, language_of, line_of, task_of
from okno.tickets.ticket import Ticket
from okno.tickets.variables import filled
from okno.tickets.visible import is_staff

ME = "me"
_RIGHTS: Mapping[str, str] = {
    **dict.fromkeys(CHANGES, "ticket.classify"),
    **dict.fromkeys(HANDS, "ticket.assign"),
    "note": "ticket.note",
}
"""The right that an action needs; the others need `ticket.handle`, a state what its way says."""


@asking
async def run(actor: Actor, number: str | int, key: str, *, version: int | None = None) -> Ticket:
    """Does all that a macro says with the actor's rights, or nothing of it.

    Raises what each action would by hand; Invalid by `key` for a macro that is not there for this ticket.
    """
    async with tx():
        ticket, seen = await store.load_for_change(actor, number, version, action="ticket.handle")
        store.staff_only(seen)
        macro = registry.current().macros.get(key)
        if macro is None or not await fits(actor, ticket, macro):
            raise Invalid({"key": N_("There is no such macro for this request. Look at the page anew.")})
        hand = Agent(actor, ticket)
        await hand.carry_out(steps(macro.actions))
        return await store.load(ticket.id)


async def offered(actor: Actor, ticket: Ticket) -> Sequence[Macro]:
    """The macros that the actor may use on a ticket now, in their order."""
    if not is_staff(actor, ticket) or ticket.merged_into_id is not None:
        return ()
    listed = sorted(registry.current().macros.values(), key=lambda one: (one.sort, one.key))
    able = [one for one in listed if may_run(actor, ticket, one)]
    return tuple(await fitting(actor, ticket, able)) if able else ()


async def fits(actor: Actor, ticket: Ticket, macro: Macro) -> bool:
    """Whether a macro is for tickets of this team and this sort."""
    return bool(await fitting(actor, ticket, [macro]))


async def fitting(actor: Actor, ticket: Ticket, listed: Sequence[Macro]) -> Sequence[Macro]:
    """Those macros that are for tickets of this team and this sort, looked at with one query."""
    team = await get_team(ticket.team_id)
    meant = [one for one in listed if not one.teams or (team is not None and team.key in one.teams)]
    asked = [one for one in meant if one.criteria]
    if not asked:
        return meant
    columns: list[str] = []
    args: list[object] = [ticket.id]
    for n, one in enumerate(asked):
        condition, more = criteria.where(one.criteria, len(args) + 1, actor_id=actor.id)
        columns.append(f"CASE WHEN {condition} THEN 1 ELSE 0 END AS m{n}")
        args += more
    row = await fetch_one(f"SELECT {', '.join(columns)} FROM ticket t WHERE t.id = $1", *args)
    no = {one.key for n, one in enumerate(asked) if row is None or not row[f"m{n}"]}
    return [one for one in meant if one.key not in no]


def may_run(actor: Actor, ticket: Ticket, macro: Macro) -> bool:
    """Whether the actor has the rights for all that a macro does, as far as it can be told before."""
    needed = {_RIGHTS.get(one.do, "ticket.handle") for one in macro.actions if one.do != "state"}
    if not all(may(actor, right, team_id=ticket.team_id) for right in needed):
        return False
    goals = [str(one.value) for one in macro.actions if one.do == "state" and one.value != ticket.state]
    lifecycle = registry.lifecycle(ticket.lifecycle)
    able = {
        way.to for way in lifecycle.transitions if "agent" in way.who and may(actor, way.right, team_id=ticket.team_id)
    }
    first = {way.to for way in lifecycle.ways(ticket.state, who="agent")}
    return set(goals) <= able and (not goals or goals[0] in first)


@dataclass
class Agent:
    """Carries out the steps of a macro in the current transaction; `ticket` is always the present one."""

    actor: Actor
    ticket: Ticket
    words: str = ""
    """What is to be said with the move that follows."""

    async def carry_out(self, wanted: Sequence[Step]) -> None:
        """All steps. What is said before a move goes with it: the requester gets one letter."""
        for place, step in enumerate(wanted):
            rest = wanted[place + 1 :]
            if isinstance(step, Say) and step.public and any(self._moves(one) for one in rest):
                self.words = "\n\n".join(part for part in (self.words, await self._said(step)) if part)
            else:
                await self.do(step)
            self.ticket = await store.load(self.ticket.id)

    def _moves(self, step: Step) -> bool:
        return isinstance(step, Go) and step.to != self.ticket.state

    async def _said(self, step: Say | Part) -> str:
        public = isinstance(step, Say) and step.public
        locale = await language_of(self.ticket, public=True) if public else self.actor.locale
        return await filled(step.text, self.ticket, locale, await get_person(self.actor.id))

    @singledispatchmethod
    async def do(self, step: Step) -> None:
        """One step."""
        raise NotImplementedError(step)

    @do.register
    async def _(self, step: Change) -> None:
        await reclassify(self.actor, self.ticket.id, step.wish, version=None)

    @do.register
    async def _(self, step: Hand) -> None:
        line = await line_of(step.line, self.ticket)
        wanted: str | int | object | None = KEEP
        if step.assignee is not None:
            by_routing = step.assignee in (NOBODY, routing.ROUND_ROBIN, routing.LEAST_LOAD)
            wanted = None if by_routing else self.actor.id if step.assignee == ME else step.assignee
        fresh = await assign(self.actor, self.ticket.id, version=None, assignee=wanted, team=step.team, line=line)
        if step.assignee in (routing.ROUND_ROBIN, routing.LEAST_LOAD):
            await routing.give(fresh, strategy=str(step.assignee))

    @do.register
    async def _(self, step: Go) -> None:
        if step.to != self.ticket.state:
            await move(self.actor, self.ticket.id, to=step.to, version=None, text=self.words)
            self.words = ""

    @do.register
    async def _(self, step: Say) -> None:
        visibility = "public" if step.public else "internal"
        await answer.comment(self.actor, self.ticket.id, text=await self._said(step), visibility=visibility)

    @do.register
    async def _(self, step: Tell) -> None:
        store.require_of_staff(self.actor, "ticket.handle", self.ticket)
        event = RuleTold(stream_id=self.ticket.id, actor_id=self.actor.id, tell=step.who)
        await record(event, await store.topics(self.ticket, internal=True))

    @do.register
    async def _(self, step: Follow) -> None:
        present = {person.login for person in await watch.watchers(self.ticket.id)}
        for login in step.who:
            if login not in present:
                await watch.add(self.actor, self.ticket.id, login)

    @do.register
    async def _(self, step: Part) -> None:
        await task_adding.add(self.actor, self.ticket.id, task_of(await self._said(step), step))
