"""How approvals look: steps, those who are asked, the form of a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from okno.catalog import registry
from okno.clock import from_us
from okno.i18n import Translator, utc
from okno.people import Person, get_many
from okno.text import N_, Phrase, pick
from okno.themes.approval_parts import ApprovalStepView, ApproverView, DecisionView
from okno.themes.parts import PersonView
from okno.tickets import Ticket
from okno.tickets.approval import DECIDED, Approval, Step
from okno.tickets.deciding import TEXT_LIMIT
from okno.tickets.my_approvals import COUNT_TO
from okno.web.faces import COLOURS, person_view
from okno.web.typed import Approving

_WORDS: Mapping[str, tuple[str, Phrase]] = {
    "asked": ("wait", N_("we wait for the decision")),
    "approved": ("done", N_("approved")),
    "refused": ("cancel", N_("refused")),
    "void": ("closed", N_("not needed any more")),
}
_STEPS: Mapping[str, tuple[str, Phrase]] = {
    **_WORDS,
    "waiting": ("pause", N_("after the step before")),
    "skipped": ("closed", N_("not needed here")),
}
_WITHOUT = N_("begun without approval")
_NOBODY = N_("there was nobody to ask")
_BY_TIME = N_("decided by the deadline")
WHY: Mapping[str, Phrase] = {
    "manager": N_("You are the manager of whoever it is for."),
    "owner": N_("You answer for this service."),
    "role": N_("You have the role that decides on this."),
    "person": N_("You are named as the one who decides."),
    "field": N_("You are named in the order."),
    "lead": N_("You lead the team that will do it."),
    "administrator": N_("You are an administrator, and there is nobody else to ask."),
    "member": N_("You are in the team that will do it, and there is nobody else to ask."),
    "escalated": N_("Nobody has decided in time, so you are asked. Your decision is enough."),
    "instead": N_("You are asked instead of somebody who works here no more."),
}
"""Why somebody is asked, in words to him."""
_INSTEAD = N_("You stand in for %(name)s, who is away.")


def waiting_for(n: int) -> str:
    """How much waits for somebody's decision, as the menu shows it; "" for nothing."""
    return f"{COUNT_TO}+" if n > COUNT_TO else str(n) if n else ""


async def cost_of(ticket: Ticket, t: Translator) -> str:
    """What one order of the service costs; "" when that is not known."""
    service = await registry.service_item(ticket.service_item_id)
    return t.money(service.cost, service.currency) if service is not None and service.cost is not None else ""


class Agreeing:
    """Shows approvals in the language of a reader. `people` holds whom they speak of."""

    def __init__(self, people: Mapping[int, Person], t: Translator) -> None:
        self.people = people
        self.t = t

    @classmethod
    async def about(cls, found: Iterable[Approval], steps: Iterable[Step], t: Translator) -> Agreeing:
        """Reads at once all whom they speak of."""
        ids = {person for one in found for person in (one.person_id, one.decided_by_id)}
        return cls(await get_many({*ids, *(step.author_id for step in steps)}), t)

    def name(self, person_id: int | None) -> str:
        """The name of a person."""
        found = self.people.get(person_id) if person_id is not None else None
        return found.name if found is not None else "—"

    def step(self, step: Step, found: Sequence[Approval]) -> ApprovalStepView:
        """A step with all who are asked in it."""
        kind, word = _STEPS[step.state]
        asked = [one for one in found if one.state != "void" or one.decided_by_id is not None or step.state == "void"]
        if step.state in DECIDED and not any(one.state in DECIDED for one in found):
            word = _BY_TIME if found else _NOBODY
        return ApprovalStepView(
            title=self.title(step),
            kind=kind,
            icon=f"st-{kind}",
            word=self.t.say(word),
            need=self._need(step, asked) if step.state == "asked" else "",
            due=self.t.due(from_us(step.due_at)) if step.due_at is not None and step.state == "asked" else "",
            due_iso=utc(from_us(step.due_at)) if step.due_at is not None and step.state == "asked" else "",
            text=step.text,
            people=tuple(self.approver(one) for one in asked),
        )

    def title(self, step: Step) -> str:
        """The title of a step; of one asked by hand, who has asked."""
        if step.spec is not None:
            return pick(step.spec.title, self.t.locale)
        return self.t.say(N_("Asked for by %(name)s", name=self.name(step.author_id)))

    def _need(self, step: Step, asked: Sequence[Approval]) -> str:
        many = len([one for one in asked if one.why != "escalated"])
        if many < 2 or step.need >= many:
            return ""
        if step.need == 1:
            return self.t.say(N_("one of them is enough"))
        return self.t.say(N_("%(need)s of %(many)s must agree", need=step.need, many=many))

    def approver(self, one: Approval) -> ApproverView:
        """Somebody who is asked; whoever has decided instead of him is shown, and both are named."""
        kind, word = _WORDS[one.state]
        instead = one.instead_of_id is not None
        return ApproverView(
            person=self._face(one.decided_by_id if instead else one.person_id),
            kind=kind,
            icon=f"st-{kind}",
            word=self.t.say(_WITHOUT if one.state == "void" and one.decided_by_id is not None else word),
            instead=self.t.say(N_("standing in for: %(name)s", name=self.name(one.person_id))) if instead else "",
            when=self.t.moment(from_us(one.decided_at)) if one.decided_at is not None else "",
            iso=utc(from_us(one.decided_at)) if one.decided_at is not None else "",
            words=one.text,
        )

    def _face(self, person_id: int | None) -> PersonView:
        found = self.people.get(person_id) if person_id is not None else None
        if found is not None:
            return person_view(found)
        return PersonView(id=person_id or 0, name="—", initials="?", colour=f"a{(person_id or 0) % COLOURS + 1}")

    def why(self, one: Approval, step: Step, reader_id: int) -> str:
        """Why the reader is asked; whoever stands in reads for whom."""
        if one.person_id != reader_id:
            return self.t.say(_INSTEAD.msgid, name=self.name(one.person_id))
        if step.by_hand:
            return self.t.say(N_("%(name)s asks you.", name=self.name(step.author_id)))
        return self.t.say(WHY[one.why]) if one.why in WHY else ""

    def decision(
        self, one: Approval, step: Step, reader_id: int, *, action: str, goes: str = "", typed: Approving | None = None
    ) -> DecisionView:
        """The form in which the reader decides."""
        mine = typed if typed is not None and typed.form == "decide" and typed.id == one.id else None
        return DecisionView(
            id=one.id,
            action=action,
            why=self.why(one, step, reader_id),
            next=goes,
            text=mine.text if mine is not None else "",
            error=next(iter(mine.errors.values()), "") if mine is not None else "",
            max_chars=TEXT_LIMIT,
        )
