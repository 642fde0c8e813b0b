"""Addresses of channels: whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from okno.channels import limits
from okno.clock import now_us
from okno.db import Row, execute, fetch, fetch_one, fetch_value, in_list, in_tx
from okno.people.outsider import enter
from okno.text import one_line


@dataclass(frozen=True)
class Address:
    """Where somebody is reached. `key` is what is compared."""

    channel: str
    address: str
    endpoint: str
    principal_id: int


_COLUMNS = "channel, address, endpoint, principal_id"


def key_of(address: str) -> str:
    """The form in which addresses are compared: on one line, without case."""
    return one_line(address, limits.ADDRESS).casefold()[: limits.ADDRESS]


async def owner_of(channel: str, address: str) -> int | None:
    """The principal whose address this is in a channel."""
    found = await fetch_value(
        "SELECT principal_id FROM channel_address WHERE channel = $1 AND address_key = $2", channel, key_of(address)
    )
    return None if found is None else int(found)


async def link(channel: str, address: str, principal_id: int, *, endpoint: str = "") -> None:
    """Says whose address this is, in the current transaction: the caller knows, as by a code that came back."""
    await execute(
        "INSERT INTO channel_address (channel, address, address_key, endpoint, principal_id, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (channel, address_key)"
        " DO UPDATE SET principal_id = excluded.principal_id, endpoint = excluded.endpoint, address = excluded.address",
        channel,
        one_line(address, limits.ADDRESS),
        key_of(address),
        endpoint,
        principal_id,
        now_us(),
    )


async def outsider(channel: str, address: str, name: str = "", *, endpoint: str = "") -> int:
    """The outsider with this address, made in the current transaction when nobody has it."""
    if not in_tx():
        raise RuntimeError("an outsider is made in the transaction that wants him")
    known = await owner_of(channel, address)
    if known is not None:
        return known
    principal_id = await enter(one_line(name) or one_line(address, limits.ADDRESS))
    await link(channel, address, principal_id, endpoint=endpoint)
    return principal_id


async def addresses_of(principal_ids: Iterable[int]) -> dict[int, list[Address]]:
    """The linked addresses of principals, by id."""
    places, args = in_list(sorted(set(principal_ids)))
    found: dict[int, list[Address]] = {}
    for row in await fetch(f"SELECT {_COLUMNS} FROM channel_address WHERE principal_id IN {places} ORDER BY id", *args):
        found.setdefault(row["principal_id"], []).append(_address(row))
    return found


async def last_way(principal_id: int, *, ticket_id: int | None = None, thread_id: int | None = None) -> Row | None:
    """By which message somebody came last, into this ticket or thread: channel, endpoint, sender, external id."""
    where, args = "", [principal_id]
    if ticket_id is not None:
        args.append(ticket_id)
        where += f" AND ticket_id = ${len(args)}"
    if thread_id is not None:
        args.append(thread_id)
        where += f" AND thread_id = ${len(args)}"
    return await fetch_one(
        "SELECT channel, endpoint, sender, external_id FROM channel_incoming"
        f" WHERE principal_id = $1 AND state = 'delivered'{where} ORDER BY id DESC LIMIT 1",
        *args,
    )


def _address(row: Row) -> Address:
    return Address(row["channel"], row["address"], row["endpoint"], row["principal_id"])
