"""What somebody typed when the database could not take it: the page of the trouble offers to send it again."""

from __future__ import annotations

import re

from starlette.datastructures import FormData
from starlette.requests import Request

from okno.errors import OknoError
from okno.http import csrf, forms
from okno.http.visit import Visit

MOST_CHARACTERS = 200_000
"""Longer forms are not carried to and fro."""
_SECRET = re.compile("passw|secret|token|code", re.IGNORECASE)

Fields = tuple[tuple[str, str], ...]


def kept(form: FormData) -> Fields:
    """The fields of a form as they came, its own token included: nothing is proved anew.

    Nothing when it carries a file or a secret, which no page may hold: it would be sent without them.
    """
    found: list[tuple[str, str]] = []
    for name, value in form.multi_items():
        if not isinstance(value, str):
            if value.filename:
                return ()
            continue
        if name != csrf.FIELD and _SECRET.search(name):
            return ()
        found.append((name, value))
    return tuple(found) if sum(len(value) for _, value in found) <= MOST_CHARACTERS else ()


async def unread(request: Request, visit: Visit) -> Fields:
    """The fields of a form that nobody has read yet: the trouble came before it was known who sends it."""
    if request.method in csrf.SAFE or visit.bearer:
        return ()
    try:
        form = await forms.read(request, visit.settings.limits, with_files=False)
    except OknoError:
        return ()
    try:
        return kept(form)
    finally:
        await form.close()
