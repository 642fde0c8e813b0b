"""The one door through which this server calls addresses that people have typed: short, bounded, never inward.

A name is resolved once and what was resolved is what is called, so a name that changes its answer in between gains
nothing. Redirects are followed only when that is asked for, and each hop is checked as the first. Through a proxy it is
the proxy that resolves, so only what the name itself tells can be refused here.
"""

from okno.outbound.address import public
from okno.outbound.client import ANSWER_BYTES, Question, ask, post, settle, usual
from okno.outbound.exchange import Reply
from okno.outbound.way import Unreachable, Way, check

__all__ = [
    "ANSWER_BYTES",
    "Question",
    "Reply",
    "Unreachable",
    "Way",
    "ask",
    "check",
    "post",
    "public",
    "settle",
    "usual",
]
