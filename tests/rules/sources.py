"""The modules of the core as the rules see them: name, floor, text and syntax tree."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server"
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Module:
    """One Python file: `name` with dots, `path` from the root of the project, `text`."""

    name: str
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, self.path)

    @property
    def unit(self) -> str:
        """The unit of the core to which the module belongs: okno.tickets.order -> tickets; the package itself is ""."""
        return [*self.name.split("."), ""][1]

    @property
    def package(self) -> str:
        """The package that a relative import starts from."""
        return self.name if self.path.endswith("__init__.py") else self.name.rpartition(".")[0]

    def at(self, node: ast.AST) -> str:
        """The place of a node, as editors open it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def strings(self) -> Iterator[tuple[ast.AST, str]]:
        """Every text in the module but docstrings; the values in an f-string read as {}."""
        inside = {id(part) for node in ast.walk(self.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        docs = {id(text) for text in _docstrings(self.tree)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.JoinedStr):
                yield node, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside | docs:
                yield node, node.value

    def statements(self) -> Iterator[tuple[ast.AST, str]]:
        """The texts that are SQL."""
        return ((node, text) for node, text in self.strings() if SQL.search(text))


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Texts that stand alone as a statement: docstrings of modules, classes, functions and attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def sample(name: str, text: str) -> Module:
    """A module that exists only in a test of a rule."""
    return Module(name, f"server/{name.replace('.', '/')}.py", text)


def read(root: Path, *, within: Path) -> list[Module]:
    """All modules below `root`, named from `within`."""
    found = []
    for path in sorted(root.rglob("*.py")):
        if "__pycache__" in path.parts:
            continue
        parts = list(path.relative_to(within).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path.relative_to(ROOT).as_posix(), path.read_text("utf-8")))
    return found


def core() -> list[Module]:
    """The modules of the core."""
    return read(SERVER / "okno", within=SERVER)


def of_tests() -> list[Module]:
    """The modules of the tests."""
    return read(ROOT / "tests", within=ROOT)


def floors() -> dict[str, float]:
    """The floor of each unit, from setup.cfg."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    return {unit: float(floor) for floor, units in config["floors"].items() for unit in units.split()}


def imports(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Each imported name with its dots, wherever the import stands: late and type-checking ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.package.split(".")[: len(module.package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield from ((node, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node, first.value


def _called(node: ast.Call) -> str:
    """The last name of what is called: asyncio.create_task -> create_task."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Each call with the dotted name of what is called, as it is written."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def dotted(node: ast.AST) -> str:
    """A chain of names as it is written: request.url.path. Anything else in the chain reads as "?"."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def nothing(complaints: list[str]) -> None:
    """Fails with all complaints of a rule, one a line."""
    assert not complaints, "\n" + "\n".join(complaints)
