"""Letters of forms. Their words are fixed, and nothing that a sender has typed stands in them.

They go to addresses of the stated domains alone, and at most so many a day to one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from okno.api import N_, Context, Invalid, Phrase
from okno.api.notify import Refusal, mail_address, write_to
from okno.api.people import Person, by_login, by_mail, get as get_person
from okno_webform import rates, submission, token
from okno_webform.submission import WAITING, Submission

_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")


def domain_of(text: str) -> str:
    """A mail domain as it is compared; "" for what is none."""
    try:
        found = mail_address(f"a@{text.strip().removeprefix('@')}").partition("@")[2]
    except Invalid:
        return ""
    return found if _DOMAIN.fullmatch(found) else ""


def domains(settings: Mapping[str, Any]) -> frozenset[str]:
    """The domains that may be written to."""
    return frozenset(one for one in map(domain_of, settings["domains"]) if one)


def within(address: str, allowed: Iterable[str]) -> bool:
    """Whether an address is of one of these domains, and of no other."""
    try:
        return mail_address(address).rpartition("@")[2] in allowed
    except Invalid:
        return False


async def person_of(typed: str) -> Person | None:
    """The colleague whose login or mail this is, when it is that of one alone and he can be written to."""
    ids = await by_mail(typed) if "@" in typed else []
    person = await get_person(ids[0]) if len(ids) == 1 else await by_login(typed)
    return person if person is not None and person.active and person.mail else None


async def ask(ctx: Context, submission_id: int) -> None:
    """Asks the colleague whose login or mail was typed whether it was he. Who typed it never learns if he exists."""
    one = await submission.find("id", submission_id)
    if one is None or one.state != WAITING:
        return
    person = await person_of(submission.mail_of(ctx, one))
    if person is None or not await _free(ctx, person.mail, f"ask:{one.id}"):
        return
    await submission.belongs_to(one, person.id)
    await _write(
        ctx,
        person.mail,
        key=f"ask:{one.sent_key}",
        subject=N_("Confirm your request"),
        parts=(
            N_("Somebody has filled in a form on a page of the company and named you as its sender."),
            N_("If it was you, open the page and confirm it: only then does the request go to work."),
            N_("If it was not you, do nothing: what is not confirmed is removed."),
        ),
        path=f"/x/webform/c/{token.link(ctx, token.CONFIRM, one.reference)}",
        link=N_("Look at it and confirm"),
        locale=person.locale,
    )


async def invite(ctx: Context, submission_id: int) -> None:
    """Asks whoever has left an address without an account whether it is his."""
    one = await submission.find("id", submission_id)
    if one is None or one.proven_at is not None:
        return
    address = submission.mail_of(ctx, one)
    if not await _free(ctx, address, f"invite:{one.id}"):
        return
    await _write(
        ctx,
        address,
        key=f"invite:{one.sent_key}",
        subject=N_("Confirm your address"),
        parts=(
            N_("Somebody has sent a form to our help desk and left this address."),
            N_("If it was you, open the page and confirm it: letters will then tell you of answers."),
            N_("If it was not you, do nothing: no more letters will come."),
        ),
        path=f"/x/webform/m/{token.link(ctx, token.MAIL, one.reference)}",
        link=N_("Confirm the address"),
        locale=one.locale,
    )


async def tell_news(ctx: Context, one: Submission, stable_id: str) -> None:
    """Tells a proven address that there is an answer; the answer itself stands on the page."""
    address = submission.mail_of(ctx, one)
    if not await _free(ctx, address, f"news:{stable_id}"):
        return
    await _write(
        ctx,
        address,
        key=f"news:{stable_id}",
        subject=N_("There is an answer to your request"),
        parts=(N_("The help desk has answered you. Read it on the page of your request, and answer there."),),
        path=f"/x/webform/t/{token.link(ctx, token.FOLLOW, one.reference)}",
        link=N_("Open the request"),
        locale=one.locale,
    )


async def _free(ctx: Context, address: str, about: str) -> bool:
    """Whether one more letter may go to this address today. Another try at the same letter is not counted again."""
    if not within(address, domains(ctx.settings)):
        ctx.log.info("an address is outside of the stated domains, no letter goes there")
        return False
    if not await rates.allowed(f"letter:{about}", 1, rates.DAY):
        return True
    return await rates.allowed(rates.of_mail(ctx, address), int(ctx.settings["letters"]), rates.DAY)


async def _write(
    ctx: Context,
    address: str,
    *,
    key: str,
    subject: Phrase,
    parts: Sequence[Phrase],
    path: str,
    link: Phrase,
    locale: str,
) -> None:
    try:
        await write_to(address, key=key, subject=subject, parts=parts, path=path, link=link, locale=locale)
    except Refusal as error:
        ctx.log.warning("a letter of a form is refused", why=error.detail["why"])
