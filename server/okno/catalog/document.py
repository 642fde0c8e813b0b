"""One YAML file read strictly: plain data with the line of every key, nothing executable, nothing twice."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.resolver import Resolver

from okno.text import N_, Phrase

# The parser in C reads a catalog in a fifth of the time; it is part of PyYAML's wheels, not of every build of it.
_Parser: Any = CParser

SIZE_LIMIT = 1_000_000
_PREFIX = "tag:yaml.org,2002:"
_TAGS = {
    _PREFIX + name for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
}
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]*([eE][-+][0-9]{1,3})?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


class Unreadable(Exception):
    """The file is not YAML that a catalog may have; tells the line and the reason."""

    def __init__(self, line: int, reason: Phrase) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Document:
    """The data of a file, and the line at which each path of it starts."""

    data: Any
    lines: dict[tuple[str | int, ...], int]

    def line(self, path: tuple[str | int, ...]) -> int:
        """Give the line of a path, or of its nearest known parent."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(Composer, _Parser, Resolver):  # type: ignore[misc]
    """Refuses aliases, so that a small file cannot unfold into a huge one."""

    def __init__(self, text: str) -> None:
        _Parser.__init__(self, text)
        Composer.__init__(self)
        Resolver.__init__(self)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            event: Any = self.peek_event()
            raise Unreadable(event.start_mark.line + 1, N_("References (*name) are not used in a catalog"))
        return super().compose_node(parent, index)


def read(path: Path) -> Document:
    """Read a YAML file. Raises Unreadable."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(1, N_("The file cannot be read: %(why)s", why=error.strerror or "")) from error
    if len(raw) > SIZE_LIMIT:
        raise Unreadable(1, N_("The file is larger than 1 MB"))
    try:
        return parse(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(line, N_("Save the file as UTF-8")) from error


def parse(text: str) -> Document:
    """Read YAML text. Raises Unreadable."""
    try:
        node = yaml.compose(text, Loader=_Loader)
        lines: dict[tuple[str | int, ...], int] = {}
        data = None if node is None else _plain(node, (), lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = str(getattr(error, "problem", None) or "character that YAML does not allow")
        raise Unreadable(mark.line + 1 if mark else 1, N_("This is not YAML: %(why)s", why=why)) from error
    except RecursionError as error:
        raise Unreadable(1, N_("The file is nested too deep")) from error
    return Document(data, lines)


def _plain(node: yaml.Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if node.tag not in _TAGS:
        raise Unreadable(line, N_("The tag %(tag)s is not used in a catalog", tag=node.tag))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), lines) for index, item in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> Any:
    result: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(line, N_("A key must be a word"))
        name = str(key.value)
        if name in result:
            raise Unreadable(line, N_("The key “%(key)s” stands here twice", key=name))
        lines[(*path, name)] = line
        result[name] = _plain(value, (*path, name), lines)
    return result


def _scalar(node: yaml.ScalarNode) -> Any:
    # Own rules instead of YAML 1.1: there `no` is false, `09:00` is 540 and `2026-01-01` is a date object.
    text = str(node.value)
    if node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
