"""Filters that turn plain text into safe HTML: paragraphs, lines, links and marked words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from markupsafe import Markup, escape

from okno.text import CALL, search_key
from okno.themes.parts import CalledView, Condition

_PARAGRAPH = re.compile(r"\n[ \t]*\n+")
# A link ends before the punctuation that closes a sentence.
_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]»”]")


def prose(text: str, called: Sequence[CalledView] = ()) -> Markup:
    """Paragraphs of what a person wrote; addresses become links, logins of those `called` become marked names.

    Everything else is escaped.
    """
    blocks = [block for block in _PARAGRAPH.split(text.strip("\n")) if block.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(lines(block, called)) for block in blocks)


def lines(text: str, called: Sequence[CalledView] = ()) -> Markup:
    """The text with its line breaks, links and names kept."""
    names = {one.login: one.name for one in called}
    return Markup("<br>").join(_linked(line, names) for line in text.split("\n"))


def _named(text: str, names: Mapping[str, str]) -> Markup:
    parts: list[Markup] = []
    end = 0
    for match in CALL.finditer(text) if names else ():
        name = names.get(match[1].casefold())
        if name is not None:
            parts += [escape(text[end : match.start()]), Markup('<b class="named">@{}</b>').format(name)]
            end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _linked(line: str, names: Mapping[str, str]) -> Markup:
    parts: list[Markup] = []
    end = 0
    for match in _LINK.finditer(line):
        parts.append(_named(line[end : match.start()], names))
        parts.append(Markup('<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>').format(match.group()))
        end = match.end()
    return Markup("").join([*parts, _named(line[end:], names)])


def found(text: str, query: str) -> Markup:
    """The text with the words of a search marked at the beginnings of its words."""
    words = [re.escape(word) for word in search_key(query).split() if len(word) > 1]
    if not words:
        return escape(text)
    pattern = re.compile(rf"\b(?:{'|'.join(words).replace('е', '[её]')})", re.IGNORECASE)
    parts: list[Markup] = []
    end = 0
    for match in pattern.finditer(text):
        parts += [escape(text[end : match.start()]), Markup("<mark>{}</mark>").format(match.group())]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def conditions(when: Sequence[Condition]) -> str:
    """Conditions of a field for the script that shows and hides it."""
    return json.dumps([asdict(condition) for condition in when], ensure_ascii=False)
