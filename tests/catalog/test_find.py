"""Services are found by the words that people use, however they type them."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, strategies as st

from okno.catalog.find import Index, words_of
from okno.text import pick
from tests import shop


@cache
def index() -> Index:
    """The index of the small catalog."""
    return Index(shop.catalog())


def found(query: str, locale: str = "ru") -> list[str]:
    """The keys that a query finds, the best first."""
    return [one.key for one in index().find(query, locale).services]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("ноут", "notebook"),
        ("мониторы", "screen"),
        ("второй экран", "screen"),
        ("ВПН", "remote"),
        ("справка 2-НДФЛ", "certificate"),
        ("забыла пароль", "password"),
        ("нужен пропуск для гостя", "visitor"),
        ("отпуска", "leave"),
        ("командировку", "business-trip"),
        ("visitors", "visitor"),
        ("printers", "printing"),
        ("удаленный доступ", "remote"),
        ("удалённый доступ", "remote"),
        ("я хочу в отпуск", "leave"),
        ("i need a taxi", "cab"),
    ],
)
def test_words_and_their_forms(query: str, first: str) -> None:
    """Endings, ё, and the words around what is wanted do not matter."""
    assert found(query)[0] == first, found(query)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # A letter missing.
        ("нутбук", "notebook"), ("ноутбк", "notebook"), ("мнитор", "screen"), ("монтор", "screen"),
        ("пинтер", "printing"), ("притер", "printing"), ("прпуск", "visitor"), ("отпск", "leave"),
        ("клавитура", "keyboard"), ("команировка", "business-trip"), ("сканр", "printing"),
        # A letter too many.
        ("ноуттбук", "notebook"), ("принттер", "printing"), ("паароль", "password"), ("отпуускк", "leave"),
        ("комманндировка", "business-trip"), ("пропусск", "visitor"),
        # A wrong letter.
        ("ноудбук", "notebook"), ("прентер", "printing"), ("пороль", "password"), ("манитор", "screen"),
        ("компьютир", "notebook"), ("камандировка", "business-trip"), ("клавеатура", "keyboard"),
        ("копьютер", "notebook"), ("справко", "certificate"), ("праковка", "visitor"),
        # Neighbours swapped.
        ("нотубук", "notebook"), ("принетр", "printing"), ("прпоуск", "visitor"), ("пароьл", "password"),
        ("отпсук", "leave"), ("мышь и клавитаура", "keyboard"), ("уборак", "cleaning"),
        # The other layout.
        ("yjen", "notebook"), ("ghbynth", "printing"), ("jngecr", "leave"), ("gfhjkm", "password"),
        ("rjvfylbhjdrf", "business-trip"), ("nfrcb", "cab"), ("зкштеук", "printing"), ("дфзещз", "notebook"),
        # By its sound.
        ("propusk", "visitor"), ("otpusk", "leave"), ("noutbuk", "notebook"),
        # English.
        ("labtop", "notebook"), ("lapotp", "notebook"), ("passwrod", "password"), ("moniter", "screen"),
        ("keybord", "keyboard"), ("certifcate", "certificate"), ("vaccation", "leave"), ("vistor", "visitor"),
        # Not finished yet.
        ("прин", "printing"), ("принтр", "printing"), ("клавит", "keyboard"), ("командер", "business-trip"),
        ("certifc", "certificate"), ("удалённый досту", "remote"),
    ],
)  # fmt: skip
def test_what_is_mistyped_is_found(query: str, first: str) -> None:
    """Within the first three, for a slip may lead to two words."""
    assert first in found(query)[:3], found(query)


def test_an_exact_word_beats_a_slip() -> None:
    """Whatever the fields in which they stand."""
    near = shop.service("near", "it", "Пост охраны", "Guard post", "", "", True)
    exact = shop.service("exact", "it", "Разное", "Misc", "порт", "", False)
    made = Index(shop.catalog(near=near, exact=exact))
    assert [one.key for one in made.find("порт", "ru").services] == ["exact"]
    both = [one.key for one in made.find("порт охраны", "ru").services]
    assert both[0] == "near", both


def test_it_is_told_how_a_query_was_understood() -> None:
    """Only when it was not what was typed."""
    assert index().find("ghbynth", "ru").heard == "принтер"
    assert index().find("забыли пароьл", "ru").heard == "забыли пароль"
    assert index().find("принтер", "ru").heard == ""
    assert index().find("ПРИНТЕР", "ru").heard == ""
    assert index().find("абракадабра", "ru").heard == ""


def test_words_about_a_service_hold_no_slips() -> None:
    """Only those that name it: its title, its words, its choices."""
    told = replace(
        shop.service("told", "it", "Разное", "Misc", "", "", False), summary={"ru": "Своими словами", "en": "x"}
    )
    made = Index(shop.catalog(told=told))
    assert [one.key for one in made.find("словами", "ru").services] == ["told"]
    assert made.find("слоками", "ru").services == []


def test_few_letters_with_a_slip_begin_no_word() -> None:
    """Else anything would be found."""
    assert found("прон") == []
    assert found("прин") != []


def test_digits_hold_no_slips() -> None:
    """Another number is another thing."""
    assert "certificate" in found("2-ндфл")
    assert found("3-ндфлл") == []


def test_hidden_services_are_as_if_they_were_not_there() -> None:
    """Neither are they found nor does a word of theirs keep slips in others from being looked for."""
    hidden = shop.service("secret", "it", "Пропурск", "Propursk", "", "", False)
    made = Index(shop.catalog(secret=hidden))
    others = [key for key in shop.catalog().services if key not in shop.HIDDEN]
    shown = made.find("пропурск", "ru", others)
    assert [one.key for one in shown.services] == ["visitor"]
    assert shown.heard == "пропуск"
    assert not {one.key for one in made.find("доступ", "ru", others).services} & set(shop.HIDDEN)
    assert made.find("црм", "ru", others).services == []


@pytest.mark.parametrize(
    "query", ["", "   ", "%", "'; DROP TABLE", "\x00", "ы" * 100_000, "ъъъъ", "[[[", "’", "a" * 41, "- - -", "🙂 🙂"]
)
def test_odd_queries_find_nothing_or_something_but_do_not_fail(query: str) -> None:
    """Whatever is typed."""
    index().find(query, "ru")
    index().find(query, "en", ())


LETTERS = {"ru": "абвгдежзиклмнопрстуфхцчшщыьэюя", "en": "abcdefghijklmnopqrstuvwxyz"}


@given(st.sampled_from(sorted(shop.catalog().services)), st.sampled_from(("ru", "en")), st.integers(0, 10**9))
def test_any_title_is_found_with_one_slip(key: str, locale: str, seed: int) -> None:
    """In one of its words of five letters or more."""
    chance = random.Random(seed)
    words = words_of(pick(shop.catalog().services[key].title, locale))
    long = [n for n, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return
    place = chance.choice(long)
    words[place] = slip(words[place], LETTERS[locale], chance)
    assert key in found(" ".join(words), locale)[:5], words


def slip(word: str, letters: str, chance: random.Random) -> str:
    """The word with one letter wrong, missing or too many, or with two neighbours swapped."""
    at = chance.randrange(len(word))
    kind = chance.choice(("missing", "wrong", "more", "swapped"))
    if kind == "missing":
        return word[:at] + word[at + 1 :]
    if kind == "wrong":
        return word[:at] + chance.choice(letters) + word[at + 1 :]
    if kind == "more":
        return word[:at] + chance.choice(letters) + word[at:]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def test_it_is_fast() -> None:
    """Far below what anybody notices while typing; ten times what is measured, for a busy machine."""
    copies = {
        f"copy{n}_{key}": shop.service(f"c{n}-{key}", "it", f"{pick(one.title, 'ru')} {n}", f"{key} {n}", "", "", False)
        for n in range(3)
        for key, one in shop.catalog().services.items()
    }
    made = Index(shop.catalog(**copies))
    assert len(made.services) >= 60
    queries = ("ноут", "принетр", "ghbynth", "командеровка билеты", "клавит", "чего-то нет совсем")
    began = time.perf_counter()
    for query in queries:
        made.find(query, "ru")
    assert (time.perf_counter() - began) / len(queries) < 0.02
