"""The name of a file as it is shown and offered for saving. It is never a path: files lie under random names."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
"""Characters."""
LONGEST_SUFFIX = 16
NAMELESS = "file"

_PATH = re.compile(r"[/\\]")
# What some file system or shell reads as more than a letter.
_ODD = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")


def clean_name(name: str) -> str:
    """The one form of a file name that is checked, stored and shown; cleaning it again changes nothing.

    Invisible characters go first: a name that changes after its check is how peers were broken into.
    """
    # Only the end can be the name; what comes before it is a path, however long.
    visible = unicodedata.normalize("NFC", _visible(name[-LONGEST * 20 :]))
    last = _PATH.split(visible)[-1]
    text = _SPACES.sub(" ", _ODD.sub("_", last)).strip(" .")
    return _short(text) or NAMELESS


def _visible(name: str) -> str:
    """Without control, zero-width, bidirectional, private and unassigned characters; every space is a space."""
    spaced = _SPACES.sub(" ", name)
    return "".join(c for c in spaced if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")


def _short(text: str) -> str:
    """At most LONGEST characters; the suffix by which people know the kind of a file is kept."""
    if len(text) <= LONGEST:
        return text
    stem, dot, suffix = text.rpartition(".")
    if not dot or len(suffix) > LONGEST_SUFFIX:
        return text[:LONGEST].rstrip(" .")
    return stem[: LONGEST - len(suffix) - 1].rstrip(" .") + "." + suffix
