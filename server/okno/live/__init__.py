"""Live pushes: browsers hear at once that something on their topics has changed, and ask for it anew."""

from okno.live.client import Client
from okno.live.ear import Ear
from okno.live.hub import Hub
from okno.live.presence import Ping, Presence, Present
from okno.live.stream import Stream

__all__ = ["Client", "Ear", "Hub", "Ping", "Presence", "Present", "Stream"]
