"""A parsed message as JSON: how it comes out of the process that has parsed it. What is over a limit is refused."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from okno.channels import limits
from okno.channels.contract import Attachment, Parsed
from okno.text import clean, one_line


class NotParsed(Exception):
    """What came back is no message, or holds more than one may. `reason` is one of okno.channels.reasons."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_LINES = {
    "sender": limits.ADDRESS,
    "sender_name": limits.NAME,
    "subject": limits.SUBJECT,
    "in_reply_to": limits.EXTERNAL_ID,
    "reference": limits.EXTERNAL_ID,
}


def encode(parsed: Parsed) -> dict[str, Any]:
    """The message as it stands in JSON."""
    lines = {name: str(getattr(parsed, name)) for name in _LINES}
    return {
        **lines,
        "proven": bool(parsed.proven),
        "auto": bool(parsed.auto),
        "text": str(parsed.text),
        "recipients": [str(one) for one in parsed.recipients],
        "references": [str(one) for one in parsed.references],
        "answers": dict(parsed.answers),
        "files": [
            {
                "name": str(one.name),
                "type": str(one.type),
                "field": str(one.field),
                "data": b64encode(one.data).decode(),
            }
            for one in parsed.files
        ],
    }


def decode(told: Any) -> Parsed:
    """The message in what a parser has answered, which is not trusted. Raises NotParsed."""
    try:
        return _decoded(told)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotParsed("unreadable") from None


def _decoded(told: Mapping[str, Any]) -> Parsed:
    lines = {name: one_line(_text(told[name]), longest) for name, longest in _LINES.items()}
    answers = told["answers"]
    if not isinstance(answers, dict):
        raise TypeError
    if len(json.dumps(answers)) > limits.ANSWERS or len(_text(told["text"])) > limits.TEXT:
        raise NotParsed("too_much")
    return Parsed(
        **lines,
        proven=told["proven"] is True,
        auto=told["auto"] is True,
        text=clean(_text(told["text"])).strip(),
        recipients=tuple(one_line(_text(one), limits.ADDRESS) for one in told["recipients"][: limits.RECIPIENTS]),
        references=tuple(one_line(_text(one), limits.EXTERNAL_ID) for one in told["references"][-limits.REFERENCES :]),
        answers=answers,
        files=_files(told["files"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    # Half of a pair that no database takes.
    return value.encode("utf-8", "replace").decode("utf-8")


def _files(told: list[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    if len(told) > limits.FILES:
        raise NotParsed("too_much")
    files = tuple(
        Attachment(
            name=one_line(_text(one["name"]), limits.NAME),
            type=one_line(_text(one["type"]), 100),
            field=one_line(_text(one["field"]), 64),
            data=b64decode(one["data"], validate=True),
        )
        for one in told
    )
    if sum(len(one.data) for one in files) > limits.FILES_BYTES:
        raise NotParsed("too_much")
    return tuple(one for one in files if one.data)
