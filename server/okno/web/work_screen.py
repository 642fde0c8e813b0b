"""Pages on which the staff works on one ticket, beside the page of the ticket itself."""

from __future__ import annotations

from okno.tickets import Ticket, store
from okno.web.shell import Screen


class WorkScreen(Screen):
    """A page for whoever answers in the team of the ticket; for others it is as the ticket is for them."""

    section = "desk"
    ticket: Ticket

    async def load(self) -> None:
        """Finds the ticket through the filter."""
        self.ticket = await store.load(str(self.params["number"]))
        self.seen = await store.changing_sight(self.actor, self.ticket)

    async def allow(self) -> None:
        """Only the staff that answers."""
        store.staff_only(self.seen)
        store.require_of_staff(self.actor, "ticket.handle", self.ticket)

    @property
    def address(self) -> str:
        """The address of the page of the ticket."""
        return f"/tickets/{self.ticket.number}"

    @property
    def version(self) -> int:
        """The version that the form was made from; 0 when it names none, which no ticket has."""
        sent = self.text("version")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def number_in(typed: str) -> str:
    """The number of a ticket as it was typed, with or without its sign; "" when it is something else."""
    digits = typed.strip().removeprefix("№").strip()
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= 18 else ""
