"""Where somebody stands in what he has heard, and the sealed word for it that browsers keep.

A browser gives the word back to go on from there. It must tell nothing else: not how many facts others have caused,
not whether two people stand at the same place. So it is encrypted with a key of the installation, and for one person.
The same place is always the same word, since a page must not differ when nothing has happened for its reader.
"""

from __future__ import annotations

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from dataclasses import dataclass

Sign = Callable[[str], str]
"""A signature of a text as hexadecimal digits, 64 at least; only this installation can make it."""

_FORM = struct.Struct(">QQ")
_TAG_BYTES = 8
_CHARS = 32


@dataclass(frozen=True)
class Place:
    """All that he hears below `position` was told, and at or above it what `early` stands for (0: nothing)."""

    position: int
    early: int = 0


class Sealer:
    """Seals places. The tag is a signature of the place and hides it too: forging one is guessing 64 bits."""

    def __init__(self, sign: Sign) -> None:
        self._sign = sign

    def seal(self, person_id: int, place: Place) -> str:
        """The word for a place: 32 letters, digits, "-" and "_"."""
        plain = _FORM.pack(place.position, place.early)
        tag = self._bytes(f"tag {person_id} {plain.hex()}")[:_TAG_BYTES]
        return urlsafe_b64encode(tag + self._hidden(person_id, tag, plain)).decode()

    def open(self, person_id: int, word: str) -> Place | None:
        """The place that this person was given under a word; None when he was not."""
        if len(word) != _CHARS or not word.isascii():
            return None
        try:
            raw = urlsafe_b64decode(word)
        except Error:
            return None
        if len(raw) != _TAG_BYTES + _FORM.size:
            return None
        place = Place(*_FORM.unpack(self._hidden(person_id, raw[:_TAG_BYTES], raw[_TAG_BYTES:])))
        return place if hmac.compare_digest(self.seal(person_id, place), word) else None

    def _hidden(self, person_id: int, tag: bytes, text: bytes) -> bytes:
        pad = self._bytes(f"pad {person_id} {tag.hex()}")
        return bytes(one ^ other for one, other in zip(text, pad, strict=False))

    def _bytes(self, text: str) -> bytes:
        return bytes.fromhex(self._sign(text))
