"""People: persons, their accounts and numbers. Other principals (contacts, links, services) share their id space."""

from okno.people.absence import Absence, away, stand_in, stood_for
from okno.people.account import check_password, set_password, verify
from okno.people.contacts import Contact, by_mail, contacts_of, contacts_of_many
from okno.people.groups import groups_of, groups_of_many, set_groups
from okno.people.numbers import add_number, by_number, numbers_of
from okno.people.person import (
    Person,
    by_login,
    by_logins,
    change,
    create,
    find,
    get,
    get_many,
    hold,
    managers_of,
    manages_anybody,
    required,
)
from okno.people.personal import export_person, forget_person
from okno.people.search import Wanted, page, suggest
from okno.people.skills import set_skills, skills_of, skills_of_many

__all__ = [
    "Absence",
    "Contact",
    "Person",
    "Wanted",
    "add_number",
    "away",
    "by_login",
    "by_logins",
    "by_mail",
    "by_number",
    "change",
    "check_password",
    "contacts_of",
    "contacts_of_many",
    "create",
    "export_person",
    "find",
    "forget_person",
    "get",
    "get_many",
    "groups_of",
    "groups_of_many",
    "hold",
    "managers_of",
    "manages_anybody",
    "numbers_of",
    "page",
    "required",
    "set_groups",
    "set_password",
    "set_skills",
    "skills_of",
    "skills_of_many",
    "stand_in",
    "stood_for",
    "suggest",
    "verify",
]
