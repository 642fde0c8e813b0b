"""The key of the installation."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from okno.http import secret


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
