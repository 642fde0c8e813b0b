"""Requests of the demo company, made by its people through the same actions as real ones."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from okno import people, tickets
from okno.access import Actor, actor_of
from okno.catalog import registry
from okno.clock import now
from okno.db import execute
from okno.errors import OknoError
from okno.log import get
from okno.settings import Settings
from okno.tickets import approval, deciding, task_reading, task_work
from okno.tickets.backdate import backdate

log = get(__name__)
_DAYS = re.compile(r"[+-][0-9]{1,2}")


async def load(settings: Settings) -> None:
    """Makes the requests. One that the catalog does not allow any more is left out, with a line in the log."""
    data = tomllib.loads(files("okno.demo").joinpath("requests.toml").read_text("utf-8"))
    for one in sorted(data["request"], key=lambda request: -float(request.get("hours", 0))):
        try:
            await _make(one, settings)
        except OknoError as error:
            log.warning("a request of the demonstration is left out", service=one["service"], why=str(error))
    # Nobody wants letters about things that never happened.
    for table in ("delivery", "notice", "message", "job"):
        await execute(f"DELETE FROM {table}")


async def _make(one: dict[str, Any], settings: Settings) -> None:
    actor = await _actor(one["by"])
    answers = _filled(one, settings)
    ticket = await tickets.order(actor, tickets.Order(service=one["service"], answers=answers))
    for login, what, text in one.get("steps", ()):
        ticket = await _step(await _actor(login), ticket, what, text)
    if "hours" in one:
        await backdate(ticket.id, timedelta(hours=one["hours"]))


async def _actor(login: str) -> Actor:
    person = await people.by_login(login)
    assert person is not None
    return await actor_of(person)


def _filled(one: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The answers; "+1" is tomorrow, "-1" yesterday, and what is required but not told takes the first choice."""
    today = now().astimezone(ZoneInfo(settings.time_zone)).date()
    answers = {
        key: str(today + timedelta(days=int(value))) if isinstance(value, str) and _DAYS.fullmatch(value) else value
        for key, value in one.get("answers", {}).items()
    }
    service = registry.service(one["service"])
    for field in service.fields if service is not None else ():
        if field.required and field.key not in answers and field.choices:
            answers[field.key] = field.choices[0].value
        elif field.required and field.key not in answers:
            answers[field.key] = True if field.type == "checkbox" else "Лесная, 5, каб. 214"
    return answers


async def _step(actor: Actor, ticket: tickets.Ticket, what: str, text: str) -> tickets.Ticket:
    if what == "take":
        return await tickets.assign(actor, ticket.id, version=None, assignee=actor.id)
    if what in ("note", "reply"):
        visibility = "internal" if what == "note" else "public"
        await tickets.comment(actor, ticket.id, text=text, visibility=visibility)
        return ticket
    if what in ("approve", "refuse"):
        asked = next(one for one in await approval.approvals_of(ticket.id) if one.person_id == actor.id)
        return await deciding.decide(actor, ticket.id, asked.id, decision=what, text=text)
    if what.startswith("task "):
        await _task(actor, ticket, what.removeprefix("task "), text)
        return ticket
    return await tickets.move(actor, ticket.id, to=what, version=None, text=text)


async def _task(actor: Actor, ticket: tickets.Ticket, key: str, to: str) -> None:
    """Takes a task of a ticket, and finishes it if `to` says so."""
    seen = next(one for one in await task_reading.of_ticket(actor, ticket.id) if one.task.key == key)
    await task_work.take(actor, seen.task.id)
    if to == "done":
        await task_work.change(actor, seen.task.id, task_work.Wish(to=to))
