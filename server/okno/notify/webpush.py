"""Web push as the standards say it: messages that only one browser can read, and who sends them.

Encryption is RFC 8291 over RFC 8188 (aes128gcm, one record), the sender's word is RFC 8292 (VAPID). Both are short and
stand on `cryptography`; the usual library brings two more HTTP clients along.
"""

from __future__ import annotations

import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from okno import secret
from okno.clock import SECOND_US, now_us

FILE = "push.key"
"""In the home folder of an installation that began with a key of its own: browsers have subscribed with it. All others
have one that follows from the key of the installation, so that all nodes have the same.
"""
RECORD = 4096
LONGEST = RECORD - 86 - 17
"""Bytes of a message: what a push service must take, less the head, the tag and the last-record mark."""
POINT_BYTES = 65
SECRET_BYTES = 16
_WORD_SECONDS = 12 * 3600
"""How long one word of the sender holds; a day is the most that services take."""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many points P-256 has."""
_UNCOMPRESSED = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def encoded(raw: bytes) -> str:
    """Base64 for addresses, without its filling."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decoded(text: str) -> bytes:
    """What `encoded` made. Raises ValueError."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def point(text: str) -> ec.EllipticCurvePublicKey:
    """The public key of a browser. Raises ValueError when it is no point of the curve P-256."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(text))


# The message --------------------------------------------------------------------------------------------------


def encrypt(
    content: bytes,
    key: str,
    auth: str,
    *,
    salt: bytes | None = None,
    own: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body that only the browser with this key and secret can read. `salt` and `own` are for tests alone."""
    browser, salt, own = point(key), salt or os.urandom(16), own or ec.generate_private_key(ec.SECP256R1())
    theirs, ours = browser.public_bytes(*_UNCOMPRESSED), own.public_key().public_bytes(*_UNCOMPRESSED)
    shared = own.exchange(ec.ECDH(), browser)
    base = _derived(shared, decoded(auth), b"WebPush: info\0" + theirs + ours, 32)
    sealer = AESGCM(_derived(base, salt, b"Content-Encoding: aes128gcm\0", 16))
    nonce = _derived(base, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + struct.pack("!IB", RECORD, len(ours)) + ours
    return head + sealer.encrypt(nonce, content + b"\x02", None)


def _derived(secret_: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret_)


# The sender ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def own_key(home: Path) -> ec.EllipticCurvePrivateKey:
    """The key by which push services know this installation."""
    if not (home / FILE).exists():
        # A number below the order of the curve; that it is not quite evenly spread shows in no 2^128 keys.
        number = int.from_bytes(secret.derived(home, "web push", 48)) % (_ORDER - 1) + 1
        return ec.derive_private_key(number, ec.SECP256R1())
    loaded = serialization.load_pem_private_key((home / FILE).read_bytes(), password=None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    return loaded


def public_key(home: Path) -> str:
    """What browsers subscribe with: messages of anybody else are refused for them."""
    return encoded(own_key(home).public_key().public_bytes(*_UNCOMPRESSED))


def authorization(home: Path, endpoint: str, contact: str) -> str:
    """The header by which a push service knows that we are the one to whom the browser has subscribed."""
    parts = urlsplit(endpoint)
    until = now_us() // SECOND_US + _WORD_SECONDS
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": until, "sub": contact}
    word = ".".join(encoded(json.dumps(one).encode()) for one in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(own_key(home).sign(word.encode("ascii"), ec.ECDSA(hashes.SHA256())))
    signed = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={word}.{signed}, k={public_key(home)}"
