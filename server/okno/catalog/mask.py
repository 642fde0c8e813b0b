"""Masks of short texts: 9 is a digit, A a letter, * any of both, everything else stands for itself."""

import re

_DIGIT = "[0-9]"
_LETTER = "[A-Za-zА-Яа-яЁё]"
_ANY = "[0-9A-Za-zА-Яа-яЁё]"
_SIGNS = {"9": _DIGIT, "A": _LETTER, "*": _ANY}
_SAMPLES = {"9": "1234567890", "A": "ABCDEFGHIJ", "*": "1B2C3D4E5F"}


def has_places(mask: str) -> bool:
    """Tell whether anything is left to be written."""
    return any(sign in _SIGNS for sign in mask)


def expression(mask: str) -> str:
    """Give the mask as a regular expression that Python and JSON Schema read alike."""
    return "".join(_SIGNS.get(sign) or re.escape(sign).replace("\\-", "-") for sign in mask)


def fits(mask: str, text: str) -> bool:
    """Tell whether a text is as the mask wants it."""
    return re.fullmatch(expression(mask), text) is not None


def sample(mask: str) -> str:
    """Give an example of what is meant: 99-AA is 12-CD."""
    return "".join(_SAMPLES[sign][place % 10] if sign in _SAMPLES else sign for place, sign in enumerate(mask))


def dressed(mask: str, text: str) -> str:
    """Put the fixed signs of the mask into what was typed without them; what does not fit stays as it was."""
    if fits(mask, text):
        return text
    left = [letter for letter in text if re.fullmatch(_ANY, letter)]
    places = [sign for sign in mask if sign in _SIGNS]
    if len(left) != len(places):
        return text
    signs = iter(left)
    result = "".join(next(signs) if sign in _SIGNS else sign for sign in mask)
    return result if fits(mask, result) else text
