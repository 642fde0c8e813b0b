"""Telephone numbers: E.164 for the outside ones, plain digits for internal extensions."""

from __future__ import annotations

import re

import phonenumbers

_EXTENSION = re.compile(r"\d{2,6}")
_NOISE = re.compile(r"[^\d+]")


def normal(number: str, region: str = "RU") -> str | None:
    """The one form in which a number is stored and looked up, or None when it is no number.

    Short digits are an internal extension and stay as they are; everything else becomes E.164 (ITU-T), read as a
    number of `region` when it has no country code.
    """
    bare = _NOISE.sub("", number)
    if _EXTENSION.fullmatch(bare):
        return bare
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def pretty(number: str) -> str:
    """A stored number as people write it: +7 900 000-12-34; an extension as it is; of several, each."""
    if "," in number or ";" in number:
        return ", ".join(pretty(part.strip()) for part in re.split("[,;]", number) if part.strip())
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
