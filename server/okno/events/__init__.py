"""The log of facts: events, written in the transaction of the change, and their delivery to listeners."""

from okno.events.event import Event, Fact
from okno.events.log import Story, has_fact, read_stream, record
from okno.events.registry import Listener, bring, listener, listeners_of, seal, witness

__all__ = [
    "Event",
    "Fact",
    "Listener",
    "Story",
    "bring",
    "has_fact",
    "listener",
    "listeners_of",
    "read_stream",
    "record",
    "seal",
    "witness",
]
