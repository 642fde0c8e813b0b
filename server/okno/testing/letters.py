"""Letters that the desk has sent: they go nowhere but into a list."""

from __future__ import annotations

from okno.notify.letters import Letter


class Letters(list[Letter]):
    """All letters of the desk, the oldest first: `to`, `subject`, `text`, `html` of each."""

    def to(self, mail: str) -> list[Letter]:
        """Those for one address."""
        return [letter for letter in self if letter.to == mail]


class Postbox:
    """Takes letters as a mail server does, and puts them into a list."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    async def send(self, letter: Letter) -> None:
        """Takes one."""
        self._letters.append(letter)
