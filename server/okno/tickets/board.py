"""The board of a team: who has which work, and giving several tickets out at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.clock import now_us
from okno.db import Unasked, asking, fetch, fetch_one, load_json, tx
from okno.errors import Conflict, Invalid, NotFound, OknoError
from okno.teams import Team, members
from okno.text import N_, Phrase
from okno.tickets import gate, routing, store
from okno.tickets.assign import assign
from okno.tickets.events import TicketAssigned
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of
from okno.tickets.visible import Branch, of_teams

CARDS = 50
"""Tickets that a column shows, and that are given out at once."""
COLUMNS = 60
"""People that the board shows."""
UNDO_US = 60 * 1_000_000
"""How long what somebody has given out can be taken back by one press."""
_WORK = "t.open = true AND t.done_at IS NULL"


@dataclass(frozen=True)
class Column:
    """What one person has to do in a team, or nobody (None). `tickets` are the most urgent of the `open` ones."""

    person_id: int | None
    tickets: Sequence[Ticket]
    open: int
    late: int


@dataclass(frozen=True)
class Board:
    """The columns: nobody first, then the members, then others who still have work. `more`: people left out."""

    columns: Sequence[Column]
    more: int


@dataclass(frozen=True)
class Gift:
    """That a ticket, seen in this version, shall go to somebody of the team, or to nobody."""

    ticket_id: int
    version: int
    person_id: int | None


@dataclass(frozen=True)
class Given:
    """What became of gifts: the tickets that were given, and why others were not, by their ids."""

    tickets: Sequence[Ticket]
    refused: dict[int, Phrase]


@dataclass(frozen=True)
class Offer:
    """Whom the server would give a ticket to; None when nobody may get it."""

    ticket: Ticket
    person_id: int | None
    unskilled: bool = False


# Looking ------------------------------------------------------------------------------------------------------


async def board(actor: Actor, team: Team, *, line: int = 0) -> Board:
    """The work of a team by person, as far as the actor sees it; of one line of the team when it is named."""
    counted = await _counts(actor, team, line)
    people = [person.id for person in await members(team.id)]
    # Whoever has left the team, or the company, may still have work of it.
    others = sorted(key for key in counted if key is not None and key not in people)
    shown: list[int | None] = [None, *others, *people][: COLUMNS + 1]
    cards = await _cards(actor, team, line, [key for key in shown if counted.get(key, (0, 0))[0]])
    columns = [Column(key, cards.get(key, []), *counted.get(key, (0, 0))) for key in shown]
    return Board(columns, max(len(people) + len(others) - COLUMNS, 0))


async def _counts(actor: Actor, team: Team, line: int) -> dict[int | None, tuple[int, int]]:
    branch = _branch(actor, team, line)
    at = len(branch.args) + 1
    rows = await fetch(
        f"SELECT t.assignee_id, count(*) AS n, sum(CASE WHEN t.due_sort < ${at} THEN 1 ELSE 0 END) AS late"
        f" FROM {branch.source} WHERE {branch.where} AND {_WORK} GROUP BY t.assignee_id",
        *branch.args,
        now_us(),
    )
    return {row["assignee_id"]: (int(row["n"]), int(row["late"])) for row in rows}


async def _cards(actor: Actor, team: Team, line: int, people: Sequence[int | None]) -> dict[int | None, list[Ticket]]:
    """The most urgent tickets of each of these people: each column by its own index, all in one statement."""
    branch = _branch(actor, team, line)
    parts, args = [], [*branch.args]
    for n, person_id in enumerate(people):
        whose = "t.assignee_id IS NULL"
        if person_id is not None:
            args.append(person_id)
            whose = f"t.assignee_id = ${len(args)}"
        parts.append(
            f"SELECT * FROM (SELECT {T_COLUMNS} FROM {branch.source} WHERE {branch.where} AND {_WORK} AND {whose}"
            f" ORDER BY t.due_sort, t.id LIMIT {CARDS}) c{n}"
        )
    found: dict[int | None, list[Ticket]] = {}
    for row in await fetch(" UNION ALL ".join(parts), *args) if parts else ():
        found.setdefault(row["assignee_id"], []).append(ticket_of(row))
    return {key: sorted(list_, key=lambda one: (one.due_sort, one.id)) for key, list_ in found.items()}


def _branch(actor: Actor, team: Team, line: int) -> Branch:
    branch = of_teams(actor, [team.id])
    if not line:
        return branch
    return Branch(branch.source, f"{branch.where} AND t.line = ${len(branch.args) + 1}", (*branch.args, line))


# Giving out ---------------------------------------------------------------------------------------------------


async def plan(actor: Actor, team: Team, *, of: int | None = None) -> list[Offer]:
    """Who would get the most urgent tickets that nobody has, or that the person `of` has; nothing is written.

    By the strategy of the team; where whoever likes takes its work, by the least open work.
    """
    branch = _branch(actor, team, 0)
    at = len(branch.args) + 1
    whose, args = (f"t.assignee_id = ${at}", (of,)) if of is not None else ("t.assignee_id IS NULL", ())
    rows = await fetch(
        f"SELECT {T_COLUMNS} FROM {branch.source} WHERE {branch.where} AND {_WORK} AND {whose}"
        " AND NOT EXISTS (SELECT 1 FROM approval_step s WHERE s.ticket_id = t.id AND s.state IN ('waiting', 'asked'))"
        f" ORDER BY t.due_sort, t.id LIMIT {CARDS}",
        *branch.args,
        *args,
    )
    strategy = routing.strategy_of(team)
    strategy = routing.LEAST_LOAD if strategy == routing.MANUAL else strategy
    present = [one for one in await routing.workers(team) if one.person_id != of]
    offers = []
    for row in rows:
        ticket = ticket_of(row)
        choice = routing.choose(present, team, ticket, await routing.skills_for(ticket), strategy)
        if choice is not None:
            present = routing.after(present, choice.worker)
        offers.append(
            Offer(ticket, choice.worker.person_id, choice.unskilled) if choice is not None else Offer(ticket, None)
        )
    return offers


@asking
async def give_out(actor: Actor, team: Team, gifts: Sequence[Gift], *, in_turn: bool = False) -> Given:
    """Gives tickets of the team to its members, or back to nobody. What somebody else has changed meanwhile stays.

    `in_turn`: those who get something are the last in their turn from then on.
    """
    if len(gifts) > CARDS:
        raise Invalid({"ticket": N_("At most %(n)s at once.", n=CARDS)})
    done: list[Ticket] = []
    refused: dict[int, Phrase] = {}
    unasked: list[Unasked] = []
    async with tx():
        await store.lock_all(*(gift.ticket_id for gift in gifts))
        for gift in gifts:
            try:
                done.append(await _give(actor, team, gift))
            except Unasked as questions:
                unasked.append(questions)
                continue
            except (Conflict, NotFound, Invalid, gate.Barred) as error:
                refused[gift.ticket_id] = _reason(error)
                continue
            if in_turn and gift.person_id is not None:
                await routing.note_given(team.id, gift.person_id)
        if unasked:
            raise Unasked.joined(unasked)
    return Given(done, refused)


async def _give(actor: Actor, team: Team, gift: Gift) -> Ticket:
    ticket, _ = await store.load_seen(actor, gift.ticket_id)
    if ticket.team_id != team.id:
        raise Conflict(N_("Request %(number)s is in another team by now.", number=ticket.number))
    return await assign(actor, gift.ticket_id, version=gift.version, assignee=gift.person_id)


def _reason(error: OknoError) -> Phrase:
    return next(iter(error.fields.values())) if isinstance(error, Invalid) and error.fields else error.phrase


async def to_undo(actor: Actor, team: Team, ticket_ids: Iterable[int]) -> list[Gift]:
    """What brings these tickets back to whoever had them, as far as the actor himself has just given them out."""
    found = []
    for ticket_id in list(ticket_ids)[:CARDS]:
        try:
            ticket, _ = await store.load_seen(actor, ticket_id)
        except NotFound:
            continue
        row = await fetch_one(
            "SELECT actor_id, at, payload FROM event WHERE stream = 'ticket' AND stream_id = $1 AND kind = $2"
            " ORDER BY id DESC LIMIT 1",
            ticket.id,
            TicketAssigned.kind(),
        )
        told = load_json(row["payload"]) if row is not None else {}
        if row is None or row["actor_id"] != actor.id or row["at"] < now_us() - UNDO_US:
            continue
        same = told["team_id"] == told["from_team_id"] == team.id and told["assignee_id"] == ticket.assignee_id
        if same and ticket.open:
            found.append(Gift(ticket.id, ticket.version, told["from_assignee_id"]))
    return found
