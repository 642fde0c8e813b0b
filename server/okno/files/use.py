"""Where files belong. A file is attached once, by whoever has sent it; with its words it may go to a second ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from okno.db import Row, dialect, execute, fetch, in_list, in_tx
from okno.errors import Invalid
from okno.files.store import COLUMNS, File, file_of
from okno.text import N_

VISIBILITIES = ("public", "internal")
ATTACHED_AT_ONCE = 50


@dataclass(frozen=True)
class Use:
    """A ticket that a file belongs to; the right to read the file follows from the right to read this."""

    ticket_id: int
    comment_id: int | None
    field: str | None
    visibility: str


@dataclass(frozen=True)
class Attachment:
    """A file in its place."""

    file: File
    use: Use


_USED = (
    f"SELECT {COLUMNS}, u.ticket_id, u.comment_id, u.field, u.visibility"
    " FROM file_use u JOIN file f ON f.id = u.file_id"
)


async def attach(
    public_ids: Sequence[str],
    ticket_id: int,
    *,
    owner_id: int,
    comment_id: int | None = None,
    field: str | None = None,
    visibility: str = "public",
) -> list[File]:
    """Puts files of `owner_id` to a ticket in the current transaction, in the order given.

    Raises Invalid when one is not there, is somebody else's or belongs to something already: the answer is the same.
    """
    if not in_tx():
        raise RuntimeError("files are attached in the transaction of what they belong to")
    if visibility not in VISIBILITIES:
        raise ValueError(f"a file is public or internal, not {visibility!r}")
    wanted = list(dict.fromkeys(public_ids))
    if not wanted:
        return []
    if len(wanted) > ATTACHED_AT_ONCE:
        raise Invalid({"files": N_("At most %(n)s files at once.", n=ATTACHED_AT_ONCE)})
    found = {file.public_id: file for file in await _loose(wanted, owner_id)}
    if len(found) < len(wanted):
        raise Invalid({"files": N_("One of the files is not there any more. Attach it again.")})
    for public_id in wanted:
        await execute(
            "INSERT INTO file_use (file_id, ticket_id, comment_id, field, visibility) VALUES ($1, $2, $3, $4, $5)",
            found[public_id].id,
            ticket_id,
            comment_id,
            field,
            visibility,
        )
    return [found[public_id] for public_id in wanted]


async def of_ticket(ticket_id: int, *, internal: bool) -> list[Attachment]:
    """What is attached to a ticket, oldest first; with `internal` also what only the staff may see."""
    seen = "" if internal else " AND u.visibility = 'public'"
    return [_attachment(row) for row in await fetch(f"{_USED} WHERE u.ticket_id = $1{seen} ORDER BY u.id", ticket_id)]


async def of_comments(comment_ids: Iterable[int]) -> dict[int, list[File]]:
    """The files of comments, by the id of the comment. The comments were chosen by right already."""
    wanted = sorted(set(comment_ids))
    found: dict[int, list[File]] = {}
    if not wanted:
        return found
    places, args = in_list(wanted)
    for row in await fetch(f"{_USED} WHERE u.comment_id IN {places} ORDER BY u.id", *args):
        found.setdefault(row["comment_id"], []).append(file_of(row))
    return found


async def uses_of(file: File) -> list[Use]:
    """The places of a file. None yet: only its owner may read it."""
    return [_attachment(row).use for row in await fetch(f"{_USED} WHERE u.file_id = $1 ORDER BY u.id", file.id)]


async def _loose(public_ids: Sequence[str], owner_id: int) -> list[File]:
    """Those of the files that belong to the owner and to nothing else; locked, so that nobody else takes them."""
    places, args = in_list(public_ids, start=2)
    locked = "FOR UPDATE OF f" if dialect() == "postgres" else ""
    rows = await fetch(
        f"SELECT {COLUMNS} FROM file f WHERE f.owner_id = $1 AND f.public_id IN {places} ORDER BY f.id {locked}",
        owner_id,
        *args,
    )
    # Asked only after the lock: whoever held it may have attached them.
    ids, id_args = in_list(row["id"] for row in rows)
    used = {row["file_id"] for row in await fetch(f"SELECT file_id FROM file_use WHERE file_id IN {ids}", *id_args)}
    return [file_of(row) for row in rows if row["id"] not in used]


def _attachment(row: Row) -> Attachment:
    return Attachment(file_of(row), Use(row["ticket_id"], row["comment_id"], row["field"], row["visibility"]))


async def share(public_ids: Sequence[str], ticket_id: int, with_id: int) -> None:
    """Puts public files of one ticket to another one of the same customer too, in the current transaction."""
    places, args = in_list(sorted(set(public_ids)), start=3)
    if public_ids:
        await execute(
            "INSERT INTO file_use (file_id, ticket_id, comment_id, field, visibility)"
            " SELECT u.file_id, $2, NULL, u.field, u.visibility FROM file_use u JOIN file f ON f.id = u.file_id"
            f" WHERE u.ticket_id = $1 AND u.visibility = 'public' AND f.public_id IN {places}",
            ticket_id,
            with_id,
            *args,
        )
