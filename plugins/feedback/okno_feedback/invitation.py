"""An invitation: somebody may rate what was done for him, as long as his ticket stays done."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from okno.api import (
    N_,
    Context,
    Fact,
    enqueue,
    execute,
    fetch_one,
    fetch_value,
    from_us,
    now_us,
    record,
    translator,
    tx,
)
from okno.api.clock import zone_of
from okno.api.notify import Message, tell
from okno.api.people import Person, get as get_person
from okno.api.sign import hashed
from okno.api.teams import get as get_team
from okno.api.tickets import Ticket, load as load_ticket
from okno_feedback import token
from okno_feedback.calendar import DAY_US, month_of
from okno_feedback.events import RatingAsked

OPEN, RATED, WITHDRAWN, EXPIRED = "open", "rated", "withdrawn", "expired"
MACHINES = frozenset({"rule", "sensor", "monitor", "schedule"})
"""Where tickets come from that nobody has written."""
CHANGE_US = DAY_US
"""How long a mark can be changed."""
LATE_US = 6 * 3600 * 1_000_000
"""A letter that should have gone out so long ago has failed."""


@dataclass(frozen=True)
class Invitation:
    """An invitation as stored; see the table."""

    id: int
    ticket_id: int
    person_id: int | None
    team_id: int
    assignee_id: int | None
    service: str
    kind: str
    state: str
    month: int
    created_at: int
    write_at: int | None
    asked_at: int | None
    expires_at: int


_COLUMNS = ", ".join(field.name for field in fields(Invitation))


# Making and ending ----------------------------------------------------------------------------------------------


async def invite(fact: Fact, settings: Mapping[str, Any]) -> int | None:
    """Writes the invitation of a ticket that is done, in the current transaction; None for one not asked about."""
    ticket = await load_ticket(fact.stream_id)
    person = await get_person(ticket.customer_id)
    if person is None or not person.active or not _is_asked_about(ticket, fact, settings):
        return None
    await withdraw(ticket.id)
    now = now_us()
    write_at = None if await _is_spared(person, settings) else now + int(settings["wait"]) * 1_000_000
    invitation_id = await fetch_value(
        "INSERT INTO x_feedback_invitation (fact_id, ticket_id, person_id, team_id, assignee_id, service, kind, state,"
        " month, created_at, write_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (fact_id) DO NOTHING RETURNING id",
        fact.id, ticket.id, person.id, ticket.team_id, ticket.assignee_id, ticket.service, ticket.kind, OPEN,
        month_of(now), now, write_at, (write_at or now) + int(settings["days"]) * DAY_US,
    )  # fmt: skip
    if invitation_id is not None and write_at is not None:
        key = f"x.feedback.ask:{invitation_id}"
        await enqueue("x.feedback.ask", {"invitation": invitation_id}, run_at=from_us(write_at), key=key)
    return None if invitation_id is None else int(invitation_id)


def _is_asked_about(ticket: Ticket, fact: Fact, settings: Mapping[str, Any]) -> bool:
    """Nobody is asked about what a machine ordered, what goes on elsewhere, or what he has done himself."""
    himself = ticket.customer_id in (ticket.assignee_id, fact.actor_id)
    if himself or ticket.merged_into_id is not None or ticket.source in MACHINES:
        return False
    if ticket.service in (settings.get("left_out") or ()):
        return False
    # The same for each try of the same fact.
    return zlib.crc32(str(fact.id).encode()) % 100 < int(settings["share"])


async def _is_spared(person: Person, settings: Mapping[str, Any]) -> bool:
    """Whether he was written to lately, or a letter to him is on its way."""
    since = now_us() - int(settings["pause"]) * DAY_US
    return bool(int(settings["pause"])) and bool(
        await fetch_value(
            "SELECT 1 AS one FROM x_feedback_invitation WHERE person_id = $1 AND"
            " (asked_at > $2 OR (asked_at IS NULL AND write_at IS NOT NULL AND state = 'open')) LIMIT 1",
            person.id,
            since,
        )
    )


async def withdraw(ticket_id: int) -> None:
    """Ends what nobody has answered yet, in the current transaction: the ticket is not done any more."""
    await execute(
        "UPDATE x_feedback_invitation SET state = $1, token_hash = NULL WHERE ticket_id = $2 AND state = $3",
        WITHDRAWN,
        ticket_id,
        OPEN,
    )


async def expire() -> None:
    """Ends what was not answered in time, and the links by which nothing can be changed any more."""
    now = now_us()
    async with tx():
        await execute(
            "UPDATE x_feedback_invitation SET state = $1, token_hash = NULL WHERE state = $2 AND expires_at <= $3",
            EXPIRED,
            OPEN,
            now,
        )
        await execute(
            "UPDATE x_feedback_invitation SET token_hash = NULL WHERE state = $1 AND token_hash IS NOT NULL"
            " AND id IN (SELECT invitation_id FROM x_feedback_rating WHERE at <= $2)",
            RATED,
            now - CHANGE_US,
        )


async def ask(ctx: Context, invitation_id: int) -> None:
    """Sends the notice and the letter with the link, once; not to who has answered or left meanwhile."""
    async with tx():
        found = await locked(invitation_id)
        if found is None or found.state != OPEN or found.asked_at is not None or found.person_id is None:
            return
        person = await get_person(found.person_id)
        ticket = await load_ticket(found.ticket_id)
        if person is None or not person.active:
            return
        secret = token.make(ctx)
        await execute(
            "UPDATE x_feedback_invitation SET asked_at = $1, token_hash = $2 WHERE id = $3",
            now_us(),
            hashed(secret),
            found.id,
        )
        event = RatingAsked(stream_id=ticket.id, actor_id=None, invitation_id=found.id, team_id=found.team_id)
        event_id = await record(event, [f"person:{person.id}"])
        await tell(event_id, person, await _message(found, ticket, person, secret))


async def _message(found: Invitation, ticket: Ticket, person: Person, secret: str) -> Message:
    """The letter; of a confidential team it tells the number and the way alone."""
    team = await get_team(ticket.team_id)
    discreet = team is not None and team.confidential
    day = translator(person.locale, zone_of(person.time_zone)).day(from_us(found.expires_at))
    lead = N_("Your request № %(number)s “%(subject)s” is done.", number=ticket.number, subject=ticket.subject)
    return Message(
        group="requests",
        subject=N_("How were you helped? № %(number)s", number=ticket.number),
        lead=N_("Your request № %(number)s is done.", number=ticket.number) if discreet else lead,
        more=(
            N_("Give a mark: it takes half a minute, and nobody asks you to sign in."),
            N_("The link is good until %(day)s.", day=day),
        ),
        notice=N_("Say how you were helped: give a mark."),
        ticket_id=ticket.id,
        path=f"/tickets/{ticket.number}",
        letter_path=f"/x/feedback/rate/{secret}",
    )


# Finding --------------------------------------------------------------------------------------------------------


async def by_token(ctx: Context, text: str) -> Invitation | None:
    """The invitation that a link opens now; None for one that is unknown, used, over or withdrawn."""
    if not token.genuine(ctx, text):
        return None
    row = await fetch_one(f"SELECT {_COLUMNS} FROM x_feedback_invitation WHERE token_hash = $1", hashed(text))
    found = Invitation(**row) if row is not None else None
    return found if found is not None and await is_usable(found) else None


async def of_ticket(ticket_id: int, person_id: int) -> Invitation | None:
    """The last invitation of this person for a ticket, if it can be answered or changed now."""
    row = await fetch_one(
        f"SELECT {_COLUMNS} FROM x_feedback_invitation WHERE ticket_id = $1 AND person_id = $2"
        " ORDER BY id DESC LIMIT 1",
        ticket_id,
        person_id,
    )
    found = Invitation(**row) if row is not None else None
    return found if found is not None and await is_usable(found) else None


async def is_usable(found: Invitation) -> bool:
    """Whether a mark can be given or changed by it now."""
    if found.person_id is None:
        return False
    if found.state == OPEN:
        return found.expires_at > now_us()
    if found.state != RATED:
        return False
    at = await fetch_value("SELECT at FROM x_feedback_rating WHERE invitation_id = $1", found.id)
    return at is not None and int(at) + CHANGE_US > now_us()


async def locked(invitation_id: int) -> Invitation | None:
    """The invitation, kept as it is until the transaction ends. An UPDATE locks on both databases."""
    row = await fetch_one(
        f"UPDATE x_feedback_invitation SET state = state WHERE id = $1 RETURNING {_COLUMNS}", invitation_id
    )
    return Invitation(**row) if row is not None else None


async def unsent() -> int:
    """How many letters should have gone out hours ago and have not."""
    found = await fetch_value(
        "SELECT count(*) AS n FROM x_feedback_invitation WHERE state = $1 AND asked_at IS NULL AND write_at < $2",
        OPEN,
        now_us() - LATE_US,
    )
    return int(found)
