"""Histories that begin in the past."""

from __future__ import annotations

from datetime import timedelta

from okno import tickets
from okno.catalog import registry
from okno.clock import now_us
from okno.tickets import clock, story
from okno.tickets.backdate import backdate
from tests.company import Company

HOUR = timedelta(hours=1) // timedelta(microseconds=1)


async def test_a_ticket_begins_earlier_by_working_time(company: Company) -> None:
    """So much of its clock has run, whatever the day of the week is."""
    ticket = await company.order()
    await backdate(ticket.id, timedelta(hours=9))
    moved, _ = await tickets.get(company.boris, ticket.id)
    assert abs(clock.worked_since(moved, now_us()) - 9 * HOUR) < HOUR // 60
    assert moved.due_sort == moved.respond_by
    assert moved.respond_by is not None
    assert moved.respond_by < now_us()


async def test_the_story_keeps_its_order(company: Company) -> None:
    """Words stay with their facts, between the beginning and now."""
    ticket = await company.order()
    ticket = await tickets.assign(company.boris, ticket.id, version=1, assignee="boris")
    await tickets.comment(company.boris, ticket.id, text="Несу")
    await tickets.move(company.boris, ticket.id, to="done", version=ticket.version, text="Готово")
    await backdate(ticket.id, timedelta(hours=20))
    moved, seen = await tickets.get(company.boris, ticket.id)
    entries = await story.timeline(moved, seen)
    times = [entry.fact.at for entry in entries]
    assert times == sorted(times)
    assert times[0] == moved.created_at
    assert times[-1] < now_us()
    assert all(entry.comment.at == entry.fact.at for entry in entries if entry.comment)
    work = registry.calendar(moved.calendar)
    assert moved.done_at is not None
    assert moved.worked == work.between(moved.created_at, times[-1])
