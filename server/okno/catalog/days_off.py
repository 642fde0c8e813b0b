"""Public holidays of a country, with the days off that its government moves, by the library `holidays`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays


def is_known(country: str) -> bool:
    """Tell whether the library knows a country by this code (ISO 3166, two letters)."""
    return len(country) == 2 and country in countries()


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """Give the codes of all countries that it knows, in order."""
    return tuple(sorted(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2))


@lru_cache(maxsize=64)
def days_off(country: str, years: range) -> frozenset[date]:
    """Give the public holidays of some years; none for no country, and for one that it does not know.

    It knows neither working Saturdays nor short days, and of years to come only what the law already says.
    """
    if not is_known(country):
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=years))


@lru_cache(maxsize=64)
def titles(country: str, year: int, locale: str) -> Mapping[date, str]:
    """Give what the public holidays of a year are called, in a language if the library knows it, else in its own."""
    if not is_known(country):
        return {}
    language = next((one for one in _languages(country) if one.split("_")[0] == locale), None)
    return dict(holidays.country_holidays(country, years=year, language=language))


@lru_cache(maxsize=64)
def _languages(country: str) -> tuple[str, ...]:
    return tuple(holidays.country_holidays(country).supported_languages)
