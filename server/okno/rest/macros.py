"""REST: macros, several actions at once."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from okno.catalog import registry
from okno.catalog.automation import Macro
from okno.http.rest import Call, Model, endpoint
from okno.rest.changes import in_race
from okno.rest.shapes import Body
from okno.rest.tickets import TicketView, view
from okno.teams import get_many as get_teams
from okno.text import pick
from okno.tickets import macros
from okno.tickets.visible import staff_teams


class MacroView(Model):
    """A macro; `key` goes into POST tickets/{number}/macros."""

    key: str
    title: str
    teams: list[str] = Field(description="For whose requests it is; empty: for those of all teams.")
    actions: list[str] = Field(description="What it does, as the catalog names it, in its order.")


class MacroList(Model):
    """The macros of the teams that I work in."""

    items: list[MacroView]
    next_cursor: str | None


class MacroBody(Body):
    """Which macro; `version` is that of the ticket which was seen."""

    key: str
    version: int


async def listed(call: Call) -> MacroList:
    """Macros for the requests that I work on"""
    own = {team.key for team in (await get_teams(staff_teams(call.actor))).values()}
    found = [one for one in _in_order() if not one.teams or own.intersection(one.teams)]
    return MacroList(items=[_view(one, call.visit.locale) for one in found], next_cursor=None)


def _in_order() -> Sequence[Macro]:
    return sorted(registry.current().macros.values(), key=lambda one: (one.sort, one.key))


def _view(one: Macro, locale: str) -> MacroView:
    return MacroView(
        key=one.key, title=pick(one.title, locale), teams=list(one.teams), actions=[action.do for action in one.actions]
    )


async def run(call: Call) -> object:
    """Run a macro on a ticket: all that it says, or nothing"""
    return await call.idempotent(lambda: _run(call))


async def _run(call: Call) -> TicketView:
    body: MacroBody = call.body
    doing = macros.run(call.actor, call.params["number"], body.key, version=body.version)
    return await view(call, await in_race(doing))


ENDPOINTS = (
    endpoint("GET", "/macros", listed, needs="desk.open", answer=MacroList),
    endpoint("POST", "/tickets/{number}/macros", run, needs="ticket.own", body=MacroBody, answer=TicketView),
)
