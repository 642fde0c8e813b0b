"""Texts of synthetic tickets: Russian and English words, a few of them common, most of them rare."""

from __future__ import annotations

import itertools
import random
from bisect import bisect
from collections import Counter
from functools import lru_cache

from okno.tickets.search.terms import Terms, terms

VOCABULARY = 20_000
"""Words that are made of syllables, besides the real ones: the n-th is about n times rarer than the first."""
TEXTS = 20_000
"""Different texts of orders, and as many of comments: a rare word is in one of them, in a few of a million tickets."""
RUSSIAN_SHARE = 0.75
_SUBJECTS = {
    "ru": (
        "Не печатает принтер", "Не включается ноутбук", "Нужен доступ в папку", "Забыл пароль", "Мигает монитор",
        "Не открывается 1С", "Справка о доходах", "Замена картриджа", "Пропуск для гостя", "Не работает телефон",
        "Медленно открывается почта", "Оформить командировку", "Перенести рабочее место", "Сломался стул",
        "Договор на согласование", "Нет связи с сервером", "Установить программу", "Не приходит письмо поставщика",
        "Продлить сертификат", "Вопрос по отпуску",
    ),
    "en": (
        "Printer does not print", "Laptop does not start", "Access to a folder", "Forgotten password",
        "Screen flickers", "Certificate of income", "New cartridge", "Pass for a guest", "Phone has no sound",
        "Mail opens slowly", "Business trip", "Move a desk", "Broken chair", "Contract to approve",
        "Server cannot be reached", "Install a program",
    ),
}  # fmt: skip
_USUAL = {
    "ru": (
        "добрый день пожалуйста помогите не работает компьютер принтер кабинет этаж срочно ошибка программа окно после"
        " обновления вчера сегодня утром коллега отдел документ отчёт файл папка сервер сеть почта пароль доступ нужен"
        " проверьте спасибо телефон монитор клавиатура экран перезагрузка снова появляется сообщение склад бухгалтерия"
    ),
    "en": (
        "hello please help does not work computer printer room floor urgent error program window after update yesterday"
        " today morning colleague department document report file folder server network mail password access need check"
        " thanks phone screen keyboard restart again message appears warehouse accounting"
    ),
}  # fmt: skip
_SYLLABLES = {
    "ru": ("ба", "ве", "ги", "до", "жу", "за", "ки", "ло", "ма", "не", "по", "ра", "си", "ту", "фо", "стро", "при"),
    "en": ("ba", "ve", "gi", "do", "lu", "za", "ki", "lo", "ma", "ne", "po", "ra", "si", "tu", "fo", "stro", "pri"),
}
_ENDS = {"ru": ("", "ть", "ка", "ник", "ния"), "en": ("", "t", "ing", "er", "n")}


class Words:
    """A vocabulary and the texts that are made of it; the same seed gives the same ones.

    `texts` are tuples of language and text.
    """

    def __init__(self, seed: int = 7, texts: int = TEXTS) -> None:
        chance = random.Random(seed)
        self.known = {language: self._vocabulary(language, chance) for language in _USUAL}
        self._weights = list(itertools.accumulate(1 / (n + 3) for n in range(VOCABULARY)))
        self.orders = [self._text(chance, 12, 50) for _ in range(texts)]
        self.comments = [self._text(chance, 5, 30) for _ in range(texts)]

    @property
    def common(self) -> str:
        """A word that is in most Russian tickets."""
        return self.known["ru"][0]

    @property
    def rare(self) -> str:
        """A word of exactly one text of an order."""
        counted: Counter[str] = Counter()
        for _, text in (*self.orders, *self.comments):
            counted.update(set(terms_of(text).words))
        known = {word for _, text in self.orders for word in text.rstrip(".").lower().split()}
        lone = [word for word in known if [counted[one] for one in terms(word).words] == [1]]
        return max(lone, key=lambda word: (len(word), word))

    def subject(self, chance: random.Random, language: str, number: int) -> str:
        """A subject with an inventory number that no other ticket has."""
        return f"{chance.choice(_SUBJECTS[language])}, {'ИНВ' if language == 'ru' else 'INV'}-{number:07}"

    def order(self, chance: random.Random) -> tuple[str, str]:
        """Language and text of an order."""
        return chance.choice(self.orders)

    def comment(self, chance: random.Random) -> str:
        """What somebody says."""
        return chance.choice(self.comments)[1]

    def _vocabulary(self, language: str, chance: random.Random) -> list[str]:
        found = dict.fromkeys(_USUAL[language].split())
        while len(found) < VOCABULARY:
            word = "".join(chance.choices(_SYLLABLES[language], k=chance.randint(2, 4)))
            found[word + chance.choice(_ENDS[language])] = None
        return list(found)

    def _text(self, chance: random.Random, least: int, most: int) -> tuple[str, str]:
        language = "ru" if chance.random() < RUSSIAN_SHARE else "en"
        total = self._weights[-1]
        known = self.known[language]
        said = [known[bisect(self._weights, chance.random() * total)] for _ in range(chance.randint(least, most))]
        return language, " ".join(said).capitalize() + "."


@lru_cache(maxsize=3 * TEXTS)
def terms_of(text: str) -> Terms:
    """The terms of a text that many tickets share."""
    return terms(text)
