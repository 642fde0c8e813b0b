"""A form of actions, built from lists: rules and macros share it.

Each action is sent as `actions.<n>.do` with the inputs that it needs. The buttons send `act` = actions-add,
actions-up:N, actions-down:N, actions-drop:N; so the form works without scripts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from okno.catalog import registry, variables
from okno.catalog.automation import Deed
from okno.catalog.check_automation import ACTIONS_MOST
from okno.catalog.drafts import Flaw
from okno.catalog.levels import Told
from okno.errors import Invalid
from okno.http import Page
from okno.i18n import Translator
from okno.people import by_logins, get as get_person
from okno.text import N_, Phrase, pick
from okno.themes.contexts import FieldView, OptionView
from okno.themes.rules import ActionRow, ActionsView
from okno.web.action_words import DEEDS, WAYS, options_of, titled
from okno.web.criteria_words import fields_named
from okno.web.form_input import Inputs, person_of
from okno.web.item_form import Entry, errors_of, number, read, several, shown, views
from okno.web.rule_words import WHO

NAME = "actions"
PERSON = "person"
"""The way of giving that names one colleague."""
_LOGINS = N_("Logins, with commas between them.")
_VARIABLES = N_("Filled in by itself: %(known)s.", known=variables.known())
_TITLE_FIRST = N_("The first line is the title of the task.")
_GROUPS: Sequence[tuple[Phrase, tuple[Deed, ...]]] = (
    (N_("What it is"), ("priority", "impact", "urgency", "service", "kind", "field")),
    (N_("Who does it"), ("assignee", "team", "line")),
    (N_("How it goes on"), ("state", "task")),
    (N_("Words and notices"), ("reply", "note", "tell", "watch")),
)
Body = dict[str, Any]


def entries(do: str, t: Translator, key: str = "") -> tuple[Entry, ...]:
    """What the form of an action asks for; a colleague is asked for beside it."""
    if do == "assignee":
        ways = [(way, t.say(words)) for way, words in WAYS.items()]
        return (Entry("list", "way", N_("To whom"), options=[*ways, (PERSON, t.say(N_("to this colleague")))]),)
    if do in ("reply", "note"):
        return (Entry("texts", "text", N_("Text"), _VARIABLES, long=True, max_chars=4000),)
    if do == "task":
        return (
            Entry("texts", "text", N_("What is to be done"), _TITLE_FIRST, long=True, max_chars=4000),
            Entry("list", "key", N_("Team"), N_("Empty: the team that has the request."), titled("teams", t)),
            Entry("text", "value", N_("How long it may take"), N_("Working time: 30m, 4h or 3d."), short=True),
        )
    if do == "tell":
        return (Entry("many", "who", N_("To whom"), options=[(one, t.say(WHO[one])) for one in get_args(Told)]),)
    if do == "watch":
        return (Entry("commas", "who", N_("Who follows"), _LOGINS),)
    if do == "field":
        return (Entry("list", "key", N_("Field"), options=_fields(t)), _answer(key, t))
    return (Entry("list", "value", DEEDS[do], options=list(options_of(do, t))),)


def _fields(t: Translator) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for service in registry.current().services.values():
        for one in service.fields:
            if not one.static and one.type not in ("file", "table"):
                found.setdefault(one.key, pick(one.title, t.locale))
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


def _answer(key: str, t: Translator) -> Entry:
    options = list(options_of("field", t, key))
    help_ = N_("Empty: the answer is taken away.")
    if options and any(one.type == "multiselect" for one in fields_named(key)):
        return Entry("many", "value", N_("Answer"), help_, options)
    return Entry("list" if options else "text", "value", N_("Answer"), help_, options)


# Reading --------------------------------------------------------------------------------------------------------


async def parse(current: Page) -> list[Body]:
    """The actions that were sent, with the one that is added and without the one that is dropped."""
    found = [body for n in range(ACTIONS_MOST + 1) if (body := await _read(current, n)) is not None]
    doing, _, place = current.text("act").partition(":")
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 3 else -1
    added = current.text(f"{NAME}.add")
    if doing == f"{NAME}-add" and added in DEEDS and len(found) < ACTIONS_MOST:
        found.append({"do": added})
    if doing == f"{NAME}-drop" and 0 <= at < len(found):
        del found[at]
    if doing == f"{NAME}-up" and 0 < at < len(found):
        found[at - 1], found[at] = found[at], found[at - 1]
    if doing == f"{NAME}-down" and 0 <= at < len(found) - 1:
        found[at + 1], found[at] = found[at], found[at + 1]
    return found


async def _read(current: Page, n: int) -> Body | None:
    prefix = f"{NAME}.{n}."
    do = current.text(f"{prefix}do")
    if do not in DEEDS:
        return None
    body: Body = {"do": do}
    read(entries(do, current.t, current.text(f"{prefix}key")), body, current, prefix=prefix)
    if do == "assignee":
        await _read_person(current, prefix, body)
    return body | _typed(do, body)


async def _read_person(current: Page, prefix: str, body: Body) -> None:
    way = body.pop("way", None)
    person = await person_of(current, f"{prefix}login", N_("There is no such colleague. Choose one of the list"))
    if isinstance(person, Phrase):
        raise Invalid({f"{prefix}login": person})
    if way == PERSON or (way is None and person is not None):
        login = await _login(person)
        if login:
            body["value"] = login
    elif way is not None:
        body["value"] = way


async def _login(person_id: int | None) -> str:
    found = await get_person(person_id) if person_id is not None else None
    return found.login if found is not None else ""


def _typed(do: str, body: Body) -> Body:
    """Values as the catalog keeps them: numbers as numbers."""
    value = body.get("value")
    if do in ("impact", "urgency", "line") and isinstance(value, str) and value.isdigit():
        return {"value": int(value)}
    if do != "field" or value is None:
        return {}
    types = {one.type for one in fields_named(str(body.get("key")))}
    if types == {"checkbox"}:
        return {"value": value == "True"}
    if types and types <= {"number", "money"} and isinstance(value, str):
        return {"value": number(value)}
    return {"value": several(value)} if types == {"multiselect"} and isinstance(value, str) else {}


# Showing --------------------------------------------------------------------------------------------------------


async def view(bodies: Any, t: Translator, flaws: Sequence[Flaw], errors: Mapping[str, str]) -> ActionsView:
    """The form of these actions; `flaws` are those of the whole item."""
    listed = [one for one in bodies if isinstance(one, dict)] if isinstance(bodies, list) else []
    rows = [await _row(n, one, listed, t, flaws, errors) for n, one in enumerate(listed)]
    whole = [t.say(flaw.reason) for flaw in flaws if flaw.path == (NAME,)]
    return ActionsView(
        rows=tuple(rows), add=_add(t) if len(rows) < ACTIONS_MOST else None, error="; ".join(whole) if rows else ""
    )


def _add(t: Translator) -> FieldView:
    options = tuple(
        OptionView(value=do, label=t.say(DEEDS[do]), group=t.say(group)) for group, deeds in _GROUPS for do in deeds
    )
    return FieldView(kind="list", name=f"{NAME}.add", label=t.say(N_("Add an action")), options=options, optional=True)


async def _row(
    n: int, body: Body, listed: Sequence[Body], t: Translator, flaws: Sequence[Flaw], errors: Mapping[str, str]
) -> ActionRow:
    do, prefix = str(body.get("do")), f"{NAME}.{n}."
    told = {**errors_of(flaws, (NAME, n), t, prefix=prefix), **errors}
    if do not in DEEDS:
        return ActionRow(index=n, do=do, hidden=f"{prefix}do", title=do, fields=(), error=told.get(prefix, ""))
    shown_body = _shown(do, body)
    asked = views(entries(do, t, str(body.get("key", ""))), shown_body, t, told, prefix=prefix)
    fields = [replace(field, optional=_may_be_empty(do, field.name)) for field in asked]
    if do == "assignee":
        fields.append(await _person(body, prefix, t, told))
    names = {field.name for field in fields}
    rest = [t.say(flaw.reason) for flaw in flaws if flaw.path[:2] == (NAME, n) and _name(flaw, prefix) not in names]
    return ActionRow(
        index=n,
        do=do,
        hidden=f"{prefix}do",
        title=t.say(DEEDS[do]),
        fields=tuple(fields),
        error="; ".join(dict.fromkeys(rest)),
        first=n == 0,
        last=n == len(listed) - 1,
    )


def _may_be_empty(do: str, name: str) -> bool:
    last = name.rsplit(".", 1)[1]
    return last == "en" or (do == "task" and last in ("key", "value")) or (do == "field" and last == "value")


def _name(flaw: Flaw, prefix: str) -> str:
    rest = ".".join(str(step) for step in flaw.path[2:])
    return f"{prefix}{rest}.ru" if rest == "text" else prefix + rest


def _shown(do: str, body: Body) -> Body:
    if do == "assignee":
        value = body.get("value")
        return {"way": value if value in WAYS else PERSON if value else None}
    value = body.get("value")
    if isinstance(value, bool) or (do in ("impact", "urgency", "line") and value is not None):
        return {**body, "value": str(value)}
    return {**body, "value": shown(value)} if isinstance(value, (int, float)) else body


async def _person(body: Body, prefix: str, t: Translator, told: Mapping[str, str]) -> FieldView:
    value = body.get("value")
    login = value if isinstance(value, str) and value not in WAYS else ""
    person = (await by_logins([login])).get(login) if login else None
    name = f"{prefix}login"
    typed = {name: str(person.id)} if person is not None else {f"{name}.text": login}
    return await Inputs(t, typed, told).person(name, N_("Colleague"), optional=True)
