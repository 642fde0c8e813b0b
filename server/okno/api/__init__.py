"""The facade: all that a plugin may use of Okno. A name here is a promise, kept until a new major version.

What belongs to one noun stands in a module of its own: okno.api.tickets, okno.api.people and so on.
"""

from okno import errors
from okno.access import Actor, may, require
from okno.clock import from_us, now, now_us, to_us
from okno.db import (
    Row,
    dump_json,
    execute,
    fetch,
    fetch_one,
    fetch_value,
    in_list,
    load_json,
    on_commit,
    tx,
    unique_violation,
)
from okno.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from okno.events import Event, Fact, read_stream, record
from okno.extend import HealthLine, listen
from okno.hooks import Context, context_of
from okno.http import page
from okno.http.rest import Answer, Call, Model, endpoint
from okno.i18n import translator, utc
from okno.jobs import Later, enqueue
from okno.text import N_, Phrase, Texts, clean, one_line, pick, plural, search_key
from okno.themes.contexts import Page as PageContext
from okno.themes.desk_frame import DeskContext
from okno.themes.slots import Subject
from okno.web.desk_frame import DeskScreen
from okno.web.shell import Screen

__all__ = [
    "Actor",
    "Answer",
    "Call",
    "Conflict",
    "Context",
    "DeskContext",
    "DeskScreen",
    "Event",
    "Fact",
    "Forbidden",
    "HealthLine",
    "Invalid",
    "Later",
    "Model",
    "N_",
    "NotFound",
    "PageContext",
    "Phrase",
    "Refused",
    "Row",
    "Screen",
    "Subject",
    "Texts",
    "clean",
    "context_of",
    "dump_json",
    "endpoint",
    "enqueue",
    "errors",
    "execute",
    "fetch",
    "fetch_one",
    "fetch_value",
    "from_us",
    "in_list",
    "listen",
    "load_json",
    "may",
    "now",
    "now_us",
    "on_commit",
    "one_line",
    "page",
    "pick",
    "plural",
    "read_stream",
    "record",
    "require",
    "search_key",
    "to_us",
    "translator",
    "tx",
    "unique_violation",
    "utc",
]
