"""Errors that a person may meet, each with the sentence that is shown to him and the HTTP status of the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from okno.text import N_, Phrase


class OknoError(Exception):
    """The root of all errors with a sentence for a person. `code` is the stable name in REST answers."""

    status = 500
    code = "internal"

    def __init__(self, phrase: Phrase | None = None, /, **detail: object) -> None:
        self.phrase = phrase if phrase is not None else N_("Something broke on our side. It is written down.")
        self.detail = detail
        super().__init__(str(self.phrase))


class ConfigError(OknoError):
    """The server can't start as it is set up."""

    code = "config"


class Refused(OknoError):
    """A rule of the company or of the product says no; the sentence tells what to do instead."""

    status = 422
    code = "refused"


class Invalid(OknoError):
    """Some fields are not right. `fields` maps the name of a field to the sentence that belongs beside it."""

    status = 422
    code = "invalid"

    def __init__(self, fields: Mapping[str, Phrase], phrase: Phrase | None = None) -> None:
        super().__init__(phrase if phrase is not None else N_("Some fields need a correction."))
        self.fields = dict(fields)


class NotFound(OknoError):
    """There is no such thing, or the person may not know of it: the answer is the same."""

    status = 404
    code = "not_found"

    def __init__(self, phrase: Phrase | None = None) -> None:
        super().__init__(phrase if phrase is not None else N_("There is no such page, or you may not see it."))


class NotSignedIn(OknoError):
    """Nobody is signed in, or the token is not valid."""

    status = 401
    code = "not_signed_in"

    def __init__(self, phrase: Phrase | None = None) -> None:
        super().__init__(phrase if phrase is not None else N_("Sign in to go on."))


class Forbidden(OknoError):
    """The person sees the thing but may not do this with it."""

    status = 403
    code = "forbidden"

    def __init__(self, phrase: Phrase | None = None) -> None:
        super().__init__(phrase if phrase is not None else N_("You have no right to do this. Ask your administrator."))


class Conflict(OknoError):
    """Somebody was faster, or the same key was used for something else. `detail` tells who changed what."""

    status = 409
    code = "conflict"


class TooLarge(OknoError):
    """What was sent is over a stated limit."""

    status = 413
    code = "too_large"


class TooMany(OknoError):
    """Too many attempts in a short time. `detail["retry_after"]` is in seconds."""

    status = 429
    code = "too_many"


class Unavailable(OknoError):
    """A part that the answer needs is out of reach for the moment."""

    status = 503
    code = "unavailable"


_CLASS = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,99}):(?: |$)")


def in_words(error: BaseException) -> str:
    """An error in a line, its class first; the words of one that can't even be told are left out."""
    try:
        said = str(error)
    except Exception:  # noqa: BLE001  such as that of a plugin, which may do anything
        said = "?"
    return f"{type(error).__name__}: {said}"


def class_of(written: str | None) -> str:
    """The class of an error that was written down as "Class: text", and nothing of its text; "" when it is not known.

    The text may quote what failed: an address, a subject, a value.
    """
    found = _CLASS.match(written or "")
    return found[1] if found is not None else ""
