"""Each hook and event is told in plugins/HOOKS.md as the code has it, and each hook is used by the sample."""

from __future__ import annotations

import inspect

from okno import extend
from tests.rules.hooks_page import MODULE_TITLES, PAGE, SAMPLE, declared, events, text, users
from tests.rules.sources import nothing

ABILITIES = ("permission", "setting", "job", "service", "menu", "slot", "channel")
FILES = ("api", "channels", "commands", "events", "hooks", "jobs", "pages", "rest", "services", "tables")
FOLDERS = ("assets", "locales", "migrations", "templates")


def _sample() -> extend.Manifest:
    manifest = extend.in_folder(SAMPLE).manifest
    assert manifest is not None, str(extend.in_folder(SAMPLE).problem)
    return manifest


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == text(), "write it anew: .venv-test/bin/python -m tests.rules.hooks_page"


def test_each_hook_is_explained() -> None:
    nothing([f"the hook {name} has no docstring" for name, hook in declared().items() if not hook.doc.strip()])
    strange = {hook.spec.__module__ for hook in declared().values()} - MODULE_TITLES.keys()
    nothing([f"{module}: give its hooks a title in tests/rules/hooks_page.py" for module in sorted(strange)])


def test_each_event_is_explained() -> None:
    """A dataclass without a docstring is given one by Python: its signature."""
    nothing(
        [
            f"the event {kind.__name__} has no docstring"
            for kind in events()
            if not kind.__doc__ or kind.__doc__.startswith(f"{kind.__name__}(")
        ]
    )


def test_the_sample_uses_every_hook() -> None:
    unused = declared().keys() - set(_sample().hooks)
    nothing([f"the sample does not use the hook {name}" for name in sorted(unused)])


def test_the_sample_uses_every_table_of_the_manifest_and_every_file() -> None:
    manifest = _sample()
    lacks = [f"[[{name}]]" for name in ABILITIES if not getattr(manifest, name)]
    types = {setting.type for setting in manifest.setting}
    kinds = set(inspect.get_annotations(extend.Setting, eval_str=True)["type"].__args__)
    lacks += [f"a setting of the type {kind}" for kind in sorted(kinds - types)]
    places = inspect.get_annotations(type(manifest.menu[0]), eval_str=True)["place"].__args__
    lacks += [f"a menu in {place}" for place in places if place not in {entry.place for entry in manifest.menu}]
    lacks += [f"{name}.py" for name in FILES if not (SAMPLE / "okno_sample" / f"{name}.py").is_file()]
    lacks += [f"{name}/" for name in FOLDERS if not (SAMPLE / "okno_sample" / name).is_dir()]
    nothing([f"the sample has no {one}" for one in lacks])
    assert {bool(job.every) + 2 * bool(job.cron) for job in manifest.job} == {0, 1, 2}
    assert {service.process for service in manifest.service} == {True, False}
    assert manifest.publishes
    assert manifest.listens


def test_real_plugins_use_hooks_that_there_are() -> None:
    nothing([f"{', '.join(names)} use {hook}, which there is not" for hook, names in users().items()
             if hook not in declared()])  # fmt: skip
