"""A kind of question that a plugin brings: checked, asked, told; and what is left of it when the plugin is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from starlette.datastructures import FormData

from okno.catalog import check as checking, field_types, forms, sent
from okno.catalog.check import Place
from okno.catalog.hooks import FieldType, Guard
from okno.catalog.model import Choice, Condition, Field, Lifecycle, Service
from okno.catalog.rules import Wrong, cleaned
from okno.catalog.schema import json_schema
from okno.errors import Invalid
from okno.hooks import failures, hosting
from okno.text import N_
from tests.catalog.samples import Known
from tests.crew import catalog, service, text
from tests.guests import NAME, plugin, with_plugin

KEY = f"x.{NAME}.inn"
SIZE = f"x.{NAME}.size"


def inn(value: Any) -> str:
    """The number of a tax payer, without blanks."""
    digits = str(value).replace(" ", "")
    if not digits.isdigit():
        raise ValueError(N_("An INN has digits only."))
    if len(digits) not in (10, 12):
        raise Invalid({"any": N_("An INN has 10 or 12 digits.")})
    return digits


def size(value: Any) -> str:
    """A size of the list."""
    if value not in ("s", "m"):
        raise ValueError("There is no such size")
    return str(value)


def types(**more: Any) -> Any:
    """The answer of the plugin."""

    def field_types(ctx: object) -> Sequence[FieldType]:
        usual: dict[str, Any] = {
            "title": text("ИНН"),
            "check": inn,
            "schema": {"type": "string", "pattern": "^[0-9 ]+$"},
            "say": lambda value, locale: f"{'ИНН' if locale == 'ru' else 'INN'} {value}",
        }
        options = (Choice(value="s", title=text("малый")), Choice(value="m", title={"ru": "средний", "en": "Medium"}))
        sizes = FieldType(key=SIZE, title=text("Размер"), check=size, widget="select", options=lambda: options)
        return [FieldType(key=KEY, **{**usual, **more}), sizes]

    return with_plugin(field_types=field_types)


FIELD = Field(key="inn", type=KEY, title=text("ИНН"), required=True)
FORM = (
    FIELD,
    Field(key="size", type=SIZE, title=text("Размер")),
    Field(key="note", type="string", title=text("Зачем"), show_if=(Condition(answer="inn", values=("7701234567",)),)),
)


def chair() -> Service:
    """A service that asks it."""
    return service("chair", fields=FORM)


@pytest.fixture(autouse=True)
def _no_failures() -> None:
    failures.forget()


async def test_an_answer_is_stored_as_the_plugin_gives_it_and_told_in_its_words() -> None:
    with types():
        stored = await forms.validate(chair(), {"inn": "77 0123 4567", "size": "m", "note": "x"}, resolve=Known())
        told = {one.key: said for one, said in await forms.display(chair(), stored, "en", resolve=Known())}
    assert stored == {"inn": "7701234567", "size": "m", "note": "x"}
    assert told == {"inn": "INN 7701234567", "size": "Medium", "note": "x"}


@pytest.mark.parametrize(
    ("given", "said"),
    [("abc", "An INN has digits only."), ("123", "An INN has 10 or 12 digits."), ("", "Write an answer here")],
)
async def test_what_the_plugin_refuses_stands_beside_the_field(given: str, said: str) -> None:
    with types(), pytest.raises(Invalid) as refused:
        await forms.validate(chair(), {"inn": given}, resolve=Known())
    assert str(refused.value.fields["inn"]) == said


async def test_a_field_with_options_says_so_when_it_is_empty() -> None:
    needed = service("chair", fields=(Field(key="size", type=SIZE, title=text("Размер"), required=True),))
    with types(), pytest.raises(Invalid) as refused:
        await forms.validate(needed, {}, resolve=Known())
    assert str(refused.value.fields["size"]) == "Choose one of the options"


@pytest.mark.parametrize("gives", [object(), {"a": 1}, "x" * 3000, ["a"] * 200, None])
def test_what_can_not_be_stored_is_a_fault_of_the_plugin_and_refused(gives: Any) -> None:
    with types(check=lambda value: gives), pytest.raises(Wrong) as refused:
        cleaned(FIELD, "1")
    assert refused.value.phrase.params == {"plugin": NAME}
    assert [one.what for one in failures.failures_of(NAME)] == [KEY]


def test_a_check_that_fails_refuses_and_words_that_fail_are_told_plainly() -> None:
    def fails(*_: object) -> Any:
        raise LookupError

    with types(check=fails, say=fails):
        with pytest.raises(Wrong):
            cleaned(FIELD, "7701234567")
        kind = field_types.found(KEY)
        assert kind is not None
        assert field_types.told(kind, "7701234567", "en") == "7701234567"


def test_the_page_asks_by_the_widget_of_the_core() -> None:
    with types():
        asked = field_types.face(FORM[1])
        assert (asked.type, [one.value for one in asked.choices]) == ("select", ["s", "m"])
        given = sent.from_form(chair(), FormData([("inn", " 7701234567 "), ("size", "s"), ("note", "")]))
        assert given == {"inn": " 7701234567 ", "size": "s", "note": None}
    with types(widget="number"):
        assert sent.from_form((FIELD,), FormData([("inn", "7 701")])) == {"inn": 7701}


def test_rest_tells_the_schema_of_the_plugin() -> None:
    with types():
        told = json_schema(chair(), "en")
    assert told["properties"]["inn"] | {"title": ""} == {
        "title": "",
        "type": "string",
        "pattern": "^[0-9 ]+$",
        "x-okno": KEY,
    }
    assert told["required"] == ["inn"]


# Gone ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [True, False])
async def test_without_the_plugin_it_is_asked_and_told_as_text(off: bool) -> None:
    """Gone, or switched off."""

    def field_types_of(ctx: object) -> Sequence[FieldType]:
        return [FieldType(key=KEY, title=text("ИНН"), check=inn)]

    hosted = hosting(plugin(active=lambda: False, field_types=field_types_of)) if off else hosting()
    with hosted:
        assert field_types.face(FIELD).type == "string"
        stored = await forms.validate(chair(), {"inn": "any words"}, resolve=Known())
        shown = await forms.display(chair(), {"inn": "7701234567"}, "en", resolve=Known())
        assert json_schema(chair(), "en")["properties"]["inn"]["type"] == "string"
    assert stored == {"inn": "any words"}
    assert [said for _, said in shown] == ["7701234567"]


# The catalog --------------------------------------------------------------------------------------------------


def problems(one: Service) -> list[str]:
    """What a catalog with the service has."""
    return [str(problem.reason) for problem in checking.check(catalog("manual", 1, one))]


def test_the_catalog_takes_a_type_of_a_plugin_and_nothing_else_that_is_unknown() -> None:
    with types():
        assert problems(chair()) == []
    # Whether the plugin is there is no mistake of the catalog.
    assert problems(chair()) == []
    for strange in ("inn", "x.inn", "x.Shy.inn", f"x.{NAME}.", "y.shy.inn"):
        assert any(
            "Write one of these" in one for one in problems(service("chair", fields=(replace(FIELD, type=strange),)))
        )


def test_a_type_of_a_plugin_has_no_settings_of_others() -> None:
    with types():
        assert len(problems(service("chair", fields=(replace(FIELD, min=1, whole=True, pattern="a"),)))) >= 3


def lifecycles(*guards: str) -> dict[str, Lifecycle]:
    """The default lifecycle, with guards at its first way."""
    life = catalog().lifecycles["default"]
    ways = (replace(life.transitions[0], guards=guards), *life.transitions[1:])
    return {**catalog().lifecycles, "default": replace(life, transitions=ways)}


async def agree(ctx: object) -> None:
    """A guard that is always content."""


def test_what_a_catalog_expects_of_plugins_that_are_not_there_is_told() -> None:
    whole = replace(catalog("manual", 1, chair()), lifecycles=lifecycles(f"x.{NAME}.signed"))

    def place(where: Place) -> tuple[str, int]:
        return f"{where.kind}/{where.key}", len(where.path)

    told = checking.absent(whole, place=place)
    assert checking.check(whole) == []
    assert [(one.file, one.reason.params["key"]) for one in told] == [
        ("service/chair", KEY),
        ("service/chair", SIZE),
        ("lifecycle/default", f"x.{NAME}.signed"),
    ]

    def lifecycle_guards(ctx: object) -> Sequence[Guard]:
        return [Guard(key=f"x.{NAME}.signed", title=text("Подписано"), check=agree)]

    with with_plugin(lifecycle_guards=lifecycle_guards):
        assert [one.file for one in checking.absent(whole, place=place)] == ["service/chair"] * 2


def test_a_guard_has_the_name_of_a_plugins_thing() -> None:
    whole = replace(catalog(), lifecycles=lifecycles("signed"))
    assert [str(one.reason) for one in checking.check(whole)] == ["A check of a plugin is called x.plugin.name"]
