"""What is known of a request from its first moment: its id, from where it comes, in which language, by whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import HTTPConnection
from starlette.types import Scope

from okno.access import Actor
from okno.http.sessions import Session
from okno.i18n import Translator, translator
from okno.people import Person
from okno.settings import Settings

KEY = "okno.visit"
"""The name in the scope of a request."""


@dataclass
class Visit:
    """A request as the house sees it. Filled from the outside in: middleware, identity, route."""

    settings: Settings
    request_id: str
    address: str
    """Of the browser; that of a trusted proxy only when it names no other."""
    https: bool
    path: str
    """Path and query as they came, for `next` and for the shell of pages."""
    locale: str
    route: str = "other"
    """The template of the matched route, for metrics and the log."""
    private: bool = False
    """Whether the answer belongs to one person, so that nobody may store it."""
    identified: bool = False
    person: Person | None = None
    actor: Actor | None = None
    session: Session | None = None
    bearer: bool = False
    """Whether a token spoke for the person; no browser sends one by itself, so it needs no other proof."""
    csrf: str = ""
    """The token that forms of this request carry."""
    by_proxy: bool = False
    """Whether it came through a trusted proxy, which puts its headers itself."""
    embedded: bool = False
    """Whether it is a page that may stand inside pages of others (see framing.py)."""
    frames: tuple[str, ...] = ()
    """The origins whose pages may show this one inside of theirs."""
    cookies: list[str] = field(default_factory=list)
    """Cookies that the answer sets, as their headers say it: of a session that began with the request."""
    kept: tuple[tuple[str, str], ...] = ()
    """Fields of a form that could not be saved for no fault of its own: they can be sent again."""
    new_nonce: str = ""
    """What `csrf` follows from, when the browser is yet to get it as a cookie."""

    @property
    def t(self) -> Translator:
        """The language and the time zone of the person, or of the house."""
        zone = (self.actor.time_zone if self.actor else "") or self.settings.time_zone
        return translator(self.locale, zone)


def visit_of(where: HTTPConnection | Scope) -> Visit:
    """The visit of a request."""
    scope = where.scope if isinstance(where, HTTPConnection) else where
    found: Visit = scope[KEY]
    return found
