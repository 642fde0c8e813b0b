"""The channel of forms. Colleagues hear of answers as always; people without an account by a page of their own."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from okno.api import Context
from okno.api.channels import Attachment, Channel, Outgoing, Parsed, Policy, Undeliverable
from okno.api.people import get as get_person
from okno_webform import letters, submission, webform
from okno_webform.webform import ANYBODY

PER_CHANNEL = 2000
"""An hour: each form has limits of its own, which are lower."""


def parse(raw: bytes, _: Mapping[str, Any]) -> Parsed:
    """Reads what a form has sent: an order, or words that answer."""
    told = json.loads(raw)
    files = tuple(
        Attachment(name=one["name"], data=b64decode(one["data"]), field=one["field"]) for one in told.get("files", ())
    )
    return Parsed(
        sender=told["sender"],
        sender_name=told.get("name", ""),
        text=told.get("text", ""),
        answers=told.get("answers", {}),
        files=files,
        reference=told.get("reference", ""),
    )


async def policy(_: Context, endpoint: str) -> Policy:
    """What the form `endpoint` orders, and who orders for people without an account."""
    form = await webform.by_key(endpoint)
    if form is None:
        return Policy(opens=False)
    person = await get_person(form.stand_in_id) if form.stand_in_id is not None else None
    return Policy(
        strangers="guest" if form.audience == ANYBODY else "refuse",
        stand_in=person.login if person is not None else "",
        service=form.service,
        per_channel=PER_CHANNEL,
    )


async def send(ctx: Context, outgoing: Outgoing) -> str:
    """The words stand on the page of their reader; a letter tells him where he has proved that the address is his."""
    one = await submission.find("reference", submission.reference_in(outgoing.address))
    if one is None:
        raise Undeliverable("the link to follow this request is over")
    if one.proven_at is not None:
        await letters.tell_news(ctx, one, outgoing.id)
    return ""


FORM = Channel(
    key=submission.CHANNEL,
    title={"ru": "Форма на сайте", "en": "Form on a site"},
    parse=parse,
    send=send,
    policy=policy,
    answers=False,
)
