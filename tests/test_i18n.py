"""Words of the interface: Russian plurals, days in words, sizes; every phrase is complete in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from okno import i18n
from okno.i18n import NBSP, best_locale, say, translator, utc
from okno.text import N_

NOON = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon in Moscow."""
    monkeypatch.setattr(i18n, "now", lambda: NOON)


def test_a_phrase_inside_of_a_phrase_is_in_the_same_language() -> None:
    assert say(N_("Moved to %(where)s", where=N_("no such msgid")), "en") == "Moved to no such msgid"


def test_texts_inside_of_a_phrase_are_in_the_same_language() -> None:
    role = {"ru": "Исполнитель", "en": "Agent"}
    assert say(N_("given: %(what)s", what=role), "ru") == "given: Исполнитель"
    assert say(N_("given: %(what)s", what=(role, "x", {"ru": "Аудитор"})), "en") == "given: Agent, x, Аудитор"


def test_an_unknown_language_becomes_russian() -> None:
    assert translator("xx").locale == "ru"


def test_dates_and_sizes_in_english() -> None:
    t = translator("en")
    assert t.day(NOON) == "today"
    assert t.day(NOON - timedelta(days=1)) == "yesterday"
    assert t.day(NOON + timedelta(days=1)) == "tomorrow"
    assert t.date(datetime(2026, 11, 17).date()) == "17 November"
    assert t.date(datetime(2025, 11, 17).date()) == "17 November 2025"
    assert t.time(NOON) == "12:00"
    assert t.size(240 * 1024) == f"240{NBSP}KB"
    assert t.size(1) == f"1{NBSP}KB"
    assert t.duration(timedelta(minutes=135)) == f"2{NBSP}h{NBSP}15{NBSP}min"
    assert t.duration(timedelta(minutes=-5)) == f"5{NBSP}min"


def test_dates_and_sizes_in_russian() -> None:
    t = translator("ru")
    assert t.date(datetime(2026, 11, 17).date()) == "17 ноября"
    assert t.number(1234.5).replace("\u202f", NBSP) == f"1{NBSP}234,5"
    assert t.moment(datetime(2026, 11, 10, 7, 12, tzinfo=UTC)) == "10 ноября, 10:12"


def test_the_day_is_that_of_the_persons_own_zone() -> None:
    late = datetime(2026, 11, 17, 22, 0, tzinfo=UTC)
    assert translator("en", "Europe/Moscow").day(late) == "today"
    assert translator("en", "UTC").day(late) == "yesterday"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("de,ru;q=0.3,en;q=0.7", "en"),
        ("de", "ru"),
        ("", "ru"),
        ("en;q=nonsense, ru;q=0.1", "ru"),
    ],
)
def test_the_language_of_a_browser(header: str, chosen: str) -> None:
    assert best_locale(header, "ru") == chosen


def test_machines_get_iso_in_utc() -> None:
    assert utc(NOON) == "2026-11-18T09:00:00.000Z"
