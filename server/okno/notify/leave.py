"""Ending letters of one sort by the link in them: a signed word for one person and one group, good without a session.

It can do no more than switch the letters of that group off and on; it never reads anything.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from okno.notify.groups import GROUPS
from okno.secret import sign
from okno.settings import Settings

PATH = "/letters"
_PURPOSE = "leave letters"
_LENGTH = 32
"""Hexadecimal digits of the signature: 128 bits."""


def href(settings: Settings, person_id: int, group: str) -> str:
    """The address of the page where a person ends letters of a group."""
    return f"{settings.own_url}{PATH}/{_token(settings.home, person_id, group)}"


def read(home: Path, token: str) -> tuple[int, str] | None:
    """The person and the group of a link; None when it was not made here, or for a group that can't be left so."""
    number, _, rest = token.partition("-")
    group = rest.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19) or group not in GROUPS:
        return None
    right = _token(home, int(number), group)
    if not GROUPS[group].left_by_link or not hmac.compare_digest(right.encode(), token.encode("utf-8", "replace")):
        return None
    return int(number), group


def _token(home: Path, person_id: int, group: str) -> str:
    return f"{person_id}-{group}-{sign(home, _PURPOSE, f'{person_id} {group}')[:_LENGTH]}"
