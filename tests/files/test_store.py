"""Attachments: kept whole or not at all, under names nobody guesses, attached once by who has sent them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from okno import files, people
from okno.db import execute, fetch_value, tx
from okno.errors import Invalid, TooLarge, TooMany
from okno.files import store
from okno.files.serving import headers
from okno.files.sweep import KEPT
from okno.settings import Settings

LIMIT = 1000
PNG = b"\x89PNG\r\n\x1a\n rest"


@pytest.fixture
async def vera(db: Settings) -> int:
    """A person who sends files."""
    files.settle(db.home)
    return await people.create(login="vera", name="Вера Климова")


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    """A stream."""
    for part in parts:
        yield part


def on_disk() -> list[Path]:
    """Every file in the store."""
    return [path for path in store.root().glob("**/*") if path.is_file()]


async def test_what_was_sent_is_read_back(vera: int) -> None:
    saved = await files.save(vera, "../фото.exe", pieces(PNG[:5], PNG[5:]), limit=LIMIT)
    found = await files.get(saved.public_id)
    assert found == saved
    assert (saved.name, saved.media_type, saved.size) == ("фото.exe", "image/png", len(PNG))
    assert files.open_path(saved).read_bytes() == PNG


async def test_the_place_on_the_disk_is_random_and_tells_nothing_of_the_name(vera: int) -> None:
    one, two = [await files.save(vera, "a.php", PNG, limit=LIMIT) for _ in range(2)]
    assert one.public_id != two.public_id
    assert len(one.public_id) >= 22
    path = files.open_path(one)
    assert path.is_relative_to(store.root())
    assert "php" not in path.name
    assert path.stat().st_mode & 0o177 == 0


async def test_too_much_is_refused_and_leaves_nothing(vera: int) -> None:
    with pytest.raises(TooLarge):
        await files.save(vera, "a", pieces(b"x" * LIMIT, b"x"), limit=LIMIT)
    assert on_disk() == []
    assert await fetch_value("SELECT count(*) FROM file") == 0


async def test_an_empty_file_is_refused(vera: int) -> None:
    with pytest.raises(Invalid):
        await files.save(vera, "a", b"", limit=LIMIT)
    assert on_disk() == []


async def test_a_stream_that_breaks_leaves_nothing(vera: int) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await files.save(vera, "a", broken(), limit=LIMIT)
    assert on_disk() == []


async def test_a_stream_that_is_cancelled_leaves_nothing(vera: int) -> None:
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"x"
        begun.set()
        await asyncio.Event().wait()

    saving = asyncio.ensure_future(files.save(vera, "a", endless(), limit=LIMIT))
    async with asyncio.timeout(10):
        await begun.wait()
    saving.cancel()
    await asyncio.gather(saving, return_exceptions=True)
    assert on_disk() == []


async def test_only_the_sender_may_attach_and_only_once(vera: int) -> None:
    timur = await people.create(login="timur", name="Тимур Хасанов")
    saved = await files.save(vera, "a.png", PNG, limit=LIMIT)
    with pytest.raises(Invalid):
        async with tx():
            await files.attach([saved.public_id], 1, owner_id=timur)
    async with tx():
        await files.attach([saved.public_id, saved.public_id], 1, owner_id=vera)
    with pytest.raises(Invalid):
        async with tx():
            await files.attach([saved.public_id], 2, owner_id=vera)
    assert [use.ticket_id for use in await files.uses_of(saved)] == [1]


async def test_two_that_attach_at_once_do_not_both_succeed(vera: int) -> None:
    saved = await files.save(vera, "a.png", PNG, limit=LIMIT)

    async def attach(ticket: int) -> None:
        async with tx():
            await files.attach([saved.public_id], ticket, owner_id=vera)

    results = await asyncio.gather(attach(1), attach(2), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Invalid", "NoneType"]


async def test_attaching_is_undone_with_its_transaction(vera: int) -> None:
    saved = await files.save(vera, "a.png", PNG, limit=LIMIT)

    async def attach_and_break() -> None:
        async with tx():
            await files.attach([saved.public_id], 1, owner_id=vera)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await attach_and_break()
    assert await files.uses_of(saved) == []
    with pytest.raises(RuntimeError):
        await files.attach([saved.public_id], 1, owner_id=vera)


async def test_internal_files_are_for_the_staff(vera: int) -> None:
    public, internal = [await files.save(vera, name, PNG, limit=LIMIT) for name in ("a.png", "b.png")]
    async with tx():
        await files.attach([public.public_id], 7, owner_id=vera, field="photo")
        await files.attach([internal.public_id], 7, owner_id=vera, comment_id=3, visibility="internal")
    assert [one.file for one in await files.of_ticket(7, internal=False)] == [public]
    assert [one.file for one in await files.of_ticket(7, internal=True)] == [public, internal]
    assert await files.of_comments([3, 4]) == {3: [internal]}


async def test_the_sweep_takes_what_is_old_and_unused_and_nothing_else(vera: int) -> None:
    used, loose, fresh = [await files.save(vera, "a.png", PNG, limit=LIMIT) for _ in range(3)]
    async with tx():
        await files.attach([used.public_id], 1, owner_id=vera)
    stray = store.root() / "zz" / "left-by-a-crash.part"
    stray.parent.mkdir()
    stray.write_bytes(b"x")
    long_ago = time.time() - KEPT.total_seconds() - 60
    for path in (files.open_path(used), files.open_path(loose), stray):
        os.utime(path, (long_ago, long_ago))
    await execute("UPDATE file SET created_at = $1 WHERE id <> $2", int(long_ago * 1_000_000), fresh.id)
    assert await files.sweep() == 2
    assert sorted(on_disk()) == sorted([files.open_path(used), files.open_path(fresh)])
    assert await files.get(loose.public_id) is None
    assert await files.get(used.public_id) is not None


async def test_nobody_may_fill_the_disk_with_files_that_belong_to_nothing(
    vera: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LOOSE_MOST", 2)
    for _ in range(2):
        await files.save(vera, "a.png", PNG, limit=LIMIT)
    with pytest.raises(TooMany):
        await files.save(vera, "a.png", PNG, limit=LIMIT)


@pytest.mark.parametrize(
    ("content", "inline", "shown"),
    [
        (PNG, True, "inline"),
        (PNG, False, "attachment"),
        (b"%PDF-1.7", True, "attachment"),
        (b"<svg/>", True, "attachment"),
    ],
)
async def test_only_pictures_are_shown_in_place(vera: int, content: bytes, inline: bool, shown: str) -> None:
    saved = await files.save(vera, "отчёт “1”; filename=x.html", content, limit=LIMIT)
    sent = headers(saved, inline=inline)
    assert sent["Content-Disposition"].startswith(
        f"{shown}; filename=\"_____ _1__ filename_x.html\"; filename*=UTF-8''%D0%BE"
    )
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Type"] != "image/svg+xml"
    assert all(value.isascii() and value.isprintable() for value in sent.values())
