"""The key of this installation: HOME/secret.key, made at first use, readable by its owner only.

Nothing is signed or sealed with the key itself: each purpose has a key of its own that follows from it, so that what
was made for one can't be used for another.
"""

from __future__ import annotations

import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from okno.errors import Refused
from okno.text import N_

FILE = "secret.key"
KEY_BYTES = 32
_NONCE_BYTES = 12


class Unsealable(Refused):
    """A sealed text was changed, was sealed for another purpose, or comes from an installation with another key."""

    code = "unsealable"

    def __init__(self) -> None:
        super().__init__(N_("A stored secret cannot be read with the key of this installation. Restore secret.key."))


@lru_cache(maxsize=8)
def key(home: Path) -> bytes:
    """The key; several processes that start at once get the same one."""
    return kept(home, FILE, lambda: secrets.token_bytes(KEY_BYTES))


def kept(home: Path, file: str, make: Callable[[], bytes]) -> bytes:
    """What a file of the home folder holds that its owner alone may read; at first use it is made."""
    path = home / file
    if not path.exists():
        _write(path, make())
    return path.read_bytes()


def sign(home: Path, purpose: str, text: str) -> str:
    """A signature that only this installation can make; different for each purpose."""
    return hmac.new(key(home), f"{purpose}\0{text}".encode("utf-8", "replace"), "sha256").hexdigest()


def derived(home: Path, purpose: str, length: int) -> bytes:
    """Bytes that follow from the key, for a key of another kind: the same at each node. At most 8160."""
    return HKDF(hashes.SHA256(), length, salt=None, info=purpose.encode("utf-8")).derive(key(home))


def seal(home: Path, purpose: str, text: str) -> str:
    """`text` encrypted so that only this installation reads it; the same text looks different each time."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key_of(home, purpose)).encrypt(nonce, text.encode("utf-8"), purpose.encode("utf-8"))
    return urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(home: Path, purpose: str, sealed: str) -> str:
    """The text of what `seal` made for the same purpose. Raises Unsealable when it was changed in any way."""
    try:
        raw = urlsafe_b64decode(sealed.encode("ascii"))
        opened = AESGCM(_key_of(home, purpose)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode("utf-8"))
    except (InvalidTag, ValueError):
        raise Unsealable from None
    return opened.decode("utf-8")


def _key_of(home: Path, purpose: str) -> bytes:
    # The label keeps it apart from `sign`, whose results are shown to browsers.
    return hmac.new(key(home), b"seal\0\0" + purpose.encode("utf-8"), "sha256").digest()


def _write(path: Path, content: bytes) -> None:
    # Written aside and linked: nobody ever reads half a key, and the first process wins.
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
