"""The JSON Schema of a form says the same as its rules."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from okno.catalog.loader import load
from okno.catalog.schema import json_schema
from tests.catalog.samples import STARTER, one_field


def fits(kind: str, answers: dict[str, Any], **rules: Any) -> bool:
    """Tell whether answers fit the schema of a form with one field."""
    return bool(Draft202012Validator(json_schema(one_field(kind, **rules), "ru")).is_valid(answers))


@pytest.mark.parametrize("key", sorted(load(STARTER).services))
def test_every_form_of_the_starter_catalog_is_a_schema_with_everything_inline(key: str) -> None:
    schema = json_schema(load(STARTER).services[key], "en")
    Draft202012Validator.check_schema(schema)
    assert "$ref" not in str(schema)
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("kind", "good", "bad", "rules"),
    [
        ("string", "слово", "x" * 256, {}),
        ("string", "12", "123", {"pattern": "[0-9]{2}"}),
        ("text", "слово", 5, {}),
        ("number", 5, 11, {"max": 10}),
        ("number", 5, 5.5, {"whole": True}),
        ("select", "a", "z", {}),
        ("multiselect", ["a", "b"], ["a", "a"], {}),
        ("multiselect", ["a"], [], {"required": True}),
        ("checkbox", True, False, {"required": True}),
        ("person", "vera", True, {}),
        ("person", 5, 0, {}),
        ("file", ["f-1"], "f-1", {}),
        ("mail", "vera@company.ru", 5, {}),
        ("phone", "7000", 7000, {}),
    ],
)
def test_a_schema_takes_what_the_form_takes(kind: str, good: object, bad: object, rules: dict[str, Any]) -> None:
    assert fits(kind, {"answer": good}, **rules)
    assert not fits(kind, {"answer": bad}, **rules)


def test_required_and_unknown_keys() -> None:
    assert not fits("string", {}, required=True)
    assert fits("select", {}, required=True, default="a")
    assert not fits("string", {"other": "x"})
