"""Class 12: nothing that comes in is turned into objects, code or processes. Told by the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from tests.rules.sources import Module, calls, core, imports, sample

MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "jsonpickle", "joblib", "cloudpickle", "code", "codeop"}
MODULES |= {"xml", "xmlrpc", "lxml", "pty", "ctypes", "runpy"}
CALLS = {"eval", "exec", "compile", "__import__", "execfile", "input"}
METHODS = {"from_string", "Template", "unsafe_load", "full_load", "load_all", "dangerous"}
MAY: dict[str, str] = {
    "okno.serve.orphan": "PR_SET_PDEATHSIG has no other door",
}
"""Modules with a reason."""
RUNS = {f"subprocess.{name}" for name in ("run", "Popen", "call", "check_call", "check_output")}


def breaches(modules: Iterable[Module]) -> list[str]:
    """Where something comes to life that was only data."""
    found = []
    for module in modules:
        for node, name in imports(module):
            if name.split(".")[0] in MODULES and module.name not in MAY:
                found.append(f"{module.at(node)}: {name}")
        for node, name in calls(module):
            last = name.rpartition(".")[2]
            if name in CALLS or last in METHODS or (name == "yaml.load" and not _safe(node)):
                found.append(f"{module.at(node)}: {name}")
            if name in ("os.system", "os.popen") or (name in RUNS and any(one.arg == "shell" for one in node.keywords)):
                found.append(f"{module.at(node)}: {name} with a shell")
    return found


def _safe(node: ast.Call) -> bool:
    texts = [ast.unparse(one.value) for one in node.keywords] + [ast.unparse(one) for one in node.args[1:]]
    return any("Safe" in text or "Loader" in text for text in texts)


def test_the_core_brings_nothing_to_life() -> None:
    found = breaches(core())
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from shelve import open",
        "import yaml\nyaml.load(text)",
        "eval(text)",
        "environment.from_string(text)",
        "import subprocess\nsubprocess.run(text, shell=True)",
        "import os\nos.system(text)",
        "import xml.etree.ElementTree",
    ],
)
def test_a_breach_is_seen(text: str) -> None:
    assert breaches([sample("okno.x", text)])


def test_a_safe_loader_is_fine() -> None:
    assert not breaches([sample("okno.x", "import yaml\nyaml.load(text, Loader=yaml.CSafeLoader)")])
