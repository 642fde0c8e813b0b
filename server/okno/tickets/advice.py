"""What plugins say to an order: what is wrong with it, which team, priority and due times it gets.

Answers that make no sense are noted as failures of their plugin, and the core decides.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from okno.access import Actor
from okno.catalog import forms, registry
from okno.catalog.model import PRIORITIES, Service
from okno.catalog.rules import Wrong, cleaned
from okno.catalog.terms import Promise, Terms
from okno.clock import from_us
from okno.db import beforehand, dump_json
from okno.errors import Invalid
from okno.hooks import Answer, CheckFailed
from okno.hooks.failures import failed
from okno.people import Person
from okno.teams import Team, by_key
from okno.text import Phrase
from okno.tickets.hooks import Due, form_prefill, ticket_check, ticket_due, ticket_priority, ticket_route

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An order as plugins are asked about it."""

    actor: Actor
    service: Service
    customer: Person
    answers: Mapping[str, Any]

    def key(self, hook: str, *more: Hashable) -> Hashable:
        """What an answer depends on."""
        return (hook, self.actor.id, self.service.key, self.customer.id, dump_json(dict(self.answers)), *more)

    @property
    def about(self) -> dict[str, Any]:
        """The parameters that all hooks of an order have."""
        return {
            "actor": self.actor, "service": self.service, "customer": self.customer, "answers": self.answers
        }  # fmt: skip


async def prefill(actor: Actor, service: Service, customer: Person) -> dict[str, Any]:
    """Answers that plugins offer for a form: the first for each field counts, what it would not take is left out."""
    found: dict[str, Any] = {}
    if not form_prefill.asked():
        return found
    fields = {one.key: one for one in forms.order_fields(service)}
    for answer in await form_prefill(actor=actor, service=service, customer=customer):
        given: Any = answer.value
        if not isinstance(given, Mapping):
            _senseless(answer, "form_prefill", "this is no mapping")
            continue
        for key, value in given.items():
            if key not in fields or key in found or fields[key].type == "file":
                continue
            try:
                found[key] = cleaned(fields[key], value)
            except Wrong:
                continue
    return found


async def check(order: Asked) -> None:
    """Raises Invalid by the keys of the form for what plugins find wrong, and CheckFailed when one can't look."""
    if not ticket_check.asked():
        return
    wrong: dict[str, Phrase] = {}
    for answer in await beforehand(order.key("check"), lambda: ticket_check(**order.about)):
        said: Any = answer.value
        if not isinstance(said, Mapping) or not all(isinstance(one, Phrase) for one in said.values()):
            _senseless(answer, "ticket_check", "this is no mapping of fields to phrases")
            raise CheckFailed(answer.plugin)
        wrong = {**said, **wrong}
    if wrong:
        raise Invalid(wrong)


async def team(order: Asked) -> tuple[Team, str] | None:
    """The team that a plugin has chosen, and its plugin as x.<name>; None leaves it to the core."""
    if not ticket_route.asked():
        return None
    answer = await beforehand(order.key("route"), lambda: ticket_route(**order.about))
    found = await by_key(answer.value) if answer is not None and isinstance(answer.value, str) else None
    if answer is None:
        return None
    if found is None or not found.active:
        _senseless(answer, "ticket_route", "there is no such team, or it takes no work")
        return None
    return found, f"x.{answer.plugin}"


async def priority(order: Asked, *, kind: str) -> int | None:
    """The priority that a plugin has chosen; None leaves it to the core."""
    if not ticket_priority.asked():
        return None
    answer = await beforehand(order.key("priority", kind), lambda: ticket_priority(**order.about, kind=kind))
    if answer is None:
        return None
    if type(answer.value) is not int or not 1 <= answer.value <= len(PRIORITIES):
        _senseless(answer, "ticket_priority", "a priority is 1 to 4")
        return None
    return answer.value


async def promise(
    order: Asked, given: Promise, *, calendar: str, at: int, kind: str, priority: int, team: str
) -> Promise:
    """What is promised, with the due times that a plugin has chosen put into it as working time of the calendar."""
    if not ticket_due.asked():
        return given
    work = registry.calendar(calendar)
    usual = (given.terms.respond, given.terms.resolve)
    respond_by, resolve_by = (from_us(work.add(at, one // _MICROSECOND)) for one in usual)
    answer = await beforehand(
        order.key("due", kind, priority, team),
        lambda: ticket_due(
            **order.about, kind=kind, priority=priority, team=team, respond_by=respond_by, resolve_by=resolve_by
        ),
    )
    if answer is None:
        return given
    due: Any = answer.value
    if not isinstance(due, Due):
        _senseless(answer, "ticket_due", "this is no Due")
        return given
    respond = _term(answer, due.respond, given.terms.respond, calendar, at)
    resolve = _term(answer, due.resolve, given.terms.resolve, calendar, at)
    return replace(given, terms=Terms(respond, resolve))


def _term(
    answer: Answer[Due], wanted: datetime | timedelta | None, usual: timedelta, calendar: str, at: int
) -> timedelta:
    """The working time until a wanted end; what is usual when it makes no sense."""
    if wanted is None:
        return usual
    work = registry.calendar(calendar)
    try:
        term = wanted if isinstance(wanted, timedelta) else work.between(at, _instant(wanted)) * _MICROSECOND
        if term <= timedelta(0):
            raise ValueError("a due time is still to come")
        # Beyond the years of the calendar nothing can be due.
        work.add(at, term // _MICROSECOND)
    except (ValueError, TypeError, OverflowError) as error:
        failed(answer.plugin, "ticket_due", error)
        return usual
    return term


def _instant(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("a due time needs a zone")
    return round(moment.timestamp() * 1_000_000)


def _senseless(answer: Answer[Any], hook: str, why: str) -> None:
    failed(answer.plugin, hook, ValueError(why))
