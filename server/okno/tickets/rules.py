"""Rules at work: a fact about a ticket starts those that wait for it, each once, in their order.

What was decided is in docs/decisions/0017-rules.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from okno.catalog import registry
from okno.catalog.automation import Rule
from okno.db import asking, tx
from okno.errors import NotFound, OknoError
from okno.events import Fact, listener
from okno.events.origin import by_rule_of
from okno.log import get as get_log
from okno.teams import Team, get as get_team
from okno.text import N_
from okno.tickets import criteria, rule_runs, rule_waits, store
from okno.tickets.acting import steps
from okno.tickets.events import TicketClosed
from okno.tickets.rule_acts import Server
from okno.tickets.rule_runs import Outcome
from okno.tickets.rule_triggers import HEARD, begun_by, of_rule, starts, trigger_of
from okno.tickets.ticket import Ticket

log = get_log(__name__)


def active(*, timed: bool) -> list[Rule]:
    """The rules that act by time, or those that act on events, in the order in which they do."""
    found = [one for one in registry.current().rules.values() if one.active and bool(one.after) is timed]
    return sorted(found, key=lambda one: (one.sort, one.key))


@listener("tickets.rules", *HEARD)
async def heard(fact: Fact) -> None:
    """Starts what waits for a fact, and begins times anew."""
    waiting, timed = active(timed=False), active(timed=True)
    if fact.kind == TicketClosed.kind():
        await rule_waits.end(fact.stream_id)
    if of_rule(fact) or not (waiting or timed):
        return
    try:
        ticket = await store.load(fact.stream_id)
    except NotFound:
        return
    trigger = await trigger_of(fact, ticket)
    wanted = [one for one in waiting if trigger in one.on]
    begun = begun_by(fact, trigger)
    if (not wanted and not begun) or not await starts(fact):
        return
    await rule_waits.begin(ticket, timed, begun, fact.at)
    for rule in wanted:
        await act(rule, ticket.id, occasion=fact.id)


@asking
async def act(rule: Rule, ticket_id: int, *, occasion: int) -> Outcome | None:
    """Lets a rule act on a ticket, in one transaction; None when it does not fit, or has acted on this occasion."""
    async with tx():
        ticket = await store.locked(ticket_id)
        if await rule_runs.is_over(rule.key, ticket_id, occasion) or not await fits(rule, ticket):
            return None
        try:
            acted = await _carry_out(rule, ticket)
        except OknoError as error:
            log.info("a rule was refused", rule=rule.key, ticket=ticket_id, why=str(error))
            await rule_runs.write(rule.key, ticket_id, occasion, "refused", rule_runs.reason_of(error))
            return "refused"
        except Exception as error:
            log.exception("a rule failed", rule=rule.key, ticket=ticket_id)
            why = N_("Something broke: %(what)s. It is in the log of the server.", what=type(error).__name__)
            await rule_runs.write(rule.key, ticket_id, occasion, "failed", why)
            return "failed"
        outcome: Outcome = "done" if acted else "nothing"
        await rule_runs.write(rule.key, ticket_id, occasion, outcome)
        return outcome


async def _carry_out(rule: Rule, ticket: Ticket) -> bool:
    """All actions or none: what is refused leaves nothing behind."""
    async with tx():
        with by_rule_of(rule.key):
            return await Server(ticket).carry_out(steps(rule.actions))


async def fits(rule: Rule, ticket: Ticket) -> bool:
    """Whether a rule may act on a ticket now, and is meant for it."""
    if ticket.merged_into_id is not None:
        return False
    team = await get_team(ticket.team_id)
    if team is None or (team.confidential and not names(rule, team, ticket.service)):
        return False
    return await criteria.fits(ticket.id, rule.criteria)


def names(rule: Rule, team: Team, service: str) -> bool:
    """Whether a rule says that it is meant for this confidential team: by its name, or by that of the service."""
    return team.key in named(rule, "team") or service in named(rule, "service")


def named(rule: Rule, what: str) -> Sequence[str]:
    """The keys of teams or services that a rule is meant for."""
    return [str(value) for one in rule.criteria if one.of == what for value in one.values]
