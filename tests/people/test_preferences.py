"""How a person likes parts of Okno."""

from __future__ import annotations

from typing import Any

import pytest

from okno import people
from okno.errors import Invalid, OknoError
from okno.people import preferences

pytestmark = pytest.mark.usefixtures("db")


async def test_a_value_is_kept_replaced_and_taken_away() -> None:
    """Without one the usual counts; others have their own."""
    vera = await people.create(login="vera", name="Вера")
    anna = await people.create(login="anna", name="Анна")
    assert await preferences.get(vera, "desk.preview", True) is True
    await preferences.put(vera, "desk.preview", False)
    await preferences.put(vera, "desk.columns:all", ["number", "Ёж"])
    assert await preferences.get(vera, "desk.preview", True) is False
    assert await preferences.get(anna, "desk.preview", True) is True
    await preferences.put(vera, "desk.preview", {"wide": 1})
    assert await preferences.get_all(vera, "desk.") == {
        "desk.columns:all": ["number", "Ёж"],
        "desk.preview": {"wide": 1},
    }
    await preferences.put(vera, "desk.preview", None)
    assert await preferences.get(vera, "desk.preview") is None


@pytest.mark.parametrize(
    ("key", "value"), [("", 1), ("Ключ", 1), ("x" * 65, 1), ("drop table", 1), ("big", "x" * preferences.SIZE_LIMIT)]
)
async def test_there_are_limits(key: str, value: Any) -> None:
    """Of keys and of the size of a value."""
    vera = await people.create(login="vera", name="Вера")
    with pytest.raises(OknoError):
        await preferences.put(vera, key, value)
    assert await preferences.get_all(vera) == {}


async def test_there_is_a_limit_of_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there can still be changed."""
    monkeypatch.setattr(preferences, "MOST", 2)
    vera = await people.create(login="vera", name="Вера")
    for key in ("a", "b"):
        await preferences.put(vera, key, 1)
    with pytest.raises(OknoError):
        await preferences.put(vera, "c", 1)
    await preferences.put(vera, "b", 2)
    assert await preferences.get_all(vera) == {"a": 1, "b": 2}


async def test_a_bad_key_is_named() -> None:
    """The field is the key."""
    with pytest.raises(Invalid) as refused:
        await preferences.put(1, "ключ", 1)
    assert list(refused.value.fields) == ["key"]
