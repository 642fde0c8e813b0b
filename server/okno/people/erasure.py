"""Somebody who is to be forgotten: who he was, and the words that take the place of his."""

from __future__ import annotations

from dataclasses import dataclass

from okno.i18n import say
from okno.people.person import Person
from okno.text import N_, Phrase

NAME = N_("Employee no. %(n)s")
TEXT = N_("The text is erased.")
FILE = N_("Erased file")
LOGIN = "forgotten-%s"


@dataclass(frozen=True)
class Erasure:
    """Somebody who is to be forgotten, as he was, and the words that take the place of his.

    They are stored as text, in the language of the installation: every reader of a column would otherwise have to
    know that it may hold a mark instead of words.
    """

    person: Person
    locale: str

    @property
    def name(self) -> str:
        """What he is called from now on."""
        return say(Phrase(NAME.msgid, {"n": self.person.id}), self.locale)

    @property
    def login(self) -> str:
        """What he signs in with from now on, if he could."""
        return LOGIN % self.person.id

    @property
    def text(self) -> str:
        """What stands where he wrote something."""
        return say(TEXT, self.locale)

    @property
    def file(self) -> str:
        """The name of a file that is gone."""
        return say(FILE, self.locale)

    def names(self, text: str | None) -> bool:
        """Whether a text that is nobody's own, as of an error, names him."""
        person = self.person
        known = (person.name, person.login, *person.mail.split(), *person.phone.split(","))
        return bool(text) and any(word.strip() in str(text) for word in known if word.strip())
