"""Approvals on the page of a ticket: who is asked, the form of whoever may decide, asking and beginning without."""

from __future__ import annotations

from okno.access import Actor, may
from okno.catalog import registry
from okno.i18n import Translator
from okno.people import stood_for
from okno.text import N_
from okno.themes.approval_parts import ApprovalPanel
from okno.themes.parts import FieldView
from okno.tickets import Sight, Ticket, approval, deciding
from okno.tickets.approval import Approval, Step
from okno.tickets.approvals import TEXT_LIMIT, may_stand_in
from okno.tickets.move import waits_for_approval
from okno.web.approval_views import Agreeing, cost_of
from okno.web.form_input import Inputs
from okno.web.requests import phase_of
from okno.web.typed import Approving, Typed


async def panel_of(ticket: Ticket, actor: Actor, seen: Sight, t: Translator, typed: Typed) -> ApprovalPanel | None:
    """The panel; None when nobody was asked and the reader can ask nobody."""
    steps = await approval.steps_of(ticket.id)
    if all(step.state == "skipped" for step in steps):
        steps = []  # that nobody had to be asked is no news
    found = await approval.approvals_of(ticket.id)
    works = seen is Sight.STAFF and ticket.merged_into_id is None
    asks = works and may(actor, "ticket.handle", team_id=ticket.team_id) and phase_of(ticket) in ("open", "paused")
    if not steps and not asks:
        return None
    opened = any(step.state in approval.OPEN for step in steps)
    form = typed.approving
    agreeing = await Agreeing.about(found, steps, t)
    return ApprovalPanel(
        number=ticket.id,
        steps=tuple(agreeing.step(step, [one for one in found if one.step_id == step.id]) for step in steps),
        mine=tuple(
            agreeing.decision(
                one, _step_of(one, steps), actor.id, action=f"/tickets/{ticket.number}/approvals/{one.id}", typed=form
            )
            for one in await _mine(ticket, actor, found)
        ),
        cost=await cost_of(ticket, t),
        waits_for=", ".join(dict.fromkeys(agreeing.name(one.person_id) for one in found if one.state == "asked")),
        nobody=waits_for_approval(ticket) and not opened,
        ask=await _ask(t, form) if asks else (),
        ask_open=form is not None and form.form == "ask",
        can_bypass=works and opened and _may_bypass(ticket, actor),
        bypass_text=form.text if form is not None and form.form == "bypass" else "",
        bypass_error=form.errors.get("reason", "") if form is not None and form.form == "bypass" else "",
        bypass_max=deciding.LONGEST,
        live=f"{'staff' if seen is Sight.STAFF else 'ticket'}:{ticket.number}",
    )


def ways_left(ticket: Ticket) -> set[str]:
    """Where a ticket about which somebody is asked may go by hand: to its end."""
    return {one.key for one in registry.lifecycle(ticket.lifecycle).states if one.phase == "closed"}


def _step_of(one: Approval, steps: list[Step]) -> Step:
    return next(step for step in steps if step.id == one.step_id)


async def _mine(ticket: Ticket, actor: Actor, found: list[Approval]) -> list[Approval]:
    """What the reader may decide now."""
    asked = [one for one in found if one.state == "asked"]
    if not asked or ticket.merged_into_id is not None or not may_stand_in(ticket, actor.id):
        return []
    ids = {actor.id, *await stood_for(actor.id)}
    return [one for one in asked if one.person_id in ids]


def _may_bypass(ticket: Ticket, actor: Actor) -> bool:
    own = actor.id in (ticket.requester_id, ticket.customer_id)
    return not own and may(actor, deciding.RIGHT, team_id=ticket.team_id)


async def _ask(t: Translator, form: Approving | None) -> tuple[FieldView, ...]:
    typed = form if form is not None and form.form == "ask" else Approving(form="ask")
    values = {"person": typed.person, "person.text": typed.person_text, "comment": typed.text}
    made = Inputs(t, values, typed.errors)
    return (
        await made.person("person", N_("Whom to ask")),
        made.field("long", "comment", N_("What he is to agree to"), optional=True, max_chars=TEXT_LIMIT),
    )
