"""Load for the kill test: people who order, work and comment, and a ledger of all that was answered with success."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.flows.company import Caller, monitor

LETTERS = frozenset({"taken", "answered", "commented", "done", "reopened"})
"""The kinds of notices that also go out as a letter."""


@dataclass
class Ledger:
    """What the server has promised."""

    answered: int = 0
    """How many changes were answered with success."""
    tickets: dict[str, str] = field(default_factory=dict)
    """The number of the ticket by the words that its order carries."""
    states: dict[str, str] = field(default_factory=dict)
    """The last state of each ticket, by number."""
    comments: dict[str, str] = field(default_factory=dict)
    """The number of the ticket by the words of the comment."""
    notices: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    """How often (number, person, kind) must be told."""

    def told(self, number: str, kind: str, *hearers: Caller) -> None:
        """Notes that people must hear of what has just been answered."""
        for one in hearers:
            self.notices[number, one.person.id, kind] += 1

    @property
    def letters(self) -> int:
        """How many letters must have arrived in the end, by what was answered so far."""
        return sum(count for (_, _, kind), count in self.notices.items() if kind in LETTERS)


@dataclass(frozen=True)
class Pair:
    """An employee, the agent who works for him, and the agent's colleague: one client of the load."""

    employee: Caller
    agent: Caller
    colleague: Caller
    ledger: Ledger
    chance: random.Random

    async def one_ticket(self) -> None:
        """A ticket from the order up to a chance end; what each step must tell is written down after its answer."""
        ticket = await self._order()
        number = ticket["number"]
        ticket = await self._change(self.agent, ticket, "assignment", {"assignee": "me"})
        ticket = await self._move(self.agent, ticket, "in_progress")
        self.ledger.told(number, "taken", self.employee)
        for _ in range(self.chance.randint(0, 2)):
            await self._say(self.employee, number)
            self.ledger.told(number, "commented", self.agent)
            await self._say(self.agent, number)
            self.ledger.told(number, "answered", self.employee)
        await self._say(self.colleague, number, "internal")
        self.ledger.told(number, "noted", self.agent)
        await self._end(ticket)

    async def _end(self, ticket: Any) -> None:
        end = self.chance.choice(("open", "done", "reopened", "closed"))
        if end == "open":
            return
        number = ticket["number"]
        ticket = await self._move(self.agent, ticket, "done", words=True)
        self.ledger.told(number, "done", self.employee)
        if end == "reopened":
            await self._move(self.employee, ticket, "in_progress", words=True)
            self.ledger.told(number, "reopened", self.agent)
        elif end == "closed":
            await self._move(self.employee, ticket, "closed")

    async def _order(self) -> Any:
        words = f"Стол {uuid4().hex}"
        made = await self.employee.surely("/tickets", monitor(words), 201)
        number = made["number"]
        self.ledger.answered += 1
        self.ledger.tickets[words] = number
        self.ledger.states[number] = "new"
        self.ledger.told(number, "team_new", self.agent, self.colleague)
        return made

    async def _say(self, who: Caller, number: str, visibility: str = "public") -> None:
        words = f"Слово {uuid4().hex}"
        await who.surely(f"/tickets/{number}/comments", {"text": words, "visibility": visibility}, 201)
        self.ledger.answered += 1
        self.ledger.comments[words] = number

    async def _move(self, who: Caller, ticket: Any, to: str, *, words: bool = False) -> Any:
        said = f"Слово {uuid4().hex}" if words else ""
        moved = await self._change(who, ticket, "moves", {"to": to, **({"comment": said} if words else {})})
        self.ledger.states[ticket["number"]] = to
        if words:
            self.ledger.comments[said] = ticket["number"]
        return moved

    async def _change(self, who: Caller, ticket: Any, what: str, body: dict[str, Any]) -> Any:
        # Comments leave the version alone and nobody else changes the ticket.
        wanted = {**body, "version": ticket["version"]}
        changed = await who.surely(f"/tickets/{ticket['number']}/{what}", wanted, 200)
        self.ledger.answered += 1
        return changed
