"""The rules of each field type: what an answer must look like and what to say when it does not."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from okno.catalog import field_types, mask
from okno.catalog.hooks import FieldType
from okno.catalog.model import FILES_LIMIT, Field
from okno.catalog.moments import beyond, bound_day, bound_moment, outside, read_day, read_moment, stored
from okno.clock import now
from okno.phones import normal
from okno.text import N_, Phrase, clean, one_line, plural

NUMBER_LIMIT = 10**15
MONEY_LIMIT = 10**12
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_MAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]{1,189}")
_FILE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Wrong(Exception):
    """An answer that a field does not take; the phrase says what to do."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase)
        self.phrase = phrase


_EMPTY = {
    "linked": N_("Choose one of the options"),
    "select": N_("Choose one of the options"),
    "multiselect": N_("Choose at least one option"),
    "checkbox": N_("Tick the box to go on"),
    "date": N_("Choose a date"),
    "datetime": N_("Choose a day and a time"),
    "person": N_("Choose a colleague"),
    "file": N_("Attach a file"),
    "phone": N_("Write a phone number"),
    "mail": N_("Write a mail address"),
    "number": N_("Write a number"),
    "money": N_("Write a sum"),
}


def empty_phrase(field: Field) -> Phrase:
    """Say what to do with a required field that was left empty."""
    return _EMPTY.get(field_types.face(field).type, N_("Write an answer here"))


def is_empty(value: Any) -> bool:
    """Tell whether nothing was answered."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def cleaned(field: Field, value: Any, *, here: datetime | None = None) -> Any:
    """Give a non-empty answer in the form that is stored. Raises Wrong.

    `here` is the present moment on the wall clock of whoever answers: it tells his day and his zone, UTC without it.
    A type that nobody knows is taken as text, so that a service outlives a plugin.
    """
    brought = field_types.found(field.type)
    if brought is not None:
        return _brought(brought, value)
    rule = _RULES.get(field.type, _RULES["text"])
    return rule(field, value, here or now())


def _brought(kind: FieldType, value: Any) -> Any:
    try:
        return field_types.checked(kind, _words(value, field_types.LENGTH) if isinstance(value, str) else value)
    except field_types.Refusal as refusal:
        raise Wrong(refusal.phrase) from refusal


def default_problem(field: Field) -> bool:
    """Tell whether the default of a field would be refused as an answer."""
    try:
        cleaned(field, field.default)
    except Wrong:
        return True
    return field.type in ("person", "file")


def names_in(template: str) -> list[str]:
    """Give the fields that a subject template names, as {model}."""
    return [str(name) for name in _NAME.findall(template)]


def filled(template: str, shown: Callable[[str], str]) -> str:
    """Put the shown answers into a subject template."""
    return _NAME.sub(lambda match: shown(match[1]), template)


def _words(value: Any, limit: int) -> str:
    if not isinstance(value, str):
        raise Wrong(N_("Write text here"))
    if len(value) > limit * 2 + 100:
        raise _too_long(limit)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Wrong(N_("Retype the text: some of its characters are broken")) from None
    return value


def _too_long(limit: int) -> Wrong:
    return Wrong(plural("Shorten this to %(n)s character", "Shorten this to %(n)s characters", limit))


def _string(field: Field, value: Any, _here: datetime) -> str:
    line = one_line(_words(value, field.length), field.length + 1)
    if not line:
        raise Wrong(empty_phrase(field))
    if len(line) > field.length:
        raise _too_long(field.length)
    if field.pattern is not None and not re.fullmatch(field.pattern, line):
        raise Wrong(N_("Write this as the hint beside the field shows"))
    if field.mask is not None and not mask.fits(field.mask, line):
        raise Wrong(N_("Write this such as %(sample)s", sample=mask.sample(field.mask)))
    return line


def _text(field: Field, value: Any, _here: datetime) -> str:
    text = clean(_words(value, field.length)).strip()
    if not text:
        raise Wrong(empty_phrase(field))
    if len(text) > field.length:
        raise _too_long(field.length)
    return text


def _number(field: Field, value: Any, _here: datetime) -> int | float:
    if type(value) not in (int, float) or not abs(value) <= NUMBER_LIMIT:
        raise Wrong(N_("Write a number in digits, such as 12 or 12.5"))
    if field.whole and value != int(value):
        raise Wrong(N_("Write a whole number"))
    _bounded(field, value)
    return int(value) if field.whole else value


def _money(field: Field, value: Any, _here: datetime) -> int | float:
    if type(value) not in (int, float) or not abs(value) <= MONEY_LIMIT:
        raise Wrong(N_("Write a sum in digits, such as 1500 or 1500.50"))
    if round(value, 2) != value:
        raise Wrong(N_("Write a sum with two digits after the point at most"))
    if field.min is None and value < 0:
        raise Wrong(N_("Write a number not under %(least)s", least=0))
    _bounded(field, value)
    return int(value) if value == int(value) else value


def _bounded(field: Field, value: int | float) -> None:
    if isinstance(field.min, (int, float)) and value < field.min:
        raise Wrong(N_("Write a number not under %(least)s", least=field.min))
    if isinstance(field.max, (int, float)) and value > field.max:
        raise Wrong(N_("Write a number not over %(most)s", most=field.max))


def _date(field: Field, value: Any, here: datetime) -> str:
    day = read_day(value)
    if day is None:
        raise Wrong(N_("Write a date as year-month-day, such as 2026-12-31"))
    today = here.date()
    problem = outside(day, bound_day(field.min, today), bound_day(field.max, today))
    if problem is not None:
        raise Wrong(problem)
    return day.isoformat()


def _datetime(field: Field, value: Any, here: datetime) -> str:
    moment = read_moment(value, here)
    if moment is None:
        raise Wrong(N_("Write a day and a time, such as 2026-12-31T10:00"))
    low, high = bound_moment(field.min, here, end=False), bound_moment(field.max, here, end=True)
    problem = beyond(moment, low, high)
    if problem is not None:
        raise Wrong(problem)
    return stored(moment)


def _select(field: Field, value: Any, _here: datetime) -> str:
    if not isinstance(value, str) or field.choice(value) is None:
        raise Wrong(_EMPTY["select"])
    return value


def _multiselect(field: Field, value: Any, _here: datetime) -> list[str]:
    if not isinstance(value, list) or len(value) > len(field.choices):
        raise Wrong(N_("Choose options of the list, each once"))
    if any(not isinstance(item, str) or field.choice(item) is None for item in value) or len(set(value)) < len(value):
        raise Wrong(N_("Choose options of the list, each once"))
    _count(field, len(value))
    return [choice.value for choice in field.choices if choice.value in value]


def _count(field: Field, n: int) -> None:
    if isinstance(field.min, int) and n < field.min:
        raise Wrong(N_("Choose at least %(least)s", least=field.min))
    if isinstance(field.max, int) and n > field.max:
        raise Wrong(N_("Leave at most %(most)s", most=field.max))


def _checkbox(_field: Field, value: Any, _here: datetime) -> bool:
    if not isinstance(value, bool):
        raise Wrong(N_("Answer true or false"))
    return value


def _person(_field: Field, value: Any, _here: datetime) -> str | int:
    if type(value) is int and 0 < value < 2**63:
        return value
    if isinstance(value, str):
        login = one_line(_words(value, 255), 256)
        if 0 < len(login) <= 255:
            return login
    raise Wrong(_EMPTY["person"])


def _phone(_field: Field, value: Any, _here: datetime) -> str:
    number = normal(_words(value, 40)) if isinstance(value, str) else None
    if number is None:
        raise Wrong(N_("Write the number with its code, such as +7 900 000-12-34, or the internal one, such as 7000"))
    return number


def _mail(_field: Field, value: Any, _here: datetime) -> str:
    line = one_line(_words(value, 254), 255)
    if len(line) > 254 or not _MAIL.fullmatch(line):
        raise Wrong(N_("Write one mail address, such as name@company.ru"))
    return line


def _file(field: Field, value: Any, _here: datetime) -> list[str]:
    if not isinstance(value, list) or any(not isinstance(item, str) or not _FILE.fullmatch(item) for item in value):
        raise Wrong(N_("Attach the file again"))
    unique = list(dict.fromkeys(value))
    most = field.max if isinstance(field.max, int) else FILES_LIMIT
    if len(unique) > most:
        raise Wrong(plural("Leave at most %(n)s file", "Leave at most %(n)s files", most))
    return unique


_RULES: dict[str, Callable[[Field, Any, datetime], Any]] = {
    "string": _string,
    "text": _text,
    "object": _string,
    "number": _number,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "select": _select,
    "linked": _select,
    "multiselect": _multiselect,
    "checkbox": _checkbox,
    "person": _person,
    "phone": _phone,
    "mail": _mail,
    "file": _file,
}
