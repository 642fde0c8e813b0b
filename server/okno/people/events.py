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
    """A person has got a new local password."""

    stream: ClassVar[str] = "person"
    audited: ClassVar[bool] = True
