"""What was sent by forms: kept first, then handed on; sent twice, it is one."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from okno.api import N_, Context, Refused, Row, enqueue, errors, execute, fetch_one, fetch_value, now_us, record, tx
from okno.api.channels import Attachment, receive
from okno.api.clock import SECOND_US
from okno.api.sign import seal, unseal
from okno_webform import rates, token
from okno_webform.events import FormSubmitted
from okno_webform.token import FormToken
from okno_webform.webform import COMPANY, PLUGIN, Form, by_id

CHANNEL = PLUGIN
WAITING, SENT, DECLINED = "waiting", "sent", "declined"
BODY, MAIL = "body", "mail"
BESIDE = " · "
HOUR_US = 3600 * SECOND_US
DAY_US = 24 * HOUR_US


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What somebody has written. `who` is the login or work mail by which he says who he is."""

    answers: Mapping[str, Any]
    files: Sequence[Attachment] = ()
    text: str = ""
    name: str = ""
    mail: str = ""
    who: str = ""


@dataclass(frozen=True)
class Submission:
    """Columns as in SubmissionRow; `body` and `mail` are sealed."""

    id: int
    form_id: int
    sent_key: str
    reference: str
    digest: str
    audience: str
    state: str
    person_id: int | None
    body: str = field(repr=False)
    mail: str = field(repr=False)
    proven_at: int | None
    locale: str
    at: int
    until: int


COLUMNS = ", ".join(one.name for one in fields(Submission))


async def find(column: str, value: object) -> Submission | None:
    """The one with this id, sent_key or reference."""
    row: Row | None = await fetch_one(f"SELECT {COLUMNS} FROM x_webform_submission WHERE {column} = $1", value)
    return Submission(**row) if row is not None else None


async def take(
    ctx: Context, form: Form, proof: FormToken, sent: Sent, *, address: str, locale: str, person_id: int | None = None
) -> Submission:
    """Keeps what was sent and hands it on, or has it confirmed first. The same form sent again is the same.

    Raises TooMany, and Refused for another content under the same proof.
    """
    reference = token.reference(ctx, proof)
    raw = _raw(sent, reference)
    digest = hashlib.sha256(raw).hexdigest()
    known = await find("sent_key", proof.sent_key)
    if known is None:
        waits = form.audience == COMPANY and person_id is None
        await _within_limits(ctx, form, address, sent.who if waits else "")
        if not waits:
            await receive(CHANNEL, raw, external_id=proof.sent_key, endpoint=form.key, sender_id=person_id)
        row = _row(ctx, form, proof, sent, raw=raw if waits else b"", person_id=person_id)
        known = await _kept({**row, "reference": reference, "digest": digest, "locale": locale})
    if known.digest != digest:
        raise Refused(N_("This form was sent already. Open it again to send another one."))
    return known


async def _within_limits(ctx: Context, form: Form, address: str, who: str) -> None:
    own = f"{rates.of_address(ctx, 'sends', address)}:{form.id}"
    if not await rates.allowed(own, form.per_hour, rates.HOUR):
        raise errors.TooMany(N_("Too many forms were sent from here. Try again in an hour."), retry_after=rates.HOUR)
    if not await rates.allowed(f"form:{form.id}", form.per_day, rates.DAY):
        raise errors.TooMany(N_("This form was sent too often today. Try again tomorrow."), retry_after=rates.DAY)
    # Counted by what was typed, be there such a colleague or not: the answer tells nothing of that.
    if who and not await rates.allowed(rates.of_mail(ctx, f"who {who}"), int(ctx.settings["letters"]), rates.DAY):
        raise errors.TooMany(
            N_("Too many forms were sent in this name today. Try again tomorrow."), retry_after=rates.DAY
        )


def _row(
    ctx: Context, form: Form, proof: FormToken, sent: Sent, *, raw: bytes, person_id: int | None
) -> dict[str, object]:
    """The columns of one that is new; with `raw` it waits to be confirmed."""
    now, typed = now_us(), sent.who if raw else sent.mail
    kept_for = int(ctx.settings["confirm_hours"]) * HOUR_US if raw else int(ctx.settings["follow_days"]) * DAY_US
    return {
        "form_id": form.id,
        "sent_key": proof.sent_key,
        "audience": form.audience,
        "state": WAITING if raw else SENT,
        "person_id": person_id,
        "body": seal(ctx, BODY, raw.decode()) if raw else "",
        "mail": seal(ctx, MAIL, typed) if typed else "",
        "at": now,
        "until": now + kept_for,
    }


async def _kept(row: dict[str, object]) -> Submission:
    """Writes it down, once; the letter that follows from it leaves by a job."""
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    sql = f"INSERT INTO x_webform_submission ({', '.join(row)}) VALUES ({places}) ON CONFLICT DO NOTHING RETURNING id"
    async with tx():
        made = await fetch_value(sql, *row.values())
        if made is not None:
            await _record(row, int(made))
    found = await find("sent_key", row["sent_key"])
    if found is None:
        raise Refused(N_("This could not be kept. Open the form again and repeat."))
    return found


async def _record(row: dict[str, object], submission_id: int) -> None:
    form_id, person_id = row["form_id"], row["person_id"]
    assert isinstance(form_id, int)
    assert person_id is None or isinstance(person_id, int)
    await record(
        FormSubmitted(stream_id=form_id, actor_id=person_id, submission_id=submission_id, audience=str(row["audience"]))
    )
    if row["state"] == WAITING:
        await enqueue("x.webform.ask", {"id": submission_id})
    elif person_id is None and row["mail"]:
        await enqueue("x.webform.invite", {"id": submission_id})


def _raw(sent: Sent, reference: str) -> bytes:
    """The message as it goes to the channel; the same words are the same bytes."""
    told = {
        "sender": _sender(sent.mail, reference),
        "name": sent.name,
        "text": sent.text,
        "answers": dict(sent.answers),
        "files": [{"name": one.name, "field": one.field, "data": b64encode(one.data).decode()} for one in sent.files],
    }
    return json.dumps(told, sort_keys=True, ensure_ascii=False).encode()


def _sender(mail: str, reference: str) -> str:
    # Each sender without an account is somebody of his own: an address that anybody may type joins nobody.
    return f"{mail}{BESIDE}{reference}" if mail else reference


def sender_of(ctx: Context, one: Submission) -> str:
    """The address under which the channel knows its sender."""
    return _sender(mail_of(ctx, one), one.reference)


def reference_in(address: str) -> str:
    """The reference in the address of a sender without an account."""
    return address.rpartition(BESIDE)[2].strip().upper()


# What becomes of it -------------------------------------------------------------------------------------------


def body_of(ctx: Context, one: Submission) -> dict[str, Any]:
    """What waits to be confirmed, read again. Raises Refused when the key of the installation is another one."""
    told: dict[str, Any] = json.loads(unseal(ctx, BODY, one.body))
    return told


def mail_of(ctx: Context, one: Submission) -> str:
    """The address, login or "" that its sender has typed."""
    return unseal(ctx, MAIL, one.mail) if one.mail else ""


async def confirm(ctx: Context, one: Submission) -> bool:
    """Its person says that it is his: it goes on. False when it does not wait any more."""
    form = await by_id(one.form_id)
    if form is None or one.state != WAITING or one.person_id is None or one.until <= now_us():
        return False
    raw = unseal(ctx, BODY, one.body).encode()
    await receive(CHANNEL, raw, external_id=one.sent_key, endpoint=form.key, sender_id=one.person_id)
    return await _end(one, SENT, now_us() + int(ctx.settings["follow_days"]) * DAY_US)


async def decline(one: Submission) -> bool:
    """Its person says that it is not his: the words go."""
    return await _end(one, DECLINED, one.until)


async def _end(one: Submission, state: str, until: int) -> bool:
    async with tx():
        return bool(
            await execute(
                "UPDATE x_webform_submission SET state = $2, body = '', mail = '', until = $3"
                " WHERE id = $1 AND state = 'waiting'",
                one.id,
                state,
                until,
            )
        )


async def belongs_to(one: Submission, person_id: int) -> None:
    """Notes whose login or mail it was that somebody typed: he is asked."""
    async with tx():
        await execute("UPDATE x_webform_submission SET person_id = $2 WHERE id = $1", one.id, person_id)


async def prove_mail(one: Submission) -> None:
    """The address that was left is that of whoever has left it: letters may go there."""
    async with tx():
        sql = "UPDATE x_webform_submission SET proven_at = $2 WHERE id = $1 AND proven_at IS NULL"
        await execute(sql, one.id, now_us())


async def keep_longer(ctx: Context, one: Submission) -> None:
    """Its link is good for as long again: its sender has written."""
    async with tx():
        until = now_us() + int(ctx.settings["follow_days"]) * DAY_US
        await execute("UPDATE x_webform_submission SET until = $2 WHERE id = $1", one.id, until)


async def expire() -> int:
    """Removes what was not confirmed in time, and links whose time is over; returns how many."""
    async with tx():
        return int(await execute("DELETE FROM x_webform_submission WHERE until <= $1", now_us()))
