"""The story of a clock folded from the facts: the checker of the one that is kept, and that of former days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from okno.catalog import registry
from okno.catalog.model import Pause
from okno.catalog.terms import USUAL_STOPS
from okno.events import Fact
from okno.tickets import segment
from okno.tickets.merged import APART, TOGETHER
from okno.tickets.segment import PROMISED, Began, Segment
from okno.tickets.ticket import Ticket


def stops_of(sla: str) -> tuple[Pause, ...]:
    """For which pauses a service level stops the clock, also one that the catalog no longer has."""
    level = registry.level(sla)
    return level.stops if level is not None else USUAL_STOPS


def in_state(key: str, lifecycle: str, sla: str) -> dict[str, Any]:
    """What a segment keeps of a state of a lifecycle under a service level."""
    state = registry.lifecycle(lifecycle).state(key)
    runs = segment.runs_in(state, stops_of(sla))
    return {"state": key, "lifecycle": lifecycle, "sla": sla, "pause": segment.pause_of(state), "runs": runs}


def began(former: Segment, pause: str, cause: str) -> Began:
    """What a segment begins with that follows a move."""
    if cause in (TOGETHER, APART):
        return "merged" if cause == TOGETHER else "separated"
    return "reopened" if former.pause in segment.OVER and pause not in segment.OVER else "moved"


def first(at: int, state: str, lifecycle: str, sla: str, *, calendar: str, work: int) -> Segment:
    """The segment with which a story begins."""
    return Segment(at, None, 0, calendar=calendar, work=work, **in_state(state, lifecycle, sla))


def moved(told: Sequence[Segment], state: str, at: int, cause: str = "") -> list[Segment]:
    """A story with another state from an instant on."""
    last = told[-1]
    fresh = in_state(state, last.lifecycle, last.sla)
    return segment.split(told, at, began(last, fresh["pause"], cause), **fresh)


def promised(told: Sequence[Segment], at: int, **changes: Any) -> list[Segment]:
    """A story under another promise (lifecycle, calendar, sla, work) from an instant on; as it was when it is none."""
    last = told[-1]
    if all(getattr(last, name) == value for name, value in changes.items()):
        return list(told)
    stands = in_state(last.state, changes.get("lifecycle", last.lifecycle), changes.get("sla", last.sla))
    if registry.lifecycle(stands["lifecycle"]).state(last.state) is None:
        # It goes on in a state of the other lifecycle: the next fact tells in which.
        stands |= {"pause": last.pause, "runs": last.runs}
    return segment.split(told, at, PROMISED, **{**stands, **changes})


def folded(ticket: Ticket, facts: Sequence[Fact]) -> list[Segment]:
    """The story that the facts of a ticket tell. It goes on in the state in which the ticket is."""
    told = [_beginning(ticket, facts)]
    for fact in facts:
        step = _STEPS.get(fact.kind)
        if step is not None:
            told = step(told, fact)
    return told


def _beginning(ticket: Ticket, facts: Sequence[Fact]) -> Segment:
    return first(
        ticket.created_at,
        str(_before(facts, "from_state", ticket.state)),
        str(_before(facts, "from_lifecycle", ticket.lifecycle)),
        str(_before(facts, "from_sla", ticket.sla)),
        calendar=str(_before(facts, "from_calendar", ticket.calendar)),
        work=int(_before(facts, "from_resolve_work", ticket.resolve_work)),
    )


def _before(facts: Sequence[Fact], name: str, present: Any) -> Any:
    """What held at the beginning: as the first fact tells that has changed it, else as it is now."""
    return next((fact.payload[name] for fact in facts if fact.kind in _STEPS and name in fact.payload), present)


def _by_move(told: list[Segment], fact: Fact) -> list[Segment]:
    return moved(told, str(fact.payload["to_state"]), fact.at, str(fact.payload.get("cause", "")))


def _by_class(told: list[Segment], fact: Fact) -> list[Segment]:
    return promised(told, fact.at, lifecycle=fact.payload["lifecycle"], calendar=fact.payload["calendar"])


def _by_promise(told: list[Segment], fact: Fact) -> list[Segment]:
    payload = fact.payload
    return promised(told, fact.at, sla=payload["sla"], calendar=payload["calendar"], work=payload["resolve_work"])


_STEPS: Mapping[str, Callable[[list[Segment], Fact], list[Segment]]] = {
    "TicketMoved": _by_move,
    "TicketReclassified": _by_class,
    "PromiseChanged": _by_promise,
}
