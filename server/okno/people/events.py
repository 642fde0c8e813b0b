"""Facts about people. Names and addresses stay out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonCreated(Event):
    """A person has been entered."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    """Some properties of a person have changed; `fields` names them."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Event):
    """A person has got a new local password; `first` when he had none before."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonSignedIn(Event):
    """A person has signed in. `second`: with a second factor; `unknown`: where nobody had seen him before."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    second: bool = False
    unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class SignInRefused(Event):
    """Somebody tried to enter as this person. `step`: with a wrong "password", or with a wrong "code" after it.

    `last`: now he has to wait.
    """

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    step: str
    last: bool = False


@dataclass(frozen=True, kw_only=True)
class SecondFactorOn(Event):
    """Signing in asks this person for a code from now on."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class SecondFactorOff(Event):
    """Signing in asks this person for the password only."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Event):
    """A person has new recovery codes; the old ones open nothing."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(Event):
    """A person has entered with a recovery code instead of his second factor."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ResetAsked(Event):
    """A link to choose a new password is on its way to a person who has forgotten his."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class InvitationSent(Event):
    """A person may choose his password by a link. `by` is "mail" or "hand"."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    by: str


@dataclass(frozen=True, kw_only=True)
class TokenIssued(Event):
    """A person has a new token for REST."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    token_id: int


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    """A token of a person is over."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    token_id: int


@dataclass(frozen=True, kw_only=True)
class SetupDone(Event):
    """The first administrator has come in by the link of the first start."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class AbsenceSet(Event):
    """A person is or will be away from `starts_at` until before `ends_at` (microseconds UTC)."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    absence_id: int
    starts_at: int
    ends_at: int
    substitute_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AbsenceCancelled(Event):
    """An absence of a person has been called off."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
    absence_id: int


@dataclass(frozen=True, kw_only=True)
class PersonExported(Event):
    """All that is held about a person has been handed out."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class PersonForgotten(Event):
    """What tells who a person was, and what he wrote, has been erased."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
