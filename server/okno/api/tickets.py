"""Requests: ordering, moving, giving, commenting with somebody's rights, and finding one.

`get` finds a request through the filter: NotFound is the answer for what the actor may not know of. `load` finds it
whoever asks: for what the server does by itself, and never for what a person is shown.

An action begins its own transaction. Whoever puts several into one of his own marks the function with `asking`: what
other plugins must say is asked outside of it, and the function is begun anew with their answers.
"""

from okno.access import system
from okno.db import asking
from okno.tickets import KEEP, Comment, Order, Sight, Ticket, assign, comment, get, move, order, reclassify, take, ways
from okno.tickets.form import FormChanged, WrongAnswers
from okno.tickets.hooks import ACTIONS, Due
from okno.tickets.reading import seen_among
from okno.tickets.reclassify import Wish
from okno.tickets.store import load
from okno.tickets.task_adding import NewTask, add as add_task
from okno.tickets.visible import is_staff, sight

__all__ = [
    "ACTIONS",
    "KEEP",
    "Comment",
    "Due",
    "FormChanged",
    "NewTask",
    "Order",
    "Sight",
    "Ticket",
    "Wish",
    "WrongAnswers",
    "add_task",
    "asking",
    "assign",
    "comment",
    "get",
    "is_staff",
    "load",
    "move",
    "order",
    "reclassify",
    "seen_among",
    "sight",
    "system",
    "take",
    "ways",
]
