"""What channels hold of a person: messages of his with their bytes, messages to him, his addresses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from okno.channels import store
from okno.channels.address import key_of
from okno.db import Row, execute, fetch, in_list, on_commit
from okno.people.outsider import rename_outsider
from okno.people.personal import Copy, Erasure, holder, told
from okno.tickets.outside import forget_words
from okno.tickets.personal import chunks, his_tickets

_HIS = "(principal_id = $1 OR given_id = $1)"


async def export(person_id: int) -> dict[str, Any]:
    """His messages as they came, those to him, and where he is reached."""
    received = await fetch(
        "SELECT id, channel, endpoint, sender, sender_name, received_at, state, ticket_id, comment_id, meta, body"
        f" FROM channel_incoming WHERE {_HIS} ORDER BY id",
        person_id,
    )
    sent = await fetch(
        "SELECT channel, endpoint, address, subject, text, state, ticket_id, comment_id, created_at, sent_at"
        " FROM channel_outgoing WHERE principal_id = $1 ORDER BY id",
        person_id,
    )
    addresses = await fetch(
        "SELECT channel, address, created_at FROM channel_address WHERE principal_id = $1 ORDER BY id", person_id
    )
    return {
        "received": told([row | {"body": _text(row["body"])} for row in received], times=("received_at",)),
        "sent": told(sent, times=("created_at", "sent_at")),
        "addresses": told(addresses, times=("created_at",)),
    }


def _text(body: bytes | None) -> str | None:
    return None if body is None else bytes(body).decode("utf-8", "replace")


async def files(person_id: int) -> Sequence[Copy]:
    """The bytes of his long messages."""
    rows = await fetch(
        f"SELECT id, body_file FROM channel_incoming WHERE {_HIS} AND body_file <> '' ORDER BY id", person_id
    )
    return [Copy(store.path_of(row["body_file"]), f"message-{row['id']}", {"id": row["id"]}) for row in rows]


async def forget(erasure: Erasure) -> None:
    """Bytes, addresses and names go; that a message came, when and into which request stays."""
    person = erasure.person
    await _wipe(_HIS, person.id)
    places, args = in_list({key_of(one) for one in (person.mail, person.phone) if one.strip()})
    await _wipe(f"sender_key IN {places}", *args)
    await _unsend("principal_id = $1", person.id)
    for some in chunks(await his_tickets(person.id)):
        places, args = in_list(some)
        await _wipe(f"ticket_id IN {places}", *args)
        await _unsend(f"ticket_id IN {places}", *args)
    await execute("DELETE FROM channel_address WHERE principal_id = $1", person.id)


async def forget_outsider(principal_id: int, *, name: str, text: str) -> None:
    """Forgets an outsider in the current transaction: `name` and `text` take the place of his."""
    await _wipe("principal_id = $1", principal_id)
    await _unsend("principal_id = $1", principal_id)
    await execute("DELETE FROM channel_address WHERE principal_id = $1", principal_id)
    await rename_outsider(principal_id, name)
    await forget_words(principal_id, text)


async def _wipe(which: str, *args: object) -> None:
    """Takes what they say and who has sent them from some messages. One that still waits goes nowhere any more."""
    rows: list[Row] = await fetch(f"SELECT body_file FROM channel_incoming WHERE {which} AND body_file <> ''", *args)
    await execute(
        "UPDATE channel_incoming SET body = NULL, body_file = '', meta = '{}', sender = '', sender_key = '',"
        " sender_name = '', text_hash = '', state = CASE WHEN state = 'delivered' THEN state ELSE 'ignored' END"
        f" WHERE {which}",
        *args,
    )
    for row in rows:
        on_commit(partial(store.drop, row["body_file"]))


async def _unsend(which: str, *args: object) -> None:
    await execute(
        "UPDATE channel_outgoing SET address = '', address_key = '', subject = '', text = '',"
        f" state = CASE WHEN state IN ('queued', 'failed') THEN 'dropped' ELSE state END WHERE {which}",
        *args,
    )


holder("channels", export=export, forget=forget, files=files, content=True)
