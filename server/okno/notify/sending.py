"""Sending letters, one after the other: asked for anew whether they may go, handed over, settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.clock import from_us
from okno.db import Row
from okno.jobs import job
from okno.log import get
from okno.notify import digest, due, leave, letters, outbox
from okno.notify.groups import group_of
from okno.notify.letters import Letter
from okno.notify.outbox import DIGEST, JOB, NO_TICKET, OLD_MAIL
from okno.notify.ports import Refusal
from okno.notify.rewording import reworded
from okno.notify.wording import Said
from okno.people import Person, get as get_person

ATTEMPTS = 100
"""With the pauses between jobs that is some four days: longer than a weekend without a mail server."""

log = get(__name__)


@job(JOB, attempts=ATTEMPTS, at_once=1)
async def send(payload: Mapping[str, Any]) -> None:
    """Sends one letter and settles it; in one worker letters go one after the other.

    So a kill makes at most one repeat, of the letter that was just handed over, under the same Message-ID.
    """
    row = await due.waiting(int(payload["message"]))
    person = await get_person(row["person_id"]) if row is not None else None
    if row is None or person is None:
        return
    if row["channel"] != OLD_MAIL:
        await due.wait_for_quiet(row, person)
    said = await (digest.said(row, person) if row["kind"] == DIGEST else due.ready(row))
    if said is None:
        await _settle(row, "dropped")
        return
    await _hand_over(row, _letter(row, person, await reworded(said, row, "mail")))


async def _hand_over(row: Row, letter: Letter) -> None:
    try:
        await outbox.mailer().send(letter)
    except Refusal as error:
        log.warning("a letter is refused", id=letter.message_id, why=error.detail["why"])
        await _settle(row, "failed", f"{type(error).__name__}: {error.detail['why']}")
    except Exception as error:
        await outbox.note_failure(row["id"], f"{type(error).__name__}: {error}", attempts=ATTEMPTS)
        raise
    else:
        await _settle(row, "sent")


async def _settle(row: Row, state: str, error: str | None = None) -> None:
    await outbox.settle_row(row["id"], state, error)
    if row["kind"] == DIGEST and state != "failed":
        await digest.settle_members(row, state)


def _letter(row: Row, person: Person, said: Said) -> Letter:
    settings = outbox.current()
    group = group_of(row["kind"])
    return Letter(
        to=row["to_address"],
        to_name=person.name,
        sender=settings.mail.sender,
        sender_name=settings.company,
        subject=said.subject,
        text=said.text,
        html=said.html,
        message_id=row["message_id"],
        thread_id="" if row["ticket_id"] == NO_TICKET else letters.thread_id(settings, row["ticket_id"]),
        date=from_us(row["created_at"]),
        list_id=_list_id(row),
        leave_href=leave.href(settings, person.id, group.key) if group.left_by_link and row["kind"] != DIGEST else "",
    )


def _list_id(row: Row) -> str:
    """Letters about one's own account are no list: programs must not sort them out of sight."""
    if row["kind"] == DIGEST:
        return letters.list_id(outbox.current(), DIGEST)
    group = group_of(row["kind"])
    return "" if group.fixed else letters.list_id(outbox.current(), group.key)
