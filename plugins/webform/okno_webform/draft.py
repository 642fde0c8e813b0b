"""A form as an administrator writes it: checked as a whole, then kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okno.api import (
    N_,
    Actor,
    Conflict,
    Context,
    Invalid,
    Phrase,
    Refused,
    Texts,
    clean,
    dump_json,
    execute,
    fetch_value,
    may,
    now_us,
    one_line,
    record,
    tx,
)
from okno.api.catalog import Service, Shelf, current
from okno.api.framing import origin_of
from okno.api.people import actors_of, get as get_person
from okno.api.teams import by_key as team_by_key
from okno_webform import letters, question
from okno_webform.events import FormChanged
from okno_webform.webform import ACCENTS, ANYBODY, AUDIENCES, COMPANY, THEMES, Form

KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
TITLE_LIMIT, THANKS_LIMIT = 120, 1000
MOST_ORIGINS = 20
MOST_FORMS = 200
USE = "use."
"""Before the key of a question, where it is said what becomes of it."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What was typed. `use` says of each question whether it is asked, given or left out."""

    key: str
    title: Texts
    service: str
    audience: str
    stand_in_id: int | None
    use: Mapping[str, str]
    fixed: Mapping[str, Any]
    origins: tuple[str, ...]
    theme: str
    accent: str
    locale: str
    thanks: Texts
    per_hour: str
    per_day: str
    confidential: bool
    active: bool


async def checked(ctx: Context, draft: Draft, form: Form | None) -> dict[str, object]:
    """The columns of a form. Raises Invalid by the names of the fields.

    The questions of a service that was just chosen are looked at later: it is out of use until then.
    """
    fresh = form is None or form.service != draft.service
    wrong = _simple(draft)
    service = current().services.get(draft.service)
    if service is None:
        wrong["service"] = N_("Choose a service.")
    origins, strange = _origins(draft.origins)
    if strange:
        wrong["origins"] = N_(
            "This is no address of a site: %(what)s. Write it as https://wiki.example.com.", what=strange
        )
    shown, fixed = _questions(draft, service)
    if service is not None:
        if not fresh:
            found = await question.problems(service, shown=shown, fixed=fixed, audience=draft.audience)
            wrong |= {USE + key: phrase for key, phrase in found.items()}
        wrong |= await _audience(ctx, draft, service)
    if await _taken(draft.key, form):
        wrong["key"] = N_("Another form has this address.")
    if wrong:
        raise Invalid(wrong)
    return {
        "key": draft.key,
        "title": dump_json(_texts(draft.title, TITLE_LIMIT, line=True)),
        "service": draft.service,
        "audience": draft.audience,
        "stand_in_id": draft.stand_in_id if draft.audience == ANYBODY else None,
        "shown": dump_json(shown),
        "fixed": dump_json(fixed),
        "origins": dump_json(origins),
        "theme": draft.theme,
        "accent": draft.accent,
        "locale": draft.locale,
        "thanks": dump_json(_texts(draft.thanks, THANKS_LIMIT, line=False)),
        "per_hour": int(draft.per_hour),
        "per_day": int(draft.per_day),
        "confidential": draft.confidential,
        "active": draft.active and not fresh,
    }


def _texts(texts: Texts, limit: int, *, line: bool) -> dict[str, str]:
    """Both languages; the one that was left out is taken from the other."""
    found = {key: one_line(text, limit) if line else clean(text).strip()[:limit] for key, text in texts.items()}
    return {key: text for key, text in found.items() if text}


def _simple(draft: Draft) -> dict[str, Phrase]:
    """What can be said without looking anything up."""
    wrong: dict[str, Phrase] = {}
    if not KEY.fullmatch(draft.key):
        wrong["key"] = N_("Up to 40 small Latin letters, digits and hyphens.")
    if not _texts(draft.title, TITLE_LIMIT, line=True):
        wrong["title_ru"] = N_("Write a title, in one language at least.")
    if draft.audience not in AUDIENCES:
        wrong["audience"] = N_("Choose who may send it.")
    for name, value, known in (("theme", draft.theme, THEMES), ("accent", draft.accent, ACCENTS)):
        if value not in known:
            wrong[name] = N_("Choose one of the list.")
    if draft.locale not in ("", "ru", "en"):
        wrong["locale"] = N_("Choose one of the list.")
    for name, value, most in (("per_hour", draft.per_hour, 1000), ("per_day", draft.per_day, 10_000)):
        if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= most):
            wrong[name] = N_("A number from 1 to %(n)s.", n=most)
    return wrong


def _origins(typed: tuple[str, ...]) -> tuple[list[str], str]:
    """The origins that were typed, a line each, and the first one that is none."""
    found: list[str] = []
    for line in typed:
        origin = origin_of(line)
        if not origin or len(found) == MOST_ORIGINS:
            return [], one_line(line, 80)
        if origin not in found:
            found.append(origin)
    return found, ""


def _questions(draft: Draft, service: Service | None) -> tuple[list[str], dict[str, Any]]:
    """Which are asked, and the answers to those that are given."""
    if service is None:
        return [], {}
    known = question.all_of(service)
    shown = [one.key for one in known if draft.use.get(one.key) == question.ASK]
    fixed = {
        one.key: draft.fixed.get(one.key)
        for one in known
        if not one.static and draft.use.get(one.key) == question.FIXED
    }
    return shown, fixed


async def _audience(ctx: Context, draft: Draft, service: Service) -> dict[str, Phrase]:
    """Whether those who may send it can: colleagues by letters, others by whoever stands in for them."""
    wrong: dict[str, Phrase] = {}
    if draft.audience == COMPANY and not letters.domains(ctx.settings):
        wrong["audience"] = N_("State first in the settings of the extension to which mail domains letters may go.")
    if draft.audience != ANYBODY:
        return wrong
    if problem := await stand_in_problem(draft.stand_in_id, service):
        wrong["stand_in"] = problem
    team = await team_by_key(service.team)
    if team is not None and team.confidential and not draft.confidential:
        wrong["confidential"] = N_(
            "The team of this service works confidentially. Tick this if people without an account shall write to it."
        )
    return wrong


async def stand_in_problem(person_id: int | None, service: Service) -> Phrase | None:
    """Why this person can't order the service for those without an account."""
    person = await get_person(person_id) if person_id is not None else None
    if person is None:
        return N_("Choose the colleague who orders for people without an account.")
    if not person.active:
        return N_("%(name)s is switched off. Choose somebody else.", name=person.name)
    actor = (await actors_of([person]))[person.id]
    shelf = await Shelf.of(person.id)
    if shelf.service(service.key) is None or not may(actor, "service.order"):
        return N_("%(name)s can't order this service. Choose somebody who can.", name=person.name)
    return None


async def _taken(key: str, form: Form | None) -> bool:
    found = await fetch_value("SELECT id FROM x_webform_form WHERE key = $1", key)
    return found is not None and (form is None or int(found) != form.id)


# Keeping it ---------------------------------------------------------------------------------------------------


async def make(actor: Actor, columns: Mapping[str, object]) -> int:
    """Makes a form of checked columns."""
    row = {**columns, "changed_at": now_us(), "version": 1}
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    async with tx():
        if int(await fetch_value("SELECT count(*) FROM x_webform_form")) >= MOST_FORMS:
            raise Conflict(N_("There are %(n)s forms already. Delete one that is not used.", n=MOST_FORMS))
        sql = f"INSERT INTO x_webform_form ({', '.join(row)}) VALUES ({places}) ON CONFLICT DO NOTHING RETURNING id"
        made = await fetch_value(sql, *row.values())
        if made is None:
            raise Invalid({"key": N_("Another form has this address.")})
        await record(FormChanged(stream_id=int(made), actor_id=actor.author_id, what="made"))
    return int(made)


async def change(actor: Actor, form: Form, columns: Mapping[str, object], *, version: int) -> None:
    """Changes a form. Raises Conflict when somebody else has done so since `version`."""
    row = {**columns, "changed_at": now_us()}
    parts = ", ".join(f"{name} = ${n}" for n, name in enumerate(row, 3))
    async with tx():
        sql = f"UPDATE x_webform_form SET {parts}, version = version + 1 WHERE id = $1 AND version = $2"
        if not await execute(sql, form.id, version, *row.values()):
            raise Conflict(N_("Somebody else has changed this form meanwhile. Open it again."))
        await record(FormChanged(stream_id=form.id, actor_id=actor.author_id, what="changed"))


async def switch(ctx: Context, actor: Actor, form: Form, *, on: bool) -> None:
    """Takes a form into use, or out of it. Raises Refused for one that does not work."""
    wrong = await trouble(ctx, form) if on else None
    if wrong is not None:
        raise Refused(wrong)
    async with tx():
        sql = "UPDATE x_webform_form SET active = $2, version = version + 1 WHERE id = $1 AND active <> $2"
        if await execute(sql, form.id, on):
            await record(FormChanged(stream_id=form.id, actor_id=actor.author_id, what="on" if on else "off"))


async def delete(actor: Actor, form: Form) -> None:
    """Deletes a form that is out of use, and with it the links of those who have sent it."""
    if form.active:
        raise Conflict(N_("Take the form out of use first."))
    async with tx():
        await execute("DELETE FROM x_webform_submission WHERE form_id = $1", form.id)
        if await execute("DELETE FROM x_webform_form WHERE id = $1", form.id):
            await record(FormChanged(stream_id=form.id, actor_id=actor.author_id, what="deleted"))


async def trouble(ctx: Context, form: Form) -> Phrase | None:
    """Why a form that is kept does not work any more, in one sentence."""
    service = current().services.get(form.service)
    if service is None:
        return N_("Its service is not in the catalog any more.")
    found = await question.problems(service, shown=form.shown, fixed=form.fixed, audience=form.audience)
    if found:
        return N_("The service has changed: look at the questions.")
    if form.audience == COMPANY and not letters.domains(ctx.settings):
        return N_("Letters may go nowhere: state the mail domains in the settings of the extension.")
    return await stand_in_problem(form.stand_in_id, service) if form.audience == ANYBODY else None
