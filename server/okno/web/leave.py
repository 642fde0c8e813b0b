"""Where the link of a letter leads: what will happen, then it happens, then it can be undone. No session is needed.

Programs that look at links before people do change nothing by that; those that end letters by themselves (RFC 8058)
send the form at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from okno.db import tx
from okno.errors import NotFound
from okno.http import page, raw, see, visit_of
from okno.notify import leave
from okno.notify.choices import choose, wishes_of
from okno.notify.groups import GROUPS, MAIL
from okno.people import Person, get as get_person
from okno.settings import Settings
from okno.themes.notice_choices import LeavePage
from okno.web.shell import Screen

LONGEST = 1000
"""Bytes of a form."""
FIELDS_MOST = 10


class Leave(Screen):
    """The page of the link: it only shows."""

    async def context(self) -> LeavePage:
        """What comes now, and the button that changes it."""
        token = str(self.params["token"])
        found = await _found(self.settings, token)
        if found is None:
            return LeavePage(title="", about="", wanted=False, action="", known=False)
        person, group = found
        if self.visit.person is None:
            self.visit.locale = person.locale
        return LeavePage(
            title=self.t.say(GROUPS[group].title),
            about=self.t.say(GROUPS[group].about),
            wanted=(await wishes_of([person]))[person.id].wants(group, MAIL),
            action=f"{leave.PATH}/{token}",
        )


async def change(request: Request) -> Response:
    """Ends the letters or has them sent again, and shows the page; a mail program gets a word."""
    settings = visit_of(request).settings
    token = str(request.path_params["token"])
    found = await _found(settings, token)
    if found is None:
        raise NotFound
    person, group = found
    sent = await _form(request)
    act = sent.get("act", "off" if sent.get("List-Unsubscribe") == "One-Click" else "")
    if act in ("on", "off"):
        async with tx():
            # Who holds the link is not known, so the fact names nobody.
            await choose(person.id, {(group, MAIL): act == "on"}, actor_id=None)
    response = see(f"{leave.PATH}/{token}") if "act" in sent else PlainTextResponse("OK\n")
    # The address is a secret of somebody's.
    response.headers["Cache-Control"] = "no-store"
    return response


async def _found(settings: Settings, token: str) -> tuple[Person, str] | None:
    read = leave.read(settings.home, token)
    person = await get_person(read[0]) if read is not None else None
    return (person, read[1]) if read is not None and person is not None and person.active else None


async def _form(request: Request) -> dict[str, str]:
    """The fields of the form. Programs send it in either of the two ways; a file in it is not read."""
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > LONGEST:
            return {}
    text = content.decode("utf-8", "replace")
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        one_click = 'name="List-Unsubscribe"' in text and "One-Click" in text
        return {"List-Unsubscribe": "One-Click"} if one_click else {}
    try:
        return {name: values[-1] for name, values in parse_qs(text, max_num_fields=FIELDS_MOST).items()}
    except ValueError:
        return {}


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the link."""
    path = f"{leave.PATH}/{{token}}"
    return [page(path, Leave, public=True, methods=("GET",)), raw(path, change, methods=("POST",))]
