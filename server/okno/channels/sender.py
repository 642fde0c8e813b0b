"""Who has sent a message: a person, an outsider, or nobody that we know."""

from __future__ import annotations

from dataclasses import dataclass

from okno.channels import address, reasons
from okno.channels.contract import Channel, Parsed
from okno.db import Row, fetch_value
from okno.people import Person, by_mail, by_number, get
from okno.people.contacts import MAIL
from okno.people.outsider import outsiders


@dataclass(frozen=True)
class Sender:
    """Who it is. Without a person and an outsider he is a stranger; `problem` is why he is nobody at all."""

    person: Person | None = None
    outsider_id: int | None = None
    problem: str = ""

    @property
    def principal_id(self) -> int | None:
        """The id that the message is kept under."""
        return self.person.id if self.person is not None else self.outsider_id


async def sender_of(channel: Channel, row: Row, parsed: Parsed, *, region: str) -> Sender:
    """Who it is. What is not proven is nobody of ours, unless an administrator has let it through."""
    if row["given_id"] is not None:
        return await _person(int(row["given_id"]))
    found = await _by_address(channel, parsed.sender, region)
    if found.person is not None and not parsed.proven and not row["released"]:
        return Sender(problem=reasons.FORGED)
    return found


async def _by_address(channel: Channel, sender: str, region: str) -> Sender:
    linked = await address.owner_of(channel.key, sender)
    if linked is not None:
        return Sender(outsider_id=linked) if linked in await outsiders([linked]) else await _person(linked)
    ids = await _known(channel, sender, region)
    if len(ids) > 1:
        return Sender(problem=reasons.SEVERAL)
    if ids:
        return await _person(ids[0])
    return Sender(problem=reasons.LEFT) if channel.addresses == "mail" and await _left(sender) else Sender()


async def _known(channel: Channel, sender: str, region: str) -> list[int]:
    if channel.addresses == "mail":
        return await by_mail(sender)
    return await by_number(sender, region) if channel.addresses == "phone" else []


async def _person(person_id: int) -> Sender:
    person = await get(person_id)
    return Sender(person=person) if person is not None and person.active else Sender(problem=reasons.LEFT)


async def _left(mail: str) -> bool:
    """Whether this was the address of somebody who is switched off: no outsider gets it by writing first."""
    sql = "SELECT 1 AS one FROM person_contact WHERE kind = $1 AND value_key = $2 LIMIT 1"
    return await fetch_value(sql, MAIL, address.key_of(mail)) is not None
