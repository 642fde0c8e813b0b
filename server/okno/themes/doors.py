"""The declared contexts of the doors: signing in, forgotten passwords, invitations, second factor, tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from okno.themes.contexts import Page
from okno.themes.parts import ErrorLink, FieldView, PersonView


@dataclass(frozen=True, kw_only=True)
class CodePage(Page):
    """The second step of signing in. Posts `code` or `recovery`, and `next`, to /sign-in/code."""

    template: ClassVar[str] = "sign-in-code.html"
    next: str = "/"  # a local path
    error: str = ""  # one sentence: what to do
    recovering: bool = False  # the field for a recovery code is open


@dataclass(frozen=True, kw_only=True)
class ForgotPage(Page):
    """A forgotten password. Posts `who` (login or mail) to /forgot."""

    template: ClassVar[str] = "forgot.html"
    who: str = ""  # kept after a refusal
    error: str = ""
    sent: bool = False  # it was asked for; the words are the same whether there is such an account or not
    by_mail: bool = True  # False: no mail server is set, the help desk has to be asked


@dataclass(frozen=True, kw_only=True)
class NewPasswordPage(Page):
    """A password chosen by the link of a letter. Posts `new`, `again` to the same address."""

    template: ClassVar[str] = "new-password.html"
    kind: str  # "reset" | "invitation"
    action: str  # where the form is sent
    login: str
    name: str
    fields: tuple[FieldView, ...]
    errors: tuple[ErrorLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LinkOverPage(Page):
    """A link that opens nothing any more, and what to do."""

    template: ClassVar[str] = "link-over.html"
    kind: str  # "reset" | "invitation"


@dataclass(frozen=True, kw_only=True)
class SetupPage(Page):
    """The first start: posts `name`, `login`, `mail`, `new`, `again` to the same address."""

    template: ClassVar[str] = "setup.html"
    action: str  # where the form is sent
    fields: tuple[FieldView, ...]
    errors: tuple[ErrorLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SecondFactorPage(Page):
    """The second factor of the person, one step at a time.

    Forms under /profile/second-factor: "" (`password`) begins, /on (`draft`, `code`) confirms, /off (`password`,
    `code`) ends, /codes (`password`, `code`) makes new recovery codes.
    """

    template: ClassVar[str] = "second-factor.html"
    kind: str  # "off" | "scan" | "on" | "codes"
    fields: tuple[FieldView, ...] = ()  # of the form of this step; for "on" that of switching off
    errors: tuple[ErrorLink, ...] = ()
    since: str = ""  # «17 ноября, 10:12»
    left: int = 0  # recovery codes that are not used yet
    draft: str = ""  # sealed secret of the step "scan"
    qr: Markup | None = None  # the picture for the phone
    groups: tuple[str, ...] = ()  # the same to be typed, in groups of four
    codes: tuple[str, ...] = ()  # recovery codes, shown once
    asks: str = ""  # which form of the step "on" was refused: "off" | "codes"


@dataclass(frozen=True, kw_only=True)
class TokenView:
    """A token of the person."""

    id: int
    name: str
    rights: str  # «все ваши права», «4 права: …»
    made: str  # «17 ноября, 10:12»
    used: str = ""  # the last use, "" never
    expires: str = ""  # «до 17 декабря», "" never
    over: bool = False  # it is over by time


@dataclass(frozen=True, kw_only=True)
class TokensPage(Page):
    """Tokens of the person. Posts `fields` to /profile/tokens; /profile/tokens/{id}/revoke ends one."""

    template: ClassVar[str] = "tokens.html"
    rows: tuple[TokenView, ...]
    fields: tuple[FieldView, ...]
    errors: tuple[ErrorLink, ...] = ()
    making: bool = False  # the form is open
    plain: str = ""  # the new token, shown once
    plain_name: str = ""


@dataclass(frozen=True, kw_only=True)
class InvitationPage(Page):
    """The link of an invitation for an administrator to hand over, shown once."""

    template: ClassVar[str] = "admin-invitation.html"
    person: PersonView
    login: str
    link: str
    why: str  # why no letter was sent
