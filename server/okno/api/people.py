"""People: persons, how they are reached, who stands in for them."""

from okno.access.actor import actors_of
from okno.access.grants import with_right
from okno.people import (
    Contact,
    Person,
    by_login,
    by_logins,
    by_mail,
    by_number,
    contacts_of,
    get,
    get_many,
    managers_of,
    stand_in,
)
from okno.people.erasure import Erasure
from okno.people.hooks import PersonSource
from okno.phones import normal as normal_number, pretty as pretty_number

__all__ = [
    "Contact",
    "Erasure",
    "Person",
    "PersonSource",
    "actors_of",
    "by_login",
    "by_logins",
    "by_mail",
    "by_number",
    "contacts_of",
    "get",
    "get_many",
    "managers_of",
    "normal_number",
    "pretty_number",
    "stand_in",
    "with_right",
]
