"""What answers may point at, as far as a form needs to know it: people and files."""

from typing import Protocol


class PersonRef(Protocol):
    """What a form needs to know of a person."""

    @property
    def id(self) -> int:
        """The id that is stored as the answer."""

    @property
    def name(self) -> str:
        """The name that is shown."""


class FileRef(Protocol):
    """What a form needs to know of a file."""

    @property
    def public_id(self) -> str:
        """The id that is stored in the answer."""

    @property
    def name(self) -> str:
        """The name that is shown."""


class Resolve(Protocol):
    """Looks up what answers refer to, as far as the one who asks may see it."""

    async def person(self, reference: str | int, /) -> PersonRef | None:
        """Find a person by login or id."""

    async def file(self, public_id: str, /) -> FileRef | None:
        """Find an uploaded file."""
