"""Letters to an address and not to a person: to somebody without an account, or who has not said yet who he is.

Their words stand in the code. Whoever asks for one has typed the address and perhaps more, and nothing of that goes
into it: a letter that carried words of strangers would be sent to whomever they like.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from okno.clock import now
from okno.errors import Invalid
from okno.i18n import say
from okno.notify import letters, outbox
from okno.notify.letters import Letter, ascii_address
from okno.notify.post import FOOT
from okno.text import N_, Phrase
from okno.themes.letters import LetterView


def mail_address(text: str) -> str:
    """The address in the form in which it is written to. Raises Invalid under `mail` for what is none, or several."""
    try:
        return ascii_address(text.strip()).lower()
    except ValueError:
        raise Invalid({"mail": N_("This is no mail address.")}) from None


async def write_to(
    address: str, *, key: str, subject: Phrase, parts: Sequence[Phrase], path: str, link: Phrase, locale: str
) -> None:
    """Hands over one letter with a link to our page `path`, outside of a transaction: from a job, which tries again.

    Each try with the same `key` has the same Message-ID. Raises Refusal when it will never be taken.
    """
    if any(phrase.params for phrase in (subject, *parts, link)):
        raise ValueError("what is not written in the code does not go to strangers")
    settings = outbox.current()
    made = LetterView(
        company=settings.company,
        lead=say(parts[0], locale),
        more=tuple(say(one, locale) for one in parts[1:]),
        href=settings.own_url + path,
        link=say(link, locale),
        foot=(say(FOOT, locale),),
    )
    said = letters.written(settings, made, locale)
    stable = hashlib.sha256(key.encode()).hexdigest()[:32]
    await outbox.mailer().send(
        Letter(
            to=mail_address(address),
            to_name="",
            sender=settings.mail.sender,
            sender_name=settings.company,
            subject=say(subject, locale),
            text=said.text,
            html=said.html,
            message_id=f"<okno.x.{stable}@{letters.host_of(settings)}>",
            thread_id="",
            date=now(),
        )
    )
