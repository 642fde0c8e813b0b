"""One form, three ways to send it: a page without scripts, REST, and a program that reads the schema. They agree."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator
from starlette.datastructures import FormData

from okno.catalog.check_fields import form as problems_of
from okno.catalog.forms import from_form, validate
from okno.catalog.model import Choice, Condition, Field, Service
from okno.catalog.schema import json_schema
from okno.errors import Invalid
from tests.catalog.samples import Known, one_field, with_fields

KEYS = ("a", "b", "c", "d", "e")
VALUES = ("x", "y", "z")
KINDS = ("select", "linked", "multiselect", "checkbox", "number", "money", "string", "datetime")
WORDS = ("да", "x", "12-AB")
MOMENTS = ("2026-12-01T10:00", "2026-12-01T10:00:00Z", "2027-01-01T00:00+05:00")
SAID = {"ru": "Слово", "en": "Word"}


def good(kind: str) -> st.SearchStrategy[Any]:
    """Answers that a type takes."""
    return {
        "checkbox": st.booleans(),
        "number": st.sampled_from((0, 1, 5, 5.5, 10)),
        "money": st.sampled_from((0, 1, 5, 99.99, 10)),
        "string": st.sampled_from(WORDS),
        "datetime": st.sampled_from(MOMENTS),
        "multiselect": st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True),
    }.get(kind, st.sampled_from(VALUES))


BAD = st.sampled_from(("nothing", 3.7, -1, 77, {"a": 1}, ["q"], True))


@st.composite
def condition(draw: st.DrawFn, above: list[Field]) -> Condition:
    """A condition on one of the questions above."""
    cause = draw(st.sampled_from(above))
    if cause.type in ("number", "money") and draw(st.booleans()):
        return Condition(answer=cause.key, at_least=draw(st.sampled_from((None, 1))), below=6)
    if cause.type == "datetime" or draw(st.booleans()):
        return Condition(answer=cause.key, filled=draw(st.booleans()))
    kind = "select" if cause.type == "multiselect" else cause.type
    values = tuple(draw(st.lists(good(kind), min_size=1, max_size=2, unique=True)))
    return Condition(answer=cause.key, **{draw(st.sampled_from(("values", "others"))): values})


@st.composite
def question(draw: st.DrawFn, key: str, above: list[Field]) -> Field:
    """A question that may depend on those above."""
    parents = [one.key for one in above if one.type in ("select", "linked")]
    kind = draw(st.sampled_from(KINDS if parents else [one for one in KINDS if one != "linked"]))
    rules: dict[str, Any] = {}
    if kind in ("select", "linked", "multiselect"):
        of = st.lists(st.sampled_from(VALUES), max_size=2, unique=True).map(tuple) if kind == "linked" else st.just(())
        rules["choices"] = tuple(Choice(value=value, title=SAID, of=draw(of)) for value in VALUES)
    if kind == "linked":
        rules["parent"] = draw(st.sampled_from(parents))
    elif draw(st.integers(0, 4)) == 0:
        rules["default"] = draw(good(kind))
    if kind == "number":
        rules["max"] = 10
    if above:
        rules["show_if"] = tuple(draw(st.lists(condition(above), max_size=2)))
    rules["required"] = draw(st.booleans())
    if above and not rules["required"]:
        rules["required_if"] = tuple(draw(st.lists(condition(above), max_size=1)))
    return Field(key=key, type=kind, title=SAID, **rules)


@st.composite
def forms(draw: st.DrawFn) -> Service:
    """A service with a form of a few questions."""
    fields: list[Field] = []
    for key in KEYS[: draw(st.integers(2, 5))]:
        fields.append(draw(question(key, fields)))
    assert not list(problems_of(fields, ())), "the test makes forms that a catalog may have"
    return with_fields(one_field("string"), *fields)


@st.composite
def filled(draw: st.DrawFn, wrong: bool) -> tuple[Service, dict[str, Any]]:
    """A form, and answers of which most are good; some of them wrong, or of a type that only a program sends."""
    service = draw(forms())
    answers: dict[str, Any] = {}
    for field in service.fields:
        choice = draw(st.integers(0, 9))
        if choice > 2:
            answers[field.key] = draw(good(field.type))
        elif choice == 0 and wrong:
            answers[field.key] = draw(BAD)
    return service, answers


async def sent(service: Service, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is stored; None when it is refused."""
    try:
        return await validate(service, answers, resolve=Known())
    except Invalid:
        return None


@given(filled(wrong=True))
async def test_the_schema_and_the_server_take_the_same(case: tuple[Service, dict[str, Any]]) -> None:
    service, answers = case
    schema = json_schema(service, "en")
    Draft202012Validator.check_schema(schema)
    fits = Draft202012Validator(schema).is_valid
    stored = await sent(service, answers)
    if fits(answers):
        assert stored is not None
    if stored is not None:
        assert fits(stored), "what is stored is a good answer again"
        assert await sent(service, stored) == stored
        if answers.keys() <= stored.keys():
            assert fits(answers), "the schema refuses what the server takes only where a question is not asked"


@given(filled(wrong=False))
async def test_a_page_without_scripts_sends_everything_and_the_same_is_stored(
    case: tuple[Service, dict[str, Any]],
) -> None:
    service, answers = case
    page = FormData([pair for field in service.fields for pair in _controls(field, answers)])
    read = from_form(service, page)
    assert _plain(await sent(service, read)) == _plain(await sent(service, answers))


def _controls(field: Field, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    value = answers.get(field.key, field.default)
    if field.type == "checkbox":
        return [(field.key, "1")] if value not in (None, False) else []
    values = value if isinstance(value, list) else [] if field.type == "multiselect" else [value]
    return [(field.key, "" if one is None else str(one)) for one in values]


def _plain(stored: dict[str, Any] | None) -> dict[str, Any] | None:
    """Without boxes that are not ticked: a page says so, REST may leave it unsaid."""
    return {key: value for key, value in stored.items() if value is not False} if stored is not None else None
