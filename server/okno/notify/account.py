"""What a person is told about his own account, so that he notices when it was not he."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.events import Fact, listener
from okno.i18n import translator
from okno.notify.outbox import current
from okno.notify.post import post
from okno.people import get
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
    await post(
        fact.id,
        person,
        subject=words.subject,
        parts=(Phrase(said.msgid, {"login": person.login, "when": when}), ADVICE),
    )


def _is_told(fact: Fact) -> bool:
    if fact.kind == SignInRefused.kind():
        # A wrong password tells nothing: anybody could have such letters written. A slip of a finger is none either.
        return fact.payload["step"] == "code" and bool(fact.payload["last"])
    # Whoever sits at the server's console tells it himself; a first password came by an invitation.
    if fact.actor_id is None or fact.payload.get("first"):
        return False
    return fact.kind != PersonSignedIn.kind() or bool(fact.payload.get("unknown"))
