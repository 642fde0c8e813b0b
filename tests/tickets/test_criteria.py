"""Criteria of tickets: one meaning wherever they are used."""

from __future__ import annotations

from typing import Any

import pytest

from okno import db, people
from okno.catalog import registry
from okno.catalog.automation import Criterion
from okno.catalog.criteria import MOST, SUBJECTS
from okno.errors import Invalid
from okno.tickets import Ticket, criteria, move, take, watch
from tests.company import Company

pytestmark = pytest.mark.usefixtures("db")


def one(of: str, **more: Any) -> tuple[Criterion, ...]:
    """A single criterion."""
    return (Criterion(of=of, **more),)


async def found(ticket: Ticket, wanted: tuple[Criterion, ...], *, actor_id: int | None = None) -> bool:
    """Whether the ticket fits; unsound criteria fail the test."""
    assert criteria.problems(wanted) == []
    return await criteria.fits(ticket.id, wanted, actor_id=actor_id)


@pytest.mark.parametrize(
    ("fitting", "other"),
    [
        (one("state", values=("new",)), one("state", others=("new",))),
        (one("phase", values=("open",)), one("phase", values=("paused", "done"))),
        (one("waiting", others=("requester",)), one("waiting", values=("requester",))),
        (one("team", values=("it-devices",)), one("team", others=("it-devices",))),
        (one("line", values=(1,)), one("line", at_least=2)),
        (one("assignee", filled=False), one("assignee", filled=True)),
        (one("assignee", others=("boris",)), one("assignee", values=("boris",))),
        (one("service", values=("monitor", "vpn")), one("service", values=("vpn",))),
        (one("kind", values=("request",)), one("kind", values=("incident",))),
        (one("priority", values=("normal",)), one("priority", values=("critical",))),
        (one("impact", below=3), one("impact", at_least=3)),
        (one("customer", values=("anna",)), one("customer", values=("boris",))),
        (one("source", values=("portal",)), one("source", values=("mail",))),
        (one("subject", words="27"), one("subject", words="27 no-such-word")),
        (one("field.model", values=("27",)), one("field.model", values=("24",))),
        (one("field.model", others=("24",)), one("field.model", others=("27",))),
        (one("field.model", filled=True), one("field.nothing", filled=True)),
        (one("created", below=1), one("created", at_least=1)),
        (one("unanswered", filled=True), one("unanswered", filled=False)),
        (one("due", at_least=0), one("due", below=0)),
        (one("overdue", filled=False), one("overdue", filled=True)),
        (one("tasks", filled=False), one("tasks", filled=True)),
        (one("vip", filled=False), one("vip", filled=True)),
    ],
)
async def test_a_new_ticket(company: Company, fitting: tuple[Criterion, ...], other: tuple[Criterion, ...]) -> None:
    """What a monitor that was just ordered is, and what it is not."""
    ticket = await company.order()
    await db.execute("UPDATE ticket SET unanswered_since = created_at")
    assert await found(ticket, fitting)
    assert not await found(ticket, other)
    assert await found(ticket, (*fitting, *fitting))
    assert not await found(ticket, (*fitting, *other))


async def test_what_happened_to_it(company: Company) -> None:
    """An assignee, a question, a task, a follower, an important person of a department."""
    ticket = await company.order()
    anna, boris = company.anna, company.boris
    await people.change(anna.id, {"department": "Отдел продаж"}, actor_id=None)
    await db.execute("UPDATE person SET vip = $1 WHERE id = $2", True, anna.id)
    ticket = await take(boris, ticket.id, version=None)
    assert await found(ticket, one("assignee", values=("boris",)))
    assert await found(ticket, one("assignee", values=("me",)), actor_id=boris.id)
    assert not await found(ticket, one("assignee", values=("me",)))
    assert await found(ticket, one("department", values=("Отдел продаж",)))
    assert await found(ticket, one("department", filled=True))
    assert await found(ticket, one("vip", filled=True))
    await move(boris, ticket.id, to="waiting_user", version=None, text="Какой стол?")
    assert await found(ticket, (*one("phase", values=("paused",)), *one("waiting", values=("requester",))))


async def test_whoever_follows(company: Company) -> None:
    """To follow is a matter of whoever looks."""
    ticket = await company.order()
    await watch.add(company.vera, ticket.id, "vera")
    assert await found(ticket, one("following", filled=True), actor_id=company.vera.id)
    assert not await found(ticket, one("following", filled=True), actor_id=company.boris.id)
    assert not await found(ticket, one("following", filled=True))


async def test_categories_hold_those_below_them(company: Company) -> None:
    """A ticket of a service is in each category above it."""
    ticket = await company.order()
    catalog = registry.current()
    category = catalog.categories[catalog.services["monitor"].category]
    above = [key for key in (category.key, category.parent) if key]
    for key in above:
        assert await found(ticket, one("category", values=(key,)))


@pytest.mark.parametrize(
    "wrong",
    [
        one("colour", values=("red",)),
        one("state"),
        one("state", values=("no-such-state",)),
        one("state", words="new"),
        one("line", values=("one",)),
        one("priority", at_least=1),
        one("created", at_least=10**9),
        one("subject", words="x" * 300),
        one("field.", values=("x",)),
        one("service", values=("'; DROP TABLE ticket; --",)),
        tuple(Criterion(of="line", values=(1,)) for _ in range(MOST + 1)),
    ],
)
async def test_what_makes_no_sense(company: Company, wrong: tuple[Criterion, ...]) -> None:
    """Unknown subjects, operators that do not fit, values that there are not, too much of it."""
    assert criteria.problems(wrong)
    with pytest.raises(Invalid, match=r"."):
        criteria.require_sound(wrong)


async def test_every_subject_makes_a_statement(company: Company) -> None:
    """All subjects with all of their operators are understood by both databases."""
    ticket = await company.order()
    samples: dict[str, Any] = {
        "values": ("x",), "others": ("x",), "at_least": 1, "below": 2, "filled": True, "words": "x",
    }  # fmt: skip
    for name, subject in {**SUBJECTS, "field.model": SUBJECTS["department"]}.items():
        for operator in subject.operators:
            value = (1,) if subject.sort == "number" and operator in ("values", "others") else samples[operator]
            for more in ({operator: value}, *([{"filled": False}] if operator == "filled" else [])):
                await criteria.fits(ticket.id, one(name, **more), actor_id=company.boris.id)
