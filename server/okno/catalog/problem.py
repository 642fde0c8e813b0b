"""What is wrong with a catalog: file, line and reason, all of it at once."""

from dataclasses import dataclass

from okno.errors import OknoError
from okno.i18n import say
from okno.text import N_, Phrase


@dataclass(frozen=True)
class Problem:
    """One thing to correct; `line` counts from 1, `file` is relative to the catalog's folder."""

    file: str
    line: int
    reason: Phrase

    def say(self, locale: str) -> str:
        """Give `file:line: reason` in the reader's language."""
        return f"{self.file}:{self.line}: {say(self.reason, locale)}"


class BadCatalog(OknoError):
    """A catalog that cannot be used; `problems` holds everything that was found."""

    status = 422
    code = "bad_catalog"

    def __init__(self, problems: list[Problem]) -> None:
        listed = "\n".join(problem.say("en") for problem in problems)
        super().__init__(N_("The catalog has problems:\n%(problems)s", problems=listed))
        self.problems = problems
