"""The people of a bench as rows: a crowd that orders, and the agents of each team among it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from okno.text import search_key, sort_key

AGENTS = 10
"""Agents of each team."""
_FIRST = {
    "ru": ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна", "Захар", "Ирина", "Кирилл", "Лидия", "Максим"),
    "en": ("Alice", "Brian", "Carol", "David", "Emma", "Frank", "Grace", "Henry", "Irene", "James", "Laura", "Mark"),
}
_LAST = {
    "ru": ("Иван", "Петр", "Сидор", "Кузнец", "Смирн", "Попов", "Волк", "Зайц", "Орл", "Лебед", "Берёз", "Ёлк"),
    "en": ("Smith", "Brown", "Jones", "Wood", "Green", "Stone", "Hill", "Baker", "Cook", "Turner", "Walker", "King"),
}
_MIDDLE = {"ru": ("", "ин", "ов", "ев", "ск"), "en": ("", "er", "man", "son", "ley")}
_END = {"ru": "ов", "en": "s"}
_DEPARTMENTS = ("Продажи", "Склад", "Бухгалтерия", "Цех № 1", "Цех № 2", "Logistics", "Research", "Контора")


@dataclass(frozen=True)
class Somebody:
    """A person of the crowd."""

    id: int
    login: str
    name: str
    mail: str
    phone: str
    department: str
    locale: str


def phone_of(number: int) -> str:
    """The telephone of the n-th person of the crowd."""
    return f"+7901{number:07}"


def crowd(first_id: int, amount: int, seed: int = 11) -> Iterator[Somebody]:
    """The people, with ids from `first_id` on."""
    chance = random.Random(seed)
    for n in range(amount):
        locale = "en" if chance.random() < 0.2 else "ru"
        last = chance.choice(_LAST[locale]) + chance.choice(_MIDDLE[locale]) + _END[locale]
        name = f"{chance.choice(_FIRST[locale])} {last}"
        login = f"p{n:06}"
        yield Somebody(
            first_id + n, login, name, f"{login}@crowd.example", phone_of(n), chance.choice(_DEPARTMENTS), locale
        )


def rows(one: Somebody, at: int, number: int) -> dict[str, tuple[object, ...]]:
    """His rows by table; `number` is his place in the crowd."""
    words = search_key(f"{one.name} {one.login} {one.department}")
    person = (
        one.id, one.login, one.name, one.mail, one.phone, "", one.department, "", one.locale, "", "", "", True, False,
        False, words, sort_key(one.name)[:512], at, 1,
    )  # fmt: skip
    return {
        "principal": (one.id, "person"),
        "person": person,
        "mail": (one.id, "mail", "work", one.mail, one.mail, 0),
        "phone": (one.id, "phone", "mobile", one.phone, one.phone, 0),
        "number": (one.phone, "person", one.id, "own"),
    }


COLUMNS = {
    "principal": ("id", "kind"),
    "person": (
        "id", "login", "name", "mail", "phone", "title", "department", "place", "locale", "time_zone", "theme",
        "density", "active", "demo", "vip", "search_key", "sort_key", "created_at", "version",
    ),
    "person_contact": ("person_id", "kind", "label", "value", "value_key", "position"),
    "number": ("number", "owner_kind", "owner_id", "level"),
    "team_member": ("team_id", "person_id", "lead", "line", "since", "away", "given_at"),
    "role_grant": ("person_id", "role"),
}  # fmt: skip


def agents_of(team: int, teams: Sequence[int], first_id: int) -> range:
    """The ids of the agents of a team: the first people of the crowd, ten for each team."""
    start = first_id + list(teams).index(team) * AGENTS
    return range(start, start + AGENTS)
