"""Tickets: order, assign, move, comment; reading through the one filter; the working-time clock."""

from okno.tickets.answer import comment
from okno.tickets.assign import KEEP, assign, take
from okno.tickets.comment import Comment
from okno.tickets.move import move, ways
from okno.tickets.order import Order, order
from okno.tickets.reading import get
from okno.tickets.reclassify import reclassify
from okno.tickets.search import filling as _filling  # noqa: F401  registers its jobs, and the index as a witness
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

__all__ = [
    "KEEP",
    "Comment",
    "Order",
    "Sight",
    "Ticket",
    "assign",
    "comment",
    "get",
    "move",
    "order",
    "reclassify",
    "take",
    "ways",
]
