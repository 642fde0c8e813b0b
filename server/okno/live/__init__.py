"""Live pushes: browsers hear at once that something on their topics has changed, and ask for it anew."""

from okno.live.hub import Client, Hub
from okno.live.stream import Stream

__all__ = ["Client", "Hub", "Stream"]
