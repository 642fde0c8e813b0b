"""The key of the installation."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from okno import secret


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    assert len(secret.key(tmp_path)) == secret.KEY_BYTES
    assert stat.S_IMODE((tmp_path / secret.FILE).stat().st_mode) == 0o600


def test_all_who_start_at_once_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(secret.key.__wrapped__, [tmp_path] * 32))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == [secret.FILE]


def test_a_signature_holds_for_one_purpose(tmp_path: Path) -> None:
    assert secret.sign(tmp_path, "a", "text") == secret.sign(tmp_path, "a", "text")
    assert secret.sign(tmp_path, "a", "text") != secret.sign(tmp_path, "b", "text")


def test_a_sealed_text_is_read_for_its_purpose_alone(tmp_path: Path) -> None:
    sealed = secret.seal(tmp_path, "a", "тайна")
    assert "тайна" not in sealed
    assert sealed != secret.seal(tmp_path, "a", "тайна")
    assert secret.unseal(tmp_path, "a", sealed) == "тайна"
    with pytest.raises(secret.Unsealable):
        secret.unseal(tmp_path, "b", sealed)


@pytest.mark.parametrize("broken", ["", "short", "не base64", "A" * 64])
def test_what_was_not_sealed_here_is_refused(tmp_path: Path, broken: str) -> None:
    with pytest.raises(secret.Unsealable):
        secret.unseal(tmp_path, "a", broken)


def test_every_changed_character_is_noticed(tmp_path: Path) -> None:
    sealed = secret.seal(tmp_path, "a", "text")
    for place, letter in enumerate(sealed.rstrip("=")[:-1]):
        changed = sealed[:place] + ("A" if letter != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(secret.Unsealable):
            secret.unseal(tmp_path, "a", changed)
