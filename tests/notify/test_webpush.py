"""Encryption and the sender's word, by the examples of the standards and against a receiver of our own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from okno import secret
from okno.notify import webpush
from tests.stands.push import Receiver, plain, wrapped

# RFC 8291, section 5 and appendix A.
WORDS = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out_to_the_letter() -> None:
    own = ec.derive_private_key(int.from_bytes(plain(SENDER), "big"), ec.SECP256R1())
    body = webpush.encrypt(WORDS, BROWSER, SECRET, salt=plain(SALT), own=own)
    assert webpush.encoded(body) == BODY


def test_only_the_receiver_reads_it_and_each_message_looks_different() -> None:
    receiver, other = Receiver(), Receiver()
    key, secret = wrapped(receiver.public), wrapped(receiver.secret)
    one, two = (webpush.encrypt("окно".encode(), key, secret) for _ in range(2))
    assert one != two
    assert receiver.read(one) == receiver.read(two) == "окно".encode()
    with pytest.raises(InvalidTag):
        other.read(one)


def test_the_longest_message_is_what_every_service_takes() -> None:
    receiver = Receiver()
    body = webpush.encrypt(b"x" * webpush.LONGEST, wrapped(receiver.public), wrapped(receiver.secret))
    assert len(body) == webpush.RECORD


def test_the_key_follows_from_that_of_the_installation(tmp_path: Path) -> None:
    """So that each node with the same secret.key has it, and nothing more has to be copied."""
    one, same, other = (tmp_path / name for name in ("one", "same", "other"))
    for home in (one, same, other):
        home.mkdir()
    public = webpush.public_key(one)
    assert len(plain(public)) == webpush.POINT_BYTES
    shutil.copy(one / secret.FILE, same)
    assert webpush.public_key(same) == public
    assert webpush.public_key(other) != public
    assert not (one / webpush.FILE).exists()


def test_a_key_of_its_own_from_earlier_days_stays(tmp_path: Path) -> None:
    """Browsers have subscribed with it: with another one they would hear nothing more."""
    own = ec.generate_private_key(ec.SECP256R1())
    pem, form, bare = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tmp_path / webpush.FILE).write_bytes(own.private_bytes(pem, form, bare))
    assert webpush.own_key(tmp_path).private_numbers() == own.private_numbers()


@pytest.mark.parametrize("key", ["", "AAAA", "BCVxsr7N", "!!!!", "я"])
def test_a_key_that_is_none_is_known_as_such(key: str) -> None:
    with pytest.raises(ValueError):
        webpush.point(key)
