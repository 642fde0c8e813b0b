"""What a letter to somebody who is asked to agree says beyond the sentence: enough to decide.

Neither the names nor the words of those who have decided before: a letter is not searched when they are forgotten.
"""

from __future__ import annotations

from okno.catalog import forms, registry
from okno.catalog.model import Service
from okno.clock import from_us
from okno.events import Fact
from okno.i18n import say, translator
from okno.people import get_many
from okno.text import N_, one_line, pick
from okno.tickets import approval
from okno.tickets.answers import Shown, readable
from okno.tickets.approval import Step
from okno.tickets.events import ApprovalAsked
from okno.tickets.ticket import Ticket

LONGEST = 1500
"""Characters of an answer or of a text: the rest is on the page."""


async def details(fact: Fact, ticket: Ticket, locale: str, zone: str) -> str:
    """The lines for a letter in a language; "" for facts that ask nobody."""
    if fact.kind != ApprovalAsked.kind():
        return ""
    steps = await approval.steps_of(ticket.id)
    asked = next((one for one in await approval.approvals_of(ticket.id) if one.id == fact.payload["approval_id"]), None)
    step = next((one for one in steps if asked is not None and one.id == asked.step_id), None)
    service = await registry.service_item(ticket.service_item_id)
    lines = [*await _whom(ticket, locale), *_what(service, locale), *await _answers(ticket, service, locale, zone)]
    if ticket.text.strip():
        lines.append(_cut(ticket.text.strip()))
    if step is not None:
        lines += _step(fact, step, [one for one in steps if one.position < step.position], locale, zone)
    return "\n".join(lines)


async def _whom(ticket: Ticket, locale: str) -> list[str]:
    people = await get_many((ticket.requester_id, ticket.on_behalf_of_id))
    requester, behalf = people.get(ticket.requester_id), people.get(ticket.on_behalf_of_id or 0)
    named = ((N_("Requester"), requester), (N_("For"), behalf))
    return [
        f"{say(word, locale)}: {', '.join(part for part in (one.name, one.line) if part)}"
        for word, one in named
        if one is not None
    ]


def _what(service: Service | None, locale: str) -> list[str]:
    if service is None:
        return []
    lines = [f"{say(N_('Service'), locale)}: {pick(service.title, locale)}"]
    if service.cost is not None:
        lines.append(f"{say(N_('Cost'), locale)}: {translator(locale).money(service.cost, service.currency)}")
    return lines


async def _answers(ticket: Ticket, service: Service | None, locale: str, zone: str) -> list[str]:
    if service is None:
        return []
    known = readable(service, ticket.answers, staff=False)
    shown = await forms.display(service, known, locale, resolve=Shown(), zone=zone)
    return [f"{one_line(pick(field.title, locale))}: {_cut(text)}" for field, text in shown]


def _step(fact: Fact, step: Step, before: list[Step], locale: str, zone: str) -> list[str]:
    lines = []
    if step.text and fact.actor_id == step.author_id:
        lines += ["", *(f"> {line}".rstrip() for line in step.text.splitlines())]
    given = [pick(one.spec.title, locale) for one in before if one.spec is not None and one.state == "approved"]
    if given:
        lines.append(say(N_("Approved before: %(steps)s", steps=", ".join(given)), locale))
    if step.due_at is not None:
        due = translator(locale, zone).due(from_us(step.due_at))
        lines.append(say(N_("Decide: %(due)s", due=due), locale))
    return lines


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
