"""What of a message goes into a ticket: its words within the limit, the rest of them and the files as files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from okno import files
from okno.channels.contract import Attachment, Parsed
from okno.errors import Invalid, TooLarge
from okno.i18n import say
from okno.settings import Settings
from okno.text import N_, search_key
from okno.tickets.comment import LIMIT

WHOLE = "message.txt"
NOTE = 1_000
"""Characters that are kept free for what is said of files that were left out."""


@dataclass
class Words:
    """The words, the ids of the stored files, and of those that answer fields."""

    text: str
    files: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)


def hash_of(parsed: Parsed) -> str:
    """By what the same words are known again, whatever way they take; "" for a message without words."""
    said = search_key(f"{parsed.text}")
    if not said:
        return ""
    sums = sorted(hashlib.sha256(one.data).hexdigest() for one in parsed.files)
    return hashlib.sha256("\n".join((said, *sums)).encode()).hexdigest()


async def keep(parsed: Parsed, owner_id: int, settings: Settings, locale: str) -> Words:
    """Stores the files of a message for whoever it is written as; they belong to nothing until they are attached.

    What is too large or empty is named in the words instead.
    """
    text, sent = parsed.text, list(parsed.files)
    if len(text) > LIMIT - NOTE:
        sent.insert(0, Attachment(name=WHOLE, data=text.encode()))
        text = text[: LIMIT - NOTE - 1].rstrip() + "…"
    kept, left_out = Words(text), list[str]()
    for one in sent:
        try:
            stored = await files.save(owner_id, one.name, one.data, limit=settings.limits.upload_bytes)
        except (TooLarge, Invalid):
            left_out.append(one.name)
            continue
        if one.field:
            kept.answers.setdefault(one.field, []).append(stored.public_id)
        else:
            kept.files.append(stored.public_id)
    if left_out:
        kept.text = f"{text}\n\n{_note(left_out, locale)}".strip()
    return kept


def _note(names: Sequence[str], locale: str) -> str:
    return say(N_("Left out, for they are too large: %(names)s", names=", ".join(names)[: NOTE - 100]), locale)
