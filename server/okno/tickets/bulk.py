"""One act on several tickets at once: each by its own version and the rights in its own team, none for all.

Why, and what taking back can do, is in docs/decisions/0020-desk.md.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from okno.access import Actor
from okno.catalog.model import PRIORITIES
from okno.db import Unasked, asking, tx
from okno.errors import Conflict, Forbidden, Invalid, NotFound, OknoError, Refused
from okno.people import find
from okno.text import N_, Phrase
from okno.tickets import bulk_store, macros, store, watch
from okno.tickets.answer import comment
from okno.tickets.assign import KEEP, assign, take
from okno.tickets.bulk_store import Item, Left, Result
from okno.tickets.comment import checked
from okno.tickets.move import move
from okno.tickets.reclassify import Wish, reclassify
from okno.tickets.thread import VISIBILITIES
from okno.tickets.ticket import Ticket

MOST = 100
"""Tickets of one act."""
NOBODY = "none"


@dataclass(frozen=True, kw_only=True)
class Act:
    """What shall be done; which of the rest it needs depends on `action`.

    `who` is a login or an id (`none`: nobody), `team` a key, `state` and `priority` as REST names them. `text` is the
    comment, or the reason of a move or a hand-over.
    """

    action: str
    who: str = ""
    team: str = ""
    line: int | None = None
    state: str = ""
    priority: str = ""
    macro: str = ""
    text: str = ""
    visibility: str = "public"


@dataclass(frozen=True)
class Chosen:
    """A ticket of the act, and the version that was looked at (None: whichever it has)."""

    number: str
    version: int | None = None


Verb = Callable[[Actor, Ticket, Act, int | None], Awaitable[object]]


async def perform(actor: Actor, act: Act, chosen: Sequence[Chosen]) -> Result:
    """Does it to each ticket for itself. Raises Invalid when nothing can be done at all."""
    if not chosen:
        raise Invalid({"tickets": N_("Choose at least one request.")})
    if len(chosen) > MOST:
        raise Invalid({"tickets": N_("At most %(n)s at once.", n=MOST)})
    await _check(act)
    done: list[Item] = []
    left: list[Left] = []
    unasked: list[Unasked] = []
    for one in {one.number: one for one in chosen}.values():
        try:
            done.append(await _one(actor, act, one))
        except (Conflict, Forbidden, Invalid, NotFound, Refused) as error:
            left.append(Left(one.number, error.code, _reason(error)))
        except Unasked as questions:
            unasked.append(questions)
    if unasked:
        raise Unasked.joined(unasked)
    changed = any(one.was or one.watcher is not None for one in done)
    return await bulk_store.keep(actor, act.action, done, left, undoable=changed and act.action in UNDOABLE)


@asking
async def _one(actor: Actor, act: Act, one: Chosen) -> Item:
    async with tx():
        version = None if act.action in FREE else one.version
        before, seen = await store.load_for_change(actor, one.number, version, action=None)
        store.staff_only(seen)
        more = await VERBS[act.action](actor, before, act, before.version)
        after = await store.load(before.id)
    return Item.of(before, after, watcher=more if isinstance(more, int) else None)


def _reason(error: OknoError) -> Phrase:
    """Why one was left as it was. Who was faster is told on its own page."""
    if isinstance(error, Conflict) and "last" in error.detail:
        return N_("Somebody has changed it meanwhile. Look at it first.")
    if isinstance(error, Invalid):
        return next(iter(error.fields.values()), error.phrase)
    return error.phrase


async def _check(act: Act) -> None:
    """What would be wrong with every ticket is said once."""
    if act.action not in VERBS:
        raise Invalid({"action": N_("The action is one of: %(known)s.", known=", ".join(VERBS))})
    needs: Mapping[str, tuple[str, object, Phrase]] = {
        "assign": ("who", act.who, N_("Choose to whom.")),
        "team": ("team", act.team, N_("Choose a team.")),
        "line": ("line", act.line, N_("Choose a line.")),
        "state": ("state", act.state, N_("Choose a state.")),
        "priority": ("priority", act.priority in PRIORITIES, N_("Choose a priority.")),
        "watch": ("who", act.who, N_("Choose who shall follow.")),
        "macro": ("macro", act.macro, N_("Choose a macro.")),
    }
    if act.action in needs and not needs[act.action][1]:
        field, _, reason = needs[act.action]
        raise Invalid({field: reason})
    if act.action == "comment":
        checked(act.text)
        if act.visibility not in VISIBILITIES:
            raise Invalid({"visibility": N_("Visibility is public or internal.")})


# What can be done ----------------------------------------------------------------------------------------------


async def _take(actor: Actor, ticket: Ticket, _: Act, version: int | None) -> None:
    await take(actor, ticket.id, version=version)


async def _assign(actor: Actor, ticket: Ticket, act: Act, version: int | None) -> None:
    who = None if act.who == NOBODY else act.who
    await assign(actor, ticket.id, version=version, assignee=who, note=act.text)


async def _team(actor: Actor, ticket: Ticket, act: Act, version: int | None) -> None:
    who: object = act.who or KEEP
    await assign(actor, ticket.id, version=version, assignee=who, team=act.team, line=act.line, note=act.text)


async def _line(actor: Actor, ticket: Ticket, act: Act, version: int | None) -> None:
    await assign(actor, ticket.id, version=version, line=act.line, note=act.text)


async def _state(actor: Actor, ticket: Ticket, act: Act, version: int | None) -> None:
    if ticket.state != act.state:
        await move(actor, ticket.id, to=act.state, version=version, text=act.text)


async def _priority(actor: Actor, ticket: Ticket, act: Act, version: int | None) -> None:
    await reclassify(actor, ticket.id, Wish(priority=act.priority), version=version)


async def _watch(actor: Actor, ticket: Ticket, act: Act, _: int | None) -> int | None:
    """The id of whoever follows from now on and did not before."""
    person = await find(act.who)
    had = person is not None and await watch.watches(person.id, ticket.id)
    await watch.add(actor, ticket.id, act.who)
    return person.id if person is not None and not had else None


async def _macro(actor: Actor, ticket: Ticket, act: Act, version: int | None) -> None:
    await macros.run(actor, ticket.id, act.macro, version=version)


async def _comment(actor: Actor, ticket: Ticket, act: Act, _: int | None) -> None:
    await comment(actor, ticket.id, text=act.text, visibility=act.visibility)


VERBS: Mapping[str, Verb] = {
    "take": _take,
    "assign": _assign,
    "team": _team,
    "line": _line,
    "state": _state,
    "priority": _priority,
    "macro": _macro,
    "watch": _watch,
    "comment": _comment,
}
UNDOABLE = frozenset(VERBS) - {"comment"}
"""What can be taken back; said is said."""
FREE = frozenset({"watch", "comment"})
"""What competes with nobody's decision, so the version does not matter."""
