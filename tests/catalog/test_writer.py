"""What is written is read back unchanged."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings, strategies as st

from okno.catalog.document import parse
from okno.catalog.loader import load, read
from okno.catalog.model import Catalog, Choice, Field, Service
from okno.catalog.shape import plain
from okno.catalog.writer import write
from okno.errors import Refused
from okno.text import clean
from tests.catalog.samples import STARTER, small

words = st.text(min_size=1, max_size=40).map(clean).filter(lambda text: bool(text.strip()))
odd = words | st.sampled_from(
    ["no", "yes", "1", "09:30", "null", "~", "- a", "a: b", "#", "'", '"', "1e5", "0\x85", "+7", "раз\nдва\n"]
)
texts = st.fixed_dictionaries({"ru": odd, "en": odd})
keys = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
choices = st.builds(Choice, value=st.from_regex(r"[a-z0-9][a-z0-9.-]{0,10}", fullmatch=True), title=texts)
defaults = st.none() | odd.map(lambda text: " ".join(text.split()) or "a")
options = st.lists(choices, min_size=1, max_size=3, unique_by=lambda choice: choice.value).map(tuple)
fields = st.one_of(
    st.builds(Field, key=keys, type=st.sampled_from(["string", "text"]), title=texts, help=texts, default=defaults),
    st.builds(
        Field, key=keys, type=st.just("number"), title=texts, min=st.none() | st.integers(-5, 5), max=st.floats(6, 1e9)
    ),
    st.builds(Field, key=keys, type=st.just("select"), title=texts, choices=options, required=st.booleans()),
)


def described(service: Service, title: dict[str, str], form: list[Field], synonyms: list[str]) -> Service:
    """Give the service with other contents."""
    return replace(service, title=title, fields=tuple(form), words={"ru": tuple(synonyms)})


@settings(max_examples=20)
@given(
    title=texts,
    form=st.lists(fields, max_size=4, unique_by=lambda field: field.key),
    synonyms=st.lists(odd, max_size=3),
)
def test_export_and_load_give_the_same_catalog(title: dict[str, str], form: list[Field], synonyms: list[str]) -> None:
    with TemporaryDirectory() as folder:
        catalog = small(Path(folder) / "a")
        service = described(catalog.services["help"], title, form, synonyms)
        changed = replace(catalog, base=3, services={"help": service})
        write(changed, Path(folder) / "b")
        reading = read(Path(folder) / "b")
        assert [problem.say("en") for problem in reading.problems] == []
        assert reading.catalog == changed


def test_the_starter_catalog_survives_being_written(tmp_path: Path) -> None:
    catalog = load(STARTER)
    write(catalog, tmp_path / "copy")
    assert load(tmp_path / "copy") == catalog


def test_a_service_that_is_gone_leaves_no_file_behind(tmp_path: Path) -> None:
    catalog = small(tmp_path / "a")
    write(catalog, tmp_path / "b")
    write(replace(catalog, services={}), tmp_path / "b")
    assert not list((tmp_path / "b" / "services").glob("*.yaml"))


def test_a_folder_of_something_else_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("важно", encoding="utf-8")
    with pytest.raises(Refused):
        write(Catalog(), tmp_path)


@pytest.mark.parametrize(
    ("text", "value"),
    [("no", "no"), ("on", "on"), ("09:30", "09:30"), ("2026-01-01", "2026-01-01"), ("1_000", "1_000"), ("true", True)],
)
def test_plain_words_mean_themselves(text: str, value: object) -> None:
    assert parse(f"a: {text}").data == {"a": value}


def test_keys_have_one_order_whatever_order_the_database_keeps_them_in() -> None:
    """Languages as we read them, days as they come, priorities from the highest; the rest by name."""
    told = {"en": "a", "sat": 1, "fri": 2, "mon": 3, "zoo": 0, "low": 4, "critical": 5, "ru": "б", "ant": 6}
    wanted = ["ru", "en", "mon", "fri", "sat", "critical", "low", "ant", "zoo"]
    assert list(plain(told)) == list(plain(dict(reversed(told.items())))) == wanted
