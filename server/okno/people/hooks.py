"""What people ask plugins: from where persons come, whose number it is, what is held about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.hooks import Collect, Start
from okno.people.erasure import Erasure
from okno.text import Phrase, Texts


@dataclass(frozen=True)
class PersonSource:
    """A directory that persons come from: all whose `directory_id` begins with `key` and a colon.

    `fields` are those that the directory decides, which nobody changes here: login, name, title, department, place,
    manager, mail, phone, skills, groups.
    """

    key: str
    title: Phrase | Texts
    fields: frozenset[str] = frozenset()


@Start.hook()
def person_sources() -> Sequence[PersonSource]:
    """The directories that the plugin brings persons from.

    A person belongs to a source when his directory id begins with its key and a colon. What a source says of a person,
    its `fields`, can't be changed on his page, which tells where it comes from.
    """
    raise NotImplementedError


@Collect.hook()
async def caller_match(*, number: str) -> Sequence[int] | None:
    """Whose telephone number is it? The ids of persons, or None.

    `number` is in the form of okno.phones (E.164, or the digits of an extension). Who is not active is left out.
    """


@Collect.hook(denies=True, seconds=30)
async def export_person(*, person_id: int, whole: bool) -> Mapping[str, Any] | None:
    """All that the plugin holds about a person, as it can stand in JSON, without secrets; None when it is nothing.

    It goes out under the plugin's name; when the plugin fails, nothing goes out, for the copy would lack something and
    not tell. Without `whole` leave out the content of requests: whoever hands it out may
    not read them.
    """


@Collect.hook(denies=True, seconds=30)
async def forget_person(*, erasure: Erasure) -> bool | None:
    """Erase what the plugin holds about a person, in a transaction of your own; it may be asked again.

    `erasure` tells who he was and which words take the place of his. Asked before the core erases what it holds:
    when a plugin fails, the person is not forgotten. What is returned does not matter.
    """
