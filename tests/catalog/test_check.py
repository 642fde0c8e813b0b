"""Every rule of a catalog names the line that breaks it: `#!` marks that line in the samples."""

from pathlib import Path

import pytest

from okno.catalog.loader import read
from tests.catalog.samples import FILES, write_files

SERVICE = FILES["services/help.yaml"]
LIFECYCLE = """\
key: default
title: {ru: Обычная, en: Ordinary}
start: new
auto_close_days: 3
states:
- {key: new, title: {ru: Новая, en: New}, requester: {ru: Принята, en: Received}, glyph: new, phase: open}
- {key: asked, title: {ru: Ждёт, en: Ask}, requester: {ru: Ждёт, en: Ask}, glyph: wait, phase: paused, pause: approval}
- {key: done, title: {ru: Сделано, en: Done}, requester: {ru: Сделано, en: Done}, glyph: done, phase: done}
- {key: closed, title: {ru: Закрыта, en: Closed}, requester: {ru: Закрыта, en: Closed}, glyph: closed, phase: closed}
transitions:
- {from: [new], to: done, title: {ru: Сделать, en: Do}, who: [agent], right: ticket.handle}
- {from: [new], to: done, title: {ru: Сделать, en: Do}, who: [rule]}
- {from: [new], to: asked, title: {ru: Спросить, en: Ask}, who: [rule]}
- {from: [asked], to: new, title: {ru: Можно, en: Yes}, who: [rule]}
- {from: [asked], to: closed, title: {ru: Нельзя, en: No}, who: [rule]}
- {from: [done], to: closed, title: {ru: Закрыть, en: Close}, who: [requester], right: ticket.own}
"""
GOOD = {"lifecycles/default.yaml": LIFECYCLE}
HOUSE = """\
- key: house
  type: select
  title: {ru: Дом, en: House}
  choices:
  - {value: north, title: {ru: Север, en: North}}
  - {value: south, title: {ru: Юг, en: South}}
- key: who
  type: person
  title: {ru: Кто, en: Who}
- key: sum
  type: money
  title: {ru: Сумма, en: Sum}
- key: box
  type: checkbox
  title: {ru: Да, en: Yes}
- key: words
  type: heading
  title: {ru: Слова, en: Words}
- key: seal
  type: string
  title: {ru: Пломба, en: Seal}
  teams: [it]
"""
MORE = SERVICE + HOUSE
TASK = MORE + "tasks:\n- key: one\n  title: {ru: Дело, en: Task}\n  team: it\n  due: 4h\n"


def field(kind: str, rest: str = "") -> str:
    """A service with one more field of a type, and lines of it."""
    return f"{MORE}- key: more\n  type: {kind}\n  title: {{ru: Ещё, en: More}}\n{rest}"


def step(ask: str, rest: str = "") -> str:
    """A service with one step of approval."""
    return f"{MORE}approval:\n- key: boss\n  title: {{ru: Шаг, en: Step}}\n  ask: {ask}\n{rest}"


def told(folder: Path, changes: dict[str, str]) -> list[str]:
    """All problems of the catalog with some files changed, in English."""
    return [problem.say("en") for problem in read(write_files(folder, GOOD | changes)).problems]


def expect(folder: Path, file: str, text: str, words: str) -> None:
    """The marked line of a file is told with these words."""
    line = next(number for number, one in enumerate(text.splitlines(), start=1) if one.endswith("#!"))
    problems = told(folder, {file: text.replace(" #!", "")})
    assert any(one.startswith(f"{file}:{line}: ") and words in one for one in problems), problems


def test_the_samples_are_good(tmp_path: Path) -> None:
    good = field("linked", "  parent: house\n  choices:\n  - {value: a, title: {ru: А, en: A}, of: [north]}\n")
    assert told(tmp_path, {"services/help.yaml": good}) == []
    for text in (step("manager"), step("field", "  field: who\n"), step("role", "  role: night_shift\n"), TASK):
        assert told(tmp_path, {"services/help.yaml": text}) == []


SHOW = "  show_if:\n"
CHOICE = "  choices:\n  - {value: a, title: {ru: А, en: A}"
AGAIN = "  title: {ru: Дело, en: Task}\n  team: it\n  due: 4h\n"
OWN = "  fields:\n  - key: a\n    type: string\n    title: {ru: А, en: A}\n"
CATEGORY = FILES["categories.yaml"].replace("general: help}", "general: help, parent: it} #!")
REPLY = "key: it\ntitle: {ru: О, en: A}\nreplies:\n- key: hi\n  title: {ru: П, en: H}\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (field("string", SHOW + "  - field: nothing #!\n    is: [a]\n"), "no field “nothing”"),
        (field("string", SHOW + "  - field: more #!\n    is: [a]\n"), "stands below"),
        (field("string", SHOW + "  - field: words #!\n    filled: true\n"), "asks nothing"),
        (field("string", SHOW + "  - field: seal #!\n    filled: true\n"), "not answered with the order"),
        (field("string", SHOW + "  - field: house #!\n"), "Say what the answer must be"),
        (field("string", SHOW + "  - field: house\n    is: [east] #!\n"), "north, south"),
        (field("string", SHOW + "  - field: house\n    is_not: [east] #!\n"), "north, south"),
        (field("string", SHOW + "  - field: box\n    is: ['yes'] #!\n"), "true or false"),
        (field("string", SHOW + "  - field: sum\n    is: ['5'] #!\n"), "number"),
        (field("string", SHOW + "  - field: topic\n    is: [5] #!\n"), "text"),
        (field("string", SHOW + "  - field: who\n    is: [vera] #!\n"), "whether it is filled"),
        (field("string", SHOW + "  - field: house\n    at_least: 5 #!\n"), "number or a sum"),
        (field("string", SHOW + "  - field: sum\n    at_least: 5\n    below: 5 #!\n"), "No number"),
        (field("string", "  required_if: #!\n  - {field: sum, at_least: 5}\n  required: true\n"), "required anyway"),
        (field("string", "  required: true\n  required_to_close: true #!\n"), "required anyway"),
        (field("heading", "  required: true #!\n"), "Words ask nothing"),
        (field("help", "  prefill: name #!\n"), "Words ask nothing"),
        (field("string", "  teams: [nobody] #!\n"), "no team “nobody”"),
        (field("string", "  parent: house #!\n"), "Only a linked field"),
        (field("select", "  choices:\n  - {value: a, title: {ru: А, en: A}, of: [north]} #!\n"), "Only the choices"),
        (field("linked", f"  parent: topic #!\n{CHOICE}}}\n"), "parent is a select"),
        (field("linked", f"  parent: more #!\n{CHOICE}}}\n"), "parent is a select"),
        (field("linked", f"  parent: house\n{CHOICE}, of: [east]}} #!\n"), "no choice “east”"),
        (field("linked", f"  parent: house\n  default: a #!\n{CHOICE}}}\n"), "default"),
        (field("linked").replace("- key: more", "- key: more #!"), "needs a parent"),
        (field("number", "  mask: '99' #!\n"), "Only a string has a mask"),
        (field("string", "  mask: abc #!\n"), "9 for a digit"),
        (field("string", "  help: {ru: Как, en: How}\n  pattern: a\n  mask: '99' #!\n"), "not both"),
        (field("money", "  currency: XXX1 #!\n"), "no currency"),
        (field("string", "  currency: EUR #!\n"), "Only money"),
        (field("money", "  min: today #!\n"), "bound"),
        (field("datetime", "  min: tomorrow #!\n"), "or now"),
        (field("datetime", "  max: 5 #!\n"), "bound"),
        (field("date", "  min: 2026-02-30 #!\n"), "Write a date"),
        (field("string", "  prefill: manager #!\n"), "self or manager"),
        (field("person", "  prefill: name #!\n"), "self or manager"),
        (MORE + "- key: revision #!\n  type: string\n  title: {ru: Ещё, en: More}\n", "choose another"),
        (MORE + "subject: {ru: '{seal}', en: '{topic}'} #!\n", "not answered with the order"),
        (MORE + "kinds: [incident, incident] #!\n", "twice"),
        (MORE + "cost: -1 #!\n", "sum from 0"),
        (MORE + "cost: 1.001 #!\n", "sum from 0"),
        (MORE + "currency: RUR1 #!\n", "no currency"),
        (MORE + "visible_to: {groups: [' ']} #!\n", "Write a name"),
        (MORE + "visible_to: {departments: [a, a]} #!\n", "twice"),
        (MORE + "articles:\n- title: {ru: Совет} #!\n  text: {ru: Так, en: So}\n", "“en”"),
    ],
)  # fmt: skip
def test_a_form_names_its_line(tmp_path: Path, text: str, words: str) -> None:
    expect(tmp_path, "services/help.yaml", text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (step("manager", "- key: boss #!\n  title: {ru: Шаг, en: Step}\n  ask: owner\n"), "twice"),
        (step("manager").replace("key: boss", "key: Boss #!"), "A key here"),
        (step("nobody #!"), "Write one of these"),
        (step("role #!"), "“role” is missing"),
        (step("role", "  role: Night Shift #!\n"), "no role"),
        (step("role", "  role: manager\n  team: nobody #!\n"), "no team “nobody”"),
        (step("manager", "  role: manager #!\n"), "does not go with"),
        (step("field #!"), "“field” is missing"),
        (step("field", "  field: topic #!\n"), "no person"),
        (step("field", "  field: nothing #!\n"), "no person"),
        (step("person #!"), "“person” is missing"),
        (step("manager", "  need: some #!\n"), "any, all"),
        (step("manager", "  need: 2 #!\n"), "Fewer persons"),
        (step("owner", "  need: 0 #!\n"), "Fewer persons"),
        (step("manager", "  remind: soon #!\n"), "working time"),
        (step("manager", "  deadline: 1h\n  remind: 1h #!\n"), "before the deadline"),
        (step("manager", "  at_deadline: approve #!\n"), "“deadline” is missing"),
        (step("manager", "  when:\n  - field: seal #!\n    filled: true\n"), "not answered with the order"),
        (TASK + "- key: one #!\n  title: {ru: Дело, en: Task}\n  team: it\n  due: 4h\n", "twice"),
        (TASK.replace("  team: it\n  due", "  team: nobody #!\n  due"), "no team “nobody”"),
        (TASK.replace("due: 4h", "due: later #!"), "working time"),
        (TASK + "  after: [two] #!\n", "no other task “two”"),
        (TASK + "  after: [one] #!\n", "no other task “one”"),
        (TASK + f"  after: [two] #!\n- key: two\n{AGAIN}  after: [one]\n", "waits for itself"),
        (TASK + "  shows: [seal] #!\n", "no answer “seal”"),
        (TASK + "  when:\n  - field: house\n    is: [east] #!\n", "north, south"),
        (TASK + "  fields:\n  - key: a\n    type: colour #!\n    title: {ru: А, en: A}\n", "one of these"),
        (TASK + OWN + "    teams: [it] #!\n", "team of the task"),
    ],
)  # fmt: skip
def test_steps_and_tasks_name_their_line(tmp_path: Path, text: str, words: str) -> None:
    expect(tmp_path, "services/help.yaml", text, words)


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("lifecycles/default.yaml", LIFECYCLE + "reopen_days: -1 #!\n", "from 0"),
        ("lifecycles/default.yaml", LIFECYCLE.replace("phase: done}", "phase: done, pause: plan} #!"), "paused alone"),
        ("categories.yaml", CATEGORY.replace("parent: it", "parent: none"), "no category"),
        ("categories.yaml", CATEGORY, "under itself"),
        ("replies/it.yaml", REPLY + "  text: {ru: '{name}, {salary}', en: Hi} #!\n", "not “salary”"),
    ],
)  # fmt: skip
def test_other_parts_name_their_line(tmp_path: Path, file: str, text: str, words: str) -> None:
    expect(tmp_path, file, text, words)


@pytest.mark.parametrize("key", ["all", "mine", "overview", "my-day", "lists", "bulk", "preview", "tasks"])
def test_a_team_is_not_called_as_a_page_of_the_desk(tmp_path: Path, key: str) -> None:
    """Nobody could open its queue."""
    text = FILES["teams/it.yaml"].replace("key: it", f"key: {key}")
    assert any("page of the desk" in one for one in told(tmp_path, {f"teams/{key}.yaml": text}))


def test_categories_in_a_circle_are_told(tmp_path: Path) -> None:
    text = FILES["categories.yaml"].replace("general: help}", "general: help, parent: b}")
    text += "- {key: b, title: {ru: Б, en: B}, icon: laptop, sort: 20, general: help, parent: it}\n"
    assert sum("under itself" in one for one in told(tmp_path, {"categories.yaml": text})) == 2


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        (", pause: approval", "no state with the pause approval"),
        ("- {from: [new], to: asked, title: {ru: Спросить, en: Ask}, who: [rule]}\n", "leads from “new”"),
        ("- {from: [asked], to: new, title: {ru: Можно, en: Yes}, who: [rule]}\n", "back to work"),
        ("- {from: [asked], to: closed, title: {ru: Нельзя, en: No}, who: [rule]}\n", "somebody refuses"),
    ],
)
def test_who_asks_for_approval_needs_a_lifecycle_that_waits(tmp_path: Path, lacking: str, words: str) -> None:
    changes = {"lifecycles/default.yaml": LIFECYCLE.replace(lacking, ""), "services/help.yaml": step("manager")}
    assert any(words in one for one in told(tmp_path, changes))


def test_tasks_that_finish_a_request_need_a_rule(tmp_path: Path) -> None:
    without = LIFECYCLE.replace("- {from: [new], to: done, title: {ru: Сделать, en: Do}, who: [rule]}\n", "")
    changes = {"lifecycles/default.yaml": without, "services/help.yaml": TASK}
    assert any("tasks cannot finish it" in one for one in told(tmp_path, changes))
    changes["services/help.yaml"] = TASK + "finish_by_tasks: false\n"
    assert told(tmp_path, changes) == []


def test_a_broken_file_is_not_told_again_by_fields_of_a_team(tmp_path: Path) -> None:
    changes = {"teams/it.yaml": "key: it\n", "services/help.yaml": MORE}
    assert {one.split(":")[0] for one in told(tmp_path, changes)} == {"teams/it.yaml"}
