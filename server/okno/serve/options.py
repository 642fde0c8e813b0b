"""What the supervisor and its workers are told: where to listen, what to run, how long to wait."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

SERVICE = "service:"
"""How the kind of a worker begins that runs one service; the name of the service follows."""
# Workers keep the limit of the drain by themselves, and then shut their application down (10 s at most).
_KILL_MARGIN_SECONDS = 15.0


@dataclass(frozen=True, kw_only=True)
class Options:
    """Options of one tree of processes; times are in seconds.

    `web_app` names a function that takes the home folder and returns an ASGI application, `jobs_main` a coroutine
    function that takes the home folder and an `asyncio.Event` that tells it to stop.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    """Web workers; with 0 nothing is listened to and the jobs run alone (`okno work`)."""
    web_app: str = "okno.app:web_app"
    jobs_main: str = "okno.app:jobs_main"
    service_main: str = "okno.app:service_main"
    """A coroutine function of the home folder, the event that tells to stop, and the name of a service."""
    services: tuple[str, ...] = ()
    """Services that have a process of their own."""
    search_path: tuple[str, ...] = ()
    """Folders in which workers look for modules first; they ignore PYTHONPATH."""
    keep_alive: int = 75
    """How long an idle connection is kept open."""
    linger_seconds: float = 4.0
    """How long a draining worker still answers on connections that are open and idle."""
    drain_seconds: float = 30.0
    """After this a draining worker cuts what still runs."""
    start_seconds: float = 60.0
    """A worker that is not ready by then is ended and started again."""
    respawn_first: float = 0.1
    respawn_cap: float = 10.0
    """The first and the longest pause before a dead worker is replaced."""
    locale: str = "ru"
    """The language of the sentence that refuses to start."""
    log_level: str = "INFO"
    log_json: bool = False

    @property
    def kill_seconds(self) -> float:
        """How long the supervisor waits before it kills a worker that should end by itself by then."""
        return self.drain_seconds + _KILL_MARGIN_SECONDS

    def dump(self) -> str:
        """The options as JSON, for the command line of a worker."""
        return json.dumps(asdict(self) | {"home": str(self.home)})

    @classmethod
    def load(cls, text: str) -> Options:
        """The options that `dump` wrote."""
        raw = json.loads(text)
        raw["home"] = Path(raw["home"])
        raw |= {name: tuple(raw.get(name, ())) for name in ("search_path", "services")}
        return cls(**raw)
