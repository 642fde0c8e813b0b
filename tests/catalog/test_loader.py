"""A folder is read strictly, and every problem names its file, its line and what to do."""

from datetime import date
from pathlib import Path

import pytest

from okno.catalog.loader import load, read
from okno.catalog.problem import BadCatalog
from okno.catalog.registry import exceptions_of
from tests.catalog.samples import FILES, STARTER, small, write_files

SERVICE = FILES["services/help.yaml"]


def told(folder: Path) -> list[str]:
    """Give all problems of a folder in English."""
    return [problem.say("en") for problem in read(folder).problems]


def test_a_valid_folder_is_read_whole(tmp_path: Path) -> None:
    catalog = small(tmp_path)
    assert list(catalog.services) == ["help"]
    assert catalog.calendars[catalog.teams[catalog.services["help"].team].calendar].week["mon"] == (
        "09:00-13:00",
        "14:00-18:00",
    )
    assert catalog.lifecycles["default"].way("new", "done") is not None


@pytest.mark.parametrize(
    ("file", "text", "line", "words"),
    [
        ("services/help.yaml", SERVICE + "colour: red\n", 16, "“colour” is unknown"),
        ("services/help.yaml", SERVICE.replace("category: it\n", ""), 1, "“category” is missing"),
        ("services/help.yaml", SERVICE + "  colour: red\n", 16, "“colour” is unknown"),
        ("services/help.yaml", SERVICE.replace("category: it", "category: none"), 5, "no category “none”"),
        ("services/help.yaml", SERVICE.replace("respond: 1h", "respond: 1 hour"), 9, "working time"),
        ("services/help.yaml", SERVICE.replace("respond: 1h", "respond: 2d"), 9, "after the solution"),
        ("services/help.yaml", SERVICE.replace("type: string", "type: colour"), 13, "one of these"),
        ("services/help.yaml", SERVICE.replace("required: true", "required: yes"), 15, "true or false"),
        ("services/help.yaml", SERVICE.replace("title: {ru: О чём, en: About}", "title: {ru: О чём}"), 14, "“en”"),
        ("services/help.yaml", SERVICE.replace("key: help", "key: other"), 1, "name of the file"),
        ("services/help.yaml", SERVICE + "  key: again\n", 16, "twice"),
        ("services/help.yaml", SERVICE + "- key: topic\n  type: text\n  title: {ru: Ещё, en: More}\n", 16, "twice"),
        ("services/help.yaml", SERVICE + "subject: {ru: '{nothing}', en: '{topic}'}\n", 16, "lacks: nothing"),
        ("services/help.yaml", SERVICE + "  pattern: '['\n  help: {ru: Как, en: How}\n", 16, "regular expression"),
        ("services/help.yaml", SERVICE.replace("owner: {", "owner: &a {") + "description: *a\n", 16, "not used"),
        ("services/help.yaml", "!!python/object:os.system {}\n", 1, "tag"),
        ("services/help.yaml", "key: [help\n", 2, "not YAML"),
        ("services/help.yaml", "[" * 5000, 1, "nested too deep"),
        ("services/help.yaml", SERVICE.replace("Помощь", "По\u0007мощь"), 1, "not YAML"),
        ("teams/it.yaml", FILES["teams/it.yaml"].replace("office", "moon"), 4, "no calendar “moon”"),
        ("calendars/office.yaml", FILES["calendars/office.yaml"].replace("14:00-18", "12:00-18"), 4, "Write hours"),
        ("calendars/office.yaml", FILES["calendars/office.yaml"].replace("01-05", "02-30"), 6, "Write a date"),
        ("calendars/office.yaml", FILES["calendars/office.yaml"].replace("Moscow", "Nowhere"), 3, "no time zone"),
        ("lifecycles/default.yaml", FILES["lifecycles/default.yaml"].replace("to: done", "to: gone"), 9, "no state"),
        ("catalog.yaml", "format: 7\n", 1, "format 1"),
        ("notes.yaml", "a: 1\n", 1, "no such file"),
    ],
)
def test_a_problem_names_its_file_and_line(tmp_path: Path, file: str, text: str, line: int, words: str) -> None:
    problems = told(write_files(tmp_path, {file: text}))
    assert any(problem.startswith(f"{file}:{line}: ") and words in problem for problem in problems), problems


def test_a_broken_file_is_told_once_and_not_by_those_that_refer_to_it(tmp_path: Path) -> None:
    problems = told(write_files(tmp_path, {"services/help.yaml": "key: help\n"}))
    assert {problem.split(":")[0] for problem in problems} == {"services/help.yaml"}


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    broken = SERVICE.replace("category: it", "category: none").replace("team: it", "team: nobody") + "colour: red\n"
    changes = {"services/help.yaml": broken.replace("colour: red\n", ""), "teams/it.yaml": "key: 1\n"}
    with pytest.raises(BadCatalog) as refused:
        load(write_files(tmp_path, changes))
    files = [problem.file for problem in refused.value.problems]
    assert files.count("services/help.yaml") == 2
    assert "teams/it.yaml" in files


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    folder = write_files(tmp_path)
    (folder / "services" / "help.yaml").write_bytes(b"key: help\ntitle: \xff\n")
    assert told(folder)[0].startswith("services/help.yaml:2: ")


def test_an_empty_folder_is_a_list_of_problems_not_a_crash(tmp_path: Path) -> None:
    assert any("catalog.yaml" in problem for problem in told(tmp_path))


def test_the_starter_catalog_is_good() -> None:
    catalog = load(STARTER)
    assert len(catalog.services) >= 20
    assert sum(service.popular for service in catalog.services.values()) == 8
    assert {service.category for service in catalog.services.values()} == set(catalog.categories)
    own = sorted(len(service.fields) for service in catalog.services.values())
    assert own[len(own) // 2] >= 4


def test_every_team_of_the_starter_catalog_takes_a_request_in_free_words() -> None:
    catalog = load(STARTER)
    assert {catalog.services[team.general].team for team in catalog.teams.values()} == set(catalog.teams)


def test_the_starter_calendars_follow_the_russian_holidays() -> None:
    calendars = load(STARTER).calendars
    assert [key for key, one in calendars.items() if not one.holidays] == ["always"], "round the clock has no days off"
    for calendar in (one for one in calendars.values() if one.holidays):
        hours = exceptions_of(calendar, range(2026, 2029))
        assert hours[date(2026, 1, 9)] == ()
        assert hours[date(2027, 2, 20)], "Saturday 20 February 2027 is a working day"
        assert hours[date(2027, 2, 22)] == ()
        assert hours[date(2028, 6, 12)] == (), "of years to come what the law says"


def test_the_requester_can_always_cancel_open_work_and_reopen_done_work() -> None:
    lifecycle = load(STARTER).lifecycles["default"]
    for state in lifecycle.states:
        if state.phase in ("open", "paused"):
            assert lifecycle.way(state.key, "cancelled", who="requester"), state.key
    assert lifecycle.way("done", "in_progress", who="requester")
    assert lifecycle.way("done", "closed", who="requester")
