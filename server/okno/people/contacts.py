"""Mail addresses and telephones of a person: several of each, the first one is the main one."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.db import Row, execute, fetch, in_list
from okno.errors import Invalid
from okno.people import numbers
from okno.phones import normal, pretty
from okno.text import N_, Phrase, one_line

MAIL, PHONE = "mail", "phone"
LABELS: Mapping[str, Sequence[str]] = {
    MAIL: ("work", "home", "other"),
    PHONE: ("work", "mobile", "internal", "home", "other"),
}
"""What a contact may be, by its kind."""
MOST = 10
"""How many of each kind a person may have."""
_LONGEST = {MAIL: 254, PHONE: 64}
"""Characters of one."""
_SHORT = 6
"""Digits: up to as many a telephone is an internal extension."""

# What could smuggle a second recipient into a letter, or a header into a link, has no place in an address.
_ADDRESS = re.compile(r"[^@\s<>,;:\"'()\[\]\\?%#]+@[^@\s<>,;:\"'()\[\]\\?%#]+")

MailLeft = Callable[[int, Any, str], Awaitable[None]]
_mail_left: list[MailLeft] = []


def leaving_mail(told: MailLeft) -> MailLeft:
    """Marks what is called, in the transaction of the change, with the fact, the person and the mail that he had."""
    _mail_left.append(told)
    return told


async def mail_left(event_id: int, person: Any, address: str) -> None:
    """Says that a person has another main mail address than `address`."""
    for told in _mail_left:
        await told(event_id, person, address)


Given = Sequence[tuple[str, str]]
"""Contacts of one kind as they come in: pairs of value and label; an empty label is chosen by the value."""


@dataclass(frozen=True)
class Contact:
    """A way to reach a person. `key` is what is compared: a mail without case, a phone as okno.phones stores it."""

    kind: str
    label: str
    value: str
    key: str
    position: int = 0

    @property
    def shown(self) -> str:
        """As people read it. A phone with words keeps them: “+7 495 000-12-34 ext. 5”."""
        plain = self.kind == PHONE and not any(letter.isalpha() for letter in self.value)
        return pretty(self.key) if plain else self.value


def split(text: str) -> Given:
    """The telephones of a text that has several, separated by commas or semicolons."""
    return [(part.strip(), "") for part in text.replace(";", ",").split(",") if part.strip()]


def read(kind: str, given: Given, *, region: str = "RU") -> list[Contact]:
    """The contacts that are meant, in this order; empty ones and repetitions are left out.

    Raises Invalid by field: the first row is named as the kind, the others `mail.1`, `mail.2` and so on.
    """
    found: dict[str, Contact] = {}
    problems: dict[str, Phrase] = {}
    for row, (raw, label) in enumerate(given):
        value = one_line(raw, 1000)
        if not value:
            continue
        key = _mail_key(value) if kind == MAIL else _phone_key(value, region)
        # A key may be longer than what was written: ß becomes ss.
        too_long = max(len(value), len(key or "")) > _LONGEST[kind]
        if key is None or too_long:
            problems[field(kind, row)] = _problem(kind, too_long=too_long)
        elif key not in found:
            found[key] = Contact(kind, _label(kind, label, key), value, key, len(found))
    if len(found) > MOST:
        problems.setdefault(kind, N_("At most %(n)s of these a person.", n=MOST))
    if problems:
        raise Invalid(problems)
    return list(found.values())


def field(kind: str, row: int) -> str:
    """The name of a row in a form and in a refusal."""
    return kind if row == 0 else f"{kind}.{row}"


def _problem(kind: str, *, too_long: bool) -> Phrase:
    if too_long:
        return N_("At most %(n)s characters.", n=_LONGEST[kind])
    if kind == MAIL:
        return N_("Write a mail address, as ivan@example.com.")
    return N_("Write a phone number, as +7 900 000-12-34, or the digits of an extension.")


def _mail_key(value: str) -> str | None:
    return value.casefold() if _ADDRESS.fullmatch(value) else None


def _phone_key(value: str, region: str) -> str | None:
    return normal(value, region)


def _label(kind: str, label: str, key: str) -> str:
    if label in LABELS[kind]:
        return label
    return "internal" if kind == PHONE and len(key) <= _SHORT and key.isdigit() else "work"


async def replace(person_id: int, kind: str, contacts: Sequence[Contact]) -> bool:
    """Makes these the contacts of one kind, in the current transaction; False when they are so already.

    The index of numbers goes along. Whoever calls keeps the main one of the person equal and records the fact.
    """
    if [one for one in await contacts_of(person_id) if one.kind == kind] == list(contacts):
        return False
    await execute("DELETE FROM person_contact WHERE person_id = $1 AND kind = $2", person_id, kind)
    for one in contacts:
        await execute(
            "INSERT INTO person_contact (person_id, kind, label, value, value_key, position)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            person_id,
            kind,
            one.label,
            one.value,
            one.key,
            one.position,
        )
    if kind == PHONE:
        await numbers.replace("person", person_id, [one.key for one in contacts])
    return True


async def contacts_of(person_id: int) -> list[Contact]:
    """The mails of a person, then his phones, each in their order."""
    return (await contacts_of_many([person_id])).get(person_id, [])


async def contacts_of_many(person_ids: Iterable[int]) -> dict[int, list[Contact]]:
    """The same for many persons at once; whoever has none is left out."""
    places, args = in_list(sorted(set(person_ids)))
    rows = await fetch(
        "SELECT person_id, kind, label, value, value_key, position FROM person_contact"
        f" WHERE person_id IN {places} ORDER BY person_id, kind, position",
        *args,
    )
    found: dict[int, list[Contact]] = {}
    for row in rows:
        found.setdefault(row["person_id"], []).append(_contact(row))
    return found


def _contact(row: Row) -> Contact:
    return Contact(row["kind"], row["label"], row["value"], row["value_key"], row["position"])


async def by_mail(mail: str) -> list[int]:
    """The ids of active persons who have this address, whatever its case.

    An address is no proof of who somebody is: it never joins accounts.
    """
    rows = await fetch(
        "SELECT p.id FROM person_contact c JOIN person p ON p.id = c.person_id"
        " WHERE c.kind = $1 AND c.value_key = $2 AND p.active = $3 ORDER BY p.id",
        MAIL,
        one_line(mail, 1000).casefold(),
        True,
    )
    return [row["id"] for row in rows]
