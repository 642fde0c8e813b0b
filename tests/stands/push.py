"""A push service on loopback with a browser behind it: it takes messages by TLS, checks who sends, and reads them.

What is read is decrypted by RFC 8291 and RFC 8188 from the receiver's side, written apart from the sender's code.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import ssl
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HOST = "127.0.0.1"
POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def plain(text: str) -> bytes:
    """What base64 for addresses holds, its filling added."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def wrapped(raw: bytes) -> str:
    """Base64 for addresses without its filling."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _stretched(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF of one block (RFC 5869) by hand."""
    inner = hmac.new(salt, key, hashlib.sha256).digest()
    return hmac.new(inner, info + b"\x01", hashlib.sha256).digest()[:length]


@dataclass
class Receiver:
    """A browser that has subscribed."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def public(self) -> bytes:
        """Its key as it is given to servers."""
        return self.key.public_key().public_bytes(*POINT)

    def read(self, body: bytes) -> bytes:
        """The words of an encrypted message; raises when they are for another."""
        salt, size, length = body[:16], *struct.unpack("!IB", body[16:21])
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size, "one record"
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        base = _stretched(shared, self.secret, b"WebPush: info\0" + self.public + sender, 32)
        key = _stretched(base, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _stretched(base, salt, b"Content-Encoding: nonce\0", 12)
        opened = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert opened.endswith(b"\x02"), "the last record"
        return opened[:-1]


@dataclass(frozen=True)
class Pushed:
    """A message as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    told: dict[str, Any]


@dataclass
class PushStand:
    """The service. `answer` is what it says to the next messages; `silent` lets them wait without one."""

    base: str = ""
    authority: str = ""
    """The file with the certificate that vouches for it."""
    receiver: Receiver = field(default_factory=Receiver)
    pushed: list[Pushed] = field(default_factory=list)
    answer: int = 201
    more: str = ""
    """Further lines of the head of an answer."""
    silent: bool = False
    connects: list[str] = field(default_factory=list)
    """What proxies of this stand were asked to connect to."""

    @property
    def endpoint(self) -> str:
        """The address of the receiver."""
        return f"{self.base}/push/receiver"

    def subscription(self) -> dict[str, str]:
        """What the browser gives to a server."""
        return {
            "endpoint": self.endpoint,
            "key": wrapped(self.receiver.public),
            "secret": wrapped(self.receiver.secret),
        }

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes one message."""
        try:
            await self._take(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        body = await reader.readexactly(int(headers["content-length"]))
        if self.silent:
            await reader.read()
            return
        if self.answer < 300:
            self._check_sender(headers)
            told = json.loads(self.receiver.read(body))
            self.pushed.append(Pushed(lines[0].split()[1], headers, body, told))
        writer.write(f"HTTP/1.1 {self.answer} Said\r\n{self.more}Content-Length: 0\r\n\r\n".encode())
        await writer.drain()

    def _check_sender(self, headers: dict[str, str]) -> None:
        """RFC 8292: the word names this service, is not over, and is signed by the key that it names."""
        kind, _, rest = headers["authorization"].partition(" ")
        parts = dict(one.strip().split("=", 1) for one in rest.split(","))
        head, claims, signature = parts["t"].split(".")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(parts["k"]))
        raw = plain(signature)
        signed = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        told = json.loads(plain(claims))
        now = datetime.now(UTC).timestamp()
        assert kind == "vapid"
        assert told["aud"] == self.base
        assert now < told["exp"] <= now + 24 * 3600
        assert told["sub"].startswith(("mailto:", "https:"))

    async def proxy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A proxy of a company: it connects where it is asked to, here always to this stand."""
        line = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0].decode()
        self.connects.append(line)
        if self.answer == 407:
            writer.write(b"HTTP/1.1 407 Who are you\r\n\r\n")
            writer.close()
            return
        port = int(self.base.rpartition(":")[2])
        far_reader, far_writer = await asyncio.open_connection(HOST, port)
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(4096):
            writer.write(piece)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def push_stand(folder: Path) -> AsyncIterator[PushStand]:
    """A running service whose certificate stands in a file of `folder`."""
    made, key = certificate(folder, "push.example.test")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    stand = PushStand(authority=str(made))
    server = await asyncio.start_server(stand.serve, HOST, 0, ssl=context)
    stand.base = f"https://{HOST}:{server.sockets[0].getsockname()[1]}"
    try:
        yield stand
    finally:
        server.close()


def certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate for loopback and these names that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    others = [x509.IPAddress(ip_address(HOST)), *(x509.DNSName(one) for one in names)]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(others), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "stand.pem", folder / "stand-key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private
