"""Canned replies of one's own, beside those of the team: words with variables, in an order of one's choice."""

from __future__ import annotations

from dataclasses import dataclass

from okno.catalog.check_texts import BODY_LIMIT, TITLE_LIMIT
from okno.catalog.variables import known, strange
from okno.db import Row, execute, fetch, fetch_one, fetch_value, tx
from okno.errors import Invalid, NotFound, TooMany
from okno.text import N_, Phrase, clean, one_line

MOST = 100
"""How many a person may have."""


@dataclass(frozen=True)
class OwnReply:
    """A reply of somebody's own. `position` counts from 0."""

    id: int
    title: str
    text: str
    position: int


_COLUMNS = "id, title, text, position"


def _reply(row: Row) -> OwnReply:
    return OwnReply(row["id"], row["title"], row["text"], row["position"])


async def of_person(person_id: int) -> list[OwnReply]:
    """All replies of a person, in his order."""
    rows = await fetch(f"SELECT {_COLUMNS} FROM own_reply WHERE person_id = $1 ORDER BY position, id", person_id)
    return [_reply(row) for row in rows]


async def get(person_id: int, reply_id: str | int) -> OwnReply:
    """One of them; NotFound for what is another's or is not there."""
    text = str(reply_id)
    row = None
    if text.isascii() and text.isdigit() and len(text) <= 18:
        sql = f"SELECT {_COLUMNS} FROM own_reply WHERE id = $1 AND person_id = $2"
        row = await fetch_one(sql, int(text), person_id)
    if row is None:
        raise NotFound(N_("There is no such reply among yours."))
    return _reply(row)


async def add(person_id: int, *, title: str, text: str) -> OwnReply:
    """Another one at the end. Raises Invalid by field, TooMany."""
    title, text = checked(title, text)
    async with tx():
        count = int(await fetch_value("SELECT count(*) FROM own_reply WHERE person_id = $1", person_id))
        if count >= MOST:
            raise TooMany(N_("You have %(n)s replies: that is the most. Delete one that you do not need.", n=MOST))
        last = await fetch_value("SELECT max(position) FROM own_reply WHERE person_id = $1", person_id)
        row = await fetch_one(
            f"INSERT INTO own_reply (person_id, title, text, position) VALUES ($1, $2, $3, $4) RETURNING {_COLUMNS}",
            person_id,
            title,
            text,
            0 if last is None else int(last) + 1,
        )
    assert row is not None
    return _reply(row)


async def change(person_id: int, reply_id: str | int, *, title: str, text: str) -> OwnReply:
    """Other words. Raises Invalid by field, NotFound."""
    title, text = checked(title, text)
    old = await get(person_id, reply_id)
    await execute(
        "UPDATE own_reply SET title = $1, text = $2 WHERE id = $3 AND person_id = $4", title, text, old.id, person_id
    )
    return await get(person_id, old.id)


async def shift(person_id: int, reply_id: str | int, by: int) -> None:
    """One place up (-1) or down (1)."""
    async with tx():
        listed = [one.id for one in await of_person(person_id)]
        at = listed.index((await get(person_id, reply_id)).id)
        to = min(max(at + by, 0), len(listed) - 1)
        listed.insert(to, listed.pop(at))
        for place, one in enumerate(listed):
            await execute("UPDATE own_reply SET position = $1 WHERE id = $2", place, one)


async def delete(person_id: int, reply_id: str | int) -> OwnReply:
    """Throws one away and returns what it was, for whoever brings it back."""
    old = await get(person_id, reply_id)
    await execute("DELETE FROM own_reply WHERE id = $1 AND person_id = $2", old.id, person_id)
    return old


def checked(title: str, text: str) -> tuple[str, str]:
    """Both cleaned. Raises Invalid by field."""
    name, body = one_line(title, TITLE_LIMIT + 1), clean(text).strip()
    problems: dict[str, Phrase] = {}
    if not name:
        problems["title"] = N_("Name the reply: by this you find it.")
    elif len(name) > TITLE_LIMIT:
        problems["title"] = N_("At most %(n)s characters.", n=TITLE_LIMIT)
    if not body:
        problems["text"] = N_("Write the words of the reply.")
    elif len(body) > BODY_LIMIT:
        problems["text"] = N_("At most %(n)s characters.", n=BODY_LIMIT)
    elif strange(body):
        problems["text"] = N_("The words know %(known)s only, not “%(name)s”", known=known(), name=strange(body)[0])
    if problems:
        raise Invalid(problems)
    return name, body
