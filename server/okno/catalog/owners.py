"""Who answers for a service: a person beside the post that the catalog names."""

from __future__ import annotations

from collections.abc import Iterable

from okno.catalog.events import ServiceOwnerSet
from okno.db import execute, fetch, fetch_value, in_list, tx
from okno.errors import Invalid
from okno.events import record
from okno.people import get
from okno.text import N_


async def owner_of(service: str) -> int | None:
    """Give the id of the active person who answers for a service; None when there is none."""
    return (await owners_of([service])).get(service)


async def owners_of(services: Iterable[str]) -> dict[str, int]:
    """Give the ids of the active owners of these services, by the keys of the services."""
    places, args = in_list(sorted(set(services)), start=2)
    rows = await fetch(
        "SELECT o.service, o.person_id FROM service_owner o JOIN person p ON p.id = o.person_id"
        f" WHERE p.active = $1 AND o.service IN {places}",
        True,
        *args,
    )
    return {row["service"]: row["person_id"] for row in rows}


async def set_owner(service: str, person_id: int | None, *, actor_id: int | None) -> None:
    """Make a person the owner of a service, or nobody. Raises Invalid by the field `owner`."""
    async with tx():
        present = await fetch_value("SELECT person_id FROM service_owner WHERE service = $1", service)
        if present == person_id:
            return
        if person_id is None:
            await execute("DELETE FROM service_owner WHERE service = $1", service)
        else:
            person = await get(person_id)
            if person is None or not person.active:
                raise Invalid({"owner": N_("This person does not work here any more. Choose somebody else.")})
            await execute(
                "INSERT INTO service_owner (service, person_id) VALUES ($1, $2)"
                " ON CONFLICT (service) DO UPDATE SET person_id = excluded.person_id",
                service,
                person_id,
            )
        event = ServiceOwnerSet(stream_id=0, actor_id=actor_id, service=service, person_id=person_id)
        await record(event, ["catalog"])
