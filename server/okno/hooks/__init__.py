"""Hooks: the core asks, plugins answer. One small typed class a mode, one caller that isolates each plugin."""

from okno.hooks.context import Context
from okno.hooks.guest import Guest, context_of, guest_of, guests, host, hosting
from okno.hooks.hook import HOOKS, Answer, Chain, CheckFailed, Collect, First, Hook, Start, Veto

__all__ = [
    "HOOKS",
    "Answer",
    "Chain",
    "CheckFailed",
    "Collect",
    "Context",
    "First",
    "Guest",
    "Hook",
    "Start",
    "Veto",
    "context_of",
    "guest_of",
    "guests",
    "host",
    "hosting",
]
