"""Entries of the door and of what is for everybody: signing in, preferences, the stream, machines."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from tests.security.matrix.entry import PUBLIC, Entry, Thing

_numbers = count(1)
Buts = Mapping[tuple[str, str], tuple[int, str]]


def at_the_door(nobody: int, gone_token: int, why: str) -> Buts:
    """What differs for whoever is not signed in, and for whoever comes with a token that is over."""
    return {
        ("nobody", ""): (nobody, why),
        ("gone", ""): (nobody, why),
        ("gone_token", ""): (gone_token, "a token that is not valid is refused wherever somebody is asked for"),
    }


def anonymous_form(status: int) -> Buts:
    """What a form at the door answers: without a cookie of its own nobody has its token."""
    return at_the_door(403, 401, "the token of the form is missing") | {
        ("", ""): (status, "whoever is signed in has the token of his session")
    }


def _guess(_: Thing) -> Mapping[str, str]:
    # A login of its own each time: attempts are counted by login.
    return {"login": f"guess{next(_numbers)}", "password": "wrong"}


def _forgetful(_: Thing) -> Mapping[str, str]:
    return {"who": f"somebody{next(_numbers)}"}


def _password(_: Thing) -> Mapping[str, str]:
    return {"new": "long enough to be one", "again": "long enough to be one"}


def _first(thing: Thing) -> Mapping[str, str]:
    return {"login": "first", "name": "Первый", **_password(thing)}


JOBS = frozenset({"job"})
NO_TOKEN_HERE: Buts = {("gone_token", ""): (401, "a token that is not valid is refused wherever somebody is asked for")}

ENTRIES = (
    Entry(
        method="GET", path="/sign-in", right=PUBLIC, status=303,
        but=at_the_door(200, 401, "the form is for whoever is not signed in"),
    ),
    # That somebody was refused is written down by the worker.
    Entry(method="POST", path="/sign-in", right=PUBLIC, body=_guess, but=anonymous_form(401), leaves=JOBS),
    Entry(method="GET", path="/sign-in/code", right=PUBLIC, status=303, but=NO_TOKEN_HERE),
    Entry(
        method="POST", path="/sign-in/code", right=PUBLIC, body=lambda _: {"code": "123456"}, but=anonymous_form(303)
    ),
    Entry(method="GET", path="/forgot", right=PUBLIC, but=NO_TOKEN_HERE),
    Entry(method="POST", path="/forgot", right=PUBLIC, body=_forgetful, but=anonymous_form(303)),
    Entry(method="GET", path="/reset/{secret}", right=PUBLIC, about="reset", but=NO_TOKEN_HERE),
    Entry(
        method="POST", path="/reset/{secret}", right=PUBLIC, about="reset", body=_password, status=303,
        but=at_the_door(403, 401, "the token of the form is missing"),
    ),
    Entry(method="GET", path="/invitation/{secret}", right=PUBLIC, about="invitation", but=NO_TOKEN_HERE),
    Entry(
        method="POST", path="/invitation/{secret}", right=PUBLIC, about="invitation", body=_password, status=303,
        but=at_the_door(403, 401, "the token of the form is missing"),
    ),
    Entry(method="GET", path="/setup/{secret}", right=PUBLIC, about="setup", but=NO_TOKEN_HERE),
    Entry(
        method="POST", path="/setup/{secret}", right=PUBLIC, about="setup", body=_first,
        but=at_the_door(403, 401, "the token of the form is missing"),
    ),
    Entry(method="POST", path="/sign-out", right=PUBLIC, but=anonymous_form(303), fresh=True),
    Entry(
        method="POST", path="/preferences", right=PUBLIC, body=lambda _: {"theme": "dark"}, but=anonymous_form(303)
    ),
    Entry(
        method="GET", path="/live", right="ticket.own",
        but=at_the_door(401, 401, "a stream can't lead to the page of the door"),
    ),
    Entry(
        method="GET", path="/assets/{skin}/{file:path}", right=PUBLIC, parts={"skin": "default", "file": "okno.css"}
    ),
    Entry(method="GET", path="/favicon.ico", right=PUBLIC, status=307),
    Entry(method="GET", path="/robots.txt", right=PUBLIC),
    Entry(method="GET", path="/health", right=PUBLIC),
    Entry(method="GET", path="/metrics", right=PUBLIC, status=404),
    Entry(method="GET", path="/api/v1/openapi.json", right=PUBLIC, but=NO_TOKEN_HERE),
)  # fmt: skip
