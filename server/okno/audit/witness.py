"""The witness: writes each audited fact into the audit, in the transaction of the fact itself."""

from __future__ import annotations

from ipaddress import ip_address

from okno.db import execute
from okno.events import Event, Fact, witness
from okno.events.origin import origin


@witness
async def keep(event: Event, fact: Fact) -> None:
    """Writes who did it, about whom, in which team, from where and why; nothing for facts that are not audited."""
    if not event.audited:
        return
    came = origin()
    await execute(
        "INSERT INTO audit (event_id, at, actor_id, stream, stream_id, kind, person_id, team_id, via, address, reason)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        fact.id,
        fact.at,
        fact.actor_id,
        fact.stream,
        fact.stream_id,
        fact.kind,
        _about(fact, "person"),
        _about(fact, "team"),
        came.via,
        _address(came.address),
        came.reason,
    )


def _about(fact: Fact, noun: str) -> int | None:
    """The id of the person or team that the fact is about: that of its stream, else one that it names."""
    found = fact.stream_id if fact.stream == noun else fact.payload.get(f"{noun}_id")
    return found if isinstance(found, int) else None


def _address(text: str) -> str:
    """The address as machines write it; what is none, whatever a header claims, is not kept."""
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return ""
