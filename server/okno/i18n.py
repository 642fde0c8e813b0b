"""Words of the interface in each language: translations, dates, durations, sizes and numbers."""

from __future__ import annotations

import datetime as calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_symbol

from okno.clock import now
from okno.text import Phrase, pick

LOCALES = ("ru", "en")
NBSP = "\u00a0"

_brought: dict[str, Path] = {}
"""Folders with words of plugins, by the names of the plugins."""


def bring(plugin: str, folder: Path) -> None:
    """Adds the words of a plugin, `folder`/ru/messages.po and so on: they are asked for what the core has no words of.

    Among plugins, the first one that knows a sentence says it. Words that can't be read are refused now, by ValueError.
    """
    for locale in LOCALES:
        _compiled(folder / locale / "messages.po", locale)
    _brought[plugin] = folder
    _catalog.cache_clear()


def leave(plugin: str) -> None:
    """Takes the words of a plugin away again."""
    _brought.pop(plugin, None)
    _catalog.cache_clear()


def warm() -> None:
    """Reads all words now: it takes a second, in which nobody else is served and somebody else may be blamed."""
    for locale in LOCALES:
        _catalog(locale)


@cache
def _catalog(locale: str) -> NullTranslations:
    """The translations of `locale`, compiled in memory from the .po files when first needed."""
    words = _words(_of_core(locale))
    for folder in _brought.values():
        words.add_fallback(_words(_compiled(folder / locale / "messages.po", locale)))
    return words


def _words(compiled: bytes) -> NullTranslations:
    return GNUTranslations(BytesIO(compiled)) if compiled else NullTranslations()


@cache
def _of_core(locale: str) -> bytes:
    """Our own words, which stay the same when plugins come and go."""
    return _compiled(files("okno").joinpath("locales", locale, "messages.po"), locale)


def _compiled(source: Traversable, locale: str) -> bytes:
    if not source.is_file():
        return b""
    with source.open("rb") as stream:
        parsed = read_po(stream, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, parsed)
    return compiled.getvalue()


def say(phrase: Phrase | str, locale: str, /, **params: object) -> str:
    """The phrase in the language `locale`."""
    if isinstance(phrase, str):
        phrase = Phrase(phrase, params)
    words = _catalog(locale)
    shown = {key: _shown(value, locale) for key, value in phrase.params.items()}
    if phrase.many is not None and phrase.n is not None:
        text = words.ngettext(phrase.msgid, phrase.many, phrase.n)
        return _filled(text, {"n": phrase.n, **shown})
    return _filled(words.gettext(phrase.msgid), shown) if shown else words.gettext(phrase.msgid)


def _filled(text: str, shown: Mapping[str, object]) -> str:
    try:
        return text % shown
    except (KeyError, TypeError, ValueError):
        # The words of a plugin may name what there is not; whoever reads them gets the page all the same.
        return text


def _shown(value: object, locale: str) -> object:
    """A parameter in a language: a phrase, texts in several languages, or a tuple of such."""
    if isinstance(value, Phrase):
        return say(value, locale)
    if isinstance(value, Mapping):
        return pick(value, locale)
    return ", ".join(str(_shown(one, locale)) for one in value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Translator:
    """All that depends on a person's language and time zone. Made by `translator`."""

    locale: str
    zone: str

    def gettext(self, msgid: str) -> str:
        """The translation of a plain sentence."""
        return _catalog(self.locale).gettext(msgid)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The translation that fits the number `n`."""
        return _catalog(self.locale).ngettext(one, many, n)

    def say(self, phrase: Phrase | str, /, **params: object) -> str:
        """The phrase with its parameters filled in."""
        return say(phrase, self.locale, **params)

    def local(self, moment: datetime) -> datetime:
        """The moment on this person's wall clock."""
        return moment.astimezone(ZoneInfo(self.zone))

    def time(self, moment: datetime) -> str:
        """Hours and minutes: 10:12."""
        return f"{self.local(moment):%H:%M}"

    def date(self, day: calendar.date) -> str:
        """A day in words: 17 ноября; the year only when it is not this one."""
        pattern = "d MMMM" if day.year == self._today().year else "d MMMM y"
        return _day(day, pattern, self.locale)

    def day(self, moment: datetime) -> str:
        """The day of a moment: сегодня, вчера, завтра, else the date."""
        day = self.local(moment).date()
        near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((day - self._today()).days)
        return self.gettext(near) if near else self.date(day)

    def day_head(self, moment: datetime) -> str:
        """A day as the heading of a list: «Сегодня», «Вторник, 17 ноября»."""
        day = self.local(moment).date()
        if abs((day - self._today()).days) <= 1:
            return _capital(self.day(moment))
        return _capital(f"{_day(day, 'EEEE', self.locale)}, {self.date(day)}")

    def moment(self, moment: datetime) -> str:
        """A past moment: «сегодня, 10:12», «17 ноября, 10:12»."""
        return f"{self.day(moment)}, {self.time(moment)}"

    def due(self, moment: datetime) -> str:
        """A moment to come, as a promise: «сегодня до 16:00», «27 ноября до 16:00»."""
        return self.say("%(day)s, by %(time)s", day=self.day(moment), time=self.time(moment))

    def full(self, moment: datetime) -> str:
        """The exact moment with the zone, for titles."""
        local = self.local(moment)
        return f"{_day(local.date(), 'd MMMM y', self.locale)}, {local:%H:%M} ({self.city(self.zone)})"

    def city(self, zone: str) -> str:
        """A time zone by its city: «Москва»."""
        return _city(zone, self.locale)

    def duration(self, length: timedelta) -> str:
        """A length of time in the two largest units: «42 мин», «2 ч 15 мин», «2 дня» (a day is 24 h)."""
        minutes = int(abs(length).total_seconds() // 60)
        days, rest = divmod(minutes, 24 * 60)
        if days:
            return self.ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        hours, left = divmod(rest, 60)
        parts = [f"{hours}{NBSP}{self.gettext('h')}"] if hours else []
        if left or not hours:
            parts.append(f"{left}{NBSP}{self.gettext('min')}")
        return NBSP.join(parts)

    def hours(self, minutes: int) -> str:
        """Working minutes in hours and minutes, however many: «10 ч 55 мин»; scripts count in the same form."""
        hours, rest = divmod(abs(minutes), 60)
        parts = [f"{hours}{NBSP}{self.gettext('h')}"] if hours else []
        if rest or not hours:
            parts.append(f"{rest}{NBSP}{self.gettext('min')}")
        return NBSP.join(parts)

    def working(self, length: timedelta) -> str:
        """A length of working time; a working day is 8 hours: «4 ч», «3 рабочих дня»."""
        hours = length.total_seconds() / 3600
        if hours >= 8 and hours % 8 == 0:
            n = int(hours // 8)
            return self.ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n}
        return self.duration(length)

    def number(self, value: float) -> str:
        """A number with the marks of the language."""
        return format_decimal(value, locale=self.locale)

    def money(self, value: float, currency: str) -> str:
        """A sum with its currency: «1 250,50 ₽», «1 200 ₽»; kopecks only where there are some."""
        pattern = Locale.parse(self.locale).currency_formats["standard"].pattern
        if float(value).is_integer():
            pattern = pattern.replace(".00", "")
        if pattern.startswith("¤") and get_currency_symbol(currency, self.locale).isalpha():
            pattern = pattern.replace("¤", "¤" + NBSP)
        return format_currency(value, currency, pattern, locale=self.locale, currency_digits=False)

    def size(self, size: int) -> str:
        """The size of a file: 240 КБ, 1,5 МБ."""
        if size < 1024 * 1024:
            return f"{self.number(max(1, round(size / 1024)))}{NBSP}{self.gettext('KB')}"
        return f"{self.number(round(size / 1024 / 1024, 1))}{NBSP}{self.gettext('MB')}"

    def _today(self) -> calendar.date:
        return self.local(now()).date()


# A page names the same few days and cities in each of its rows.
@lru_cache(maxsize=4096)
def _day(day: calendar.date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=1024)
def _city(zone: str, locale: str) -> str:
    return get_timezone_location(zone, locale=locale, return_city=True)


@cache
def translator(locale: str, zone: str = "Europe/Moscow") -> Translator:
    """The translator of a language and an IANA time zone; an unknown language becomes Russian."""
    return Translator(locale if locale in LOCALES else "ru", zone)


def best_locale(accept_language: str, default: str) -> str:
    """The language that a browser asks for among ours (RFC 9110, Accept-Language), else `default`."""
    ranked: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";q=")
        base = tag.split("-")[0].lower()
        if base in LOCALES:
            ranked.append((_quality(quality), base))
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else default


def _quality(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def utc(moment: datetime) -> str:
    """The machine form for `datetime=` and REST: ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
