"""People: persons, their accounts and numbers. Other principals (contacts, links, services) share their id space."""

from okno.people.account import check_password, set_password, verify
from okno.people.numbers import add_number, by_number, numbers_of
from okno.people.person import (
    Person,
    by_login,
    change,
    create,
    find,
    get,
    get_many,
    managers_of,
    page,
    required,
    suggest,
)

__all__ = [
    "Person",
    "add_number",
    "by_login",
    "by_number",
    "change",
    "check_password",
    "create",
    "find",
    "get",
    "get_many",
    "managers_of",
    "numbers_of",
    "page",
    "required",
    "set_password",
    "suggest",
    "verify",
]
