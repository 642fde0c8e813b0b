"""What forms hold of a colleague: what he has sent, and what waits for him to confirm it."""

from __future__ import annotations

from typing import Any

from okno.api import Context, Refused, execute, fetch, from_us, tx, utc
from okno.api.people import Person
from okno.api.sign import unseal
from okno_webform import submission
from okno_webform.submission import COLUMNS, WAITING, Submission


async def export(ctx: Context, person_id: int, *, whole: bool) -> dict[str, Any] | None:
    """All of it; the words that wait are content of a request."""
    rows = await fetch(f"SELECT {COLUMNS} FROM x_webform_submission WHERE person_id = $1 ORDER BY id", person_id)
    stands = await fetch("SELECT key FROM x_webform_form WHERE stand_in_id = $1 ORDER BY key", person_id)
    if not rows and not stands:
        return None
    sent = [_told(ctx, Submission(**row), whole=whole) for row in rows]
    return {"sent": sent, "stands_in_for": [row["key"] for row in stands]}


def _told(ctx: Context, one: Submission, *, whole: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"reference": one.reference, "state": one.state, "at": utc(from_us(one.at))}
    if whole and one.state == WAITING:
        body = submission.body_of(ctx, one)
        told |= {"answers": body["answers"], "text": body["text"], "files": [file["name"] for file in body["files"]]}
    return told


async def forget(ctx: Context, person: Person) -> None:
    """What waits goes, what was sent is nobody's; forms for which he stood in have nobody."""
    mails = {mail.casefold() for mail in person.mail.split()}
    # Without what was sent: there may be many of them, each with its files.
    rows = await fetch("SELECT id, mail FROM x_webform_submission WHERE person_id IS NULL AND mail <> ''")
    named = [row["id"] for row in rows if _is_his(ctx, row["mail"], person, mails)]
    async with tx():
        await execute("DELETE FROM x_webform_submission WHERE person_id = $1 AND state = 'waiting'", person.id)
        await execute("UPDATE x_webform_submission SET person_id = NULL, mail = '' WHERE person_id = $1", person.id)
        await execute("UPDATE x_webform_form SET stand_in_id = NULL WHERE stand_in_id = $1", person.id)
        for one_id in named:
            await execute("UPDATE x_webform_submission SET mail = '', proven_at = NULL WHERE id = $1", one_id)
            await execute("DELETE FROM x_webform_submission WHERE id = $1 AND state = 'waiting'", one_id)


def _is_his(ctx: Context, sealed: str, person: Person, mails: set[str]) -> bool:
    try:
        typed = unseal(ctx, submission.MAIL, sealed).casefold()
    except Refused:
        # It was sealed with another key of the installation: nobody reads it any more.
        return False
    return typed in mails or typed == person.login.casefold()
