"""Answers made from nothing but the JSON Schema of a form, as a stranger who writes a program would make them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jsonschema

from tests.flows.newcomer import MOSCOW

_TEXTS = ("Лесная, 5, кабинет 214", "7701234567", "А123ВС777", "09:15", "10.2026", *("1" * n for n in range(1, 31)))
_ROUNDS = 60


@dataclass(frozen=True)
class Filler:
    """Fills forms: `person` is a login that is answered to questions for a person, `send` gives the id of a file."""

    person: str
    send: Callable[[], Awaitable[str]]

    async def least(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """What must be answered, conditions included."""
        return await self._settled(schema, {})

    async def all(self, schema: Mapping[str, Any], forced: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An answer to every question, `forced` ones among them; the server leaves out those that are not shown."""
        answers = {key: await self._value(one) for key, one in schema["properties"].items()}
        return await self._settled(schema, {**answers, **(forced or {})})

    async def _settled(self, schema: Mapping[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
        """The answers with what their schema misses, and with other choices where these do not fit."""
        checker = jsonschema.Draft202012Validator(schema)
        for _ in range(_ROUNDS):
            error = next(iter(checker.iter_errors(answers)), None)
            if error is None:
                return answers
            if error.validator == "required":
                missing = [key for key in error.validator_value if key not in answers]
                answers |= {key: await self._value(schema["properties"][key]) for key in missing}
            else:
                key = str(error.absolute_path[0])
                answers[key] = await self._other(error, schema["properties"][key])
        raise AssertionError(f"no answers fit the form {schema.get('title')}: {answers}")

    async def _other(self, error: jsonschema.ValidationError, told: Mapping[str, Any]) -> Any:
        if error.validator == "enum":
            return error.validator_value[0]
        if error.validator == "const":
            return error.validator_value
        return await self._value({**told, error.validator: error.validator_value})

    async def _value(self, told: Mapping[str, Any]) -> Any:
        kind = told["type"]
        if told.get("x-okno") == "person":
            return self.person
        if told.get("x-okno") == "file":
            return [await self.send()]
        if told.get("x-okno") == "datetime":
            return _day(told).strftime("%Y-%m-%dT%H:%M")
        if kind == "array":
            return [one["const"] for one in told["items"]["oneOf"]][: max(1, told.get("minItems", 1))]
        if kind == "boolean":
            return True
        if kind in ("integer", "number"):
            return max(told.get("minimum", 1), min(1, told.get("maximum", 1)))
        return _text(told)


def _text(told: Mapping[str, Any]) -> str:
    if "enum" in told:
        return str(told["enum"][0])
    if told.get("format") == "date":
        return _day(told).date().isoformat()
    if told.get("format") == "email":
        return "partner@example.com"
    if told.get("x-okno") == "phone":
        return "+7 900 000-12-34"
    shape = re.compile(told.get("pattern", ""))
    fitting = (one for one in _TEXTS if shape.search(one) and len(one) <= told.get("maxLength", 255))
    return next(fitting)


def _day(told: Mapping[str, Any]) -> datetime:
    """A day that lies within the bounds: ahead when it has to, else past."""
    ahead = str(told.get("x-min", "")).startswith(("today", "now"))
    days = int(str(told["x-min"]).partition("+")[2] or 0) + 1 if ahead else -1
    return datetime.now(MOSCOW) + timedelta(days=days)
