"""What the plugin answers and listens to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from okno.api import N_, Actor, Context, Fact, HealthLine, Subject, listen, plural, tx
from okno.api.events import SlaBreached, TicketDone, TicketReopened, TicketsMerged
from okno.api.people import Erasure
from okno.api.search import Report
from okno_feedback import invitation, personal, places, scope
from okno_feedback.comebacks import came_back, went_late

SHEET = "feedback.css"
_SHEETED = frozenset({"request.html", "ticket.html"})


@listen(TicketDone)
async def invite(ctx: Context, fact: Fact) -> None:
    """A ticket is done: its customer may be asked."""
    await invitation.invite(fact, ctx.settings)


@listen(TicketReopened)
async def take_back(ctx: Context, fact: Fact) -> None:
    """It goes on: what nobody has answered is not asked any more, and who comes back twice is to be talked to."""
    await invitation.withdraw(fact.stream_id)
    await came_back(fact.stream_id)


@listen(TicketsMerged)
async def leave_out(ctx: Context, fact: Fact) -> None:
    """It goes on as another one, which is asked about at its own end."""
    await invitation.withdraw(int(fact.payload["from_id"]))


@listen(SlaBreached)
async def note_late(ctx: Context, fact: Fact) -> None:
    """It was not solved in time: somebody should talk to its customer."""
    if fact.payload.get("of") == "resolve":
        await went_late(fact.stream_id)


async def slot_context(
    ctx: Context, *, slot: str, actor: Actor | None, subject: Subject | None
) -> Mapping[str, Any] | None:
    """The form and the mark on the page of the customer, the marks on that of the staff."""
    if actor is None or subject is None:
        return None
    if slot == "request.now":
        return await places.asked(ctx, actor, subject.id)
    if slot == "request.side":
        return await places.given(actor, subject.id)
    if slot == "ticket.side":
        return await places.told(ctx, actor, subject.id)
    return None


async def page_head(ctx: Context, *, template: str) -> Sequence[str] | None:
    """The sheet of the plugin, where it has something to show."""
    return [SHEET] if template in _SHEETED or template.startswith("x/feedback/") else None


def report_kinds(ctx: Context) -> Sequence[Report]:
    """The report of ratings."""
    return [
        Report(
            key="feedback",
            title=N_("Ratings"),
            summary=N_("How people were helped: by month, team and service, and what they say."),
            path="/x/feedback/report",
            needs=scope.RIGHT,
            icon="star",
        )
    ]


async def health(ctx: Context) -> Sequence[HealthLine]:
    """Whether the letters go out."""
    late = await invitation.unsent()
    name = N_("Letters that ask for a mark")
    if late:
        said = plural(
            "%(n)s letter should have gone out hours ago. Look at the failed jobs.",
            "%(n)s letters should have gone out hours ago. Look at the failed jobs.",
            late,
        )
        return [HealthLine(name, False, said)]
    return [HealthLine(name, True, N_("All have gone out in time."))]


async def export_person(ctx: Context, *, person_id: int, whole: bool) -> Mapping[str, Any]:
    """His marks and words; the words about requests only for who may read those."""
    return await personal.export(person_id, whole=whole)


async def forget_person(ctx: Context, *, erasure: Erasure) -> bool:
    """Words and names go, marks stay."""
    async with tx():
        await personal.forget(erasure.person.id)
    return True
