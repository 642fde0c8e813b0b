"""The key of this installation: HOME/secret.key, made at first use, readable by its owner only."""

from __future__ import annotations

import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

FILE = "secret.key"
KEY_BYTES = 32


@lru_cache(maxsize=8)
def key(home: Path) -> bytes:
    """The key; several processes that start at once get the same one."""
    path = home / FILE
    if not path.exists():
        _make(path)
    return path.read_bytes()


def sign(home: Path, purpose: str, text: str) -> str:
    """A signature that only this installation can make; different for each purpose."""
    return hmac.new(key(home), f"{purpose}\0{text}".encode("utf-8", "replace"), "sha256").hexdigest()


def _make(path: Path) -> None:
    # Written aside and linked: nobody ever reads half a key, and the first process wins.
    draft = path.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
