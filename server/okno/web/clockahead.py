"""What the clock of a ticket does next by itself, in words: «сегодня, 15:40 — сообщим руководителям команды»."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from okno.catalog import registry
from okno.catalog.points import DUE, point
from okno.catalog.shape import plain
from okno.clock import from_us
from okno.i18n import Translator
from okno.text import N_
from okno.tickets import Ticket, clock, clock_steps
from okno.tickets.clock_steps import Come, Coming
from okno.web.step_words import step_acts, step_title

MOST = 4


def ahead(ticket: Ticket, come: Sequence[Come], t: Translator, *, now: int) -> tuple[str, ...]:
    """The next steps, the nearest first; of what is done: when it closes by itself."""
    lifecycle = registry.lifecycle(ticket.lifecycle)
    state = lifecycle.state(ticket.state)
    if state is not None and state.phase == "done" and ticket.done_at is not None:
        if not lifecycle.auto_close_days:
            return ()
        at = clock.closes_at(ticket, ticket.done_at, lifecycle.auto_close_days)
        return (_said(t, at, t.say(N_("it closes by itself, if nobody objects"))),)
    coming = [one for one in clock_steps.ahead(ticket, come) if one.moment > now]
    told = [
        _said(t, moment, ", ".join(dict.fromkeys(words)))
        for moment, steps in groupby(coming, key=lambda one: one.moment)
        if (words := [word for one in steps for word in _what(one, t)])
    ]
    return tuple(told[:MOST])


def _said(t: Translator, at: int, what: str) -> str:
    return t.say(N_("%(moment)s: %(what)s", moment=t.moment(from_us(at)), what=what))


def _what(one: Coming, t: Translator) -> list[str]:
    words = [step_title(one.step.at, one.step.of, t)] if point(one.step.at) == DUE else []
    return words + step_acts(plain(one.step), t)
