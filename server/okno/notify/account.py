"""What a person is told about his own account, so that he notices when it was not he."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.clock import now_us
from okno.events import Fact, listener
from okno.i18n import translator
from okno.notify.choices import wishes_of
from okno.notify.delivery import About, by_push
from okno.notify.outbox import NO_TICKET, OLD_MAIL, Outgoing, current, write
from okno.notify.post import ACCOUNT, letter, post, push
from okno.people import Person, get
from okno.people.contacts import leaving_mail
from okno.people.events import (
    PasswordSet,
    PersonSignedIn,
    RecoveryCodeUsed,
    SecondFactorOff,
    SecondFactorOn,
    SignInRefused,
    TokenIssued,
)
from okno.text import N_, Phrase

ADVICE = N_("If it was not you, choose a new password at once and tell the help desk.")


_GUESSED = N_(
    "Somebody who knows your password has tried codes for your account %(login)s on %(when)s, and was not let in."
)


_MOVED = N_("Your mail address is changed")
_MOVED_WORDS = N_("Letters about the account %(login)s go to another address from now on.")


@dataclass(frozen=True)
class Words:
    """What is said of a fact: to whom did it himself, and to whom it was done by another."""

    subject: Phrase
    himself: Phrase
    by_another: Phrase


SAID: Mapping[str, Words] = {
    PasswordSet.kind(): Words(
        N_("Your password is changed"),
        N_("The password of your account %(login)s was changed on %(when)s."),
        N_("An administrator has given your account %(login)s a new password on %(when)s."),
    ),
    SecondFactorOn.kind(): Words(
        N_("Signing in asks for a code now"),
        N_("The second factor of your account %(login)s was switched on on %(when)s."),
        N_("The second factor of your account %(login)s was switched on on %(when)s."),
    ),
    SecondFactorOff.kind(): Words(
        N_("Signing in asks for the password only now"),
        N_("The second factor of your account %(login)s was switched off on %(when)s."),
        N_("An administrator has switched off the second factor of your account %(login)s on %(when)s."),
    ),
    RecoveryCodeUsed.kind(): Words(
        N_("A recovery code is used"),
        N_("A recovery code of your account %(login)s was used on %(when)s."),
        N_("A recovery code of your account %(login)s was used on %(when)s."),
    ),
    TokenIssued.kind(): Words(
        N_("A new token of your account"),
        N_("A token that lets programs act for you was made for your account %(login)s on %(when)s."),
        N_("A token that lets programs act for you was made for your account %(login)s on %(when)s."),
    ),
    PersonSignedIn.kind(): Words(
        N_("Your account was entered from a new browser"),
        N_("Your account %(login)s was entered on %(when)s from a browser that was not seen before."),
        N_("Your account %(login)s was entered on %(when)s from a browser that was not seen before."),
    ),
    SignInRefused.kind(): Words(
        N_("Somebody knows your password"),
        _GUESSED,
        _GUESSED,
    ),
}


@listener(
    "notify.account",
    PasswordSet,
    SecondFactorOn,
    SecondFactorOff,
    RecoveryCodeUsed,
    TokenIssued,
    PersonSignedIn,
    SignInRefused,
)
async def tell_owner(fact: Fact) -> None:
    """Writes the letter of a fact about an account, in the transaction that deletes its delivery: exactly once."""
    if not _is_told(fact):
        return
    person = await get(fact.stream_id)
    if person is None or person.demo:
        return
    words = SAID[fact.kind]
    said = words.himself if fact.actor_id == person.id else words.by_another
    when = translator(person.locale, person.time_zone or current().time_zone).full(fact.moment)
    told = Phrase(said.msgid, {"login": person.login, "when": when})
    await post(fact.id, person, subject=words.subject, parts=(told, ADVICE))
    plan = (await wishes_of([person]))[person.id].plan(ACCOUNT, now_us())
    await by_push(About(fact.id, person, ACCOUNT, NO_TICKET), plan, push(person, words.subject, told))


@leaving_mail
async def tell_old_mail(event_id: int, person: Person, address: str) -> None:
    """Tells an address that it is nobody's here any more: whoever reads it notices when that was not meant.

    In the transaction of the change, since afterwards nobody knows the address. The new one is not named.
    """
    if person.demo or not person.active:
        return
    said = letter(person, ACCOUNT, _MOVED, (Phrase(_MOVED_WORDS.msgid, {"login": person.login}), ADVICE))
    await write(
        Outgoing(
            event_id=event_id,
            person=person,
            kind=ACCOUNT,
            ticket_id=NO_TICKET,
            subject=said.subject,
            text=said.text,
            html=said.html,
            channel=OLD_MAIL,
            address=address,
        )
    )


def _is_told(fact: Fact) -> bool:
    if fact.kind == SignInRefused.kind():
        # A wrong password tells nothing: anybody could have such letters written. A slip of a finger is none either.
        return fact.payload["step"] == "code" and bool(fact.payload["last"])
    # Whoever sits at the server's console tells it himself; a first password came by an invitation.
    if fact.actor_id is None or fact.payload.get("first"):
        return False
    return fact.kind != PersonSignedIn.kind() or bool(fact.payload.get("unknown"))
