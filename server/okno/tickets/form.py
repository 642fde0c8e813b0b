"""The answers of an order, judged by the form in force and, when another one was filled in, by that one too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.access import Actor
from okno.catalog import forms, history, registry
from okno.catalog.model import Service
from okno.catalog.rules import is_empty
from okno.catalog.shape import build
from okno.errors import Conflict, Invalid
from okno.text import N_, Phrase
from okno.tickets.answers import Lookup, here


class WrongAnswers(Invalid):
    """Answers to the form are not right. `fields` has the keys of the form, not the names of the order."""


class FormChanged(Conflict):
    """The form was changed after it was opened, and the answers do not fit it any more.

    `wrong` maps what is to be looked at again, by the key of the form, to the sentence that belongs beside it.
    """

    def __init__(self, wrong: Mapping[str, Phrase]) -> None:
        super().__init__(
            N_("The form was changed while you filled it in. Look through the answers and send it again."),
            revision=registry.revision(),
            fields=sorted(wrong),
        )
        self.wrong = dict(wrong)


async def answered(actor: Actor, service: Service, given: Mapping[str, Any], revision: int | None) -> dict[str, Any]:
    """Gives the answers in the form that is stored; `revision` is that of the catalog when the form was opened.

    Raises WrongAnswers for what would have been wrong then too, FormChanged for what only the change made wrong: a
    question that is gone or is not shown any more, a new one that must be answered, an option that is gone.
    """
    if revision is None or revision == registry.revision():
        return await _judged(actor, service, given)
    former = await former_form(service.key, revision)
    if former is not None and former.fields == service.fields:
        return await _judged(actor, service, given)
    before, wrong_before = await _tried(actor, former, given) if former is not None else ({}, {})
    stored, wrong = await _tried(actor, service, _without_gone(service, former, given))
    if any(key not in wrong_before for key in wrong):
        raise FormChanged(wrong)
    if wrong:
        raise WrongAnswers(wrong)
    lost = [key for key in before if key not in stored and not is_empty(given.get(key)) and given[key] is not False]
    if lost:
        raise FormChanged({key: N_("This question is not asked any more: your answer would be lost") for key in lost})
    return stored


async def former_form(key: str, revision: int) -> Service | None:
    """Finds a service as it was with a revision; None when nobody knows it, as of a revision yet to come."""
    if revision > registry.revision():
        return None
    body = await history.body_at("service", key, revision)
    return build(Service, body, lambda _path, _reason: None) if body is not None else None


async def _judged(actor: Actor, service: Service, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return await forms.validate(service, given, resolve=Lookup(actor), here=here(actor))
    except Invalid as error:
        raise WrongAnswers(error.fields) from error


async def _tried(actor: Actor, service: Service, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Phrase]]:
    try:
        return await _judged(actor, service, given), {}
    except WrongAnswers as error:
        return {}, error.fields


def _without_gone(service: Service, former: Service | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without empty ones to questions that are gone: these fit any form."""
    asked = {field.key for field in forms.order_fields(service)}
    gone = {field.key for field in forms.order_fields(former) if field.key not in asked} if former is not None else ()
    return {key: value for key, value in given.items() if key not in gone or not (is_empty(value) or value is False)}
