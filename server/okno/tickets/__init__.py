"""Tickets: order, assign, move, comment; reading through the one filter; the working-time clock."""

from okno.tickets.answer import comment
from okno.tickets.assign import KEEP, assign, take
from okno.tickets.comment import Comment
from okno.tickets.move import close_expired, move, ways
from okno.tickets.order import Order, order
from okno.tickets.reading import get
from okno.tickets.reclassify import reclassify
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

__all__ = [
    "KEEP",
    "Comment",
    "Order",
    "Sight",
    "Ticket",
    "assign",
    "close_expired",
    "comment",
    "get",
    "move",
    "order",
    "reclassify",
    "take",
    "ways",
]
